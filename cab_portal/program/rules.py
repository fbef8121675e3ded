"""What pages and services know of the program."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cab_portal.core.money import Money


@dataclass(frozen=True, slots=True)
class ProgramView:
    """The program's settings, detached from the database."""

    name: str
    currency: str
    time_zone: str
    hourly_rate_minor: int | None
    reply_address: str
    finished_percent: int
    finished_per_segment: int
    is_demo: bool

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which terms end and closing dates are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def hourly_rate(self) -> Money | None:
        """What an hour of a member's time is worth; None until an admin has chosen it."""
        return None if self.hourly_rate_minor is None else Money(self.hourly_rate_minor, self.currency)
