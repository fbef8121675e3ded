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
    off meanwhile, and everything is checked before the commit.
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
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def _run_on(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"The migration left rows without their parents: {orphans[:5]}")


run()
