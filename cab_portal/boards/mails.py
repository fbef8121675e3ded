"""Mails about seats. An invitation leaves at once, and nobody can stop it."""

from typing import Any

from cab_portal.accounts.mails import acting_name, give_invitation_link, reader_still_here
from cab_portal.accounts.rules import INVITATION_LINK_LIFE
from cab_portal.boards import events
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import SeatStatus
from cab_portal.boards.service import follow_time_zone
from cab_portal.core import clock, ids, paths
from cab_portal.core.events import Event
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.program.events import ProgramChanged


def on_seat_invited(event: events.SeatInvited | events.InvitationResent) -> None:
    """Invite the person to the seat, with a link of their own."""
    seat = session.get_one(Seat, event.seat_id)
    person = seat.person
    enqueue(
        "seat_invitation",
        person.email,
        key=f"seat-invitation:{seat.id}:{seat.invited_at.isoformat()}",
        person_id=person.id,
        context={
            "seat_id": ids.encode(seat.id),
            "name": person.name,
            "board": seat.board.name,
            "purpose": seat.board.purpose,
            "starts_on": seat.starts_on.isoformat(),
            "ends_on": seat.ends_on.isoformat(),
            "inviter": acting_name(),
            "leads_to": paths.invitation(seat.id),
        },
        expires_at=clock.now() + INVITATION_LINK_LIFE,
    )


def on_seat_accepted(event: events.SeatAccepted) -> None:
    """Welcome the new member."""
    seat = session.get_one(Seat, event.seat_id)
    enqueue(
        "seat_accepted",
        seat.person.email,
        key=f"seat-accepted:{seat.id}",
        person_id=seat.person_id,
        context={
            "name": seat.person.name,
            "board": seat.board.name,
            "starts_on": seat.starts_on.isoformat(),
            "ends_on": seat.ends_on.isoformat(),
            "path": paths.profile(),
        },
    )


def invitation_still_due(message: OutboxMessage) -> bool:
    """The seat still waits for its answer, and the person is active."""
    row = session.get(Seat, ids.decode(str(message.context["seat_id"])))
    return row is not None and row.status is SeatStatus.INVITED and reader_still_here(message)


MAILS = {
    "seat_invitation": MailKind(invitation_still_due, stoppable=False, prepare=give_invitation_link),
    "seat_accepted": MailKind(reader_still_here, stoppable=False),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Any, ...]] = {
    ProgramChanged: (follow_time_zone,),
    events.SeatInvited: (on_seat_invited,),
    events.InvitationResent: (on_seat_invited,),
    events.SeatAccepted: (on_seat_accepted,),
}
