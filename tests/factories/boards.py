"""Boards, charters, segments and seats."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Charter, Seat, Segment
from cab_portal.boards.rules import Privacy, ReadingOthers, SeatStatus, term
from cab_portal.core import clock, ids
from tests.factories import accounts, keep, number


def board(
    name: str = "",
    *,
    privacy: Privacy = Privacy.SEALED,
    purpose: str = "Hears our processes before launch.",
    reading_others: ReadingOthers = ReadingOthers.AT_ONCE,
) -> Board:
    """A board with its first charter."""
    made = keep(
        Board(
            id=ids.new_id(),
            name=name or f"Board {number()}",
            purpose=purpose,
            privacy=privacy,
            reading_others=reading_others,
            created_at=clock.now(),
        )
    )
    charter(made)
    return made


def charter(board: Board, text: str = "Members speak for their own company.", count: int = 1) -> Charter:
    """A version of a board's charter."""
    return keep(Charter(id=ids.new_id(), board_id=board.id, number=count, text=text, created_at=clock.now()))


def segment(board: Board, name: str = "") -> Segment:
    """A segment of a board."""
    return keep(Segment(id=ids.new_id(), board_id=board.id, name=name or f"Segment {number()}"))


def seat(
    board: Board,
    person: Person | None = None,
    *,
    segment: Segment | None = None,
    status: SeatStatus = SeatStatus.ACTIVE,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Seat:
    """A seat in force: of a new member, in the middle of its term, unless a test says otherwise. Days are UTC's."""
    person = person or accounts.person()
    today = clock.now().date()
    chosen = term(starts_on or today - timedelta(days=100), ends_on or today + timedelta(days=265), ZoneInfo("UTC"))
    return keep(
        Seat(
            id=ids.new_id(),
            board_id=board.id,
            person_id=person.id,
            segment_id=segment.id if segment else None,
            status=status,
            starts_on=chosen.starts_on,
            ends_on=chosen.ends_on,
            starts_at=chosen.starts_at,
            ends_at=chosen.ends_at,
            invited_at=min(clock.now() - timedelta(hours=1), chosen.starts_at),
        )
    )
