"""Whether mails about sign-in are still due."""

from cab_portal.accounts import queries
from cab_portal.accounts.models import Person
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind


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


MAILS = {
    "sign_in_link": MailKind(sign_in_still_due, stoppable=False),
    "fresh_link": MailKind(sign_in_still_due, stoppable=False),
}
