"""Launches with their frozen record, waivers, decisions and receipts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.database import Base
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.drafts.models import Draft, Version
from cab_portal.launches.rules import Check, Excuse, Outcome


class Launch(Keyed):
    """A version that went live. ``record`` is the frozen decision record: every check with its numbers and waivers."""

    __tablename__ = "launches"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"), unique=True)
    launched_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    launched_at: Mapped[datetime]
    record: Mapped[dict[str, Any]]

    draft: Mapped[Draft] = relationship()
    version: Mapped[Version] = relationship()
    launched_by: Mapped[Person] = relationship()


class Waiver(Keyed):
    """An exception from one check for one version: asked by one person, granted or refused by another, kept for ever.

    It covers what was known when it was granted, so a check may have several; at most one of them waits.
    """

    __tablename__ = "waivers"
    __table_args__ = (
        Index(
            "ix_waivers_one_waiting",
            "version_id",
            "check",
            unique=True,
            sqlite_where=text("granted_at IS NULL AND refused_at IS NULL"),
            postgresql_where=text("granted_at IS NULL AND refused_at IS NULL"),
        ),
    )

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    check: Mapped[Check] = mapped_column(states(Check, "check"))
    excuse: Mapped[Excuse] = mapped_column(states(Excuse, "excuse"))
    reason: Mapped[str]
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    granted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]

    draft: Mapped[Draft] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class Decision(Keyed):
    """What the team decided about what was said. ``said`` is the team's summary of the threads it answers."""

    __tablename__ = "decisions"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(states(Outcome, "outcome"))
    said: Mapped[str]
    answer: Mapped[str]
    because: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    draft: Mapped[Draft] = relationship()
    threads: Mapped[list["DecisionThread"]] = relationship(viewonly=True)


class DecisionThread(Base):
    """A thread that a decision answers."""

    __tablename__ = "decision_threads"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"), primary_key=True, index=True)

    thread: Mapped[Thread] = relationship()


class Receipt(Keyed):
    """What one commenter was told about a draft when it was launched: once per draft and person."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("draft_id", "person_id"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]

    draft: Mapped[Draft] = relationship()
