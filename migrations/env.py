"""Migrations, on SQLite and PostgreSQL alike."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from cab_portal import models
from cab_portal.database.engine import WRITING

config = context.config


def run() -> None:
    """Run in one transaction.

    On SQLite a batch change rebuilds a table, which with foreign keys on would delete child rows by cascade: they are
    off meanwhile, and everything is checked before the commit. The triggers of a rebuilt table are made again.
    """
    handed: Connection | None = config.attributes.get("connection")
    if handed is not None:
        _run_on(handed)
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            _run_on(connection.execution_options(**WRITING))
        finally:
            if on_sqlite:
                # Within a transaction the pragma does nothing, and the pool would keep a connection without them.
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def _run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        # SQLite undoes DDL too, now that the engine begins transactions itself: a revision is whole or not there.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        on_sqlite = connection.dialect.name == "sqlite"
        triggers, places = (_triggers(connection), _places(connection)) if on_sqlite else ({}, {})
        context.run_migrations()
        if on_sqlite:
            _make_lost_triggers(connection, triggers, places)
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"The migration left rows without their parents: {orphans[:5]}")


def _triggers(connection: Connection) -> dict[str, tuple[str, str]]:
    """The triggers by name: their table, and the statement that makes each."""
    rows = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: (table, sql) for name, table, sql in rows}


def _places(connection: Connection) -> dict[str, int]:
    """Where the rows of each table lie: a rebuilt table lies elsewhere."""
    rows = connection.exec_driver_sql("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")
    return {name: page for name, page in rows}  # noqa: C416 - rows are no pairs to the type checker


def _make_lost_triggers(connection: Connection, before: dict[str, tuple[str, str]], places: dict[str, int]) -> None:
    """Make those again that went with a rebuilt table; one that a revision dropped on purpose stays dropped."""
    left, now = _triggers(connection), _places(connection)
    for name, (table, sql) in before.items():
        if name not in left and table in now and now[table] != places[table]:
            connection.exec_driver_sql(sql)


run()
