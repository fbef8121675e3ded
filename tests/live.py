"""The portal as it is served: web processes over a database of their own, and signed-in browsers at the other end.

Each response tells which process gave it, so that a test can say how many of them took part.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from cab_portal import server, wiring
from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in
from cab_portal.core.actor import SYSTEM, set_acting
from cab_portal.database import session, unit_of_work
from cab_portal.database.unit_of_work import connect
from tests import services, telling_portal
from tests.databases import MigratedDatabase, fresh_postgresql

ROOT = Path(__file__).resolve().parents[1]
LOOK_EVERY_SECONDS = 0.02
ANSWER_SECONDS = 60.0
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def free_port() -> int:
    """A port of the loopback interface at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], still: Callable[[], bool], every: float = LOOK_EVERY_SECONDS) -> None:
    """Bounded by the test's own time-out; fails as soon as ``still`` does not hold."""
    while not condition():
        assert still()
        time.sleep(every)


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[MigratedDatabase]:
    """A migrated database on the engine under test that processes may share; the block runs in its application."""
    with ExitStack() as stack:
        url = stack.enter_context(fresh_postgresql()) if services.engine_under_test() == "postgresql" else ""
        database = MigratedDatabase(folder / "data", url)
        stack.callback(database.close)
        connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
        with database.app.app_context():
            set_acting(SYSTEM)
            yield database


def environment_of(database: MigratedDatabase, port: int, **more: str) -> dict[str, str]:
    """What the program needs to run over this database; settings of the shell that runs the tests are left out."""
    settings = database.settings
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "CAB_DATA_DIR": str(settings.data_dir),
        "CAB_SECRET_KEY": settings.secret_key or "",
        "CAB_BASE_URL": settings.base_url or "",
        "CAB_MAIL_SENDER": settings.mail_sender or "",
        "CAB_PORT": str(port),
        "CAB_LOG_LEVEL": "warning",
        **({} if settings.on_sqlite else {"CAB_DATABASE_URL": settings.database_url}),
        **more,
    }


@contextmanager
def serving(database: MigratedDatabase, processes: int) -> Iterator[int]:
    """So many web processes over a database, as ``cab-portal run`` starts them, without a worker; their port.

    On SQLite the settings allow one, because limits are counted in its memory; what is stored must not rest on that.
    Nothing may have gone wrong in any of them.
    """
    # Our own connections are given back: they would be one more process at the database.
    session.remove()
    database.close()
    settings = replace(database.settings, port=free_port(), web_processes=processes)
    command = [*server.web_command(settings)[:-1], f"{telling_portal.__name__}:{telling_portal.portal.__name__}"]
    said = settings.data_dir / "said"
    with said.open("wb") as output:
        web = subprocess.Popen(
            command,
            env=environment_of(database, settings.port),
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    try:
        wait_until(lambda: server.first_page_answers(settings), lambda: web.poll() is None)
        yield settings.port
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait()
    assert said.read_text(encoding="utf-8") == ""


def cookie_of(app: Flask, person: Person) -> str:
    """The cookie of a browser in which a person is signed in, by a row of a session of their own."""
    with unit_of_work():
        secret = sign_in.open_session(person)
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = secret, True
    cookie = client.get_cookie("cab")
    assert cookie is not None
    return cookie.value


@dataclass(frozen=True)
class Reply:
    """What one request got."""

    status: int
    location: str
    page: str
    process: str

    @property
    def token(self) -> str:
        """The token of the last form, which on a page of members is the page's own."""
        return str(TOKEN.findall(self.page)[-1])


@dataclass
class Browser:
    """A browser without script: its cookies, and what it was answered. Threads may share it."""

    port: int
    cookies: dict[str, str]
    replies: list[Reply] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        given: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        *,
        ready: Callable[[], object] = lambda: None,
    ) -> Reply:
        """One request; ``OSError`` or ``HTTPException`` where the portal was killed meanwhile.

        ``ready`` is called once the connection stands, so that many can begin at the same moment.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.connect()
            ready()
            sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": sent, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, urlencode(given) if given else None, headers)
            return self._noted(connection.getresponse())
        finally:
            connection.close()

    def _noted(self, response: http.client.HTTPResponse) -> Reply:
        page = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
        found = response.headers
        reply = Reply(response.status, found.get("Location", ""), page, found.get(telling_portal.PROCESS, ""))
        self.replies.append(reply)
        return reply
