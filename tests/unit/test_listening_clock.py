"""The listening clock: until when a member hears from the team first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.comments.rules import FIRST_REPLY_WORKING_DAYS, ThreadKind, overdue_since, reply_due_at

BERLIN = ZoneInfo("Europe/Berlin")
# Zones that change their clocks on a Sunday, or never: there every instant of a working day has one reading.
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")])
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=2_200)).map(BEGIN.__add__)
KINDS = st.sampled_from(ThreadKind)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("shared", "due"),
    [
        (local(4, 10), local(11, 10)),  # Wednesday to Wednesday
        (local(6, 17, 30), local(13, 17, 30)),  # Friday to Friday
        (local(7, 12), local(16, 0)),  # Saturday counts from Monday 00:00
        (local(8, 23, 59), local(16, 0)),  # and so does Sunday
        (local(9, 0), local(16, 0)),  # Monday 00:00
        (local(21, 9, month=10), local(28, 9, month=10)),  # the clocks go back on the Sunday between
    ],
)
def test_five_working_days_leave_weekends_out(shared: datetime, due: datetime) -> None:
    for kind in (ThreadKind.QUESTION, ThreadKind.SUGGESTION, ThreadKind.PRAISE):
        assert reply_due_at(kind, shared, BERLIN) == due


@pytest.mark.parametrize(
    ("shared", "due"),
    [
        (local(4, 10), local(6, 10)),  # Wednesday to Friday: 48 hours
        (local(5, 17, 30), local(9, 17, 30)),  # Thursday to Monday
        (local(6, 17), local(10, 17)),  # Friday to Tuesday
        (local(7, 12), local(11, 0)),  # Saturday counts from Monday 00:00
        (local(8, 23, 59), local(11, 0)),  # and so does Sunday
    ],
)
def test_a_concern_is_due_after_48_hours_and_no_hour_of_a_weekend_counts(shared: datetime, due: datetime) -> None:
    assert reply_due_at(ThreadKind.CONCERN, shared, BERLIN) == due


def working_minutes(start: datetime, end: datetime) -> timedelta:
    """How much of the time between two local instants is not at a weekend."""
    total, day = timedelta(0), start
    while day < end:
        midnight = datetime.combine(day.date() + timedelta(days=1), datetime.min.time())
        until = min(midnight, end)
        total += (until - day) * (day.weekday() < 5)
        day = until
    return total


@given(INSTANTS, st.sampled_from(list(FIRST_REPLY_WORKING_DAYS.items())), ZONES)
def test_the_time_between_holds_its_working_days_to_the_minute(
    shared: datetime, rule: tuple[ThreadKind, int], zone: ZoneInfo
) -> None:
    kind, days = rule
    start = shared.astimezone(zone).replace(tzinfo=None)
    end = reply_due_at(kind, shared, zone).astimezone(zone).replace(tzinfo=None)
    assert working_minutes(start, end) == timedelta(days=days)
    assert end.weekday() < 5


@given(INSTANTS, INSTANTS, KINDS, ZONES)
def test_who_wrote_later_is_not_due_sooner(one: datetime, other: datetime, kind: ThreadKind, zone: ZoneInfo) -> None:
    earlier, later = sorted((one, other))
    assert reply_due_at(kind, earlier, zone) <= reply_due_at(kind, later, zone)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=12)), KINDS, ZONES)
def test_what_is_overdue_was_shared_before_the_cut(
    shared: datetime, later: timedelta, kind: ThreadKind, zone: ZoneInfo
) -> None:
    at = shared + later
    assert (reply_due_at(kind, shared, zone) < at) == (shared < overdue_since(kind, at, zone))
