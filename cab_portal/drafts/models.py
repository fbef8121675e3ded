"""Drafts, their working steps, and the immutable versions that were shared."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.database import Base
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.drafts.rules import DraftKind, DraftStage


class Draft(Keyed):
    """A process in the making. ``revision`` counts every saved change of its working steps.

    ``import_report`` tells what the last imported file did to the steps and what of it was dropped.
    """

    __tablename__ = "drafts"

    kind: Mapped[DraftKind] = mapped_column(states(DraftKind, "kind"))
    stage: Mapped[DraftStage] = mapped_column(states(DraftStage, "stage"), default=DraftStage.WRITING)
    title: Mapped[str]
    goal: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    import_report: Mapped[dict[str, Any] | None]

    owner: Mapped[Person] = relationship()
    collaborators: Mapped[list["Collaborator"]] = relationship(viewonly=True)


class Collaborator(Base):
    """A staff member who may write a draft that is another's."""

    __tablename__ = "collaborators"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)


class StepText:
    """The columns that a working step and a shared step have in common.

    ``timing`` is the day of an e-mail or the place in an agenda, in words; ``day`` and ``minutes`` say it in numbers
    where the kind has them. ``sender``, ``subject`` and ``preview`` are shown where the kind has an envelope. ``goal``
    is what is better for the customer after the step, ``owner_id`` who of the staff answers for it.
    """

    position: Mapped[int]
    title: Mapped[str]
    channel: Mapped[str] = mapped_column(default="")
    timing: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    sender: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    preview: Mapped[str] = mapped_column(default="")
    day: Mapped[int | None]
    minutes: Mapped[int | None]
    goal: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    markdown: Mapped[str] = mapped_column(default="")


class Step(StepText, Keyed):
    """A step as its authors write it now. Its id stays the same in every version.

    ``revision`` is the draft's when this step was last saved: it tells an editor that somebody else was faster.
    """

    __tablename__ = "steps"
    __table_args__ = (Index(None, "draft_id", "position"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    revision: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime]


class Version(Keyed):
    """A shared state of a draft; never changed. ``revision`` is the draft's at that moment."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[int]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    revision: Mapped[int]
    shared_at: Mapped[datetime]
    shared_by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))

    draft: Mapped[Draft] = relationship(viewonly=True)
    steps: Mapped[list["VersionStep"]] = relationship(order_by="VersionStep.position", viewonly=True)


class VersionStep(StepText, Keyed):
    """A step as it was shared. ``step_id`` is the working step's id, which may be gone by now.

    ``canonical`` is the canonical text that anchors count in; ``changed_in`` is the number of the version in which this
    text last changed. ``reason`` tells its readers why it changed in this version.
    """

    __tablename__ = "version_steps"
    __table_args__ = (UniqueConstraint("version_id", "position"), UniqueConstraint("version_id", "step_id"))

    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    step_id: Mapped[UUID]
    canonical: Mapped[str]
    changed_in: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
