"""Engine options and what must hold on every connection."""

import sys
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, event

_WRITING, _AT_ONCE = "cab_writing", "cab_at_once"
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "busy_timeout": "15000",
    "secure_delete": "ON",
}


def sqlite_module() -> ModuleType:
    """The SQLite library for every access to the database file.

    Two libraries in one process drop each other's file locks, so nothing else may open that file. On Linux x86-64 it is
    pysqlite3, whose SQLite is free of the WAL-reset bug (fixed in 3.51.3); elsewhere the standard library.
    """
    if sys.platform == "linux":
        try:
            from pysqlite3 import dbapi2
        except ImportError:
            pass
        else:
            return dbapi2  # type: ignore[no-any-return]
    import sqlite3

    return sqlite3


def engine_options(url: str, pool_size: int) -> dict[str, Any]:
    """Options of ``create_engine`` for ``url``. Parameters stay out of errors, which are logged: they hold texts."""
    if url.startswith("sqlite"):
        return {
            "module": sqlite_module(),
            "pool_size": pool_size,
            "max_overflow": 4,
            "pool_use_lifo": True,
            "hide_parameters": True,
            "connect_args": {"timeout": 15},
        }
    return {
        "pool_size": pool_size,
        "max_overflow": 4,
        "pool_use_lifo": True,
        "hide_parameters": True,
        "pool_pre_ping": True,
    }


def prepare(engine: Engine) -> None:
    """Let each connection of an SQLite engine keep its pragmas and begin its transactions as ours, and let PostgreSQL
    compile nothing: that takes longer than any statement of ours runs.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _compile_nothing)
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        # The driver must not begin transactions behind our back: it would begin them deferred.
        connection.isolation_level = None
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if _AT_ONCE in options or options.get("isolation_level") == "AUTOCOMMIT":
            return
        # A read transaction that turns into a write fails at once with "database is locked"; a writer therefore
        # takes the write lock first and waits for it.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _WRITING in options else "BEGIN")


def _compile_nothing(connection: Any, _record: object) -> None:
    # Outside of a transaction, for the end of one that was rolled back would undo it.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


WRITING = {_WRITING: True}
# SQLite's driver begins nothing by itself, so that it is enough not to begin anything here.
READING_AT_ONCE: dict[str, dict[str, Any]] = {
    "sqlite": {_AT_ONCE: True},
    "postgresql": {"isolation_level": "AUTOCOMMIT"},
}
