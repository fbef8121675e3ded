"""Threads on the words of a step."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import CommentInput, Passage, PlaceStatus, ThreadKind
from cab_portal.comments.service import supports, threads
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.drafts.models import VersionStep
from cab_portal.reviews.models import Assignment
from tests.factories import working


def step_of(version_id: UUID, position: int = 0) -> VersionStep:
    """A step of a version by its place, counted from 0."""
    steps = select(VersionStep).where(VersionStep.version_id == version_id).order_by(VersionStep.position)
    return session.scalars(steps).all()[position]


def passage(step: VersionStep, words: str) -> Passage:
    """These words where they first stand in the step."""
    start = step.canonical.index(words)
    return Passage(start, start + len(words), words)


def thread_at(assignment: Assignment, words: str, within: str, *, body: str) -> Thread:
    """A shared comment on words at their place within a longer passage, where they stand more than once in the step."""
    with working():
        held = session.get_one(Assignment, assignment.id)
        step = step_of(held.version_id)
        start = step.canonical.index(within) + within.index(words)
        given = CommentInput(ThreadKind.QUESTION, body)
        made = threads.start(held, step, Passage(start, start + len(words), words), given)
        made.shared_at = clock.now()
    return made


def thread(
    assignment: Assignment,
    words: str = "Mara is your contact",
    *,
    kind: ThreadKind = ThreadKind.QUESTION,
    body: str = "Who takes over when she is away?",
    replacement: str | None = None,
    is_private: bool = False,
    shared: bool = False,
    position: int = 0,
) -> Thread:
    """A member's comment on words of a step of the version that the member reads; waiting unless ``shared``."""
    with working():
        held = session.get_one(Assignment, assignment.id)
        step = step_of(held.version_id, position)
        made = threads.start(held, step, passage(step, words), CommentInput(kind, body, replacement, is_private))
        if shared:
            made.shared_at = clock.now()
        session.flush()
    return made


def supported(thread: Thread, assignment: Assignment) -> None:
    """The member of this assignment says "same for us"."""
    with working():
        supports.support(session.get_one(Assignment, assignment.id), session.get_one(Thread, thread.id))


def as_made_on(thread: Thread, version_id: UUID) -> None:
    """As if the thread was made on an earlier version with the same words, and carried to the one that it stands in."""
    with working():
        held = session.get_one(Thread, thread.id)
        session.add(
            ThreadPlace(
                thread_id=held.id,
                version_id=version_id,
                status=PlaceStatus.KEPT,
                step_id=held.step_id,
                start=held.start,
                end=held.end,
                score=1.0,
                method="position",
            )
        )
        session.get_one(ThreadPlace, (held.id, held.version_id)).method = "map"
        held.version_id = version_id
