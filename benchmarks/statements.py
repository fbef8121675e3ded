"""Counting the statements that reach the database; where a transaction begins and ends is not counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from cab_portal.database.session import engine

_BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK")


def statements_of(app: Flask, ask: Callable[[], object]) -> int:
    """How many statements one call takes in this process."""
    with app.app_context(), _counting() as count:
        ask()
    return len(count)


@contextmanager
def _counting() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_BOUNDS):
            seen.append(statement)

    target = engine()
    event.listen(target, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(target, "before_cursor_execute", note)
