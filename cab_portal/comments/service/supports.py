""" "Same for us": what a member says of another member's thread, instead of writing the same again."""

from sqlalchemy import delete

from cab_portal.comments.events import SupportWithdrawn, ThreadSupported
from cab_portal.comments.models import Thread, ThreadSupport
from cab_portal.core import clock
from cab_portal.core.errors import NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import ensure_open


def support(assignment: Assignment, thread: Thread) -> None:
    """Say "same for us"; said twice, it counts once. ``Conflict`` once the request is closed."""
    _ensure_open(assignment, thread)
    row = {"thread_id": thread.id, "person_id": assignment.person_id, "created_at": clock.now()}
    if insert_once(ThreadSupport, row):
        publish(ThreadSupported(thread_id=thread.id, person_id=assignment.person_id))


def withdraw_support(assignment: Assignment, thread: Thread) -> None:
    """Take it back; where it was never said, nothing happens. ``Conflict`` once the request is closed."""
    _ensure_open(assignment, thread)
    own = (ThreadSupport.thread_id == thread.id, ThreadSupport.person_id == assignment.person_id)
    taken = session.execute(delete(ThreadSupport).where(*own).returning(ThreadSupport.thread_id)).one_or_none()
    if taken is not None:
        publish(SupportWithdrawn(thread_id=thread.id, person_id=assignment.person_id))


def _ensure_open(assignment: Assignment, thread: Thread) -> None:
    request = assignment.request
    if thread.request_id != request.id:
        raise NotFound
    ensure_open(request.status, request.closes_at, clock.now())
