"""What members write: threads that wait until the review is finished, changes to them, and their sharing."""

from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.comments.anchoring.anchors import Anchor, describe
from cab_portal.comments.anchoring.locating import locate
from cab_portal.comments.events import ThreadChanged, ThreadRemoved, ThreadsShared, ThreadStarted
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.rules import QUOTE_LIMIT, CommentInput, Passage
from cab_portal.comments.service import replies
from cab_portal.comments.service.placing import place_new
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft, VersionStep
from cab_portal.drafts.text.rendering import placeholders
from cab_portal.reviews.events import ReviewFinished
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import ended_at, ensure_open, is_open, may_send_late


def start(assignment: Assignment, step: VersionStep, passage: Passage, given: CommentInput) -> Thread:
    """Comment on a passage of a shared step. It waits until the review is finished, unless its author shares at once.

    The text decides, not the offsets that were sent: ``Conflict`` where the words are not in it or stand in several
    places alike, ``InvalidInput`` where nothing was said or the passage is too long. Sent twice, it is one thread.
    """
    request = assignment.request
    at = clock.now()
    ensure_open(request.status, request.closes_at, at)
    anchor = anchor_in(step, passage)
    given = given.checked(anchor.exact)
    twin = _waiting_twin(assignment, step, anchor, given)
    if twin is not None:
        return twin
    thread = Thread(
        id=ids.new_id(),
        request_id=request.id,
        assignment_id=assignment.id,
        draft_id=request.draft_id,
        board_id=request.board_id,
        author_id=assignment.person_id,
        kind=given.kind,
        is_private=given.is_private,
        replacement=given.replacement,
        version_id=step.version_id,
        step_id=step.step_id,
        start=anchor.start,
        end=anchor.end,
        exact=anchor.exact,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
        created_at=at,
        shared_at=at if assignment.finished_at or assignment.shares_at_once else None,
    )
    # No version is shared between the look at the versions that there are and the commit: it would miss this thread.
    session.execute(select(Draft.id).where(Draft.id == request.draft_id).with_for_update(read=True))
    session.add(thread)
    session.flush()
    session.add(Comment(thread_id=thread.id, author_id=assignment.person_id, body=given.body, created_at=at))
    place_new(thread)
    publish(ThreadStarted(thread_id=thread.id, request_id=request.id, kind=given.kind))
    if thread.shared_at is not None:
        publish(ThreadsShared(assignment_id=assignment.id, draft_id=request.draft_id, count=1))
    return thread


_NOT_SAVED = (
    "Your comment was not saved: the words that you chose are not in this text. What you wrote is below. "
    "Choose the words again, then add it."
)


def anchor_in(step: VersionStep, passage: Passage, refusal: str = _NOT_SAVED) -> Anchor:
    """The anchor of a passage in a step's own text, widened over placeholders that it cuts.

    ``Conflict``, which says ``refusal``, where the words are not in the text.
    """
    if len(passage.exact) > QUOTE_LIMIT:
        sentence = f"Choose at most {QUOTE_LIMIT:,} characters, or comment on each paragraph."
        raise InvalidInput(sentence, code="passage_too_long", fields={"passage": sentence})
    text = step.canonical
    place = locate(text, passage.start, passage.end, passage.exact, passage.prefix, passage.suffix)
    if place is None:
        raise Conflict(refusal, code="text_changed")
    start, end = place.start, place.end
    for placeholder in placeholders(text):
        if placeholder.start < end and start < placeholder.end:
            start, end = min(start, placeholder.start), max(end, placeholder.end)
    return describe(str(step.step_id), text, start, end)


def _waiting_twin(assignment: Assignment, step: VersionStep, anchor: Anchor, given: CommentInput) -> Thread | None:
    """The same comment, sent before: a form that was sent twice must not say everything twice."""
    # The words are compared in the database: who has written a hundred comments need not have them all read.
    first_words = (
        select(Comment.body)
        .where(Comment.thread_id == Thread.id)
        .order_by(Comment.created_at, Comment.id)
        .limit(1)
        .scalar_subquery()
    )
    alike = select(Thread).where(
        Thread.assignment_id == assignment.id,
        Thread.version_id == step.version_id,
        Thread.step_id == step.step_id,
        Thread.start == anchor.start,
        Thread.end == anchor.end,
        Thread.kind == given.kind,
        Thread.is_private == given.is_private,
        Thread.replacement.is_not_distinct_from(given.replacement),
        first_words == given.body,
    )
    return session.scalars(alike.limit(1)).first()


def change(thread: Thread, assignment: Assignment, given: CommentInput) -> None:
    """Change what a waiting comment says, not the words it is about. ``Conflict`` once it is shared, or all closed."""
    _ensure_waiting(thread, assignment)
    given = given.checked(thread.exact)
    at = clock.now()
    thread.kind = given.kind
    thread.replacement = given.replacement
    thread.is_private = given.is_private
    own = session.scalars(
        select(Comment).where(Comment.thread_id == thread.id).order_by(Comment.created_at, Comment.id).limit(1)
    ).one()
    own.body = given.body
    own.edited_at = at
    publish(ThreadChanged(thread_id=thread.id))


def remove(thread: Thread, assignment: Assignment) -> None:
    """Take a waiting comment back, as if it had never been. ``Conflict`` once it is shared or all closed."""
    _ensure_waiting(thread, assignment)
    thread_id: UUID = thread.id
    session.execute(delete(ThreadPlace).where(ThreadPlace.thread_id == thread_id))
    session.execute(delete(Comment).where(Comment.thread_id == thread_id))
    session.execute(delete(Thread).where(Thread.id == thread_id))
    publish(ThreadRemoved(thread_id=thread_id))


def reply(actor: Actor, assignment: Assignment, thread: Thread, body: str) -> Comment:
    """Reply as a member, in a thread of the same request. ``Conflict`` once the request is closed."""
    request = assignment.request
    if thread.request_id != request.id:
        raise NotFound
    ensure_open(request.status, request.closes_at, clock.now())
    return replies.reply(actor, thread, body)


def share_all(assignment: Assignment) -> int:
    """Share all waiting comments of a review; how many. A second call finds none and says nothing."""
    waiting = session.scalars(
        select(Thread).where(Thread.assignment_id == assignment.id, Thread.shared_at.is_(None))
    ).all()
    at = clock.now()
    for thread in waiting:
        thread.shared_at = at
    if waiting:
        draft_id = waiting[0].draft_id
        publish(ThreadsShared(assignment_id=assignment.id, draft_id=draft_id, count=len(waiting)))
    return len(waiting)


def send_late(assignment: Assignment) -> int:
    """Share what waited when the request closed, because its author says so; how many comments.

    ``Conflict`` while the request is open, where the end of the review shares them, and after 48 hours.
    """
    request, at = assignment.request, clock.now()
    if is_open(request.status, request.closes_at, at):
        raise Conflict("This review is open. Finish it to send your comments.", code="open")
    if not may_send_late(request.status, ended_at(request.closes_at, request.closed_at), at):
        raise Conflict(
            "The time to send these comments is over, so nothing was sent. They stay with you.", code="too_late"
        )
    return share_all(assignment)


def share_with_finish(event: ReviewFinished) -> None:
    """A finished review shares what waited for it."""
    assignment = session.get(Assignment, event.assignment_id)
    if assignment is None:
        raise NotFound
    share_all(assignment)


def _ensure_waiting(thread: Thread, assignment: Assignment) -> None:
    if thread.assignment_id != assignment.id:
        raise NotFound
    request = assignment.request
    ensure_open(request.status, request.closes_at, clock.now())
    if thread.shared_at is not None:
        raise Conflict("This comment is shared already, so it stays as it is. You can reply to it.", code="shared")
