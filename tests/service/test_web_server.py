"""The web server's own program: its processes are copies of one that made the application."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cab_portal.app import create_app
from cab_portal.database.session import engine
from tests.databases import settings_for
from tests.live import ROOT, Browser, Reply, free_port, wait_until

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]
PROCESSES = 2


def make_telling() -> Wsgi:
    """An application that tells which process made it, and which one answers."""
    maker = os.getpid()

    def tell(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/end":
            os.kill(os.getpid(), signal.SIGKILL)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{maker} {os.getpid()}".encode()]

    return tell


@pytest.fixture
def visitor() -> Iterator[Browser]:
    port = free_port()
    command = [sys.executable, "-m", "cab_portal.web_server", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--processes", str(PROCESSES), "--threads", "2", f"{__name__}:{make_telling.__name__}"]
    web = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)
    visitor = Browser(port, {})
    try:
        wait_until(lambda: bool(_ask(visitor)), lambda: web.poll() is None)
        yield visitor
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait() == 0


def _ask(visitor: Browser, path: str = "/") -> Reply | None:
    try:
        return visitor.ask("GET", path)
    except OSError:
        return None


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


def test_an_application_that_is_made_has_no_connection_that_copies_would_share(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))

    with app.app_context():
        pool: Any = engine().pool
        assert (pool.checkedin(), pool.checkedout()) == (0, 0)
