"""Pages of long lists, by the query string."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for

from cab_portal.core.paging import Page

# Deeper pages would cost the database more than anybody reads; filters lead there faster.
_LAST_PAGE = 10_000


def page_number() -> int:
    """The page that ``?page=`` asks for; the first for anything that is no number of a page."""
    given = request.args.get("page", "")
    if not (given.isascii() and given.isdigit()):
        return 1
    return min(max(int(given[:6]), 1), _LAST_PAGE)


def _address_of_page(number: int) -> str:
    # The query string is written here and not by url_for, which takes some names in it for options of its own.
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    query = urlencode([*kept, ("page", number)] if number > 1 else kept)
    path = url_for(request.endpoint or "public.home", **(request.view_args or {}))
    return f"{path}?{query}" if query else path


def _neighbors(page: Page[Any]) -> dict[str, str | None]:
    """What the ``pager`` macro takes beside its text."""
    return {
        "previous_url": _address_of_page(page.number - 1) if page.has_previous else None,
        "next_url": _address_of_page(page.number + 1) if page.has_next else None,
    }


def init_app(app: Flask) -> None:
    """Give templates ``neighbors(page)``: the addresses before and after a page of this list, filters kept."""
    app.jinja_env.globals["neighbors"] = _neighbors
