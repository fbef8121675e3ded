"""The web server's own program: granian, whose processes are copies of one that has read the application already.

Copies share the memory that none of them writes to, so that each further process costs a fraction of the first. Once
they are made, this process holds the application for nobody, and a small program takes its place.
"""

import argparse
import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from cab_portal.web_watch import ENDING, FAREWELL_SECONDS, HELD_BACK, REPLACING

_LOOK_EVERY_SECONDS = 0.05
_MOST_ARENAS = -8
"""M_ARENA_MAX of mallopt(3), which glibc has."""
_ASKED_FOR_BY = {"rich": "", "redis": "CAB_REDIS_URL", "psycopg": "CAB_DATABASE_URL"}
"""Other libraries look for these, and do without: memory that no page needs unless this setting asks for it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve an application until SIGINT or SIGTERM. It is named ``module:function``, whose call makes it."""
    parser = argparse.ArgumentParser(prog="python -m cab_portal.web_server")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("application")
    parser.add_argument(REPLACING, type=int, nargs="*", metavar="PID", help="processes that served until now")
    given = parser.parse_args(arguments)
    replaced = _Replaced(given.replacing or ())
    replaced.end_with_this_process()
    server = _Handing(
        given.application,
        factory=True,
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=given.processes,
        blocking_threads=given.threads,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=FAREWELL_SECONDS,
        # Below an error it only doubts the number of threads, which is the database pool's and meant.
        log_level=LogLevels.error,
    )
    server.handing = partial(_hand_over, sys.argv[1:] if arguments is None else arguments, replaced)
    server.serve(target_loader=_loader(given.application), wrap_loader=False)


class _Replaced:
    """Processes that served until now, and go on until others take their place."""

    def __init__(self, process_ids: Sequence[int]) -> None:
        self._left = set(process_ids)

    def end_with_this_process(self) -> None:
        """Until then whoever ends this process ends them too."""
        for number in ENDING:
            signal.signal(number, self._end_now)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)

    def end(self) -> None:
        """Let them finish what is under way; who does not in time is killed."""
        self._tell(signal.SIGTERM)
        deadline = time.monotonic() + FAREWELL_SECONDS
        while self._left and time.monotonic() < deadline:
            self._left -= {process_id for process_id in self._left if os.waitpid(process_id, os.WNOHANG)[0]}
            time.sleep(_LOOK_EVERY_SECONDS)
        self._tell(signal.SIGKILL)

    def _end_now(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._tell(signal.SIGTERM)
        sys.exit(0)

    def _tell(self, number: int) -> None:
        for process_id in self._left:
            os.kill(process_id, number)


class _Handing(MPServer):
    """Granian, which hands its processes over as soon as they are started."""

    handing: Callable[[], None]

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        if multiprocessing.get_start_method() == "fork":
            self.handing()
        super()._serve_loop(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # granian's own


def _hand_over(arguments: Sequence[str], replaced: _Replaced) -> None:
    """Let `web_watch` take the place of this process, which remains the parent of those that it started."""
    replaced.end()
    serving = [str(process.pid) for process in multiprocessing.active_children()]
    own = [sys.executable, "-m", "cab_portal.web_watch", *serving, "--", "-m", "cab_portal.web_server", *arguments]
    os.execv(sys.executable, own)  # noqa: S606 - our own interpreter


def left_out(environ: Mapping[str, str]) -> list[str]:
    """The modules that nothing asks for in this environment: by a setting, or by the file that holds it."""
    return [
        name
        for name, setting in _ASKED_FOR_BY.items()
        if not (setting and (environ.get(setting) or environ.get(f"{setting}_FILE")))
    ]


def _loader(application: str) -> Callable[[], Any] | None:
    """What hands the application, made here and now, to each copy of this process.

    None where the system starts its processes afresh instead: there each makes its own.
    """
    if multiprocessing.get_start_method() != "fork":
        return None
    for name in left_out(os.environ):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None: not to be had
    # The memory that one thread gives back is there for all: else each of them keeps more than a MiB for itself. Asked
    # for before there is a second thread, for what one has it keeps.
    _tell_allocator("mallopt", _MOST_ARENAS, 1)
    module, _, function = application.partition(":")
    made = getattr(importlib.import_module(module), function)()
    # The garbage collector writes to all that it looks at, and what it writes to is no longer shared.
    gc.collect()
    gc.freeze()
    _tell_allocator("malloc_trim", 0)
    # From here on they wait for `web_watch`: granian starts threads that would take them, and they would be lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
    return partial(_copied, made)


def _copied(made: Any) -> Any:
    """The application, in a copy of this process."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
    return made


def _tell_allocator(name: str, *values: int) -> None:
    """Call a function that glibc has; elsewhere memory is allocated in other ways."""
    if function := getattr(ctypes.CDLL(None), name, None):
        function(*values)


if __name__ == "__main__":
    main()
