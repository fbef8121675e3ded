"""A migrated database for each test process, and the way back to its first state before each test."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache, StrictUndefined
from psycopg import sql
from sqlalchemy import Connection, Table, text

from cab_portal.app import create_app, prepare_migrations
from cab_portal.core.settings import Settings
from cab_portal.database.session import db
from cab_portal.models import metadata
from tests import services


def settings_for(folder: Path, database_url: str = "", **more: str) -> Settings:
    """Settings as an operator would write them, of a portal at http://localhost."""
    environ = {
        "CAB_DATA_DIR": str(folder),
        "CAB_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "CAB_BASE_URL": "http://localhost",
        "CAB_MAIL_SENDER": "Advisory board <board@fernhill.example>",
        **more,
    }
    if database_url:
        environ["CAB_DATABASE_URL"] = database_url
    return Settings.from_environment(environ)


@contextmanager
def fresh_postgresql() -> Iterator[str]:
    """The URL of an empty PostgreSQL database of our own, dropped afterwards."""
    name = f"cab_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(services.database_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # It is dropped in a minute: no commit need wait for the disk. What a commit shows to others stays the same.
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        try:
            yield services.database_url().rpartition("/")[0] + f"/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Missing(StrictUndefined):
    """What a template names and nobody gave it: an error, where for people the rest of the page is shown.

    Dicts and tuples are what templates write for the macros, which leave out what is optional: of those it is false.
    """

    def __bool__(self) -> bool:  # type: ignore[override] # Jinja's own never answers
        if isinstance(self._undefined_obj, dict | tuple):
            return False
        return super().__bool__()


def prepare_templates(app: Flask) -> None:
    """Let every page and mail fail by ``Missing``, and compile a template for all test processes once.

    Each environment has files of its own, for they escape differently; a changed template is compiled anew.
    """
    for kind, environment in (("page", app.jinja_env), ("mail", app.extensions["cab_mail_text"])):
        environment.undefined = Missing
        environment.bytecode_cache = FileSystemBytecodeCache(pattern=f"cab_{kind}_%s.cache")


class MigratedDatabase:
    """One migrated database and its application; ``reset`` brings back what the migration left."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.settings = settings_for(folder, database_url)
        self.app: Flask = create_app(self.settings)
        prepare_migrations(self.app)
        prepare_templates(self.app)
        with self.app.app_context():
            upgrade()
            self._file = None
            if self.settings.on_sqlite:
                self._file = Path(db.engine.url.database or "")
                db.engine.dispose()
                self._template = folder / "template.sqlite3"
                shutil.copy(self._file, self._template)

    def close(self) -> None:
        """Give all connections back."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def reset(self) -> None:
        """Forget everything since the migration."""
        with self.app.app_context():
            db.session.remove()
            if self._file is None:
                with db.engine.begin() as connection:
                    _empty(connection)
                return
            self._copy_back(self._template)

    def snapshot(self) -> Callable[[], None]:
        """Remember what is there now; the function that brings it back, as often as it is called."""
        with self.app.app_context():
            db.session.remove()
            if self._file is None:
                with db.engine.connect() as connection:
                    rows = {table: connection.execute(table.select()).mappings().all() for table in _tables()}
                return lambda: self._fill(rows)
            db.engine.dispose()
            kept = self._file.with_suffix(f".{secrets.token_hex(4)}")
            shutil.copy(self._file, kept)
        return lambda: self._restore(kept)

    def _restore(self, kept: Path) -> None:
        with self.app.app_context():
            db.session.remove()
            self._copy_back(kept)

    def _copy_back(self, kept: Path) -> None:
        assert self._file is not None
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self._file}{ending}").unlink(missing_ok=True)
        shutil.copy(kept, self._file)

    def _fill(self, rows: Mapping[Table, Sequence[Mapping[Any, Any]]]) -> None:
        with self.app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for table, values in rows.items():
                    connection.execute(table.delete())
                    if values:
                        connection.execute(table.insert(), [dict(value) for value in values])


def _tables() -> Sequence[Table]:
    return metadata.sorted_tables


def _empty(connection: Connection) -> None:
    # The replica role lets us delete what triggers keep, and in any order.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in metadata.sorted_tables:
        if table.name not in ("program", "audit_head"):
            connection.execute(table.delete())
    connection.execute(text("UPDATE audit_head SET number = 0, digest = decode(repeat('00', 32), 'hex')"))
    connection.execute(text("DELETE FROM program"))
    connection.execute(
        text(
            "INSERT INTO program (id, name, currency, time_zone, reply_address, finished_percent,"
            " finished_per_segment, smallest_group, placeholders, is_demo, updated_at)"
            " VALUES (1, 'Advisory board', 'EUR', 'UTC', '', 60, 2, 5, '', false, now())"
        )
    )
