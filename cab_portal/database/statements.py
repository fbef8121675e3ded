"""Parts of statements: what the two databases spell alike but SQLAlchemy keeps per dialect, and the present."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from cab_portal.core import clock
from cab_portal.database.base import Base
from cab_portal.database.session import session
from cab_portal.database.types import Instant

Row = TypeVar("Row", bound=Base)


def present() -> BindParameter[datetime]:
    """The present instant: asked whenever a statement with it runs, which may have been built long before."""
    return bindparam("present", callable_=clock.now, type_=Instant(), unique=True)


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
    key = inspect(model).primary_key
    return session.execute(_insert_once(model, values).returning(*key)).one_or_none() is not None


def insert_row_once(model: type[Row], values: dict[str, Any]) -> Row | None:
    """The same, with the row that was inserted; None where there was one."""
    return session.scalars(_insert_once(model, values).returning(model)).one_or_none()


def _insert_once(model: type[Base], values: dict[str, Any]) -> Any:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(model).values(**values).on_conflict_do_nothing()
