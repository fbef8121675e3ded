"""Small functions that make rows for tests, each with values that are right unless a test says otherwise.

Called inside a unit of work they only add; called outside they commit in one of their own, so that a request sees the
rows. Rows made outside are read again on their next use.
"""

from __future__ import annotations

import itertools
from typing import TypeVar

from cab_portal.database import session, unit_of_work
from cab_portal.database.base import Base
from cab_portal.database.unit_of_work import _open

Row = TypeVar("Row", bound=Base)
_numbers = itertools.count(1)


def number() -> int:
    """A number that no other row of this test process has."""
    return next(_numbers)


def keep(row: Row) -> Row:
    """Add a row to the database."""
    if _open.get():
        session.add(row)
        session.flush()
    else:
        with unit_of_work():
            session.add(row)
    return row
