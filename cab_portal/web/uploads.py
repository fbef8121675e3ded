"""How much one request may carry: 16 MiB, and more where a view takes files.

Where a view says so, a file that is too large still comes with the rest of its form, which then stays filled in.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

MIB: Final = 2**20
LARGEST_REQUEST: Final = 16 * MIB


def up_to(size: int) -> Callable[[View], View]:
    """Let a view take requests of this many bytes from those who may come in."""

    def mark(view: View) -> View:
        cast("Any", view).largest_request = size
        return view

    return mark


def init_app(app: Flask) -> None:
    """Set the limit before anything reads the form; registered after the guards, so that strangers get no more."""
    app.before_request(_allow)


def _allow() -> None:
    if request.endpoint is not None:
        limit = getattr(current_app.view_functions[request.endpoint], "largest_request", None)
        if limit is not None:
            request.max_content_length = limit
