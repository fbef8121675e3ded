"""The pages of the journey in the demo data, and how many statements each takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from benchmarks.signing import client_of, cookie_of
from benchmarks.statements import statements_of
from cab_portal.accounts.models import Person
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work

_ID = "[0-9a-z]{26}"
# Name of the page, who looks at it, and how its address reads; the first such link that the person can reach is taken.
PAGES = (
    ("member's home", Role.MEMBER, r"/"),
    ("review, one step", Role.MEMBER, rf"/reviews/{_ID}/v/\d+/steps/\d+"),
    ("survey, one question", Role.MEMBER, rf"/surveys/{_ID}/q/\d+"),
    ("what changed", Role.MEMBER, r"/changes"),
    ("rewards", Role.MEMBER, r"/rewards"),
    ("today", Role.CSM, r"/staff"),
    ("drafts", Role.CSM, r"/staff/drafts"),
    ("triage", Role.CSM, rf"/staff/drafts/{_ID}/triage"),
    ("survey results", Role.CSM, rf"/staff/surveys/{_ID}/results"),
    ("launch readiness", Role.CSM, rf"/staff/drafts/{_ID}/launch"),
    ("audit log", Role.ADMIN, r"/admin/audit"),
)
_MOST_PAGES = 600


@dataclass(frozen=True)
class JourneyPage:
    """A page to time: its name, address, the cookie of who looks at it, and its SQL statements."""

    name: str
    path: str
    cookie: str
    statements: int


def journey_pages(app: Flask) -> Iterator[JourneyPage]:
    """Every page of ``PAGES`` in the demo data. Raises LookupError where nobody reaches one of them."""
    for name, role, pattern in PAGES:
        for cookie in _cookies(app, role):
            path = _find(app, cookie, pattern)
            if path is not None:
                yield JourneyPage(name, path, cookie, _statements(app, cookie, path))
                break
        else:
            raise LookupError(f"Nobody in the demo data reaches the page {name!r}.")


def _cookies(app: Flask, role: Role) -> Iterator[str]:
    with app.app_context():
        people = session.scalars(select(Person.id).where(Person.role == role, Person.deactivated_at.is_(None))).all()
        for person_id in people:
            with unit_of_work():
                cookie = cookie_of(app, person_id)
            yield cookie


def _get(client: FlaskClient, path: str) -> TestResponse:
    """A page and what it redirects to, at the portal's own address: it answers at no other."""
    return client.get(path, base_url=client.application.extensions["cab_base_url"], follow_redirects=True)


def _find(app: Flask, cookie: str, pattern: str) -> str | None:
    """The first address of this shape among the pages that the person reaches by links from the start page."""
    client = client_of(app, cookie)
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < _MOST_PAGES:
        path = waiting.pop(0)
        response = _get(client, path)
        landed = response.request.path
        for candidate in (path, landed):
            if re.fullmatch(pattern, candidate) and response.status_code == 200 and candidate == landed:
                return candidate
        for link in re.findall(r'href="(/[^"#?]*)', response.get_data(as_text=True)):
            if link not in seen and not link.startswith(("/static", "/demo")):
                seen.add(link)
                waiting.append(link)
    return None


def _statements(app: Flask, cookie: str, path: str) -> int:
    client = client_of(app, cookie)
    _get(client, path)
    return statements_of(app, lambda: _get(client, path))
