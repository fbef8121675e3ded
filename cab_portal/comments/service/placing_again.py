"""A person puts a comment on other words of a later version than the machine did. That beats the machine."""

from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.comments.anchoring.anchors import Anchor, Method
from cab_portal.comments.events import ThreadPlacedAgain
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import Passage, PlaceStatus
from cab_portal.comments.service.placing import carry_on
from cab_portal.comments.service.threads import anchor_in
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.text.words import words
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import ensure_open

_NOT_PLACED = "The comment stays where it was: the words that you chose are not in this text. Choose them again."


def place_again(actor: Actor, thread: Thread, step: VersionStep, passage: Passage) -> ThreadPlace:
    """Put a thread on a passage of a step of a later version; it is carried on from there.

    Later versions follow, up to the next one in which a person placed the thread. The same place again changes
    nothing. ``NotFound`` for a step of another draft, or a thread that still waits, to anybody but its author;
    ``Conflict`` in the version that the comment was made on, and where the words are not in the text; ``InvalidInput``
    where the passage is too long.
    """
    # Held, so that no version is shared between what is read here and what is written.
    session.get_one(Draft, thread.draft_id, with_for_update=True)
    version = session.get_one(Version, step.version_id)
    is_seen = thread.shared_at is not None or thread.author_id == actor.id
    if version.draft_id != thread.draft_id or not is_seen:
        raise NotFound
    if version.number <= session.get_one(Version, thread.version_id).number:
        raise Conflict(
            "A comment stays on its own words in the version that it was made on. Choose a later version.",
            code="own_version",
        )
    anchor = anchor_in(step, passage, _NOT_PLACED)
    place = session.get_one(ThreadPlace, (thread.id, version.id))
    before = (place.step_id, place.start, place.end, place.method)
    after = (step.step_id, anchor.start, anchor.end, str(Method.PERSON))
    if before == after:
        return place
    place.step_id, place.start, place.end, place.method = after
    place.status = _status(thread, step.step_id, anchor)
    place.score = 1.0
    place.placed_by_id, place.placed_at = actor.id, clock.now()
    session.flush()
    _carry_from(thread, version)
    publish(ThreadPlacedAgain(thread_id=thread.id, version_id=version.id))
    return place


def place_own_again(
    actor: Actor, assignment: Assignment, thread: Thread, step: VersionStep, passage: Passage
) -> ThreadPlace:
    """Place an own thread again, while the review is open; ``Conflict`` once it has closed."""
    request = assignment.request
    ensure_open(request.status, request.closes_at, clock.now())
    if thread.assignment_id != assignment.id:
        raise NotFound
    return place_again(actor, thread, step, passage)


def _status(thread: Thread, step_id: UUID, anchor: Anchor) -> PlaceStatus:
    """What happened to the words since the comment was made, as its reader sees it."""
    is_same = [word.folded for word in words(thread.exact)] == [word.folded for word in words(anchor.exact)]
    if thread.step_id == step_id:
        return PlaceStatus.KEPT if is_same else PlaceStatus.EDITED
    return PlaceStatus.MOVED if is_same else PlaceStatus.MOVED_EDITED


def _carry_from(thread: Thread, version: Version) -> None:
    """Place the thread anew in the versions after this one, as far as no person placed it there."""
    later = session.execute(
        select(Version.id, ThreadPlace.method)
        .join(ThreadPlace, (ThreadPlace.version_id == Version.id) & (ThreadPlace.thread_id == thread.id))
        .where(Version.draft_id == thread.draft_id, Version.number > version.number)
        .order_by(Version.number)
    ).all()
    follow: list[UUID] = []
    for version_id, method in later:
        if method == Method.PERSON:
            break
        follow.append(version_id)
    if not follow:
        return
    session.execute(delete(ThreadPlace).where(ThreadPlace.thread_id == thread.id, ThreadPlace.version_id.in_(follow)))
    carry_on(thread, follow)
