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


def rate_of(given: ProgramInput) -> Money:
    """The hourly rate of settings that can be taken; what is wrong with them is said of all fields at once."""
    wrong = {}
    if given.currency not in currencies():
        wrong["currency"] = "Write the three letters of a currency, like EUR or USD."
    if given.time_zone not in available_timezones():
        wrong["time_zone"] = "Write a time zone like Europe/Berlin, or UTC."
    rate = None
    try:
        # Where the currency is none, the amount is read in one that has cents: what is no amount is said all the same.
        rate = parse_amount(given.hourly_rate, "EUR" if "currency" in wrong else given.currency)
    except ValueError as error:
        wrong["hourly_rate"] = str(error)
    if rate is None or wrong:
        raise InvalidInput("These settings cannot be taken.", fields=wrong)
    return rate
