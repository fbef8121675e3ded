"""What pages and services know of the program."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from cab_portal.core.errors import InvalidInput
from cab_portal.core.money import Money, currencies, parse_amount


@dataclass(frozen=True, slots=True)
class ProgramView:
    """The program's settings, detached from the database. ``placeholders`` are those of its own, one a line."""

    name: str
    currency: str
    time_zone: str
    hourly_rate_minor: int | None
    reply_address: str
    finished_percent: int
    finished_per_segment: int
    smallest_group: int
    placeholders: str
    is_demo: bool

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which terms end and closing dates are meant."""
        return ZoneInfo(self.time_zone)

    @property
    def hourly_rate(self) -> Money | None:
        """What an hour of a member's time is worth; None until an admin has chosen it."""
        return None if self.hourly_rate_minor is None else Money(self.hourly_rate_minor, self.currency)


@dataclass(frozen=True, slots=True)
class ProgramInput:
    """The settings as an admin writes them. ``hourly_rate`` is an amount in ``currency``: ``120`` or ``120.50``."""

    name: str
    currency: str
    time_zone: str
    hourly_rate: str
    reply_address: str
    finished_percent: int
    finished_per_segment: int
    smallest_group: int = 5
    placeholders: str = ""


def ensure_currency(code: str) -> None:
    """The currency is one that can be paid in today."""
    if code not in currencies():
        raise InvalidInput(
            f"{code} is no currency of today.",
            fields={"currency": "Write the three letters of a currency, like EUR or USD."},
        )


def ensure_time_zone(name: str) -> None:
    """The zone has rules that computers know."""
    if name not in available_timezones():
        raise InvalidInput(
            f"{name} is no time zone.", fields={"time_zone": "Write a time zone like Europe/Berlin, or UTC."}
        )


def rate_in(currency: str, amount: str) -> Money:
    """An hourly rate as money of that currency."""
    try:
        return parse_amount(amount, currency)
    except ValueError as error:
        raise InvalidInput(str(error), fields={"hourly_rate": str(error)}) from error
