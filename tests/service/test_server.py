"""The supervisor behind ``cab-portal run``, with small programs in place of web server and worker."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cab_portal import server
from cab_portal.core.settings import Settings
from tests.live import free_port

ROOT = Path(__file__).resolve().parents[2]
QUICK = server.Patience(first_page=20, grown_up=60, first_restart=0.05, longest_restart=0.1, farewell=10)

# Serves every path, notes its start, and ends on SIGTERM as the real web server does.
WEB = """
    import http.server, os, pathlib, signal, sys
    port, notes = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
        def log_message(self, *_):
            pass
    class Server(http.server.ThreadingHTTPServer):
        allow_reuse_address = True
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    web = Server(("127.0.0.1", port), Page)
    with notes.open("a") as file:
        file.write(f"web {os.getpid()}\\n")
    web.serve_forever()
"""

# Notes how it met SIGINT, starts a process of its own, and waits.
WORKER = """
    import os, pathlib, signal, subprocess, sys, time
    notes = pathlib.Path(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    with notes.open("a") as file:
        file.write(f"worker {os.getpid()} {grandchild.pid} {ignored}\\n")
    time.sleep(600)
"""

# The supervisor as a process of its own, with the programs above for children.
SUPERVISOR = """
    import os, sys
    from dataclasses import replace
    from cab_portal import server
    from cab_portal.core.settings import Settings
    web, worker, port, notes = sys.argv[1:]
    patience = server.Patience(first_restart=0.05, longest_restart=0.1, farewell=10)
    server.web_command = lambda settings: [sys.executable, web, port, notes]
    server.worker_command = lambda: [sys.executable, worker, notes]
    settings = replace(Settings.from_environment({}), port=int(port))
    sys.exit(server.serve(settings, welcome=["Sign in here"], patience=patience))
"""


def wait_until(condition: Callable[[], bool]) -> None:
    """Bounded by the test's own time-out, so that a slow machine is no failure."""
    while not condition():
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class Run:
    """A supervisor under way; ``lines`` are what its children noted."""

    def __init__(self, folder: Path, *, sigint_ignored: bool = False) -> None:
        self.port = free_port()
        self.notes = folder / "notes"
        self.output = folder / "output"
        programs = [self._write(folder, "web", WEB), self._write(folder, "worker", WORKER)]
        supervisor = self._write(folder, "supervisor", SUPERVISOR)
        command = [sys.executable, supervisor, *programs, str(self.port), str(self.notes)]
        if sigint_ignored:
            # What a shell does to the programs that it starts in the background.
            command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
        # Whoever runs the tests under nohup has it ignored, and so would all whom they start.
        before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with self.output.open("wb") as output:
            # The supervisor of this tree, whatever is installed.
            environ = {**os.environ, "PYTHONPATH": str(ROOT)}
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environ)
        signal.signal(signal.SIGHUP, before)

    @staticmethod
    def _write(folder: Path, name: str, text: str) -> str:
        path = folder / f"{name}.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return str(path)

    @property
    def lines(self) -> list[list[str]]:
        if not self.notes.exists():
            return []
        return [line.split() for line in self.notes.read_text(encoding="utf-8").splitlines()]

    def started(self, name: str) -> list[list[str]]:
        return [line for line in self.lines if line[0] == name]

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_until_ready(self) -> None:
        wait_until(lambda: self.has_ended() or ("Ready" in self.said and bool(self.started("worker"))))
        assert not self.has_ended(), self.said

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def everyone(self) -> list[int]:
        return [int(word) for line in self.lines for word in line[1:] if word.isdigit()]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(**options: bool) -> Run:
        runs.append(Run(tmp_path, **options))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.wait()
        for pid in filter(is_alive, run.everyone()):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_cleanly(start: Callable[..., Run], number: signal.Signals) -> None:
    run = start()
    run.wait_until_ready()
    run.process.send_signal(number)
    assert run.process.wait() == 0
    assert [pid for pid in run.everyone() if is_alive(pid)] == []
    assert run.said.splitlines() == [f"Ready: http://127.0.0.1:{run.port}", "Sign in here", "Stopped."]


def test_a_background_shell_takes_sigint_from_nobody(start: Callable[..., Run]) -> None:
    run = start(sigint_ignored=True)
    run.wait_until_ready()
    assert run.started("worker")[0][-1] == "False"
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait() == 0


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again_and_leaves_nobody_behind(start: Callable[..., Run], name: str) -> None:
    run = start()
    run.wait_until_ready()
    first = [int(word) for word in run.started(name)[0][1:] if word.isdigit()]
    os.kill(first[0], signal.SIGKILL)
    wait_until(lambda: len(run.started(name)) == 2)
    assert [pid for pid in first if is_alive(pid)] == []
    assert run.process.poll() is None


def test_a_taken_port_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = replace(Settings.from_environment({}), port=port)
        assert server.serve(settings) == 2
    assert capsys.readouterr().out.startswith(f"Cannot listen on 127.0.0.1, port {port}: ")


def test_a_web_server_that_does_not_start_ends_everything(capsys: pytest.CaptureFixture[str]) -> None:
    settings = replace(Settings.from_environment({}), port=free_port())
    web = server.Child("web server", [sys.executable, "-c", "raise SystemExit(3)"], QUICK)
    worker = server.Child("worker", [sys.executable, "-c", "import time; time.sleep(600)"], QUICK)
    assert server.supervise([web, worker], settings, (), QUICK) == 1
    assert not worker.is_running()
    assert "did not start" in capsys.readouterr().out


def test_a_child_that_keeps_dying_is_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    child = server.Child("worker", [sys.executable, "-c", "raise SystemExit(3)"], QUICK)
    child.start()
    wait_until(lambda: not child.keep_running())
    assert capsys.readouterr().out.count("The worker ended with status 3.") == QUICK.young_deaths


def test_a_child_that_does_not_stop_is_ended_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    child = server.Child("worker", [sys.executable, "-c", "import time; time.sleep(600)"], QUICK)
    child.start()
    child.end(time.monotonic())
    assert not child.is_running()
    assert "ended by force" in capsys.readouterr().out


def test_the_web_server_gets_processes_and_threads_from_the_settings() -> None:
    command = server.web_command(Settings.from_environment({"CAB_DATABASE_URL": "postgresql://h/d"}))
    assert command[command.index("--processes") + 1] == "2"
    assert command[command.index("--threads") + 1] == "8"
    assert command[-1] == "cab_portal.app:create_warm_app"
