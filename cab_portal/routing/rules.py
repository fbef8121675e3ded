"""What a request asks of its members and costs the program, before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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
