"""An application that tells which process made it, and which one answers."""

import os
import signal
from collections.abc import Callable
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]


def make_telling() -> Wsgi:
    """``/`` tells, ``/end`` kills the process that is asked."""
    maker = os.getpid()

    def tell(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/end":
            os.kill(os.getpid(), signal.SIGKILL)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{maker} {os.getpid()}".encode()]

    return tell
