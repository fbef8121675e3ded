"""Times the pages of the journey on the demo data, in one run with a bare page under the same server.

Then the figures of the anchors, which `python -m benchmarks.anchoring` prints alone.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from benchmarks.anchoring import __main__ as anchoring
from benchmarks.clock import Timing, time_page
from benchmarks.journey import journey_pages
from cab_portal.app import create_app
from cab_portal.core.settings import Settings
from cab_portal.demo import seed
from cab_portal.server import web_command

_STARTS_WITHIN = 20.0


def main() -> None:
    """Print one line per page: statements, size, median, 95th percentile, and the ratio to the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        environ = {"CAB_DATA_DIR": folder, "CAB_PORT": str(port)}
        app = create_app(Settings.from_environment(environ))
        with app.app_context():
            upgrade()
            start = time.perf_counter()
            seed.create_all()
            print(f"Demo data made in {time.perf_counter() - start:.1f} s.\n")
        pages = list(journey_pages(app))
        settings = Settings.from_environment(environ)
        own = {**os.environ, **environ}
        bare_port = _free_port()
        bare = _bare_command(bare_port)
        with _serving(web_command(settings), port, own), _serving(bare, bare_port, own):
            reference = time_page(bare_port, "/")
            print(f"{'page':24}{'SQL':>5}{'kB':>8}{'median ms':>12}{'95 % ms':>10}{'× bare':>9}")
            _print("bare page", 0, reference, reference)
            for page in pages:
                _print(page.name, page.statements, time_page(port, page.path, page.cookie), reference)
    print()
    anchoring.main([])


def _print(name: str, statements: int, took: Timing, reference: Timing) -> None:
    ratio = took.median_ms / reference.median_ms
    figures = f"{took.size / 1000:>8.1f}{took.median_ms:>12.2f}{took.slow_ms:>10.2f}{ratio:>9.1f}"
    print(f"{name:24}{statements:>5}{figures}")


def _bare_command(port: int) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--http", "1", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "8"]
    return [*command, "--log-level", "error", "benchmarks.bare:create_bare"]


@contextmanager
def _serving(command: list[str], port: int, environ: dict[str, str]) -> Iterator[None]:
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, cwd=root, env=environ) as process:
        try:
            _wait_for(port)
            yield
        finally:
            process.terminate()


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


if __name__ == "__main__":
    main()
