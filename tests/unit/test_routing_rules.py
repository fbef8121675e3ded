"""What a request asks and costs."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core import ids
from cab_portal.core.errors import InvalidInput
from cab_portal.core.money import Money
from cab_portal.reviews.rules import RequestInput
from cab_portal.rewards.rules import Activity
from cab_portal.routing.rules import (
    Forecast,
    RoutingInput,
    fair_for_reading,
    reading_seconds,
    suggested_closing,
    whole_minutes,
)

RATE = Money(12_000, "EUR")


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (400, 2), (2_000, 10)])
def test_minutes_are_words_by_two_hundred_rounded_up(words: int, minutes: int) -> None:
    assert whole_minutes(reading_seconds(words)) == minutes


@given(
    st.integers(0, 500),
    st.dictionaries(st.sampled_from(list(Activity)), st.integers(1, 10**7).map(lambda minor: Money(minor, "EUR"))),
)
def test_the_total_is_offers_times_people(people: int, offers: dict[Activity, Money]) -> None:
    found = Forecast(people=people, words=400, review_minutes=2, survey_minutes=3, offers=offers)
    assert found.minutes == 5
    if not offers:
        assert found.total is None
        return
    assert found.total == Money(sum(money.minor for money in offers.values()) * people, "EUR")


@pytest.mark.parametrize(
    ("words", "rate", "pay"),
    [
        (2_000, RATE, Money(2_000, "EUR")),  # ten minutes of 120 an hour
        (2_001, RATE, Money(2_100, "EUR")),  # and a word more is a whole unit more
        (1, RATE, Money(100, "EUR")),
        (6_000, Money(9_000, "JPY"), Money(4_500, "JPY")),  # a currency without cents
        (2_000, None, None),
    ],
)
def test_fair_pay_for_reading_is_rounded_up_to_whole_units(words: int, rate: Money | None, pay: Money | None) -> None:
    assert fair_for_reading(words, rate) == pay


def test_an_offer_for_a_survey_needs_a_survey() -> None:
    request = RequestInput(ids.new_id(), frozenset(), datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(InvalidInput) as refused:
        RoutingInput(request, None, {Activity.SURVEY: RATE})
    assert set(refused.value.fields) == {"survey_offer"}
    RoutingInput(request, ids.new_id(), {Activity.SURVEY: RATE})


@pytest.mark.parametrize(
    ("at", "closes"),
    [
        ("2026-03-02T09:00", "2026-03-11T18:00"),  # Monday: Wednesday of next week
        ("2026-03-06T23:30", "2026-03-17T18:00"),  # Saturday by then, in Berlin
        ("2026-03-20T09:00", "2026-03-31T18:00"),  # over the change to summer time
    ],
)
def test_the_suggested_date_is_seven_working_days_ahead_in_the_programs_zone(at: str, closes: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = suggested_closing(datetime.fromisoformat(at).replace(tzinfo=UTC), berlin)
    assert found == datetime.fromisoformat(closes).replace(tzinfo=berlin)
