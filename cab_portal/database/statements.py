"""Parts of statements: what the two databases spell alike but SQLAlchemy keeps per dialect, and the present."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    CursorResult,
    Executable,
    Insert,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    func,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from cab_portal.core import clock
from cab_portal.database.base import Base
from cab_portal.database.session import connection, session
from cab_portal.database.types import Instant


def present() -> BindParameter[datetime]:
    """The present instant: asked whenever a statement with it runs, which may have been built long before."""
    return bindparam("present", callable_=clock.now, type_=Instant(), unique=True)


def repeats_a_row(error: IntegrityError) -> bool:
    """Whether a unique constraint refused the row, and not a foreign key or a check."""
    # SQLSTATE 23505 is unique_violation; SQLite has words only.
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def table_of(model: type[Base]) -> Table:
    """The plain table of a model: statements of it take a third of the time of those of entities."""
    return cast("Table", model.__table__)


def run(statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement of plain tables in the present transaction; entities are neither made nor written before.

    The session's own way takes a third longer, which counts where every request goes.
    """
    return connection().execute(statement, values)


def insert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of which no entity is wanted; one statement however many there are."""
    _execute(_insert(model), rows)


def insert_or_add(model: type[Base], key: dict[str, Any], column: str, amount: int) -> None:
    """Insert a row with this key and amount, or add the amount to the row that has the key."""
    _execute(_insert_or_add(model, tuple(key), column, dialect_name()), {**key, column: amount})


def insert_or_replace(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, in the place of those that have their primary keys; nothing where there are none."""
    if rows:
        _execute(_insert_or_replace(model, dialect_name()), rows)


def gathered(*columns: Any) -> ColumnElement[Any]:
    """All rows of a selection as one list of lists, in no order; None or an empty list where there is no row."""
    if session.get_bind().dialect.name == "postgresql":
        return func.json_agg(func.json_build_array(*columns), type_=JSON())
    return func.json_group_array(func.json_array(*columns), type_=JSON())


def insert_once(model: type[Base], values: dict[str, Any], **found: ScalarSelect[Any]) -> bool:
    """Insert a row unless a unique constraint already holds one like it; whether it was inserted.

    ``found`` are statements that find a value. They are kept, so they have to be built once; their parameters stand
    among ``values``, under names that no column has.
    """
    statement = _insert_once(model, dialect_name(), tuple(found.items()))
    return _execute(statement, values).one_or_none() is not None


def insert_found_once(table: Table, columns: Sequence[str], found: Select[Any], dialect: str) -> Insert:
    """A statement that inserts what another one finds into ``columns``, unless a unique constraint holds it already."""
    return _INSERTS[dialect](table).from_select(columns, found).on_conflict_do_nothing()  # type: ignore[no-any-return]


def dialect_name() -> str:
    """``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


def _execute(statement: Insert, values: Any) -> CursorResult[*tuple[Any, ...]]:
    # What was inserted may rest on entities that wait to be written.
    session.flush()
    return run(statement, values)


_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


# Built once: to put a statement together takes as long as to run it.
@cache
def _insert(model: type[Base]) -> Insert:
    return insert(table_of(model))


@cache
def _insert_once(model: type[Base], dialect: str, found: tuple[tuple[str, ScalarSelect[Any]], ...]) -> Insert:
    table = table_of(model)
    inserted = _INSERTS[dialect](table).values(dict(found)) if found else _INSERTS[dialect](table)
    return inserted.on_conflict_do_nothing().returning(*table.primary_key)  # type: ignore[no-any-return]


@cache
def _insert_or_add(model: type[Base], key: tuple[str, ...], column: str, dialect: str) -> Insert:
    table = table_of(model)
    inserted = _INSERTS[dialect](table)
    added = {column: table.c[column] + inserted.excluded[column]}
    return inserted.on_conflict_do_update(index_elements=key, set_=added)  # type: ignore[no-any-return]


@cache
def _insert_or_replace(model: type[Base], dialect: str) -> Insert:
    table = table_of(model)
    inserted = _INSERTS[dialect](table)
    fresh = {column.name: inserted.excluded[column.name] for column in table.columns if not column.primary_key}
    return inserted.on_conflict_do_update(index_elements=table.primary_key.columns, set_=fresh)  # type: ignore[no-any-return]
