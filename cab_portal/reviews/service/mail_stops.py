"""Stopping the mails about one review, and taking them again."""

from uuid import UUID

from cab_portal.core import clock
from cab_portal.core.errors import NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.reviews.events import ReviewMailsResumed, ReviewMailsStopped
from cab_portal.reviews.models import Assignment


def stop_mails(assignment_id: UUID) -> None:
    """No more asks, reminders and news about this review; its reward and the mails about others stay as they are."""
    assignment = _assignment(assignment_id)
    if assignment.mails_stopped_at is None:
        assignment.mails_stopped_at = clock.now()
        publish(ReviewMailsStopped(assignment_id=assignment.id))


def resume_mails(assignment_id: UUID) -> None:
    """Take them again."""
    assignment = _assignment(assignment_id)
    if assignment.mails_stopped_at is not None:
        assignment.mails_stopped_at = None
        publish(ReviewMailsResumed(assignment_id=assignment.id))


def _assignment(assignment_id: UUID) -> Assignment:
    assignment = session.get(Assignment, assignment_id, with_for_update=True, populate_existing=True)
    if assignment is None:
        raise NotFound
    return assignment
