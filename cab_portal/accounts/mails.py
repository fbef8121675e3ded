"""Mails about sign-in and staff invitations, and whether they are still due."""

from datetime import datetime, timedelta
from typing import Any

from cab_portal.accounts import events, queries
from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import INVITATION_LINK_LIFE, LinkPurpose, next_digest, next_team_digest
from cab_portal.accounts.service.sign_in import create_link
from cab_portal.core import clock, paths
from cab_portal.core.actor import acting
from cab_portal.core.events import Event
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import Budget, Limit, MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.program.queries import program


def on_staff_invited(event: events.StaffInvited) -> None:
    """Send the new colleague a link for their first sign-in."""
    person = session.get_one(Person, event.person_id)
    enqueue(
        "staff_invitation",
        person.email,
        key=f"staff-invitation:{person.id}",
        person_id=person.id,
        context={
            "name": person.name,
            "role": person.role.value,
            "inviter": acting_name(),
            "leads_to": paths.today(),
        },
        expires_at=clock.now() + INVITATION_LINK_LIFE,
    )


def acting_name() -> str:
    """The name of the person who acts, for a mail that says who wrote; empty for the system."""
    actor_id = acting().person_id
    person = session.get(Person, actor_id) if actor_id else None
    return "" if person is None else person.name


def sign_in_still_due(message: OutboxMessage) -> bool:
    """A link is of use only to a person who is known and active; for any other address nothing leaves the house."""
    return queries.is_known_and_active(message.address)


def reader_still_here(message: OutboxMessage) -> bool:
    """The reader is active; the least that any mail to a person asks."""
    person = session.get(Person, message.person_id) if message.person_id else None
    return person is not None and person.deactivated_at is None


def reader_still_wants_it(message: OutboxMessage) -> bool:
    """The reader is active and has not stopped mails about reviews and surveys."""
    person = session.get(Person, message.person_id) if message.person_id else None
    return person is not None and person.deactivated_at is None and person.mails_stopped_at is None


def give_link(message: OutboxMessage, purpose: LinkPurpose = LinkPurpose.REQUEST) -> None:
    """Put a link into a mail that leaves now, to the path that its context names: fresh, however long it waited."""
    link = create_link(message.address, purpose, str(message.context["leads_to"]))
    message.secret = {**message.secret, "link": link}


def give_invitation_link(message: OutboxMessage) -> None:
    """The same for a first sign-in."""
    give_link(message, LinkPurpose.INVITATION)


def next_news(at: datetime) -> datetime:
    """When replies, receipts and news that are asked for now reach a member; at once in a demo."""
    setting = program()
    return at if setting.is_demo else next_digest(at, setting.zone)


def next_team_news(at: datetime) -> datetime:
    """When the team hears of something that happened now; at once in a demo."""
    setting = program()
    return at if setting.is_demo else next_team_digest(at, setting.zone)


def _lead_on(message: OutboxMessage) -> None:
    """A digest leads where all that it tells does, or else to the list of the reader's reviews."""
    message.context = {"leads_to": paths.reviews(), **message.context}
    give_link(message)


def _lead_team_on(message: OutboxMessage) -> None:
    message.context = {"path": paths.today(), **message.context}


# Asks and reminders to one member, over all reviews and surveys.
ASKS = Budget("asks", (Limit(1, timedelta(days=1)), Limit(2, timedelta(days=7))))
# Replies, receipts and news to one member: one mail a day. Days are not all as long, hence somewhat less than one.
_ABOUT_A_DAY = timedelta(hours=20)
NEWS = Budget("news", (Limit(1, _ABOUT_A_DAY),), bundle="daily_digest", opens_at=next_news)
TEAM_NEWS = Budget("team news", (Limit(1, _ABOUT_A_DAY),), bundle="team_digest", opens_at=next_team_news)

MAILS = {
    "sign_in_link": MailKind(sign_in_still_due, stoppable=False),
    "fresh_link": MailKind(sign_in_still_due, stoppable=False),
    "daily_digest": MailKind(reader_still_wants_it, stoppable=True, budget=NEWS, prepare=_lead_on),
    "team_digest": MailKind(reader_still_wants_it, stoppable=True, budget=TEAM_NEWS, prepare=_lead_team_on),
    "staff_invitation": MailKind(reader_still_here, stoppable=False, prepare=give_invitation_link),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Any, ...]] = {events.StaffInvited: (on_staff_invited,)}
