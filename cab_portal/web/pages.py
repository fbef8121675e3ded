"""What every page has: the viewer, the navigation, the program's name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from cab_portal.core.settings import is_loopback
from cab_portal.program.queries import program
from cab_portal.program.rules import ProgramView
from cab_portal.web import identity

UNKNOWN_PROGRAM = ProgramView(
    name="Advisory board",
    currency="USD",
    time_zone="UTC",
    hourly_rate_minor=None,
    reply_address="",
    finished_percent=60,
    finished_per_segment=2,
    smallest_group=5,
    placeholders="",
    is_demo=False,
)
"""What stands on the page that says that the database does not answer."""


@dataclass(frozen=True)
class Destination:
    """An item of a navigation, as the wiring table lists it.

    ``prefix`` tells which addresses belong to it; ``others`` are further ones of its pages.
    """

    label: str
    endpoint: str
    prefix: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavigationItem:
    """A destination on a page."""

    label: str
    url: str
    current: bool


class Navigation:
    """The destinations of a reader, worked out only where a page shows them."""

    def __init__(self, destinations: Sequence[Destination]) -> None:
        self._destinations = destinations

    def __iter__(self) -> Iterator[NavigationItem]:
        return iter(self._items)

    @cached_property
    def _items(self) -> list[NavigationItem]:
        within = [
            (len(prefix), item)
            for item in self._destinations
            for prefix in (item.prefix, *item.others)
            if _is_within(prefix)
        ]
        best = max(within, key=lambda found: found[0], default=(0, None))[1]
        return [
            NavigationItem(gettext(item.label), url_for(item.endpoint), item is best) for item in self._destinations
        ]


def present_program() -> ProgramView:
    """The program, read at most once per request: with the viewer, or alone on public pages."""
    viewer = identity.viewer()
    if viewer is not None:
        return viewer.program
    if "program" not in g:
        g.program = program()
    found: ProgramView = g.program
    return found


def do_without_database() -> None:
    """Make the page of this request for a stranger, and under a name of our own: the database cannot be asked."""
    identity.take_for_stranger()
    g.program = UNKNOWN_PROGRAM


def is_demo() -> bool:
    """Whether this is the demo, set up for and reached over a loopback address: all of it, or its doors are shut.

    A ``Host`` header alone proves nothing: whoever sends the request writes it.
    """
    base_url = str(current_app.extensions["cab_base_url"])
    return present_program().is_demo and _is_within_loopback(base_url, request.host, request.remote_addr or "")


@lru_cache(maxsize=64)
def _is_within_loopback(base_url: str, asked_host: str, address: str) -> bool:
    hosts = (urlsplit(base_url).hostname or "", urlsplit(f"//{asked_host}").hostname or "", address)
    return all(is_loopback(host) for host in hosts)


def see_other(endpoint: str, *, anchor: str | None = None, **values: Any) -> ResponseReturnValue:
    """Post, then redirect, then get."""
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)


def attachment(body: str, name: str, content_type: str = "text/csv; charset=utf-8") -> Response:
    """A file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, content_type=content_type)


def init_app(app: Flask, navigation: Mapping[str, Sequence[Destination]]) -> None:
    """Give these to every template. ``navigation`` maps ``member``, ``staff`` and ``admin`` to their destinations."""

    @app.context_processor
    def page() -> dict[str, Any]:
        viewer = identity.viewer()
        return {
            "viewer": viewer,
            "navigation": None if viewer is None else Navigation(navigation[viewer.actor.role or ""]),
            "program_name": present_program().name,
            "demo": is_demo(),
        }


def _is_within(prefix: str) -> bool:
    path = request.path
    return path == prefix or (prefix != "/" and path.startswith(prefix.rstrip("/") + "/"))
