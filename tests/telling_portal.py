"""The portal, whose responses tell which process gave them."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask

from cab_portal.app import create_app

PROCESS = "X-Test-Process"


def portal() -> Flask:
    """As it is served, with one header more."""
    app = create_app()
    inner = app.wsgi_app

    def telling(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (PROCESS, str(os.getpid()))], *rest)

        return inner(environ, start)

    app.wsgi_app = telling  # type: ignore[method-assign]
    return app
