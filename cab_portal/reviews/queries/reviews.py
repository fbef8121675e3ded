"""Reads about review requests: what a member reads, what waits, who has finished."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Person
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import Privacy, ReadingOthers, stricter
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.rules import DraftKind
from cab_portal.reviews.access import own_assignment, was_sent
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.rules import LATE_SENDING, RequestStatus, Verdict, ended_at, is_open, may_send_late


@dataclass(frozen=True, slots=True)
class ReadableVersion:
    """A version that was put before the members of a request."""

    id: UUID
    number: int
    title: str
    note: str
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """A member's own part in a request."""

    id: UUID
    version_id: UUID
    opened_at: datetime | None
    finished_at: datetime | None
    shares_at_once: bool
    verdict: Verdict | None
    verdict_reason: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What every page of a review shows. ``assignment`` is None for staff, who only look.

    ``privacy`` and ``reading_others`` are those that hold for this request. ``late_until`` is set where it has closed
    and comments that wait may still be sent, until then.
    """

    request_id: UUID
    draft_id: UUID
    kind: DraftKind
    owner_name: str
    board_name: str
    privacy: Privacy
    reading_others: ReadingOthers
    message: str
    closes_at: datetime
    closed_at: datetime | None
    is_open: bool
    late_until: datetime | None
    started: int
    invited: int
    versions: tuple[ReadableVersion, ...]
    assignment: AssignmentView | None

    @property
    def newest(self) -> ReadableVersion:
        return self.versions[-1]

    @property
    def reads(self) -> ReadableVersion:
        """The version that the member reads now; the newest for who only looks."""
        wanted = self.assignment.version_id if self.assignment else self.newest.id
        return next((version for version in self.versions if version.id == wanted), self.newest)

    @property
    def draft_title(self) -> str:
        """As it stands in the version that is read: what the team writes meanwhile is not theirs yet."""
        return self.reads.title

    @property
    def shows_others(self) -> bool:
        """Whether members of this board ever read each other's comments here."""
        return self.privacy is not Privacy.SEALED and self.reading_others is not ReadingOthers.NEVER

    @property
    def hides_others_now(self) -> bool:
        """Whether the comments of others appear to this member once the own review is finished."""
        waits = self.shows_others and self.reading_others is ReadingOthers.WHEN_FINISHED
        return waits and self.assignment is not None and self.assignment.finished_at is None

    def version(self, number: int) -> ReadableVersion | None:
        """The version of this number, if it was put before these members."""
        return next((version for version in self.versions if version.number == number), None)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One review in a member's list."""

    request_id: UUID
    draft_title: str
    kind: DraftKind
    board_name: str
    closes_at: datetime
    is_open: bool
    opened_at: datetime | None
    finished_at: datetime | None
    verdict: Verdict | None
    steps: int
    steps_read: int


@dataclass(frozen=True, slots=True)
class FinishedCounts:
    """How many seats were invited, opened and finished; ``by_segment`` maps a segment to (invited, finished)."""

    invited: int
    opened: int
    finished: int
    by_segment: dict[UUID | None, tuple[int, int]]


def assignment_for(actor: Actor, request_id: UUID, *, lock: bool = False) -> Assignment | None:
    """The actor's own part in a request, on a seat in force."""
    found = (
        select(Assignment)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.request_id == request_id, own_assignment(actor))
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    if lock:
        found = found.with_for_update(of=Assignment).execution_options(populate_existing=True)
    return session.scalar(found)


def review_view(actor: Actor, request_id: UUID) -> ReviewView:
    """A review as the actor reads it, with its versions; two statements. The caller has authorized the request."""
    row = session.execute(_review_rows(actor).where(ReviewRequest.id == request_id)).one()
    request, draft, board, owner_name, own, started, invited = row
    assignment: Assignment | None = own
    return ReviewView(
        request_id=request.id,
        draft_id=draft.id,
        kind=draft.kind,
        owner_name=owner_name,
        board_name=board.name,
        privacy=board.privacy,
        reading_others=stricter(board.reading_others, request.reading_others),
        message=request.message,
        closes_at=request.closes_at,
        closed_at=request.closed_at,
        is_open=is_open(request.status, request.closes_at, clock.now()),
        late_until=_late_until(request),
        started=started,
        invited=invited,
        versions=_versions_before_members(request),
        assignment=None if assignment is None else _assignment_view(assignment),
    )


def _late_until(request: ReviewRequest) -> datetime | None:
    ended = ended_at(request.closes_at, request.closed_at)
    return ended + LATE_SENDING if may_send_late(request.status, ended, clock.now()) else None


def _review_rows(
    actor: Actor,
) -> Select[ReviewRequest, Draft, Board, str, Assignment, int, int]:
    counted = aliased(Assignment)
    of_request = counted.request_id == ReviewRequest.id
    started = select(func.count()).where(of_request, counted.opened_at.is_not(None)).scalar_subquery()
    invited = select(func.count()).where(of_request).scalar_subquery()
    own = (
        select(Assignment.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.request_id == ReviewRequest.id, own_assignment(actor))
        .order_by(Assignment.id.desc())
        .limit(1)
        .correlate(ReviewRequest)
        .scalar_subquery()
    )
    mine = aliased(Assignment)
    return (
        select(ReviewRequest, Draft, Board, Person.name, mine, started, invited)
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .join(Person, Person.id == Draft.owner_id)
        .outerjoin(mine, mine.id == own)
    )


def _assignment_view(row: Assignment) -> AssignmentView:
    return AssignmentView(
        id=row.id,
        version_id=row.version_id,
        opened_at=row.opened_at,
        finished_at=row.finished_at,
        shares_at_once=row.shares_at_once,
        verdict=row.verdict,
        verdict_reason=row.verdict_reason,
    )


def _versions_before_members(request: ReviewRequest) -> tuple[ReadableVersion, ...]:
    """The version that the request opened with, and those that were shared while it was open, in order."""
    first = select(Version.number).where(Version.id == request.version_id).scalar_subquery()
    until = ended_at(request.closes_at, request.closed_at)
    rows = session.execute(
        select(Version.id, Version.number, Version.title, Version.note, Version.shared_at)
        .where(Version.draft_id == request.draft_id, Version.number >= first)
        .where((Version.id == request.version_id) | (Version.shared_at < until))
        .order_by(Version.number)
    )
    return tuple(ReadableVersion(*row) for row in rows)


def read_marks(assignment_id: UUID) -> dict[UUID, int]:
    """The number of the version in which each step was read last."""
    rows = session.execute(
        select(ReadMark.step_id, ReadMark.version_number).where(ReadMark.assignment_id == assignment_id)
    )
    return dict(rows.all())


def _lines(condition: ColumnElement[bool]) -> Select[ReviewRequest, Draft, str, Assignment, int, int, str]:
    steps = select(func.count()).where(VersionStep.version_id == Assignment.version_id).scalar_subquery()
    steps_read = (
        select(func.count())
        .select_from(ReadMark)
        .join(VersionStep, VersionStep.step_id == ReadMark.step_id)
        .where(
            ReadMark.assignment_id == Assignment.id,
            VersionStep.version_id == Assignment.version_id,
            ReadMark.version_number >= VersionStep.changed_in,
        )
        .correlate(Assignment)
        .scalar_subquery()
    )
    return (
        select(ReviewRequest, Draft, Board.name, Assignment, steps, steps_read, Version.title)
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Version, Version.id == Assignment.version_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(condition)
    )


def open_now() -> ColumnElement[bool]:
    """Requests that members may act on at this moment."""
    return and_(ReviewRequest.status == RequestStatus.OPEN, ReviewRequest.closes_at > clock.now())


def _line(row: Row[ReviewRequest, Draft, str, Assignment, int, int, str], at: datetime) -> ReviewLine:
    request, draft, board_name, assignment, steps, steps_read, title = row
    return ReviewLine(
        request_id=request.id,
        draft_title=title,
        kind=draft.kind,
        board_name=board_name,
        closes_at=request.closes_at,
        is_open=is_open(request.status, request.closes_at, at),
        opened_at=assignment.opened_at,
        finished_at=assignment.finished_at,
        verdict=assignment.verdict,
        steps=steps,
        steps_read=steps_read,
    )


def reviews_of(actor: Actor, number: int = 1) -> Page[ReviewLine]:
    """A page of the reviews that a member may read: open and unfinished first, then by date; two statements."""
    own = and_(own_assignment(actor), was_sent())
    waits = case((and_(open_now(), Assignment.finished_at.is_(None)), 0), else_=1)
    # What waits is ordered by what closes first, what is over by what closed last.
    soonest = case((and_(open_now(), Assignment.finished_at.is_(None)), ReviewRequest.closes_at))
    rows = session.execute(
        _lines(own)
        .order_by(waits, soonest, ReviewRequest.closes_at.desc(), ReviewRequest.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    at = clock.now()
    lines = [_line(row, at) for row in rows]
    total = session.scalar(
        select(func.count())
        .select_from(ReviewRequest)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(own)
    )
    return Page(lines, total or 0, number)


def open_assignments_of(person_id: UUID) -> list[ReviewLine]:
    """The open reviews that a member has not finished, what closes first on top; one statement."""
    own = and_(Assignment.person_id == person_id, Seat.person_id == person_id, in_force(clock.now()))
    waiting = and_(own, was_sent(), open_now(), Assignment.finished_at.is_(None))
    rows = session.execute(_lines(waiting).order_by(ReviewRequest.closes_at, ReviewRequest.id))
    at = clock.now()
    return [_line(row, at) for row in rows]


def requests_of_draft(draft_id: UUID) -> Sequence[ReviewRequest]:
    """All requests of a draft, newest first."""
    return session.scalars(
        select(ReviewRequest).where(ReviewRequest.draft_id == draft_id).order_by(ReviewRequest.id.desc())
    ).all()


def finished_counts(request_id: UUID) -> FinishedCounts:
    """Who of the invited has opened and finished, in numbers; one statement."""
    rows = session.execute(
        select(
            Segment.id,
            func.count(),
            func.count(Assignment.opened_at),
            func.count(Assignment.finished_at),
        )
        .select_from(Assignment)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(Assignment.request_id == request_id)
        .group_by(Segment.id)
    ).all()
    return FinishedCounts(
        invited=sum(invited for _segment, invited, _opened, _finished in rows),
        opened=sum(opened for _segment, _invited, opened, _finished in rows),
        finished=sum(finished for _segment, _invited, _opened, finished in rows),
        by_segment={segment: (invited, finished) for segment, invited, _opened, finished in rows},
    )
