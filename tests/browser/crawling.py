"""Every page that a person can reach by links, found without naming one."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

MOST_OF_ONE_KIND = 6


@dataclass(frozen=True)
class Found:
    """One page: its address, the kind of page that it is, and how much stands on it."""

    address: str
    endpoint: str
    size: int


def crawl(app: Flask, client: FlaskClient, start: str = "/") -> list[Found]:
    """The pages that links lead to from ``start``; of one kind at most six, which keeps the walk bounded."""
    waiting, seen, found = deque([start]), {start}, []
    counts: dict[str, int] = {}
    while waiting:
        address = waiting.popleft()
        endpoint = endpoint_of(app, address)
        if endpoint is None or counts.get(endpoint, 0) >= MOST_OF_ONE_KIND:
            continue
        counts[endpoint] = counts.get(endpoint, 0) + 1
        page = _fetched(client, address)
        if page.is_shown:
            found.append(Found(address, endpoint, len(page.body)))
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            path = f"{target.path}?{target.query}" if target.query else target.path
            if not target.netloc and path not in seen:
                seen.add(path)
                waiting.append(path)
    return found


def endpoint_of(app: Flask, address: str) -> str | None:
    """The kind of page behind an address of ours, or None."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(urlsplit(address).path)
    except HTTPException:
        return None
    return str(endpoint)


@dataclass(frozen=True)
class _Fetched:
    body: str
    links: tuple[str, ...]
    is_shown: bool = True


def _fetched(client: FlaskClient, address: str) -> _Fetched:
    """What stands at an address. A file is no page, nor is a mail: its sandbox lets no script look at it."""
    with client.application.app_context():
        response = client.get(address)
    assert response.status_code < 400, f"a link leads to {address}, which answers {response.status_code}"
    if target := response.headers.get("Location"):
        return _Fetched("", (target,), is_shown=False)
    if response.mimetype != "text/html" or "sandbox" in response.headers["Content-Security-Policy"]:
        return _Fetched("", (), is_shown=False)
    body = response.get_data(as_text=True)
    return _Fetched(body, tuple(str(link["href"]) for link in BeautifulSoup(body, "html.parser").select("a[href]")))


def one_of_each_kind(pages: list[Found]) -> list[Found]:
    """The fullest page of each kind."""
    best: dict[str, Found] = {}
    for page in pages:
        if page.endpoint not in best or page.size > best[page.endpoint].size:
            best[page.endpoint] = page
    return list(best.values())
