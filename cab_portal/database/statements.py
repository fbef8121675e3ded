"""Statements that the two databases spell alike but SQLAlchemy keeps per dialect."""

from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.dialects import postgresql, sqlite

from cab_portal.database.base import Base
from cab_portal.database.session import session


def insert_once(model: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless a unique constraint already holds one like it; whether it was inserted."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**values).on_conflict_do_nothing()
    result = cast("CursorResult[Any]", session.execute(statement))
    return result.rowcount == 1
