"""Walking through every address of the portal as each of the nine actors.

A post is taken from the page that offers it, filled in as a person would, so that it is one that the portal takes;
what no page shows in the world of ``tests.personas`` is written down in ``tests.house.outcomes``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from cab_portal.audit.models import AuditHead
from cab_portal.core import clock, ids
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.web import assets
from tests.personas import Side, Who, World

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
# What each browser keeps in its cookie, and signed in its forms.
_BROWSER = "the same for all of them"
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Door:
    """One endpoint by one method, at the address of an object of side A."""

    endpoint: str
    method: str
    path: str
    fields: Fields

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint}"


class Walk:
    """The portal over the world; ``restore`` brings the world back after something was changed."""

    def __init__(self, app: Flask, world: World, restore: Callable[[], None]) -> None:
        self.app = app
        self.world = world
        self.restore = restore
        self._clients: dict[Who, FlaskClient] = {}

    def client(self, who: Who) -> FlaskClient:
        """This actor's browser."""
        if who not in self._clients:
            client = self.app.test_client()
            with client.session_transaction() as cookie:
                cookie["csrf_token"] = _BROWSER
                if who in self.world.sessions:
                    cookie["_user_id"] = self.world.sessions[who]
                    cookie["_fresh"] = True
            self._clients[who] = client
        return self._clients[who]

    @cached_property
    def _token(self) -> str:
        signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        return str(signer.dumps(_BROWSER))

    def forget_browsers(self) -> None:
        """Signed out is out: new browsers with the sessions of the world."""
        self._clients.clear()

    def send(self, who: Who, door: Door, *, token: bool = True) -> TestResponse:
        """One request, with the CSRF token that a page would have given to this browser."""
        data = {name: _readable(value) for name, value in door.fields.items()}
        if token:
            data["csrf_token"] = self._token
        options: dict[str, Any] = {"data": data} if door.method in UNSAFE else {}
        response = self.client(who).open(door.path, method=door.method, **options)
        response.get_data()
        # The test client leaves the file open in which it keeps a large body.
        response.request.environ["wsgi.input"].close()
        return response

    def trace(self) -> tuple[int, int]:
        """How long the audit log and the outbox are: what a refused request must leave as it was."""
        with self.app.app_context():
            number = session.scalars(select(AuditHead.number)).one()
            messages = session.scalars(select(func.count()).select_from(OutboxMessage)).one()
            session.rollback()
        return number, messages

    @cached_property
    def rules(self) -> list[tuple[Rule, str]]:
        """Every route with each of its methods, but the static files."""
        return [
            (rule, method)
            for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
            if rule.endpoint != assets.ENDPOINT
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        ]

    def path_of(self, rule: Rule, side: Side, names: Mapping[str, str], words: Mapping[str, Any]) -> str:
        """The address of an object of a side. ``names`` say which id stands for which part, ``words`` the rest."""
        values: dict[str, Any] = {}
        for argument in rule.arguments:
            name = names.get(argument, argument)
            if name in side.ids:
                values[argument] = side.ids[name]
            elif argument in words:
                values[argument] = words[argument]
            else:
                raise AssertionError(f"{rule.rule}: make a {name} in tests/personas.py, so that this route is walked")
        return self.app.url_map.bind("localhost").build(rule.endpoint, values)

    def endpoint_of(self, path: str, method: str) -> str | None:
        """The endpoint behind an address."""
        try:
            endpoint, _values = self.app.url_map.bind("localhost").match(urlsplit(path).path, method=method)
        except HTTPException:
            return None
        return str(endpoint)


def forms_on(page: str, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The forms of a page that post: where to, and what a person would send by the first button."""
    forms = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("form"))
    for form in forms.select("form[method=post], form[method=POST]"):
        target = str(form.get("action") or path)
        yield target, _filled(form)
        for button in form.select("button[formaction]"):
            yield str(button["formaction"]), _filled(form)


def _filled(form: Tag) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name = str(control["name"])
        if control.has_attr("disabled") or name == "csrf_token":
            continue
        value = _value(control)
        if value is None:
            continue
        chosen = control.has_attr("checked")
        if control.get("type") in ("radio", "checkbox") and name in fields and not chosen:
            continue
        fields[name] = value
    button = form.select_one("button[name]")
    if button is not None:
        fields[str(button["name"])] = str(button.get("value", ""))
    return fields


def _value(control: Tag) -> Any:
    """What a person would put in: the value that stands there, the first choice, or words of the right kind."""
    if control.name == "select":
        options = [option for option in control.select("option") if option.get("value", option.get_text())]
        picked = [option for option in options if option.has_attr("selected")] or options
        return str(picked[0].get("value", picked[0].get_text())) if picked else ""
    if control.name == "textarea":
        return control.get_text().strip() or "A few words, as they are typed."
    kind = str(control.get("type", "text"))
    standing = str(control.get("value", ""))
    if kind in ("submit", "image", "button", "reset"):
        return None
    if kind == "file":
        return File(b"# A process\n\n## One\n\nWords of one.\n\n## Two\n\nWords of two.\n", "process.md")
    return standing or _typed(kind)


def _typed(kind: str) -> str:
    later = clock.now() + timedelta(days=30)
    typed = {
        "date": later.date().isoformat(),
        "datetime-local": later.strftime("%Y-%m-%dT%H:%M"),
        "email": "somebody.new@customer.example",
        "number": "5",
        "hidden": "",
        "checkbox": "on",
        "radio": "on",
    }
    return typed.get(kind, "Words")


@dataclass(frozen=True)
class File:
    """A file to be sent, read anew at each sending."""

    content: bytes
    name: str


def _readable(value: Any) -> Any:
    return (io.BytesIO(value.content), value.name) if isinstance(value, File) else value


def swapped(door: Door, own: Side, other: Side) -> Iterator[tuple[str, Door]]:
    """The door with each id of one's own replaced by the other side's, one by one; what was replaced."""
    names = own.names()
    for name, value in door.fields.items():
        known = names.get(value) if isinstance(value, str) else None
        if known is not None:
            yield name, replace(door, fields={**door.fields, name: ids.encode(other.ids[known])})
            yield f"{name} made up", replace(door, fields={**door.fields, name: ids.encode(ids.new_id())})
    parts = door.path.split("/")
    places = [place for place, part in enumerate(parts) if part in names]
    if len(places) > 1:
        for place in places:
            foreign = [*parts]
            foreign[place] = ids.encode(other.ids[names[parts[place]]])
            yield f"part {place} of the address", replace(door, path="/".join(foreign))


def swapped_in_query(door: Door, own: Side, other: Side) -> Iterator[tuple[str, Door]]:
    """The door with each id in its query replaced by the other side's, by one that is nowhere and by no id at all."""
    path, _, query = door.path.partition("?")
    names = own.names()
    given = parse_qsl(query)
    for place, (name, value) in enumerate(given):
        if value in names:
            foreign = {
                name: ids.encode(other.ids[names[value]]),
                f"{name} made up": ids.encode(ids.new_id()),
                f"{name} misspelled": "no-id\0",
            }
            for what, wrong in foreign.items():
                asked = [*given[:place], (name, wrong), *given[place + 1 :]]
                yield what, replace(door, path=f"{path}?{urlencode(asked)}")


CRAWLERS = (Who.MEMBER_A, Who.OWNER, Who.OTHER_CSM, Who.ADMIN, Who.ANONYMOUS)


def doors_of(
    walk: Walk,
    names: Mapping[str, Mapping[str, str]],
    words: Mapping[str, Any],
    queries: Mapping[str, str],
    bodies: Mapping[str, Fields],
) -> list[Door]:
    """Every door of the portal, on side A.

    ``names`` say for an endpoint which id stands for which part of its address, ``words`` what stands for parts that
    are no ids, ``queries`` what follows the address, ``bodies`` what is sent besides, or instead of, what the page's
    form sends.
    """
    side = walk.world.a
    built = {
        (rule.endpoint, method): walk.path_of(rule, side, names.get(rule.endpoint, {}), words)
        + queries.get(rule.endpoint, "")
        for rule, method in walk.rules
    }
    offered = _offered(walk, words, queries)
    doors = []
    for (endpoint, method), path in built.items():
        if method == "GET":
            doors.append(Door(endpoint, method, path, {}))
            continue
        forms = offered.get(endpoint, {})
        # Where a thing in a certain state is meant, a form about another one would not do.
        target = path if path in forms or endpoint in names or not forms else next(iter(forms))
        doors.append(Door(endpoint, method, target, {**forms.get(target, {}), **bodies.get(endpoint, {})}))
    return doors


def _offered(walk: Walk, words: Mapping[str, Any], queries: Mapping[str, str]) -> dict[str, dict[str, Fields]]:
    """By endpoint and address the forms that somebody is offered, about side A and nothing else."""
    own = walk.world.a.names()
    offered: dict[str, dict[str, Fields]] = {}
    for who in CRAWLERS:
        for page in _pages(walk, words, queries):
            response = walk.send(who, Door("", "GET", page, {}))
            if response.status_code != 200 or response.mimetype != "text/html":
                continue
            for target, fields in forms_on(response.get_data(as_text=True), page):
                endpoint = walk.endpoint_of(target, "POST")
                foreign = [part for part in urlsplit(target).path.split("/") if len(part) == 26 and part not in own]
                if endpoint is not None and not foreign:
                    offered.setdefault(endpoint, {}).setdefault(target, fields)
    return offered


def _pages(walk: Walk, words: Mapping[str, Any], queries: Mapping[str, str]) -> list[str]:
    """The address of every page of side A, about each of its things in every state; those about one thing first."""
    ids_of = walk.world.a.ids
    found = []
    for rule, method in walk.rules:
        if method == "GET":
            arguments = {name for name in rule.arguments if name not in words}
            fitting = {name: [key for key in ids_of if f"_{key}".endswith(f"_{name}")] for name in arguments}
            most = max((len(keys) for keys in fitting.values()), default=1)
            for turn in range(most):
                names = {name: keys[turn % len(keys)] for name, keys in fitting.items() if keys}
                found.append(walk.path_of(rule, walk.world.a, names, words) + queries.get(rule.endpoint, ""))
    return sorted(found, key=lambda path: (path.count("/") == 1, path))
