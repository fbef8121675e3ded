"""The command that looks whether everything is in place: configuration, versions, database, mail, clock."""

import platform
import smtplib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import version

import click
import redis
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from cab_portal.app import create_app
from cab_portal.core.settings import MailServer, Settings
from cab_portal.database.engine import SQLITE_PRAGMAS, sqlite_module
from cab_portal.database.session import engine
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.program.queries import program
from cab_portal.web.folders import folder

# SQLite 3.7.0 to 3.51.2 may corrupt a database in WAL mode that several connections write to.
_SAFE_SQLITE = (3, 51, 3)
_CLOCKS_MAY_DIFFER = timedelta(seconds=2)
_LAG = timedelta(minutes=5)
_TIMEOUT_SECONDS = 5


class Level(StrEnum):
    """How bad a finding is; ``problem`` makes the command end with 1."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: Level
    what: str


def examine(app: Flask) -> Iterator[Finding]:
    """Everything that doctor looks at, in order; each look is one or more findings."""
    settings: Settings = app.extensions["cab_settings"]
    yield from _versions(settings)
    try:
        with app.app_context(), engine().connect() as connection:
            found = tuple(_database(connection))
            yield from found
            # Without our tables there is nothing more to ask this database.
            migrated = all(finding.level is not Level.PROBLEM for finding in found)
            if migrated:
                yield from _outbox(connection)
            demo = migrated and program().is_demo
    except SQLAlchemyError as error:
        yield Finding(Level.PROBLEM, f"The database does not answer: {_first_line(error)}")
        demo = False
    yield from _configuration(settings, demo=demo)
    if not demo:
        yield _answering("The mail server", lambda: _greet(settings.mail_server))
    if settings.redis_url:
        yield _answering("Redis", lambda: _ping(settings.redis_url or ""))


def _versions(settings: Settings) -> Iterator[Finding]:
    yield Finding(
        Level.FINE, f"Python {platform.python_version()}, Flask {version('flask')}, SQLAlchemy {version('sqlalchemy')}"
    )
    if settings.on_sqlite:
        found = sqlite_module().sqlite_version
        if tuple(map(int, found.split("."))) >= _SAFE_SQLITE:
            yield Finding(Level.FINE, f"SQLite {found}")
        else:
            yield Finding(
                Level.WARNING,
                f"SQLite {found} has a bug that can corrupt a database (fixed in 3.51.3): use PostgreSQL for real data",
            )


def _configuration(settings: Settings, *, demo: bool) -> Iterator[Finding]:
    missing = settings.missing_for_service()
    for sentence in missing:
        level = Level.WARNING if demo else Level.PROBLEM
        yield Finding(level, sentence.rstrip(".") + (" (a demo does without)" if demo else ""))
    if not missing:
        yield Finding(Level.FINE, "Secret key, base URL and sender are set")


def _database(connection: Connection) -> Iterator[Finding]:
    yield Finding(Level.FINE, f"The database answers ({connection.dialect.name})")
    scripts = ScriptDirectory(str(folder("migrations")))
    current, newest = MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()
    if current == newest:
        yield Finding(Level.FINE, f"The schema is the newest ({newest})")
    else:
        yield Finding(Level.PROBLEM, f"The schema is {current}, not {newest}: run cab-portal migrate")
    if connection.dialect.name == "sqlite":
        yield from _pragmas(connection)
        return
    now = connection.execute(text("SELECT now()")).scalar_one()
    apart = abs(datetime.now(UTC) - now)
    level = Level.FINE if apart <= _CLOCKS_MAY_DIFFER else Level.PROBLEM
    if connection.exec_driver_sql("SHOW archive_mode").scalar() != "off":
        yield Finding(
            Level.WARNING,
            "PostgreSQL archives its write-ahead log, which could tell whose an anonymous answer is",
        )
    yield Finding(level, f"The clocks of this machine and of the database differ by {apart.total_seconds():.1f} s")


def _pragmas(connection: Connection) -> Iterator[Finding]:
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}
    for name in wanted.keys() & SQLITE_PRAGMAS.keys():
        found = str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
        if found != wanted[name]:
            yield Finding(Level.PROBLEM, f"PRAGMA {name} is {found}, not {wanted[name]}")
    if connection.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
        yield Finding(Level.PROBLEM, "The database file is damaged: restore a backup")


def _outbox(connection: Connection) -> Iterator[Finding]:
    dead = connection.scalar(select(func.count()).where(OutboxMessage.status == MessageStatus.DEAD)) or 0
    late = connection.scalar(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.status == MessageStatus.WAITING,
            OutboxMessage.next_try_at < datetime.now(UTC) - _LAG,
        )
        .limit(1)
    )
    if late is not None:
        yield Finding(Level.PROBLEM, "Mails wait for more than five minutes: is a worker running?")
    if dead:
        yield Finding(Level.WARNING, f"{dead} mails were given up: look at them under Admin, Mail")


def _answering(name: str, ask: Callable[[], object]) -> Finding:
    try:
        ask()
    except (OSError, smtplib.SMTPException, redis.RedisError) as error:
        return Finding(Level.PROBLEM, f"{name} does not answer: {_first_line(error)}")
    return Finding(Level.FINE, f"{name} answers")


def _greet(server: MailServer) -> None:
    kind = smtplib.SMTP_SSL if server.security == "tls" else smtplib.SMTP
    with kind(server.host, server.port, timeout=_TIMEOUT_SECONDS) as connection:
        connection.noop()


def _ping(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=_TIMEOUT_SECONDS) as connection:
        connection.ping()


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@click.command()
def doctor() -> None:
    """Look whether everything is in place; ends with 1 where it is not."""
    problems = 0
    for finding in examine(create_app()):
        click.echo(f"{finding.level.value:8} {finding.what}")
        problems += finding.level is Level.PROBLEM
    sys.exit(1 if problems else 0)
