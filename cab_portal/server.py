"""What ``cab-portal run`` does: the web server and one worker as children of one process.

A child that dies is started again, later each time; one that keeps dying ends everything, so that a service
manager sees a failure and not a portal whose mails silently stay.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

from cab_portal.core.settings import Settings

APPLICATION: Final = "cab_portal.app:create_warm_app"
LOOK_EVERY_SECONDS: Final = 0.1
PAGE_TIMEOUT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds, and how often a child may die young before everything ends."""

    first_page: float = 60.0
    grown_up: float = 60.0
    first_restart: float = 1.0
    longest_restart: float = 30.0
    young_deaths: int = 5
    farewell: float = 15.0


class Child:
    """One program, started again when it dies. It leads a process group of its own.

    The group keeps a Ctrl-C of the terminal from reaching it, so that it is stopped once, by us; and it tells
    which processes it had started itself when it was killed and could not stop them.
    """

    def __init__(self, name: str, command: Sequence[str], patience: Patience) -> None:
        self.name = name
        self._command = tuple(command)
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._start_due = 0.0
        self._young_deaths = 0

    def start(self) -> None:
        """Start the program. Handlers that this process has set are back at their defaults in it."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(self._command, process_group=0)  # noqa: S603 - our own interpreter

    def is_running(self) -> bool:
        """True while the program itself lives."""
        return self._process is not None and self._process.poll() is None

    def keep_running(self) -> bool:
        """Start the program again if it died and its pause is over; false when it died young too often."""
        if self.is_running():
            return True
        now = time.monotonic()
        if self._process is not None:
            self._note_death(self._process, now)
        if self._young_deaths >= self._patience.young_deaths:
            return False
        if now >= self._start_due:
            self.start()
        return True

    def ask_to_stop(self) -> None:
        """Send SIGTERM, which web server and worker take as: finish what is under way, then end."""
        if self._process is not None and self.is_running():
            self._process.terminate()

    def end(self, deadline: float) -> None:
        """Wait until ``deadline`` (monotonic) for the program to end, then end by force whatever is left."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not stop in time and is ended by force.")
        self._end_group(self._process)
        self._process.wait()

    def _note_death(self, process: subprocess.Popen[bytes], now: float) -> None:
        self._end_group(process)
        self._process = None
        grown_up = now - self._started_at >= self._patience.grown_up
        self._young_deaths = 1 if grown_up else self._young_deaths + 1
        pause = self._patience.first_restart * 2 ** (self._young_deaths - 1)
        self._start_due = now + min(pause, self._patience.longest_restart)
        say(f"The {self.name} ended with status {process.returncode}.")

    @staticmethod
    def _end_group(process: subprocess.Popen[bytes]) -> None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # nobody is left, as it should be


class StopRequest:
    """Remembers that SIGINT, SIGTERM or SIGHUP came; true once it did."""

    def __init__(self) -> None:
        self._came = False

    def __bool__(self) -> bool:
        return self._came

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals for the length of the block.

        SIGINT is taken even where a background shell had it ignored; SIGHUP stays ignored under nohup.
        """
        taken = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            taken.append(signal.SIGHUP)
        before = {number: signal.signal(number, self._note) for number in taken}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._came = True


def serve(settings: Settings, *, welcome: Sequence[str] = (), patience: Patience | None = None) -> int:
    """Run web server and worker until a signal comes; the exit status.

    ``welcome`` holds lines to print once the first page answers. The children read the same environment as
    this process did. 0 after SIGINT, SIGTERM or SIGHUP; 1 where the first page does not answer or a child
    keeps dying; 2 where the address is taken.
    """
    patience = patience or Patience()
    if problem := why_not_free(settings.host, settings.port):
        say(problem)
        return 2
    web = Child("web server", web_command(settings), patience)
    worker = Child("worker", worker_command(), patience)
    return supervise([web, worker], settings, welcome, patience)


def supervise(children: Sequence[Child], settings: Settings, welcome: Sequence[str], patience: Patience) -> int:
    """Start the children, the web server first, and keep them until a signal comes or one gives up."""
    stop = StopRequest()
    with stop.listening():
        try:
            for child in children:
                child.start()
            if not _wait_for_first_page(children[0], settings, patience, stop):
                return 0 if stop else 1
            for line in (f"Ready: {settings.base_url or settings.local_url}", *welcome):
                say(line)
            return _keep(children, stop)
        finally:
            _stop_all(children, patience)


def take_interrupts() -> None:
    """Let SIGINT interrupt this process again, where a background shell started it with SIGINT ignored.

    To be called before work that takes long, so that Ctrl-C and ``kill -INT`` end a first start too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def web_command(settings: Settings) -> list[str]:
    """The web server's command line, for the application as installed, from any folder."""
    command = [sys.executable, "-m", "cab_portal.web_server", "--host", settings.host, "--port", str(settings.port)]
    command += ["--processes", str(settings.web_processes), "--threads", str(settings.web_threads)]
    return [*command, APPLICATION]


def worker_command() -> list[str]:
    """The command line of one worker; ``cab-portal worker`` by the interpreter that runs us."""
    return [sys.executable, "-m", "cab_portal", "worker"]


def why_not_free(host: str, port: int) -> str | None:
    """None where the address can be listened on, else one sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the web server does, so that connections of an earlier run that linger do not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another by CAB_PORT."
    return None


def first_page_answers(settings: Settings) -> bool:
    """True where the first page comes, under the host name that people will use."""
    host = urlsplit(settings.base_url or settings.local_url).netloc
    address = urlsplit(settings.local_url)
    connection = http.client.HTTPConnection(address.hostname or "", settings.port, timeout=PAGE_TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/", headers={"Host": host})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(line: str) -> None:
    """Print one line now, also where the output is a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _wait_for_first_page(web: Child, settings: Settings, patience: Patience, stop: StopRequest) -> bool:
    deadline = time.monotonic() + patience.first_page
    while not stop:
        if not web.is_running():
            say("The web server did not start.")
            return False
        if first_page_answers(settings):
            return True
        if time.monotonic() > deadline:
            say(f"The first page did not answer within {patience.first_page:.0f} seconds.")
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return False


def _keep(children: Sequence[Child], stop: StopRequest) -> int:
    while not stop:
        for child in children:
            if not child.keep_running():
                say(f"The {child.name} keeps ending: giving up.")
                return 1
        time.sleep(LOOK_EVERY_SECONDS)
    return 0


def _stop_all(children: Sequence[Child], patience: Patience) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + patience.farewell
    for child in children:
        child.end(deadline)
    say("Stopped.")
