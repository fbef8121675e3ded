"""Every page that links lead to in the demo, for each role: accessible, quiet, and never wider than the screen.

Nothing here names a page: a new one is covered from the first link to it on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from sqlalchemy import select

from cab_portal import wiring
from cab_portal.accounts.models import Person
from cab_portal.database import session
from cab_portal.database.unit_of_work import connect
from cab_portal.demo import people, seed
from cab_portal.web.limits import limiter
from tests.browser.browsers import DESK, HEIGHT, PHONE, Browsers, cookie_of
from tests.browser.crawling import Found, crawl, one_of_each_kind
from tests.browser.inspecting import problems_of, widths_exceeded_by
from tests.browser.serving import serving
from tests.databases import MigratedDatabase

pytestmark = pytest.mark.browser

ROLES = {
    "visitor": None,
    "member": people.MEMBERS["priya"].email,
    "csm": people.STAFF["mara"].email,
    "admin": people.STAFF["hana"].email,
}
Scheme = Literal["light", "dark"]
View = tuple[Scheme, int]
QUICK: tuple[View, ...] = (("light", PHONE), ("dark", DESK))
EVERY: tuple[View, ...] = (*QUICK, ("dark", PHONE), ("light", DESK))


@dataclass(frozen=True)
class Demo:
    """The demo on a port; ``ids`` by address."""

    app: Flask
    url: str
    ids: dict[str, UUID]


@pytest.fixture(scope="module")
def demo(migrated: MigratedDatabase) -> Iterator[Demo]:
    """The whole demo data, made once for this module, which only reads."""
    migrated.reset()
    connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
    with migrated.app.app_context():
        limiter.reset()
        seed.create_all()
        ids = {person.email: person.id for person in session.scalars(select(Person))}
        session.rollback()
    with serving(migrated.app) as url:
        yield Demo(migrated.app, url, ids)


@pytest.fixture
def browsers(demo: Demo, chromium: Browser) -> Iterator[Browsers]:
    made = Browsers(demo.app, demo.url, chromium)
    yield made
    complaints = made.close()
    assert not complaints, "\n".join(complaints)


def pages_of(demo: Demo, role: str) -> list[Found]:
    """What this role reaches; an admin's pages are those that no CSM has, for an admin is staff as well."""
    client = demo.app.test_client()
    email = ROLES[role]
    if email is None:
        return [page for start in ("/sign-in", "/demo") for page in crawl(demo.app, client, start)]
    client.set_cookie("cab", cookie_of(demo.app, demo.ids[email]))
    return crawl(demo.app, client)


def inspected(page: Page, found: Found, views: tuple[View, ...]) -> list[str]:
    """What is wrong with one page on each kind of screen."""
    page.goto(found.address)
    problems = []
    for scheme, width in views:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        problems += [f"{scheme} at {width}: {problem}" for problem in problems_of(page)]
    return problems + widths_exceeded_by(page)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_j1_j2_j4_no_page_has_a_violation(demo: Demo, browsers: Browsers, role: str) -> None:
    found = one_of_each_kind(pages_of(demo, role))
    if role == "admin":
        found = [page for page in found if page.endpoint.startswith("admin.")]
    email = ROLES[role]
    page = browsers(demo.ids[email] if email else None).new_page()
    problems = [problem for each in found for problem in inspected(page, each, QUICK)]
    assert not problems, "\n".join(problems)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_a_violation_in_any_view(demo: Demo, browsers: Browsers, role: str, *, script: bool) -> None:
    email = ROLES[role]
    context = browsers(demo.ids[email] if email else None)
    if not script:
        # Axe is a script itself, so the browser keeps its engine; what it does not get are the scripts of the page.
        context.route("**/*.js*", withheld)
    page = context.new_page()
    problems = [problem for each in pages_of(demo, role) for problem in inspected(page, each, EVERY)]
    assert not problems, "\n".join(problems)


def withheld(route: Route) -> None:
    """An empty script in the place of one of ours."""
    route.fulfill(body="", content_type="text/javascript")
