"""Mails about sign-in and staff invitations, and whether they are still due."""

from datetime import timedelta
from typing import Any

from cab_portal.accounts import events, queries
from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import INVITATION_LINK_LIFE, LinkPurpose
from cab_portal.accounts.service.sign_in import create_link
from cab_portal.core import clock, paths
from cab_portal.core.actor import acting
from cab_portal.core.events import Event
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import Budget, Limit, MailKind
from cab_portal.outbox.service import enqueue


def on_staff_invited(event: events.StaffInvited) -> None:
    """Send the new colleague a link for their first sign-in."""
    person = session.get_one(Person, event.person_id)
    enqueue(
        "staff_invitation",
        person.email,
        key=f"staff-invitation:{person.id}",
        person_id=person.id,
        context={"name": person.name, "role": person.role.value, "inviter": acting_name()},
        secret={"link": create_link(person.email, LinkPurpose.INVITATION, paths.today())},
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


def give_link(message: OutboxMessage) -> None:
    """Put a link into a mail that leaves now, to the path that its context names: fresh, however long it waited."""
    link = create_link(message.address, LinkPurpose.REQUEST, str(message.context["leads_to"]))
    message.secret = {**message.secret, "link": link}


# Asks and reminders to one member, over all reviews and surveys.
ASKS = Budget("asks", (Limit(1, timedelta(days=1)), Limit(2, timedelta(days=7))))

MAILS = {
    "sign_in_link": MailKind(sign_in_still_due, stoppable=False),
    "fresh_link": MailKind(sign_in_still_due, stoppable=False),
    "staff_invitation": MailKind(reader_still_here, stoppable=False),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Any, ...]] = {events.StaffInvited: (on_staff_invited,)}
