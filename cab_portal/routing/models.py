"""What belongs to a request until it is sent."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cab_portal.database import Base


class PlannedSurvey(Base):
    """The survey that a request will take along. Gone when it is sent: from then on the survey names its request."""

    __tablename__ = "planned_surveys"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("review_requests.id"), primary_key=True)
    survey_id: Mapped[UUID] = mapped_column(ForeignKey("surveys.id"), index=True)
