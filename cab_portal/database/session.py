"""The session of the present context. This package alone knows Flask-SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, scoped_session

from cab_portal.database.base import Base
from cab_portal.database.engine import READING_AT_ONCE

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def engine() -> Engine:
    """The engine of the present application, for what works below the session: backup and checks."""
    return db.engine


session = cast("scoped_session[Session]", db.session)

_held: ContextVar[Connection | None] = ContextVar("held_connection", default=None)


def connection() -> Connection:
    """The connection of the present transaction, or of what is read at once."""
    return _held.get() or session.connection()


@contextmanager
def holding(writing: Connection) -> Iterator[None]:
    """Let ``connection`` be this one in the block: a session would look it up for each statement of a write."""
    token = _held.set(writing)
    try:
        yield
    finally:
        _held.reset(token)


def read_at_once() -> None:
    """Let what statements of plain tables read be seen without a transaction around it, until a unit of work begins
    or the context ends.

    For pages that are asked for often: to begin and to end a transaction, and a session for it, takes longer than to
    read a row, and on PostgreSQL two trips more. There a statement sees what was committed before it in any case.
    """
    give_back()
    _held.set(engine().connect().execution_options(**READING_AT_ONCE[engine().dialect.name]))


def give_back() -> None:
    """End what `read_at_once` began, if anything."""
    held = _held.get()
    if held is not None:
        _held.set(None)
        held.close()
