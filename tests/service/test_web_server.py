"""The web server's own program: its processes are copies of one that made the application."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from cab_portal import web_server
from cab_portal.app import create_app
from cab_portal.database.session import engine
from cab_portal.web import warming
from tests import telling_app
from tests.databases import settings_for
from tests.live import ROOT, Browser, Reply, free_port, wait_until

PROCESSES = 2


@dataclass
class Served:
    """A web server that runs, and who visits it."""

    web: subprocess.Popen[bytes]
    visitor: Browser


@pytest.mark.parametrize(
    ("environ", "left"),
    [
        ({}, ["rich", "redis", "psycopg"]),
        ({"CAB_DATABASE_URL": "postgresql://"}, ["rich", "redis"]),
        ({"CAB_DATABASE_URL_FILE": "/run/secrets/database", "CAB_REDIS_URL_FILE": "/run/secrets/redis"}, ["rich"]),
    ],
)
def test_what_a_setting_or_its_file_asks_for_is_not_left_out(environ: dict[str, str], left: list[str]) -> None:
    assert web_server.left_out(environ) == left


@pytest.fixture
def served() -> Iterator[Served]:
    port = free_port()
    command = [sys.executable, "-m", "cab_portal.web_server", "--host", "127.0.0.1", "--port", str(port)]
    made_by = f"{telling_app.__name__}:{telling_app.make_telling.__name__}"
    command += ["--processes", str(PROCESSES), "--threads", "2", made_by]
    web = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
    visitor = Browser(port, {})
    try:
        wait_until(lambda: bool(_ask(visitor)), lambda: web.poll() is None)
        yield Served(web, visitor)
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait()


@pytest.fixture
def visitor(served: Served) -> Iterator[Browser]:
    yield served.visitor
    served.web.send_signal(signal.SIGTERM)
    assert served.web.wait() == 0


def _ask(visitor: Browser, path: str = "/") -> Reply | None:
    try:
        return visitor.ask("GET", path)
    except OSError:
        return None


def _command_of(process_id: int) -> str:
    """Empty where there is no such process any more."""
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        return ""


def _told(visitor: Browser) -> tuple[int, int] | None:
    reply = _ask(visitor)
    return None if reply is None else tuple(int(word) for word in reply.page.split())  # type: ignore[return-value]


def _served_by(
    visitor: Browser, processes: int, beside: frozenset[tuple[int, int]] = frozenset()
) -> frozenset[tuple[int, int]]:
    """The pairs of maker and server, once so many processes have answered, beside some that had before."""
    seen: set[tuple[int, int]] = set()

    def enough() -> bool:
        told = _told(visitor)
        seen.update([told] if told else [])
        return len(seen - beside) >= processes

    wait_until(enough, lambda: True)
    return frozenset(seen - beside)


def test_the_processes_are_copies_of_one_that_made_the_application(visitor: Browser) -> None:
    seen = _served_by(visitor, PROCESSES)

    assert len({maker for maker, _ in seen}) == 1
    assert not {maker for maker, _ in seen} & {server for _, server in seen}


def test_a_process_that_dies_is_copied_anew(visitor: Browser) -> None:
    seen = _served_by(visitor, PROCESSES)
    _ask(visitor, "/end")

    seen |= _served_by(visitor, 1, beside=seen)

    assert len({maker for maker, _ in seen}) == 1


def test_a_small_program_takes_the_place_of_the_one_that_made_the_application(served: Served) -> None:
    _served_by(served.visitor, PROCESSES)

    wait_until(lambda: "cab_portal.web_watch" in _command_of(served.web.pid), lambda: True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_ends_its_processes(served: Served, number: signal.Signals) -> None:
    serving = [server for _, server in _served_by(served.visitor, PROCESSES)]

    served.web.send_signal(signal.SIGHUP)
    served.web.send_signal(number)

    assert served.web.wait() == 0
    assert [process_id for process_id in serving if _command_of(process_id)] == []


def test_the_others_serve_until_a_process_that_died_is_replaced(served: Served) -> None:
    seen = _served_by(served.visitor, PROCESSES)
    _ask(served.visitor, "/end")

    asked = [_told(served.visitor) for _ in range(20)]

    assert len([told for told in asked if told in seen]) >= 15
    _served_by(served.visitor, PROCESSES, beside=seen)


def test_processes_that_die_again_and_again_end_it(served: Served) -> None:
    serving = _served_by(served.visitor, PROCESSES)

    def dies() -> bool:
        _ask(served.visitor, "/end")
        return served.web.poll() is not None

    wait_until(dies, lambda: True)

    assert served.web.wait() == 1
    assert [server for _, server in serving if _command_of(server)] == []


@pytest.mark.parametrize("prepare", [lambda _app: None, warming.warm], ids=["made", "warm"])
def test_an_application_that_is_made_has_no_connection_that_copies_would_share(
    tmp_path: Path, prepare: Callable[[Flask], None]
) -> None:
    app = create_app(settings_for(tmp_path))
    prepare(app)

    with app.app_context():
        pool: Any = engine().pool
        assert (pool.checkedin(), pool.checkedout()) == (0, 0)
