"""Terms: whole months, days included, midnights of a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.boards.rules import SEATS, TERMS_IN_MONTHS, SeatStatus, is_in_force, last_day, midnight, term
from cab_portal.core.errors import InvalidInput

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut"]
).map(ZoneInfo)


@pytest.mark.parametrize(
    ("starts_on", "months", "expected"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2026, 11, 21), 18, date(2028, 5, 20)),
        (date(2026, 1, 1), 24, date(2027, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
    ],
)
def test_a_term_of_whole_months_ends_on_the_day_before(starts_on: date, months: int, expected: date) -> None:
    assert last_day(starts_on, months) == expected


@given(DAYS, st.sampled_from(TERMS_IN_MONTHS))
def test_the_day_after_a_term_is_the_same_day_of_a_later_month(starts_on: date, months: int) -> None:
    after = last_day(starts_on, months) + timedelta(days=1)
    assert (after.year * 12 + after.month) - (starts_on.year * 12 + starts_on.month) in (months, months + 1)
    assert after.day in (starts_on.day, 1)


@given(DAYS, ZONES)
def test_midnight_is_the_first_instant_of_its_day(day: date, zone: ZoneInfo) -> None:
    instant = midnight(day, zone)
    assert instant.astimezone(zone).date() == day or not exists(day, zone)
    assert (instant - timedelta(microseconds=1)).astimezone(zone).date() < day or not exists(day, zone)


def exists(day: date, zone: ZoneInfo) -> bool:
    """Samoa left a whole day out of its calendar when it moved over the date line."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


@given(DAYS, st.integers(0, 1_800), ZONES)
def test_days_and_instants_of_a_term_agree(starts_on: date, length: int, zone: ZoneInfo) -> None:
    chosen = term(starts_on, starts_on + timedelta(days=length), zone)
    assert chosen.starts_at < chosen.ends_at or not exists(starts_on, zone)
    for at in (chosen.starts_at, chosen.ends_at - timedelta(seconds=1)):
        if exists(starts_on, zone) and exists(chosen.ends_on, zone):
            assert is_in_force(SeatStatus.ACTIVE, chosen.starts_at, chosen.ends_at, at)
            assert starts_on <= at.astimezone(zone).date() <= chosen.ends_on
    assert not is_in_force(SeatStatus.ACTIVE, chosen.starts_at, chosen.ends_at, chosen.ends_at)


@given(DAYS, st.integers(1, 400))
def test_a_term_never_ends_before_it_starts(starts_on: date, days: int) -> None:
    with pytest.raises(InvalidInput, match="ends before it starts"):
        term(starts_on, starts_on - timedelta(days=days), ZoneInfo("UTC"))


def test_every_state_of_a_seat_can_be_reached() -> None:
    assert SEATS.reachable() == frozenset(SeatStatus)


@pytest.mark.parametrize("status", [status for status in SeatStatus if status is not SeatStatus.ACTIVE])
def test_only_an_active_seat_gives_access(status: SeatStatus) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    assert not is_in_force(status, at - timedelta(days=1), at + timedelta(days=1), at)
