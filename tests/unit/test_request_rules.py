"""Review requests: when they are open, and which closing dates can be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cab_portal.core.errors import InvalidInput
from cab_portal.reviews.rules import (
    LONGEST_WINDOW,
    RESEND_PAUSE,
    RequestStatus,
    ensure_closing_date,
    ensure_later,
    is_open,
    may_resend,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("status", list(RequestStatus))
def test_a_request_is_open_only_with_the_status_and_before_its_closing_date(status: RequestStatus) -> None:
    assert is_open(status, AT + INSTANT, AT) is (status is RequestStatus.OPEN)
    assert is_open(status, AT, AT) is False
    assert is_open(status, AT - INSTANT, AT) is False


@pytest.mark.parametrize("closes_at", [AT, AT - INSTANT, AT + LONGEST_WINDOW + INSTANT])
def test_a_closing_date_is_ahead_and_not_too_far(closes_at: datetime) -> None:
    with pytest.raises(InvalidInput) as refused:
        ensure_closing_date(closes_at, AT)
    assert set(refused.value.fields) == {"closes_at"}


def test_the_bounds_of_a_closing_date_are_within() -> None:
    ensure_closing_date(AT + INSTANT, AT)
    ensure_closing_date(AT + LONGEST_WINDOW, AT)


def test_a_closing_date_is_only_moved_back() -> None:
    ensure_later(AT + INSTANT, AT)
    for same_or_earlier in (AT, AT - INSTANT):
        with pytest.raises(InvalidInput):
            ensure_later(same_or_earlier, AT)


def test_a_mail_is_sent_again_after_a_pause() -> None:
    assert not may_resend(AT, AT + RESEND_PAUSE - INSTANT)
    assert may_resend(AT, AT + RESEND_PAUSE)
