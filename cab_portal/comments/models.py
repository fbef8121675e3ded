"""Anchored threads, their comments, and their places in later versions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.comments.rules import Disposition, PlaceStatus, RestatementAnswer, ThreadKind
from cab_portal.database import Base
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.drafts.models import Draft


class Thread(Keyed):
    """A conversation about words of a draft. Its anchor (from ``version_id`` on) is never rewritten.

    Waiting while ``shared_at`` is None: then only its author sees it. ``start`` and ``end`` count code points of the
    canonical text of the step ``step_id`` in the version ``version_id``. The request's board decides who may see it.

    ``duplicate_of_id`` names the thread that stands for this one: what is decided about that one is decided here, too.
    ``unconfirmed_reason`` is why a concern was decided without its author's word on a restatement.
    """

    __tablename__ = "threads"
    __table_args__ = (Index(None, "draft_id", "shared_at"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("review_requests.id"), index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    board_id: Mapped[UUID] = mapped_column(ForeignKey("boards.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[ThreadKind] = mapped_column(states(ThreadKind, "kind"))
    is_private: Mapped[bool] = mapped_column(default=False)
    replacement: Mapped[str | None]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    step_id: Mapped[UUID]
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    created_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    disposition: Mapped[Disposition | None] = mapped_column(states(Disposition, "disposition"))
    disposition_reason: Mapped[str] = mapped_column(default="")
    disposed_at: Mapped[datetime | None]
    disposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    duplicate_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("threads.id"), index=True)
    unconfirmed_reason: Mapped[str] = mapped_column(default="")

    draft: Mapped[Draft] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    comments: Mapped[list["Comment"]] = relationship(order_by="(Comment.created_at, Comment.id)", viewonly=True)


class Comment(Keyed):
    """One contribution to a thread; the first is the thread's own text and may be empty for praise."""

    __tablename__ = "comments"

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"), index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()


class ThreadSupport(Base):
    """A member who says "same for us" of another member's thread."""

    __tablename__ = "thread_supports"

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    created_at: Mapped[datetime]


class ThreadPlace(Base):
    """Where a thread stands in a version; ``start`` and ``end`` are None where its place was refused.

    ``placed_by`` and ``placed_at`` tell who put it on these words, in this version or in an earlier one that it was
    carried from; None where nobody did.
    """

    __tablename__ = "thread_places"

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"), primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"), primary_key=True, index=True)
    status: Mapped[PlaceStatus] = mapped_column(states(PlaceStatus, "status"))
    step_id: Mapped[UUID]
    start: Mapped[int | None]
    end: Mapped[int | None]
    score: Mapped[float]
    method: Mapped[str]
    placed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    placed_at: Mapped[datetime | None]

    placed_by: Mapped[Person | None] = relationship()


class Restatement(Keyed):
    """The team's words for a member's concern, counted from 1 in each thread, and what the member said to them."""

    __tablename__ = "restatements"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"))
    number: Mapped[int]
    text: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[RestatementAnswer | None] = mapped_column(states(RestatementAnswer, "answer"))
    correction: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    made_by: Mapped[Person] = relationship()


class AppliedSuggestion(Keyed):
    """A member's words put into the working text in place of what they are about; undone where ``undone_at`` is set.

    ``markdown`` is the step's text before, ``revision`` the step's after it; ``version_id`` is the version in which the
    words were shared first. ``disposed`` is true where the thread was accepted along with it.
    """

    __tablename__ = "applied_suggestions"
    __table_args__ = (
        Index(
            "ix_applied_suggestions_one_living",
            "thread_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    step_id: Mapped[UUID]
    markdown: Mapped[str]
    revision: Mapped[int]
    disposed: Mapped[bool]
    applied_at: Mapped[datetime]
    applied_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("versions.id"))
    undone_at: Mapped[datetime | None]
