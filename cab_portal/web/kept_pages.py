"""Pages that all who read them share but for a few words: drawn once per process, then only filled in.

A page is drawn with places where the words of one reader go, and kept by all else that it shows. So that nothing of a
reader can be kept, a template drawn here is given places in the stead of the viewer, the token and the notices, and
nothing at all of the request: one that asks for more fails.
"""

import re
import secrets
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, render_template, request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from cab_portal.web import identity, pages

Facts = Mapping[str, Hashable]
"""What a page shows to whoever reads it, by the names in its template."""

Words = Mapping[str, str]
"""What a page shows to one reader: its template may write these where text stands, and must not ask about them."""

# About sixty surveys, in two languages, of a few states each.
_MOST_KEPT = 512
# NUL stands in no text that anybody wrote; that no text has the rest of a place by chance either is for certainty.
_MARK = f"\0{secrets.token_hex(8)}:"
_PLACE = re.compile(f"{_MARK}([a-z_]+)\0")
_TOKEN, _NAME, _ORGANIZATION, _AVATAR = "csrf_token", "viewer_name", "viewer_organization", "viewer_avatar"
_OF_A_REQUEST = ("request", "session", "g", "current_user", "config")


def kept_page(template: str, facts: Facts, words: Words) -> str:
    """A page for somebody who has no notices to read; with them it is drawn anew."""
    if "_flashes" in session:
        return render_template(template, **facts, **words)
    viewer = identity.viewer()
    name, organization = ("", "") if viewer is None else (viewer.name, viewer.organization_name or "")
    own = {**words, _TOKEN: generate_csrf(), _NAME: name, _ORGANIZATION: organization, _AVATAR: _avatar(name)}
    frame = _Frame(
        template,
        request.script_root,
        request.path,
        str(get_locale()),
        pages.present_program().name,
        pages.is_demo(),
        None if viewer is None else viewer.actor.role,
        bool(organization),
    )
    return "".join(
        # Every second piece is the name of a place.
        str(escape(own[piece])) if number % 2 else piece
        for number, piece in enumerate(_drawn(frame, tuple(facts.items()), tuple(words)))
    )


@dataclass(frozen=True)
class _Frame:
    """What every page of a template takes from the portal, for all readers with one navigation."""

    template: str
    root: str
    path: str
    language: str
    program_name: str
    demo: bool
    role: str | None
    has_organization: bool


class _Somebody:
    """Whoever reads the page."""

    name = f"{_MARK}{_NAME}\0"

    def __init__(self, *, has_organization: bool) -> None:
        self.organization_name = f"{_MARK}{_ORGANIZATION}\0" if has_organization else ""


@lru_cache(maxsize=_MOST_KEPT)
def _drawn(frame: _Frame, facts: tuple[tuple[str, Hashable], ...], words: tuple[str, ...]) -> list[str]:
    """The page in pieces, between them the names of places."""
    given: dict[str, Any] = {name: StrictUndefined(f"A page that is kept knows no {name}.") for name in _OF_A_REQUEST}
    given.update(
        {name: _place(name) for name in words},
        viewer=_Somebody(has_organization=frame.has_organization),
        viewer_avatar=_place(_AVATAR),
        csrf_token=lambda: _place(_TOKEN),
        get_flashed_messages=lambda **_options: (),
    )
    page = render_template(frame.template, **given, **dict(facts))
    if generate_csrf() in page:
        # Macros do not see what a page is given; one that makes a form of its own takes the reader's own token.
        raise LookupError(f"A macro in {frame.template} shows its reader's token, and the page is to be kept.")
    return _PLACE.split(page)


def _place(name: str) -> str:
    return f"{_MARK}{name}\0"


@lru_cache(maxsize=_MOST_KEPT)
def _avatar(name: str) -> Markup:
    macros = current_app.jinja_env.get_template("components/labels.html").module
    html: Markup = macros.avatar(name)  # type: ignore[attr-defined]
    return html
