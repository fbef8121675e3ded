"""The one clock: every instant in the house is an aware UTC datetime that was asked of this module."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_fixed: ContextVar[datetime | None] = ContextVar("fixed_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; or the instant set by :func:`standing_at`."""
    return _fixed.get() or datetime.now(UTC)


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Let the clock of this context stand at ``instant`` (aware): demo data and tests tell a past with it."""
    if instant.tzinfo is None:
        raise ValueError("The clock takes aware instants only.")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
