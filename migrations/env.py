"""Migrations, on SQLite and PostgreSQL alike."""

import re

from alembic import context
from flask import current_app
from sqlalchemy import Connection, event

from cab_portal import models
from cab_portal.database.engine import WRITING

config = context.config
_DROP_TRIGGER = re.compile(r'(?i)\s*DROP TRIGGER (?:IF EXISTS )?"?(\w+)')


def run() -> None:
    """Run in one transaction.

    On SQLite a batch change rebuilds a table, which with foreign keys on would delete child rows by cascade: they are
    off meanwhile, and everything is checked before the commit. The triggers of a rebuilt table are made again; those
    of other tables may name it in the moment in which it has another name, which the legacy way of renaming bears.
    """
    handed: Connection | None = config.attributes.get("connection")
    if handed is not None:
        _run_on(handed)
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            for pragma in ("foreign_keys=OFF", "legacy_alter_table=ON"):
                connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        try:
            _run_on(connection.execution_options(**WRITING))
        finally:
            if on_sqlite:
                # Within a transaction the pragma does nothing, and the pool would keep a connection without them.
                connection.rollback()
                for pragma in ("foreign_keys=ON", "legacy_alter_table=OFF"):
                    connection.connection.driver_connection.execute(f"PRAGMA {pragma}")


def _run_on(connection: Connection) -> None:
    keeper = _TriggerKeeper(connection) if connection.dialect.name == "sqlite" else None
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        # SQLite undoes DDL too, now that the engine begins transactions itself: a revision is whole or not there.
        transactional_ddl=True,
        # Revision by revision: a table may get its triggers in one and be rebuilt in the next of the same run.
        on_version_apply=keeper.look_after if keeper else None,
    )
    with context.begin_transaction():
        if keeper:
            keeper.look()
        context.run_migrations()
        if keeper:
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if orphans:
                raise RuntimeError(f"The migration left rows without their parents: {orphans[:5]}")


class _TriggerKeeper:
    """Makes the triggers of a rebuilt table again; one that a revision dropped by its name stays dropped."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._triggers: dict[str, tuple[str, str]] = {}
        self._dropped: set[str] = set()
        event.listen(connection, "before_cursor_execute", self._note)

    def look(self) -> None:
        """Remember what is there now. Only within the transaction: before it, a read would begin one of its own."""
        self._triggers = self._present()
        self._dropped.clear()

    def look_after(self, **_facts: object) -> None:
        """Mend what the revision that was just applied took away."""
        left = self._present()
        tables = set(self._connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        for name, (table, sql) in self._triggers.items():
            if name not in left and name not in self._dropped and table in tables:
                self._connection.exec_driver_sql(sql)
        self.look()

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        dropped = _DROP_TRIGGER.match(statement)
        if dropped:
            self._dropped.add(dropped[1])

    def _present(self) -> dict[str, tuple[str, str]]:
        """The triggers by name: their table, and the statement that makes each."""
        rows = self._connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (table, sql) for name, table, sql in rows}


run()
