"""The session of the present context. This package alone knows Flask-SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, scoped_session

from cab_portal.database.base import Base

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


def engine() -> Engine:
    """The engine of the present application, for what works below the session: backup and checks."""
    return db.engine


session = cast("scoped_session[Session]", db.session)


def read_at_once() -> None:
    """Let each statement of the present context be a transaction of its own, until a unit of work begins one.

    For pages that are asked for often: on PostgreSQL, to begin and end a transaction takes as many trips as what they
    read. There a statement sees what was committed before it in either case. Nothing can be read in portions.
    """
    if db.engine.dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})


_writing: ContextVar[Connection | None] = ContextVar("writing_connection", default=None)


def connection() -> Connection:
    """The connection of the present transaction."""
    return _writing.get() or session.connection()


@contextmanager
def holding(writing: Connection) -> Iterator[None]:
    """Let ``connection`` be this one in the block: a session would look it up for each statement of a write."""
    token = _writing.set(writing)
    try:
        yield
    finally:
        _writing.reset(token)
