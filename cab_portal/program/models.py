"""The program's settings, one row."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cab_portal.database import Base


class Program(Base):
    """How this installation runs its advisory program. The hourly rate has no default: it must be chosen.

    ``smallest_group`` is the fewest people of whom results may speak where a survey is not named.
    """

    __tablename__ = "program"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("smallest_group >= 3", name="no_group_under_three"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    currency: Mapped[str]
    time_zone: Mapped[str]
    hourly_rate_minor: Mapped[int | None]
    reply_address: Mapped[str]
    finished_percent: Mapped[int] = mapped_column(default=60)
    finished_per_segment: Mapped[int] = mapped_column(default=2)
    smallest_group: Mapped[int] = mapped_column(default=5)
    placeholders: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]
