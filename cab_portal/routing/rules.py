"""What a request asks of its members and costs the program, and when a member may be reminded of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from cab_portal.core.errors import InvalidInput
from cab_portal.core.money import Money
from cab_portal.reviews.rules import RequestInput
from cab_portal.rewards.rules import Activity

# Careful reading of a text that one is asked to judge; slower than the 238 words a minute of silent reading in
# general (Brysbaert 2019).
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class RoutingInput:
    """A request with what goes along: an optional survey, and an offer for each activity that is paid."""

    request: RequestInput
    survey_id: UUID | None
    offers: Mapping[Activity, Money]

    def __post_init__(self) -> None:
        if self.survey_id is None and Activity.SURVEY in self.offers:
            sentence = "There is no survey to be paid for. Choose a survey, or leave its offer empty."
            raise InvalidInput(sentence, fields={"survey_offer": sentence})


@dataclass(frozen=True, slots=True)
class Forecast:
    """What each member is asked for, and what all of them cost if everybody finishes everything."""

    people: int
    words: int
    review_minutes: int
    survey_minutes: int
    offers: Mapping[Activity, Money]

    @property
    def minutes(self) -> int:
        """Minutes for each member."""
        return self.review_minutes + self.survey_minutes

    @property
    def each(self) -> Money | None:
        """What one member earns with everything; None where nothing is paid."""
        amounts = list(self.offers.values())
        return sum(amounts[1:], amounts[0]) if amounts else None

    @property
    def total(self) -> Money | None:
        """Offers times people; None where nothing is paid."""
        return None if self.each is None else self.each * self.people


def reading_seconds(words: int) -> float:
    """How long a careful reader takes for this many words."""
    return words * 60 / WORDS_A_MINUTE


def whole_minutes(seconds: float) -> int:
    """Minutes as they are promised: rounded up, at least one."""
    return max(1, ceil(seconds / 60))


def fair_for_reading(words: int, hourly_rate: Money | None) -> Money | None:
    """The program's rate for the time that reading takes, rounded up to whole units; None without a rate."""
    if hourly_rate is None:
        return None
    whole = 10 ** get_currency_precision(hourly_rate.currency)
    earned = ceil(reading_seconds(words) * hourly_rate.minor / 3600)
    return Money(max(1, ceil(earned / whole)) * whole, hourly_rate.currency)


def suggested_closing(at: datetime, zone: ZoneInfo) -> datetime:
    """Seven working days ahead at 18:00 of the program's zone: in the middle of the usual five to ten."""
    day = at.astimezone(zone)
    left = 7
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day.replace(hour=18, minute=0, second=0, microsecond=0)


# After the invitation, at most so many mails more ask for one review, each so long after the one before.
REMINDERS = 2
REMINDER_GAP = timedelta(days=3)
# The clock reminds by itself in the morning of the working day that is at least so many days before the last one.
DAYS_BEFORE_CLOSING = 2
REMINDING_HOURS = range(9, 18)
_SATURDAY = 5


class ReminderKind(StrEnum):
    """Who asked for a reminder; ``again`` is the invitation once more, to who has not opened it."""

    BY_HAND = "by_hand"
    BY_CLOCK = "by_clock"
    AGAIN = "again"


class NotNow(StrEnum):
    """Why a member gets no reminder now."""

    DONE = "done"
    SEAT = "seat"
    STOPPED = "stopped"
    LIMIT = "limit"
    GAP = "gap"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a member was asked for, and how often.

    ``last_at`` is the last mail about this request, ``free_from`` the end of the wait that other mails have caused.
    """

    is_missing: bool
    is_in_force: bool
    wants_mails: bool
    reminders: int
    last_at: datetime | None
    free_from: datetime | None


@dataclass(frozen=True, slots=True)
class Nudge:
    """Whether a member may be reminded now; if not, why, and from when on, where time alone is in the way."""

    why_not: NotNow | None = None
    until: datetime | None = None

    @property
    def may(self) -> bool:
        return self.why_not is None


def nudge(asked: Asked, at: datetime) -> Nudge:
    """Only who is missing is reminded, who may still answer, and wants mails; at most twice, with days in between."""
    never = {
        NotNow.DONE: not asked.is_missing,
        NotNow.SEAT: not asked.is_in_force or asked.last_at is None,
        NotNow.STOPPED: not asked.wants_mails,
        NotNow.LIMIT: asked.reminders >= REMINDERS,
    }
    for why, holds in never.items():
        if holds:
            return Nudge(why)
    after_gap = (asked.last_at or at) + REMINDER_GAP
    if asked.free_from is not None and asked.free_from > max(after_gap, at):
        return Nudge(NotNow.BUDGET, asked.free_from)
    return Nudge(NotNow.GAP, after_gap) if after_gap > at else Nudge()


def clock_reminds_at(closes_at: datetime, zone: ZoneInfo) -> datetime:
    """From when on the clock reminds who is missing, in UTC: 9:00 of the program's zone, never at a weekend."""
    day = closes_at.astimezone(zone).date() - timedelta(days=DAYS_BEFORE_CLOSING)
    day -= timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
    return datetime.combine(day, time(REMINDING_HOURS.start), zone).astimezone(UTC)


def is_reminding_time(at: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock may ask for reminders now: by day, Monday to Friday."""
    local = at.astimezone(zone)
    return local.hour in REMINDING_HOURS and local.weekday() < _SATURDAY


def days_left(closes_at: datetime, at: datetime, zone: ZoneInfo) -> int:
    """Days of the calendar until it closes: 0 today, 1 tomorrow."""
    last: date = closes_at.astimezone(zone).date()
    return max(0, (last - at.astimezone(zone).date()).days)
