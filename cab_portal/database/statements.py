"""Statements that the two databases spell alike but SQLAlchemy keeps per dialect."""

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from cab_portal.database.base import Base
from cab_portal.database.session import session


def repeats_a_row(error: IntegrityError) -> bool:
    """Whether a unique constraint refused the row, and not a foreign key or a check."""
    # SQLSTATE 23505 is unique_violation; SQLite has words only.
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def insert_or_add(model: type[Base], key: dict[str, Any], column: str, amount: int) -> None:
    """Insert a row with this key and amount, or add the amount to the row that has the key."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    added = {column: getattr(model, column) + amount}
    session.execute(
        insert(model).values(**key, **{column: amount}).on_conflict_do_update(index_elements=list(key), set_=added)
    )


def insert_once(model: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless a unique constraint already holds one like it; whether it was inserted."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    key = inspect(model).primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing().returning(*key)
    return session.execute(statement).one_or_none() is not None
