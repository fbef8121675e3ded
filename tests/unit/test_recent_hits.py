"""The limits count in memory as the library's own storage does, and without a thread for each hit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from limits import parse
from limits.strategies import MovingWindowRateLimiter

from cab_portal.web import recent_hits
from cab_portal.web.recent_hits import RecentHits

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIVE = parse("5 per minute")


@pytest.fixture
def hits() -> RecentHits:
    return RecentHits()


def test_a_hit_counts_for_its_time_and_no_longer(hits: RecentHits) -> None:
    limiter = MovingWindowRateLimiter(hits)
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(5):
            assert limiter.hit(FIVE, "mara")
            clock.shift(10)
        assert not limiter.hit(FIVE, "mara")
        assert limiter.hit(FIVE, "hana"), "each key is counted by itself"
        window = limiter.get_window_stats(FIVE, "mara")
        assert (window.remaining, window.reset_time) == (0, START.timestamp() + 60)
        clock.shift(11)
        assert limiter.get_window_stats(FIVE, "mara").remaining == 1
        assert limiter.hit(FIVE, "mara")
        assert not limiter.hit(FIVE, "mara")


def test_what_was_refused_does_not_count(hits: RecentHits) -> None:
    with time_machine.travel(START, tick=False):
        assert not hits.acquire_entry("mara", 5, 60, amount=6)
        assert hits.acquire_entry("mara", 5, 60, amount=5)
        assert hits.get_moving_window("mara", 5, 60) == (START.timestamp(), 5)


def test_what_is_over_is_forgotten(hits: RecentHits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_hits, "_SWEEP_EVERY", 3)
    with time_machine.travel(START, tick=False) as clock:
        hits.acquire_entry("mara", 5, 60)
        clock.shift(61)
        hits.acquire_entry("hana", 5, 60)
        hits.acquire_entry("hana", 5, 60)
    assert list(hits._hits) == ["hana"]
    assert hits.reset() == 1
    assert hits.get_moving_window("hana", 5, 60)[1] == 0


def test_no_thread_is_started_for_a_hit(hits: RecentHits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: pytest.fail("a thread was started"))
    assert hits.acquire_entry("mara", 5, 60)


def test_at_once_no_more_get_through_than_may(hits: RecentHits) -> None:
    let_in: list[bool] = []
    threads = [
        threading.Thread(target=lambda: let_in.extend(hits.acquire_entry("mara", 50, 60) for _ in range(40)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 50
