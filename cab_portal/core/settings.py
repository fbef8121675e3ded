"""Deployment settings: one frozen object, read once from ``CAB_*`` variables.

What an administrator changes while the portal runs (rates, zone, limits) is a table of its own.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Literal, TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from cab_portal.core.errors import SettingsError

MIN_SECRET_LENGTH: Final = 32
MIN_SECRET_VARIETY: Final = 10

LogLevel = Literal["debug", "info", "warning", "error"]
MailSecurity = Literal["none", "starttls", "tls"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that may be set; a secret one may also be given as the file that ``NAME_FILE`` points to."""

    name: str
    secret: bool = False


DATA_DIR: Final = Variable("CAB_DATA_DIR")
DATABASE_URL: Final = Variable("CAB_DATABASE_URL", secret=True)
REDIS_URL: Final = Variable("CAB_REDIS_URL", secret=True)
SECRET_KEY: Final = Variable("CAB_SECRET_KEY", secret=True)
SECRET_KEY_FALLBACKS: Final = Variable("CAB_SECRET_KEY_FALLBACKS", secret=True)
BASE_URL: Final = Variable("CAB_BASE_URL")
MAIL_SENDER: Final = Variable("CAB_MAIL_SENDER")
MAIL_URL: Final = Variable("CAB_MAIL_URL", secret=True)
HOST: Final = Variable("CAB_HOST")
PORT: Final = Variable("CAB_PORT")
WEB_PROCESSES: Final = Variable("CAB_WEB_PROCESSES")
WEB_THREADS: Final = Variable("CAB_WEB_THREADS")
TRUSTED_PROXIES: Final = Variable("CAB_TRUSTED_PROXIES")
LOG_LEVEL: Final = Variable("CAB_LOG_LEVEL")

VARIABLES: Final = (
    DATA_DIR,
    DATABASE_URL,
    REDIS_URL,
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
    BASE_URL,
    MAIL_SENDER,
    MAIL_URL,
    HOST,
    PORT,
    WEB_PROCESSES,
    WEB_THREADS,
    TRUSTED_PROXIES,
    LOG_LEVEL,
)

# Read by the test suite alone, and set in the shells of those who develop: no mistake of an operator.
_FOR_TESTS: Final = ("CAB_TEST_", "CAB_REQUIRE_SERVICES")


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server for outgoing mail; ``tls`` from the first byte, ``starttls`` after the greeting."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: MailSecurity = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between two places where the portal runs.

    ``database_url`` is SQLAlchemy's, with its driver; ``base_url`` is an origin without a slash at its end;
    ``trusted_proxies`` is how many proxies in front of the portal write forwarded headers. ``secret_key``,
    ``base_url`` and ``mail_sender`` may be missing: a demo does without, see ``missing_for_service``.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: str | None = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    base_url: str | None
    mail_sender: str | None
    mail_server: MailServer
    host: str
    port: int
    web_processes: int
    web_threads: int
    trusted_proxies: int
    log_level: LogLevel

    @property
    def on_sqlite(self) -> bool:
        """True where the database is a file of this machine, served by one web process."""
        return self.database_url.startswith("sqlite")

    @property
    def local_url(self) -> str:
        """The origin under which this machine reaches the web server, whatever the public one is."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def missing_for_service(self) -> tuple[str, ...]:
        """One sentence for each missing setting without which real people must not be served."""
        wanted = (
            (self.secret_key, SECRET_KEY, "it signs sessions; make one with: openssl rand -hex 32"),
            (self.base_url, BASE_URL, "links in mails start with it"),
            (self.mail_sender, MAIL_SENDER, "every mail needs a sender"),
        )
        return tuple(f"{variable.name} is missing: {why}." for value, variable, why in wanted if not value)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from ``environ`` (the process's own where None).

        Raises SettingsError with a sentence for each value that cannot be used and each unknown name.
        """
        reader = _Reader(os.environ if environ is None else environ)
        data_dir = reader.read(DATA_DIR, _directory, Path("instance").absolute())
        database_url = reader.read(DATABASE_URL, _database_url, f"sqlite:///{data_dir / 'cab_portal.sqlite3'}")
        on_sqlite = database_url.startswith("sqlite")
        settings = cls(
            data_dir=data_dir,
            database_url=database_url,
            redis_url=reader.read(REDIS_URL, _redis_url, None),
            secret_key=reader.read(SECRET_KEY, _secret, None),
            secret_key_fallbacks=reader.read(SECRET_KEY_FALLBACKS, _secrets, ()),
            base_url=reader.read(BASE_URL, _origin, None),
            mail_sender=reader.read(MAIL_SENDER, _mailbox, None),
            mail_server=reader.read(MAIL_URL, _mail_server, MailServer("127.0.0.1", 25)),
            host=reader.read(HOST, _host, "127.0.0.1"),
            port=reader.read(PORT, _whole_number(1, 65535), 8000),
            web_processes=reader.read(WEB_PROCESSES, _process_count(on_sqlite=on_sqlite), 1 if on_sqlite else 2),
            web_threads=reader.read(WEB_THREADS, _whole_number(1, 64), 8),
            trusted_proxies=reader.read(TRUSTED_PROXIES, _whole_number(0, 10), 0),
            log_level=reader.read(LOG_LEVEL, _log_level, "info"),
        )
        reader.refuse_unknown_names()
        if reader.problems:
            raise SettingsError(tuple(reader.problems))
        return settings


def is_loopback(host: str) -> bool:
    """True where ``host`` (a name or an address, without a port) can only mean the machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class _Reader:
    """Collects values and problems, so that an operator sees all mistakes at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def read(self, variable: Variable, parse: Callable[[str], T], default: T) -> T:
        """The parsed value, or the default where it is unset, empty, or noted as a problem."""
        given = self._given(variable)
        if not given:
            return default
        try:
            return parse(given)
        except ValueError as refusal:
            shown = "" if variable.secret else f" (it is {given!r})"
            self.problems.append(f"{variable.name} {refusal}{shown}.")
            return default

    def refuse_unknown_names(self) -> None:
        """A misspelled name would be ignored in silence, and its default would rule."""
        known = [variable.name for variable in VARIABLES]
        known += [f"{variable.name}_FILE" for variable in VARIABLES if variable.secret]
        for name in sorted(self._environ):
            if name.startswith("CAB_") and name not in known and not name.startswith(_FOR_TESTS):
                close = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {close[0]}?" if close else "see .env.example for the names."
                self.problems.append(f"{name} is no setting: {hint}")

    def _given(self, variable: Variable) -> str:
        value = self._environ.get(variable.name, "").strip()
        path = self._environ.get(f"{variable.name}_FILE", "").strip() if variable.secret else ""
        if not path:
            return value
        if value:
            self.problems.append(f"{variable.name} and {variable.name}_FILE are both set: keep one of them.")
            return ""
        try:
            content = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.problems.append(f"{variable.name}_FILE must name a readable text file (it is {path!r}).")
            return ""
        if not content:
            self.problems.append(f"{variable.name}_FILE names an empty file (it is {path!r}).")
        return content


# Each of these turns a text into a value, or raises ValueError with the end of a sentence that starts with
# the variable's name.


def _directory(given: str) -> Path:
    path = Path(given).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise ValueError("must name a folder")
    return path


def _database_url(given: str) -> str:
    scheme, separator, rest = given.partition("://")
    if separator and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        if not _split(given).path.strip("/"):
            raise ValueError("must name a database, as in postgresql://user:password@host/name")
        return f"postgresql+psycopg://{rest}"
    if separator and scheme == "sqlite" and rest.startswith("/") and rest not in ("/", "/:memory:"):
        return given
    raise ValueError("must start with postgresql:// or be sqlite:/// followed by the path of a file")


def _redis_url(given: str) -> str:
    parts = _split(given)
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise ValueError("must look like redis://host:6379/0, or rediss:// for TLS")
    return given


def _secret(given: str) -> str:
    if len(given) < MIN_SECRET_LENGTH:
        raise ValueError(f"must have at least {MIN_SECRET_LENGTH} characters")
    if len(set(given)) < MIN_SECRET_VARIETY:
        raise ValueError("repeats too few characters to be random: make one with openssl rand -hex 32")
    return given


def _secrets(given: str) -> tuple[str, ...]:
    return tuple(_secret(part.strip()) for part in given.split(",") if part.strip())


def _origin(given: str) -> str:
    parts = _split(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must look like https://cab.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must be an origin only, without path, query or user name")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must start with https://: http is for this machine's own addresses only")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _mailbox(given: str) -> str:
    _, address = parseaddr(given)
    local, _, domain = address.rpartition("@")
    if not local or not domain or not given.isprintable() or any(letter in address for letter in " ,;"):
        raise ValueError("must be a mail address, as in Advisory board <board@example.com>")
    return given


def _mail_server(given: str) -> MailServer:
    parts = _split(given)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("must look like smtp://user:password@host:587?starttls=yes or smtps://user:password@host")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if options not in ({}, {"starttls": "yes"}) or (options and parts.scheme == "smtps"):
        raise ValueError("knows the one option ?starttls=yes, and with smtp:// only")
    security: MailSecurity = "tls" if parts.scheme == "smtps" else "starttls" if options else "none"
    if parts.username and security == "none" and not is_loopback(parts.hostname):
        raise ValueError("would send a password in the clear: add ?starttls=yes or use smtps://")
    default_port = {"none": 25, "starttls": 587, "tls": 465}[security]
    return MailServer(
        host=parts.hostname,
        port=parts.port or default_port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        security=security,
    )


def _host(given: str) -> str:
    bare = given.strip("[]")
    if bare.lower() == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        raise ValueError("must be an address of this machine, as in 127.0.0.1 or 0.0.0.0") from None


def _log_level(given: str) -> LogLevel:
    match given.lower():
        case "debug" | "info" | "warning" | "error" as level:
            return level
        case _:
            raise ValueError("must be debug, info, warning or error")


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(given: str) -> int:
        if not given.isascii() or not given.isdigit() or not low <= int(given) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(given)

    return parse


def _process_count(*, on_sqlite: bool) -> Callable[[str], int]:
    def parse(given: str) -> int:
        count = _whole_number(1, 64)(given)
        if on_sqlite and count > 1:
            # Limits live in the memory of the one process, and SQLite has one writer anyway.
            raise ValueError("must be 1 with SQLite: several processes need PostgreSQL in CAB_DATABASE_URL")
        return count

    return parse


def _split(given: str) -> SplitResult:
    """Like urlsplit, but a bad port is found here and not at first use."""
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        raise ValueError("is no valid address") from None
    return parts
