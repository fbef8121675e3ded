"""Shared threads of a draft with all that the team may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.comments.models import Comment, Restatement, Thread, ThreadPlace, ThreadSupport
from cab_portal.comments.queries.triage.clock import newest_version_id, shared_on
from cab_portal.comments.queries.triage.index import EVERYTHING, TriageFilter, TriageIndex, index_of
from cab_portal.comments.rules import (
    RESTATEMENT_WORKING_DAYS,
    Disposition,
    PlaceStatus,
    RestatementAnswer,
    ThreadKind,
    after_working_days,
    reply_due_at,
)
from cab_portal.core import clock
from cab_portal.core.errors import NotFound
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.reviews.models import Assignment

# A thread; author, organization and board by name; the version it was made on; its status, the number and the title of
# its step in the newest version; who decided; the words of its twin; the newest restatement, who made it; the segment;
# who put it on its words in the newest version by hand, and when.
TriageRow: TypeAlias = Row[*tuple[Any, ...]]
TriageRows: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class TriageReply:
    """A contribution after the first."""

    author: str
    organization: str
    is_by_staff: bool
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TriageRestatement:
    """The team's newest words for a concern, and what its author said; ``waits_until`` ends the time for that."""

    text: str
    made_by: str
    made_at: datetime
    waits_until: datetime
    answer: RestatementAnswer | None
    correction: str
    answered_at: datetime | None

    @property
    def is_settled(self) -> bool:
        return self.answer is not None or self.waits_until <= clock.now()


@dataclass(frozen=True, slots=True)
class TriageThread:
    """A shared thread with all that the team may know of it, which is everything.

    ``status``, ``step_number`` and ``step_title`` say where its words stand in the newest version; ``version_number``
    is the version that it was made on. ``placed_by`` and ``placed_at`` tell who put it on these words, if anybody did.
    ``twin_id`` and ``twin_quote`` name the thread that stands for it; ``members``
    are those that it stands for.
    """

    id: UUID
    request_id: UUID
    draft_id: UUID
    kind: ThreadKind
    is_private: bool
    quote: str
    replacement: str | None
    body: str
    author: str
    organization: str
    board: str
    version_number: int
    shared_at: datetime
    due_at: datetime
    replied_at: datetime | None
    status: PlaceStatus
    step_number: int | None
    step_title: str
    disposition: Disposition | None
    reason: str
    disposed_at: datetime | None
    disposed_by: str | None
    twin_id: UUID | None
    twin_quote: str | None
    replies: tuple[TriageReply, ...]
    segment: str
    unconfirmed_reason: str
    restatement: TriageRestatement | None
    placed_by: str
    placed_at: datetime | None
    members: tuple["TriageThread", ...] = ()
    supporters: tuple[str, ...] = ()

    @property
    def is_overdue(self) -> bool:
        return self.disposition is None and self.replied_at is None and self.due_at < clock.now()

    @property
    def needs_restatement(self) -> bool:
        """A concern that is decided only with a reason why nobody waited for its author's word on a restatement."""
        is_open_concern = self.kind is ThreadKind.CONCERN and self.disposition is None
        return is_open_concern and (self.restatement is None or not self.restatement.is_settled)


def threads_of_draft(
    draft_id: UUID, zone: ZoneInfo, wanted: TriageFilter = EVERYTHING, number: int = 1
) -> Page[TriageThread]:
    """A page of a draft's threads; four statements."""
    return page_of(index_of(draft_id, zone), zone, wanted, number)


def page_of(index: TriageIndex, zone: ZoneInfo, wanted: TriageFilter, number: int) -> Page[TriageThread]:
    """A page of what a filter leaves: overdue ones first, then undecided ones, concerns before the rest, by age.

    A thread that stands for others comes with them. Three statements.
    """
    found = index.found(wanted)
    shown = found[offset_of(number) : offset_of(number) + PAGE_SIZE]
    views = {view.id: view for view in _views(_rows(index.draft_id).where(_of_groups(shown)), zone)}
    return Page([views[key] for key in shown], len(found), number)


def _of_groups(leaders: Sequence[UUID]) -> ColumnElement[bool]:
    return and_(or_(Thread.id.in_(leaders), Thread.duplicate_of_id.in_(leaders)), Thread.shared_at.is_not(None))


def triage_thread(thread_id: UUID, zone: ZoneInfo) -> TriageThread:
    """One shared thread with those that it stands for; four statements. The caller has authorized it."""
    draft_id = session.scalar(select(Thread.draft_id).where(Thread.id == thread_id))
    if draft_id is None:
        raise NotFound
    found = _views(_rows(draft_id).where(_of_groups([thread_id])), zone)
    own = [view for view in found if view.id == thread_id]
    if not own:
        raise NotFound
    return own[0]


def twins_for(thread_id: UUID, draft_id: UUID) -> list[tuple[UUID, str, str]]:
    """The threads that this one may repeat, as id, author and quote, in the order of their sharing; one statement."""
    rows = session.execute(
        select(Thread.id, Person.name, Thread.exact)
        .select_from(Thread)
        .join(Person, Person.id == Thread.author_id)
        .where(
            shared_on(draft_id),
            Thread.id != thread_id,
            Thread.duplicate_of_id.is_(None),
        )
        .order_by(Thread.shared_at, Thread.id)
    )
    return [(key, author, quote) for key, author, quote in rows]


def _rows(draft_id: UUID) -> TriageRows:
    newest = newest_version_id(draft_id)
    deciding, restating, placing = aliased(Person), aliased(Person), aliased(Person)
    twin, made_on = aliased(Thread), aliased(Version)
    later = select(func.max(Restatement.number)).where(Restatement.thread_id == Thread.id).correlate(Thread)
    return (
        select(
            Thread,
            Person.name,
            Organization.name,
            Board.name,
            made_on.number,
            ThreadPlace.status,
            VersionStep.position,
            VersionStep.title,
            deciding.name,
            twin.exact,
            Restatement,
            restating.name,
            Segment.name,
            placing.name,
            ThreadPlace.placed_at,
        )
        .join(Person, Person.id == Thread.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Board, Board.id == Thread.board_id)
        .join(made_on, made_on.id == Thread.version_id)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == newest))
        .outerjoin(VersionStep, and_(VersionStep.version_id == newest, VersionStep.step_id == ThreadPlace.step_id))
        .outerjoin(placing, placing.id == ThreadPlace.placed_by_id)
        .outerjoin(deciding, deciding.id == Thread.disposed_by_id)
        .outerjoin(twin, twin.id == Thread.duplicate_of_id)
        .outerjoin(
            Restatement,
            and_(Restatement.thread_id == Thread.id, Restatement.number == later.scalar_subquery()),
        )
        .outerjoin(restating, restating.id == Restatement.made_by_id)
        .join(Assignment, Assignment.id == Thread.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
    )


def _views(rows: TriageRows, zone: ZoneInfo) -> list[TriageThread]:
    """Threads, each with those among them that it stands for, by age; three statements."""
    found = session.execute(rows.order_by(Thread.shared_at, Thread.id)).all()
    keys = [row[0].id for row in found]
    comments, supporters = _comments(keys), _supporters(keys)
    views = [
        replace(_view(row, comments.get(row[0].id, []), zone), supporters=tuple(supporters.get(row[0].id, ())))
        for row in found
    ]
    members: dict[UUID, list[TriageThread]] = {}
    for view in views:
        if view.twin_id is not None:
            members.setdefault(view.twin_id, []).append(view)
    return [replace(view, members=tuple(members.get(view.id, ()))) for view in views]


def _view(row: TriageRow, said: Sequence[TriageReply], zone: ZoneInfo) -> TriageThread:
    thread, author, organization, board, number, status, position, title, disposed_by, twin_quote, *rest = row
    restatement, by, segment, placed_by, placed_at = rest
    return TriageThread(
        id=thread.id,
        request_id=thread.request_id,
        draft_id=thread.draft_id,
        kind=thread.kind,
        is_private=thread.is_private,
        quote=thread.exact,
        replacement=thread.replacement,
        body=said[0].body if said else "",
        author=author,
        organization=organization or "",
        board=board,
        version_number=number,
        shared_at=thread.shared_at,
        due_at=reply_due_at(thread.kind, thread.shared_at, zone),
        replied_at=thread.replied_at,
        status=status,
        step_number=position,
        step_title=title or "",
        disposition=thread.disposition,
        reason=thread.disposition_reason,
        disposed_at=thread.disposed_at,
        disposed_by=disposed_by,
        twin_id=thread.duplicate_of_id,
        twin_quote=twin_quote,
        replies=tuple(said[1:]),
        segment=segment or "",
        unconfirmed_reason=thread.unconfirmed_reason,
        restatement=_restatement(restatement, by, zone) if restatement else None,
        placed_by=placed_by or "",
        placed_at=placed_at,
    )


def _restatement(row: Restatement, by: str, zone: ZoneInfo) -> TriageRestatement:
    return TriageRestatement(
        text=row.text,
        made_by=by,
        made_at=row.made_at,
        waits_until=after_working_days(row.made_at, RESTATEMENT_WORKING_DAYS, zone),
        answer=row.answer,
        correction=row.correction,
        answered_at=row.answered_at,
    )


def _comments(thread_ids: Sequence[UUID]) -> dict[UUID, list[TriageReply]]:
    rows = session.execute(
        select(Comment, Person, Organization.name)
        .join(Person, Person.id == Comment.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Comment.thread_id.in_(thread_ids))
        .order_by(Comment.id)
    )
    found: dict[UUID, list[TriageReply]] = {}
    for comment, person, organization in rows:
        reply = TriageReply(
            person.name, organization or "", person.organization_id is None, comment.body, comment.created_at
        )
        found.setdefault(comment.thread_id, []).append(reply)
    return found


def _supporters(thread_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Who says "same for us", with their organizations."""
    rows = session.execute(
        select(ThreadSupport.thread_id, Person.name, Organization.name)
        .join(Person, Person.id == ThreadSupport.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(ThreadSupport.thread_id.in_(thread_ids))
        .order_by(ThreadSupport.created_at, Person.id)
    )
    found: dict[UUID, list[str]] = {}
    for thread_id, name, organization in rows:
        found.setdefault(thread_id, []).append(f"{name}, {organization}" if organization else name)
    return found
