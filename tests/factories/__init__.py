"""Small functions that make rows for tests, each with values that are right unless a test says otherwise.

Called inside a unit of work they only add; called outside they commit in one of their own, so that a request sees the
rows. Rows made outside are read again on their next use.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from cab_portal.database import session, unit_of_work
from cab_portal.database.base import Base
from cab_portal.database.unit_of_work import _open

Row = TypeVar("Row", bound=Base)
_numbers = itertools.count(1)


def number() -> int:
    """A number that no other row of this test process has."""
    return next(_numbers)


@contextmanager
def working() -> Iterator[None]:
    """The unit of work that is open, or one of its own."""
    if _open.get():
        yield
    else:
        with unit_of_work():
            yield


def keep(row: Row) -> Row:
    """Add a row to the database."""
    with working():
        session.add(row)
        session.flush()
    return row
