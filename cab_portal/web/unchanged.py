"""Pages that are sent again only when they changed: a browser asks each time, and mostly hears that it has the page."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import request, session
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from cab_portal.web import identity
from cab_portal.web.folders import folder
from cab_portal.web.pages import is_demo

_PACKAGE = Path(__file__).parent.parent


def unchanged_or(page: str) -> Response:
    """A page with a tag of its content, or 304 where the browser has just that one.

    The token against forged requests differs each time and says nothing: it is left out of the tag.
    """
    content = page.replace(generate_csrf(), "")
    return _tagged(Response(page, content_type="text/html; charset=utf-8"), sha256(content.encode()).hexdigest()[:32])


def tag_of(*facts: object) -> str | None:
    """A tag of a page before it is drawn: of who asks for what in which session, of the release, and of these facts.

    They must be all that the page is drawn from, and so many that the reader may know when one of them changes. None
    where the page has news of the moment to tell, which no other answer may hold.
    """
    viewer = identity.viewer()
    if viewer is None or "_flashes" in session:
        return None
    who = (viewer.session_id, viewer.actor, viewer.name, viewer.organization_name, viewer.program)
    what = (request.host, request.path, request.query_string, str(get_locale()), is_demo(), release())
    return sha256(repr((who, what, facts)).encode()).hexdigest()[:32]


def if_known(tag: str | None) -> Response | None:
    """304 where the browser has the page with this tag, else None."""
    if tag is None or not request.if_none_match.contains_weak(tag):
        return None
    return _tagged(Response(), tag)


def with_tag(page: str, tag: str | None) -> Response:
    """A page with the tag that it had before it was drawn, or with one of its content where it had none."""
    if tag is None:
        return unchanged_or(page)
    return _tagged(Response(page, content_type="text/html; charset=utf-8"), tag)


def _tagged(response: Response, tag: str) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(tag, weak=True)
    response.make_conditional(request)
    # The server dates every answer by itself; here it would be one more thing that differs.
    del response.headers["Date"]
    return response


@cache
def release() -> str:
    """A digest of the program: a page that is drawn otherwise is another page."""
    digest = sha256()
    for root, pattern in ((_PACKAGE, "*.py"), (folder("templates"), "*.html"), (folder("static"), "*")):
        for path in _files(root, pattern):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path, pattern: str) -> Sequence[Path]:
    return sorted(path for path in root.rglob(pattern) if path.is_file())
