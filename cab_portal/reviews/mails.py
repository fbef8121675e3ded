"""Whether a mail about a review is still wanted: the reader may stop those about one review, or all of them."""

from cab_portal.accounts.mails import reader_still_wants_it
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment


def reader_wants_this_review(message: OutboxMessage) -> bool:
    """The reader is active, and has stopped neither these mails nor those about the review named in the context."""
    assignment = session.get(Assignment, ids.decode(str(message.context["assignment_id"])))
    return assignment is not None and assignment.mails_stopped_at is None and reader_still_wants_it(message)
