"""Threads of a review as its pages show them, each with a fixed number of statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy
from cab_portal.comments.access import privacy_for, visible_threads
from cab_portal.comments.models import Comment, Thread, ThreadPlace, ThreadSupport
from cab_portal.comments.queries.views import (
    CommentView,
    Supports,
    ThreadView,
    comment_view,
    in_reading_order,
    may_read,
    supports_of,
    view_of,
)
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.queries import shown_title
from cab_portal.reviews.rules import LATE_SENDING, ended_at, may_send_late


@dataclass(frozen=True)
class ThreadsOfStep:
    """The threads of one step in reading order, how many each step of the version has, and how many still wait."""

    threads: list[ThreadView]
    counts: Mapping[UUID, int]
    waiting: int


ThreadRow: TypeAlias = Row[Thread, ThreadPlace, int, Person, str, Privacy]
ThreadRows: TypeAlias = Select[Thread, ThreadPlace, int, Person, str, Privacy]


def rows_in_version(actor: Actor, version_id: UUID) -> ThreadRows:
    """The visible threads that have a place, or a refusal of one, in a version."""
    return _rows(actor).join(
        ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == version_id)
    )


def _rows(actor: Actor) -> ThreadRows:
    return (
        select(Thread, ThreadPlace, Version.number, Person, Organization.name, privacy_for(actor))
        .select_from(Thread)
        .join(Version, Version.id == Thread.version_id)
        .join(Person, Person.id == Thread.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(ReviewRequest, ReviewRequest.id == Thread.request_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .options(joinedload(ThreadPlace.placed_by))
        .where(visible_threads(actor))
    )


def threads_in_version(actor: Actor, request_id: UUID, version_id: UUID) -> list[ThreadView]:
    """All threads of a request as they stand in a version, without their comments; one statement."""
    found = rows_in_version(actor, version_id).where(Thread.request_id == request_id)
    return views_of(actor, _all(found), with_comments=False)


def threads_of_request_step(actor: Actor, request_id: UUID, version_id: UUID, step_id: UUID) -> ThreadsOfStep:
    """What the page of one step shows of the threads of a request; three statements."""
    rows = _all(rows_in_version(actor, version_id).where(Thread.request_id == request_id))
    here = [row for row in rows if row[1].step_id == step_id]
    return ThreadsOfStep(
        threads=in_reading_order(views_of(actor, here)),
        counts=Counter(place.step_id for _thread, place, *_rest in rows),
        waiting=sum(thread.shared_at is None for thread, *_rest in rows),
    )


def counts_by_step(actor: Actor, request_id: UUID, version_id: UUID) -> Mapping[UUID, int]:
    """How many visible threads of a request each step of a version has; one statement."""
    rows = session.execute(
        select(ThreadPlace.step_id, func.count())
        .join(Thread, Thread.id == ThreadPlace.thread_id)
        .where(ThreadPlace.version_id == version_id, Thread.request_id == request_id, visible_threads(actor))
        .group_by(ThreadPlace.step_id)
    )
    return dict(rows.all())


def thread_view(actor: Actor, thread_id: UUID, version_id: UUID | None = None) -> ThreadView:
    """One thread with its comments, in a version, or in the one that it was made on; three statements.

    ``NotFound`` where it is not visible, or has nothing to do with that version.
    """
    at_home = and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == Thread.version_id)
    rows = rows_in_version(actor, version_id) if version_id else _rows(actor).join(ThreadPlace, at_home)
    found = views_of(actor, _all(rows.where(Thread.id == thread_id)))
    if not found:
        raise NotFound
    return found[0]


def waiting_threads(actor: Actor, assignment_id: UUID) -> list[ThreadView]:
    """The comments of a review that only their author sees, oldest first, as they were made; three statements."""
    rows = (
        _rows(actor)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == Thread.version_id))
        .where(Thread.assignment_id == assignment_id, Thread.shared_at.is_(None))
        .order_by(Thread.id)
    )
    return views_of(actor, _all(rows))


@dataclass(frozen=True, slots=True)
class UnsentComments:
    """Comments of a review that closed before it was finished; they may be sent until ``until``."""

    request_id: UUID
    draft_title: str
    count: int
    until: datetime


def unsent_comments_of(actor: Actor) -> list[UnsentComments]:
    """What a member may still send of reviews that have closed, the shortest time first; one statement."""
    at = clock.now()
    rows = session.execute(
        select(ReviewRequest, shown_title(actor), func.count())
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(Thread, Thread.request_id == ReviewRequest.id)
        .where(Thread.author_id == actor.id, Thread.shared_at.is_(None), visible_requests(actor))
        .where(or_(ReviewRequest.closed_at.is_not(None), ReviewRequest.closes_at <= at))
        .group_by(ReviewRequest.id, Draft.id)
    )
    found = []
    for request, title, count in rows:
        ended = ended_at(request.closes_at, request.closed_at)
        if may_send_late(request.status, ended, at):
            found.append(UnsentComments(request.id, title, count, ended + LATE_SENDING))
    return sorted(found, key=attrgetter("until"))


def waiting_count(assignment_id: UUID) -> int:
    """How many comments of a review wait to be shared; one statement."""
    waiting = and_(Thread.assignment_id == assignment_id, Thread.shared_at.is_(None))
    return session.scalar(select(func.count()).select_from(Thread).where(waiting)) or 0


def views_of(actor: Actor, rows: Sequence[ThreadRow], *, with_comments: bool = True) -> list[ThreadView]:
    """Threads for this reader in the order of the rows; two statements for all their comments, none without."""
    privacies = {thread.id: privacy for thread, *_rest, privacy in rows}
    comments = _comments_of(actor, privacies) if with_comments and rows else {}
    supports = _supports_of(actor, privacies) if with_comments and rows else {}
    return [
        view_of(
            actor,
            privacy,
            thread,
            place,
            number,
            author,
            organization,
            tuple(comments.get(thread.id, ())),
            supports.get(thread.id, Supports()),
        )
        for thread, place, number, author, organization, privacy in rows
    ]


def _comments_of(actor: Actor, privacies: dict[UUID, Privacy]) -> dict[UUID, list[CommentView]]:
    rows = session.execute(
        select(Comment, Person, Organization.name)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Comment.thread_id.in_(privacies))
        .order_by(Comment.created_at, Comment.id)
    )
    found: dict[UUID, list[CommentView]] = {}
    for comment, author, organization in rows:
        privacy = privacies[comment.thread_id]
        if may_read(actor, privacy, author):
            found.setdefault(comment.thread_id, []).append(comment_view(actor, privacy, comment, author, organization))
    return found


def _supports_of(actor: Actor, privacies: dict[UUID, Privacy]) -> dict[UUID, Supports]:
    rows = session.execute(
        select(ThreadSupport.thread_id, Person, Organization.name)
        .join(Person, Person.id == ThreadSupport.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(ThreadSupport.thread_id.in_(privacies))
        .order_by(ThreadSupport.created_at, ThreadSupport.person_id)
    )
    people: dict[UUID, list[tuple[Person, str | None]]] = {}
    for thread_id, person, organization in rows:
        people.setdefault(thread_id, []).append((person, organization))
    return {thread_id: supports_of(actor, privacies[thread_id], said) for thread_id, said in people.items()}


def _all(rows: ThreadRows) -> Sequence[ThreadRow]:
    return session.execute(rows).all()
