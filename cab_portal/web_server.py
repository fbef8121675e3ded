"""The web server's own program: granian, whose processes are copies of one that has read the application already.

Copies share the memory that none of them writes to, so that each further process costs a fraction of the first.
"""

import argparse
import gc
import importlib
import multiprocessing
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve an application until SIGINT or SIGTERM. It is named ``module:function``, whose call makes it."""
    parser = argparse.ArgumentParser(prog="python -m cab_portal.web_server")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("application")
    given = parser.parse_args(arguments)
    server = Granian(
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
        workers_kill_timeout=10,
        # Below an error it only doubts the number of threads, which is the database pool's and meant.
        log_level=LogLevels.error,
    )
    server.serve(target_loader=_loader(given.application), wrap_loader=False)


def _loader(application: str) -> Callable[[], Any] | None:
    """What hands the application, made here and now, to each copy of this process.

    None where the system starts its processes afresh instead: there each makes its own.
    """
    if multiprocessing.get_start_method() != "fork":
        return None
    module, _, function = application.partition(":")
    made = getattr(importlib.import_module(module), function)()
    # The garbage collector writes to all that it looks at, and what it writes to is no longer shared.
    gc.collect()
    gc.freeze()
    return partial(_same, made)


def _same(made: Any) -> Any:
    return made


if __name__ == "__main__":
    main()
