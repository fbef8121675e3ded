"""Boards, their charters and segments, and the seats on them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy, ReadingOthers, SeatStatus
from cab_portal.database.base import Keyed
from cab_portal.database.types import states


class Board(Keyed):
    """A group of advising customers with a purpose."""

    __tablename__ = "boards"

    name: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    privacy: Mapped[Privacy] = mapped_column(states(Privacy, "privacy"))
    reading_others: Mapped[ReadingOthers] = mapped_column(
        states(ReadingOthers, "reading_others"), default=ReadingOthers.AT_ONCE
    )
    created_at: Mapped[datetime]


class Charter(Keyed):
    """What a member agrees to. A changed text is a new version; a seat remembers the version it accepted."""

    __tablename__ = "charters"
    __table_args__ = (UniqueConstraint("board_id", "number"),)

    board_id: Mapped[UUID] = mapped_column(ForeignKey("boards.id"))
    number: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]


class Segment(Keyed):
    """A kind of customer that the board wants represented."""

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("board_id", "name"),)

    board_id: Mapped[UUID] = mapped_column(ForeignKey("boards.id"))
    name: Mapped[str]

    board: Mapped[Board] = relationship()


class Seat(Keyed):
    """A person's place on a board for a term.

    ``starts_on`` and ``ends_on`` are days of the program's zone, both included; ``starts_at`` and ``ends_at`` are the
    same as instants (the end excluded), so that every door compares one number.
    """

    __tablename__ = "seats"
    __table_args__ = (
        Index(
            "ix_seats_one_living",
            "board_id",
            "person_id",
            unique=True,
            sqlite_where=text("status IN ('invited', 'active', 'paused')"),
            postgresql_where=text("status IN ('invited', 'active', 'paused')"),
        ),
    )

    board_id: Mapped[UUID] = mapped_column(ForeignKey("boards.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segments.id"))
    status: Mapped[SeatStatus] = mapped_column(states(SeatStatus, "status"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(default="")
    charter_id: Mapped[UUID | None] = mapped_column(ForeignKey("charters.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    board: Mapped[Board] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    segment: Mapped[Segment | None] = relationship()
