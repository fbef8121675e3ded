"""Review requests, who they were sent to, and what was read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import ReadingOthers
from cab_portal.database import Base
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.rules import RequestStatus, Verdict


class ReviewRequest(Keyed):
    """A draft put before seats of one board. ``version_id`` is the version it opened with, ``title`` the draft's in it.

    ``closes_at`` is the instant at which it closes by itself: a request past it counts as closed, whatever its status.
    ``reading_others`` may be stricter than the board's setting; the stricter of both holds.
    """

    __tablename__ = "review_requests"
    __table_args__ = (Index(None, "status", "closes_at"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    board_id: Mapped[UUID] = mapped_column(ForeignKey("boards.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    # Read with the request: pages that name what it was about need no statement of their own.
    title: Mapped[str] = column_property(
        select(Version.title).where(Version.id == version_id).correlate_except(Version).scalar_subquery()
    )
    status: Mapped[RequestStatus] = mapped_column(states(RequestStatus, "status"), default=RequestStatus.PREPARING)
    message: Mapped[str] = mapped_column(default="")
    reading_others: Mapped[ReadingOthers] = mapped_column(
        states(ReadingOthers, "reading_others"), default=ReadingOthers.AT_ONCE
    )
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    draft: Mapped[Draft] = relationship()
    board: Mapped[Board] = relationship()


class Assignment(Keyed):
    """One seat's part in a request. ``version_id`` is the version that the member reads now.

    ``invited_at`` is None while the request is being prepared; ``resent_at`` is when it was last sent
    again. ``mails_stopped_at`` is when the member stopped the mails about this request alone.
    With ``shares_at_once`` a new comment does not wait for the end of the review.
    """

    __tablename__ = "assignments"
    # With one index for both, no database looks through all who were asked to find whether one was.
    __table_args__ = (UniqueConstraint("request_id", "seat_id"), Index(None, "person_id", "request_id"))

    request_id: Mapped[UUID] = mapped_column(ForeignKey("review_requests.id"))
    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    invited_at: Mapped[datetime | None]
    resent_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    shares_at_once: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Verdict | None] = mapped_column(states(Verdict, "verdict"))
    verdict_reason: Mapped[str] = mapped_column(default="")
    verdict_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    mails_stopped_at: Mapped[datetime | None]

    request: Mapped[ReviewRequest] = relationship()
    seat: Mapped[Seat] = relationship()
    person: Mapped[Person] = relationship()


class ReadMark(Base):
    """A step that a member has read, and the version in which it was read."""

    __tablename__ = "read_marks"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    step_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_number: Mapped[int]
    read_at: Mapped[datetime]
