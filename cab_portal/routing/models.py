"""What belongs to a request until it is sent, and the reminders afterwards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cab_portal.database import Base
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.routing.rules import ReminderKind


class PlannedSurvey(Base):
    """The survey that a request will take along. Gone when it is sent: from then on the survey names its request."""

    __tablename__ = "planned_surveys"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("review_requests.id"), primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), index=True)


class Reminder(Keyed):
    """A mail after the invitation to one member's part in a request, counted from 1.

    ``closes_at`` is the closing date that it told; ``asked_by_id`` is None where the clock asked for it.
    """

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("assignment_id", "number"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"))
    number: Mapped[int]
    kind: Mapped[ReminderKind] = mapped_column(states(ReminderKind, "kind"))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    closes_at: Mapped[datetime]
