"""Servers to measure: the portal and the bare application, each by the same program with the same options."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.processes import cpu_seconds, pss_mib
from cab_portal.core.settings import Settings
from cab_portal.server import APPLICATION, web_command

BARE = "benchmarks.bare:create_bare"
_STARTS_WITHIN = 60.0
_ENDS_WITHIN = 15.0
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A server that runs; all its processes are below ``process_id``."""

    port: int
    process_id: int

    def cpu_seconds(self) -> float:
        """User and system time of all its processes since they began."""
        return cpu_seconds(self.process_id)

    def pss_mib(self) -> float:
        """The memory of all its processes, in MiB."""
        return pss_mib(self.process_id)


@contextmanager
def serving(environ: Mapping[str, str], processes: int = 1, application: str = APPLICATION) -> Iterator[Server]:
    """A server of so many web processes on a port of its own, until the end of the block.

    It runs with the command line with which ``cab-portal run`` serves the portal. On SQLite that has one web process;
    several are measured all the same, so that both databases can be compared.
    """
    port = _free_port()
    settings = Settings.from_environment({**_given(environ), "CAB_PORT": str(port)})
    command = web_command(replace(settings, web_processes=processes))
    command = [application if part == APPLICATION else part for part in command]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAB_")}
    own = {**inherited, **environ, "CAB_PORT": str(port)}
    with subprocess.Popen(command, cwd=_ROOT, env=own) as process:
        try:
            _wait_for(port)
            yield Server(port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.startswith("CAB_")}


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing listens on port {port}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
