"""The listening clock: until when a member hears from the team first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.comments.rules import ThreadKind, overdue_since, reply_due_at

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


def test_a_concern_is_due_after_48_hours_also_on_a_weekend() -> None:
    assert reply_due_at(ThreadKind.CONCERN, local(6, 17), BERLIN) == local(8, 17)


@given(INSTANTS, ZONES)
def test_the_time_between_holds_five_working_days_to_the_minute(shared: datetime, zone: ZoneInfo) -> None:
    start = shared.astimezone(zone).replace(tzinfo=None)
    end = reply_due_at(ThreadKind.QUESTION, shared, zone).astimezone(zone).replace(tzinfo=None)
    days = [start + timedelta(days=count) for count in range((end - start).days)]
    rest = end - start - timedelta(days=len(days))
    worked = timedelta(days=sum(day.weekday() < 5 for day in days))
    if start.weekday() < 5:
        assert worked + rest == timedelta(days=5)
    else:
        assert end - timedelta(days=7) == datetime.combine(start, datetime.min.time()) + timedelta(
            days=7 - start.weekday()
        )
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
