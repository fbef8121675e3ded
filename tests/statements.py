"""Which statements reach the database while something runs."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import event

from cab_portal.database import session
from cab_portal.database.session import db

# A list of values is one statement however many there are: it is written with a place for each.
_PLACE = r"(?:\?|%\(\w+\)s)(?:::\w+)?"
_PLACES = re.compile(rf"IN \({_PLACE}(?:, {_PLACE})*\)")


def statements_of(ask_for: Callable[[], object]) -> list[str]:
    """The statements of one call, begun with nothing read before."""
    session.rollback()
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        # SQLite is told to begin by a statement of its own, PostgreSQL by its driver.
        if not statement.startswith("BEGIN"):
            found.append(_PLACES.sub("IN (…)", statement))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask_for()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return found
