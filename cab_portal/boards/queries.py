"""Reads about boards, charters, segments and seats."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Board, Charter, Seat, Segment
from cab_portal.boards.rules import LIVING, Privacy, SeatStatus, is_in_force
from cab_portal.core import clock
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat in force with its person, as who routes a draft sees it."""

    seat_id: UUID
    person_id: UUID
    name: str
    email: str
    organization_id: UUID
    organization_name: str
    segment_id: UUID | None
    segment_name: str | None


@dataclass(frozen=True, slots=True)
class SegmentView:
    """A segment, and how many seats are in force or waiting in it, and how many ever were."""

    id: UUID
    name: str
    living: int
    ever: int


@dataclass(frozen=True, slots=True)
class BoardView:
    """A board in a list."""

    id: UUID
    name: str
    purpose: str
    privacy: Privacy
    active: int
    invited: int


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat in a table of seats, whatever its state."""

    id: UUID
    board_id: UUID
    board_name: str
    person_id: UUID
    name: str
    email: str
    organization_name: str
    segment_name: str | None
    status: SeatStatus
    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime
    invited_at: datetime
    decline_reason: str
    end_reason: str
    is_deactivated: bool

    @property
    def is_living(self) -> bool:
        return self.status in LIVING

    @property
    def is_in_force(self) -> bool:
        return is_in_force(self.status, self.starts_at, self.ends_at, clock.now())

    @property
    def is_over(self) -> bool:
        """The term ran out, whatever the status says."""
        return self.ends_at <= clock.now()


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The boards in three numbers."""

    boards: int
    seats_in_force: int
    invitations_waiting: int


@dataclass(frozen=True, slots=True)
class CharterView:
    """One version of a board's charter; ``text`` is Markdown."""

    id: UUID
    number: int
    text: str
    created_at: datetime


def boards() -> list[BoardView]:
    """Every board by name, with its seats in force and its open invitations counted; one statement."""
    at = clock.now()
    rows = session.execute(
        select(
            Board,
            func.count(case((in_force(at), 1))),
            func.count(case((Seat.status == SeatStatus.INVITED, 1))),
        )
        .outerjoin(Seat, Seat.board_id == Board.id)
        .group_by(Board.id)
        .order_by(func.lower(Board.name))
    )
    return [
        BoardView(board.id, board.name, board.purpose, board.privacy, active, invited)
        for board, active, invited in rows
    ]


def seats_in_force(board_id: UUID) -> list[SeatView]:
    """Who can be asked now: the seats in force of active people, by organization and name; one statement."""
    rows = session.execute(
        select(Seat.id, Person, Organization, Segment.id, Segment.name)
        .join(Person, Person.id == Seat.person_id)
        .join(Organization, Organization.id == Person.organization_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(Seat.board_id == board_id, in_force(clock.now()), Person.deactivated_at.is_(None))
        .order_by(func.lower(Organization.name), func.lower(Person.name), Seat.id)
    )
    return [
        SeatView(
            seat_id,
            person.id,
            person.name,
            person.email,
            organization.id,
            organization.name,
            segment_id,
            segment_name,
        )
        for seat_id, person, organization, segment_id, segment_name in rows
    ]


def segments_of(board_id: UUID) -> list[SegmentView]:
    """The segments of a board by name; one statement."""
    rows = session.execute(
        select(Segment.id, Segment.name, func.count(case((Seat.status.in_(LIVING), 1))), func.count(Seat.id))
        .outerjoin(Seat, Seat.segment_id == Segment.id)
        .where(Segment.board_id == board_id)
        .group_by(Segment.id)
        .order_by(func.lower(Segment.name))
    )
    return [SegmentView(*row) for row in rows]


def seats_of_board(board_id: UUID, number: int = 1) -> Page[SeatRow]:
    """All seats of a board, the living first, then by name; two statements."""
    condition = Seat.board_id == board_id
    total = session.scalar(select(func.count()).select_from(Seat).where(condition)) or 0
    rank = case((Seat.status.in_(LIVING), 0), else_=1)
    rows = session.execute(
        _SEAT_ROWS.where(condition)
        .order_by(rank, func.lower(Person.name), Seat.invited_at.desc(), Seat.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    return Page([_seat_row(*row) for row in rows], total, number)


def seats_of_person(person_id: UUID) -> list[SeatRow]:
    """All seats of a person, the newest first; one statement."""
    rows = session.execute(_SEAT_ROWS.where(Seat.person_id == person_id).order_by(Seat.invited_at.desc(), Seat.id))
    return [_seat_row(*row) for row in rows]


def seat_row(seat_id: UUID) -> SeatRow:
    """One seat that is known to exist; one statement."""
    return _seat_row(*session.execute(_SEAT_ROWS.where(Seat.id == seat_id)).one())


def newest_charter(board_id: UUID) -> CharterView:
    """The charter that a member would accept now; one statement. A board always has one."""
    row = session.execute(
        select(Charter.id, Charter.number, Charter.text, Charter.created_at)
        .where(Charter.board_id == board_id)
        .order_by(Charter.number.desc())
        .limit(1)
    ).one()
    return CharterView(*row)


def board_figures() -> BoardFigures:
    """How many boards there are, seats in force, and invitations that wait for an answer; one statement."""
    at = clock.now()
    seats = select(func.count()).select_from(Seat)
    return BoardFigures(
        *session.execute(
            select(
                select(func.count()).select_from(Board).scalar_subquery(),
                seats.where(in_force(at)).scalar_subquery(),
                seats.where(Seat.status == SeatStatus.INVITED).scalar_subquery(),
            )
        ).one()
    )


_SEAT_ROWS = (
    select(Seat, Board.name, Person, Organization.name, Segment.name)
    .join(Board, Board.id == Seat.board_id)
    .join(Person, Person.id == Seat.person_id)
    .outerjoin(Organization, Organization.id == Person.organization_id)
    .outerjoin(Segment, Segment.id == Seat.segment_id)
)


def _seat_row(
    seat: Seat, board_name: str, person: Person, organization_name: str | None, segment_name: str | None
) -> SeatRow:
    return SeatRow(
        id=seat.id,
        board_id=seat.board_id,
        board_name=board_name,
        person_id=person.id,
        name=person.name,
        email=person.email,
        organization_name=organization_name or "",
        segment_name=segment_name,
        status=seat.status,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        invited_at=seat.invited_at,
        decline_reason=seat.decline_reason,
        end_reason=seat.end_reason,
        is_deactivated=person.deactivated_at is not None,
    )
