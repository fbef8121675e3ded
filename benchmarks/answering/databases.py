"""The databases that are filled and measured: files of SQLite, and databases of PostgreSQL made and dropped here.

Environment: ``CAB_TEST_DATABASE_URL`` says where PostgreSQL is; where unset, on loopback, as user postgres without a
password.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

_DEFAULT_URL = "postgresql://postgres@127.0.0.1:5432/postgres"
_CONNECT_SECONDS = 3

Environ = dict[str, str]
"""The settings under which the portal finds one database."""


def why_no_postgresql() -> str | None:
    """None where PostgreSQL lets us in, else one sentence."""
    try:
        with psycopg.connect(_server_url(), connect_timeout=_CONNECT_SECONDS) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return f"PostgreSQL is left out, for it did not let us in: {str(error).strip().splitlines()[0]}"
    return None


@contextmanager
def on_sqlite() -> Iterator[Environ]:
    """An empty SQLite database in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield {"CAB_DATA_DIR": folder}


@contextmanager
def on_postgresql() -> Iterator[Environ]:
    """An empty PostgreSQL database, dropped afterwards."""
    name = sql.Identifier(made := f"cab_bench_{os.getpid()}_{secrets.token_hex(4)}")
    with TemporaryDirectory() as folder, psycopg.connect(_server_url(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield {"CAB_DATA_DIR": folder, "CAB_DATABASE_URL": f"{_server_url().rpartition('/')[0]}/{made}"}
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def url_of(environ: Environ) -> str:
    """The database of an environment, as SQLAlchemy names it."""
    file = Path(environ["CAB_DATA_DIR"]) / "cab_portal.sqlite3"
    return environ.get("CAB_DATABASE_URL", f"sqlite:///{file}")


def _server_url() -> str:
    return os.environ.get("CAB_TEST_DATABASE_URL", _DEFAULT_URL)
