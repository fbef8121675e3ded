"""All shared threads of a draft as its team works through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.rules import Disposition, PlaceStatus, ThreadKind, overdue_since, reply_due_at
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.models import Collaborator, Draft, Version, VersionStep

# A thread; author, organization and board by name; the version it was made on; its status, the number and the title of
# its step in the newest version; who decided; the words of its twin.
TriageRow: TypeAlias = Row[*tuple[Any, ...]]
TriageRows: TypeAlias = Select[*tuple[Any, ...]]


class TriageState(StrEnum):
    """What still has to be done about a thread."""

    OVERDUE = "overdue"
    OPEN = "open"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class TriageReply:
    """A contribution after the first."""

    author: str
    organization: str
    is_by_staff: bool
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TriageThread:
    """A shared thread with all that the team may know of it, which is everything.

    ``status``, ``step_number`` and ``step_title`` say where its words stand in the newest version; ``version_number``
    is the version that it was made on. ``twin_id`` and ``twin_quote`` name the thread that it repeats.
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

    @property
    def is_overdue(self) -> bool:
        return self.disposition is None and self.replied_at is None and self.due_at < clock.now()


@dataclass(frozen=True, slots=True)
class KindCounts:
    """Threads of one kind, or of all."""

    total: int = 0
    open: int = 0
    overdue: int = 0

    def of(self, state: TriageState | None) -> int:
        """How many there are in a state; all where it is None."""
        match state:
            case TriageState.OVERDUE:
                return self.overdue
            case TriageState.OPEN:
                return self.open
            case TriageState.DECIDED:
                return self.total - self.open
        return self.total


@dataclass(frozen=True, slots=True)
class TriageCounts:
    """How many threads of each kind a draft has."""

    by_kind: dict[ThreadKind, KindCounts]

    def of(self, kind: ThreadKind | None) -> KindCounts:
        """The counts of a kind; of all where it is None."""
        if kind is not None:
            return self.by_kind.get(kind, KindCounts())
        every = self.by_kind.values()
        return KindCounts(
            sum(one.total for one in every), sum(one.open for one in every), sum(one.overdue for one in every)
        )


@dataclass(frozen=True, slots=True)
class TriageLine:
    """A draft with threads that wait for its team; ``oldest_at`` is when the oldest undecided one was shared."""

    draft_id: UUID
    title: str
    open: int
    overdue: int
    oldest_at: datetime


def triage_counts(draft_id: UUID, zone: ZoneInfo) -> TriageCounts:
    """Counts for the filters of a draft's triage; one statement."""
    rows = session.execute(
        select(
            Thread.kind,
            func.count(),
            func.count(case((Thread.disposition.is_(None), 1))),
            func.count(case((is_overdue(zone), 1))),
        )
        .where(shared_on(draft_id))
        .group_by(Thread.kind)
    )
    return TriageCounts({kind: KindCounts(total, undecided, overdue) for kind, total, undecided, overdue in rows})


def undisposed(draft_id: UUID) -> int:
    """How many shared threads of a draft nobody has decided about; one statement."""
    return session.scalar(select(func.count()).where(shared_on(draft_id), Thread.disposition.is_(None))) or 0


def threads_of_draft(
    draft_id: UUID,
    zone: ZoneInfo,
    *,
    kind: ThreadKind | None = None,
    state: TriageState | None = None,
    number: int = 1,
) -> Page[TriageThread]:
    """A page of a draft's threads: overdue ones first, then undecided ones, concerns before the rest, by age.

    Three statements.
    """
    wanted = and_(
        shared_on(draft_id),
        Thread.kind == kind if kind is not None else true(),
        _in_state(state, zone),
    )
    total = session.scalar(select(func.count()).select_from(Thread).where(wanted)) or 0
    rows = session.execute(
        _rows(draft_id)
        .where(wanted)
        .order_by(
            case((is_overdue(zone), 0), else_=1),
            case((Thread.disposition.is_(None), 0), else_=1),
            case((Thread.kind == ThreadKind.CONCERN, 0), else_=1),
            Thread.shared_at,
            Thread.id,
        )
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    ).all()
    return Page(_views(rows, zone), total, number)


def triage_thread(thread_id: UUID, zone: ZoneInfo) -> TriageThread:
    """One shared thread; three statements. The caller has authorized it."""
    draft_id = session.scalar(select(Thread.draft_id).where(Thread.id == thread_id))
    if draft_id is None:
        raise NotFound
    rows = session.execute(_rows(draft_id).where(Thread.id == thread_id, Thread.shared_at.is_not(None))).all()
    if not rows:
        raise NotFound
    return _views(rows, zone)[0]


def twins_for(thread_id: UUID, draft_id: UUID) -> list[tuple[UUID, str, str]]:
    """The threads that this one may repeat, as id, author and quote, in the order of their sharing; one statement."""
    rows = session.execute(
        select(Thread.id, Person.name, Thread.exact)
        .join(Person, Person.id == Thread.author_id)
        .where(
            shared_on(draft_id),
            Thread.id != thread_id,
            or_(Thread.disposition.is_(None), Thread.disposition != Disposition.DUPLICATE),
        )
        .order_by(Thread.shared_at, Thread.id)
    )
    return [(key, author, quote) for key, author, quote in rows]


def triage_lines(actor: Actor, zone: ZoneInfo) -> list[TriageLine]:
    """The drafts on which the actor decides and that have undecided threads, overdue ones first; one statement.

    For an admin, who may decide everywhere, only the own drafts and those where named: they are whose turn it is.
    """
    named = select(Collaborator.draft_id).where(Collaborator.person_id == actor.person_id)
    overdue = func.count(case((is_overdue(zone), 1)))
    rows = session.execute(
        select(Draft.id, Draft.title, func.count(), overdue, func.min(Thread.shared_at))
        .join(Thread, Thread.draft_id == Draft.id)
        .where(
            or_(Draft.owner_id == actor.person_id, Draft.id.in_(named)),
            Thread.shared_at.is_not(None),
            Thread.disposition.is_(None),
        )
        .group_by(Draft.id, Draft.title)
        .order_by(overdue.desc(), func.min(Thread.shared_at))
    )
    return [TriageLine(draft_id, title, count, late, oldest) for draft_id, title, count, late, oldest in rows if oldest]


def is_overdue(zone: ZoneInfo) -> ColumnElement[bool]:
    """Threads whose first reply is overdue now; a decision with its reason is an answer too."""
    at = clock.now()
    late = [
        and_(
            Thread.kind == ThreadKind.CONCERN,
            Thread.shared_at < overdue_since(ThreadKind.CONCERN, at, zone),
        ),
        and_(
            Thread.kind != ThreadKind.CONCERN,
            Thread.shared_at < overdue_since(ThreadKind.QUESTION, at, zone),
        ),
    ]
    return and_(Thread.replied_at.is_(None), Thread.disposition.is_(None), or_(*late))


def shared_on(draft_id: UUID) -> ColumnElement[bool]:
    """The threads of a draft that the team may know of."""
    return and_(Thread.draft_id == draft_id, Thread.shared_at.is_not(None))


def _in_state(state: TriageState | None, zone: ZoneInfo) -> ColumnElement[bool]:
    match state:
        case TriageState.OVERDUE:
            return is_overdue(zone)
        case TriageState.OPEN:
            return Thread.disposition.is_(None)
        case TriageState.DECIDED:
            return Thread.disposition.is_not(None)
    return true()


def newest_version_id(draft_id: UUID) -> Any:
    """The draft's newest version, for other statements."""
    return (
        select(Version.id)
        .where(Version.draft_id == draft_id)
        .order_by(Version.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _rows(draft_id: UUID) -> TriageRows:
    newest = newest_version_id(draft_id)
    deciding, twin, made_on = aliased(Person), aliased(Thread), aliased(Version)
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
        )
        .join(Person, Person.id == Thread.author_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Board, Board.id == Thread.board_id)
        .join(made_on, made_on.id == Thread.version_id)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == newest))
        .outerjoin(VersionStep, and_(VersionStep.version_id == newest, VersionStep.step_id == ThreadPlace.step_id))
        .outerjoin(deciding, deciding.id == Thread.disposed_by_id)
        .outerjoin(twin, twin.id == Thread.duplicate_of_id)
    )


def _views(rows: Sequence[TriageRow], zone: ZoneInfo) -> list[TriageThread]:
    comments = _comments([row[0].id for row in rows])
    return [_view(row, comments.get(row[0].id, []), zone) for row in rows]


def _view(row: TriageRow, said: Sequence[TriageReply], zone: ZoneInfo) -> TriageThread:
    thread, author, organization, board, number, status, position, title, disposed_by, twin_quote = row
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
