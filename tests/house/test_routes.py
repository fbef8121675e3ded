"""Addresses: each guarded, each spelled the same way, and each that is written down somewhere exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from inspect import isfunction
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from cab_portal import wiring
from cab_portal.core import ids, paths
from cab_portal.core.access import AreaPermission
from cab_portal.web import assets, guards
from tests.house.sources import TEMPLATES, called, python_files, shown

# Everybody may come in, signed in or not. Each further endpoint here is a door to the street: say why it must be.
PUBLIC = {
    "asset": "style sheets, scripts and pictures",
    "public.alive": "asked by whoever watches the process",
    "public.ready": "asked by whoever watches the process",
    "public.home": "leads everybody to their own start page",
    "public.sign_in": "who is not signed in has to begin somewhere",
    "public.create_sign_in": "as above",
    "public.link_sent": "as above",
    "public.sign_in_by_code": "as above",
    "public.sign_in_link": "the secret in the address is the proof",
    "public.use_sign_in_link": "as above",
    "public.renew_link": "as above",
    "public.sign_out": "ends what there is to end",
    "public.stop_mails": "the signed token in the address is the proof",
    "public.create_stop": "as above",
    "public.undo_stop": "as above",
    "public.demo": "answers only where the database is marked as a demo, on a loopback address",
    "public.create_demo_session": "as above",
    "public.demo_mail": "as above",
    "public.show_demo_mail": "as above",
    "public.show_demo_mail_html": "as above",
}
# Parts of an address: words in kebab-case, typed ids, numbers, a choice among words, and the few texts named below.
PART = re.compile(
    r"[a-z0-9]+(-[a-z0-9]+)*(\.csv|\.<any\([a-z, -]+\):kind>)?"
    r"|<id:[a-z_]+_id>|<int(\(min=1\))?:[a-z_]+>|<any\([a-z, -]+\):[a-z_]+>"
    r"|<string:(secret|token|starter|question_id|language)>"
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
POINTS_AT = re.compile(r"""\burl_for\(\s*["']([A-Za-z_.]+)["']""")
CALLS_WITH_ENDPOINT = {"url_for", "see_other", "url_for_path"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != assets.ENDPOINT]


def test_every_view_says_who_may_come_in(app: Flask) -> None:
    missing = [name for name, view in app.view_functions.items() if guards.guard_of(view) is None]
    assert missing == [], "put @guards.require(AreaPermission.…) below the route of each of these"


def test_only_the_short_list_is_public(app: Flask) -> None:
    public = {name for name, view in app.view_functions.items() if guards.guard_of(view) == guards.PUBLIC}
    assert public - set(PUBLIC) == set(), "guard these, or list them under PUBLIC in this file with the reason"


def test_each_face_is_behind_its_own_area(app: Flask) -> None:
    area = {"staff": AreaPermission.STAFF, "admin": AreaPermission.ADMIN}
    wrong = {
        name: guards.guard_of(view)
        for name, view in app.view_functions.items()
        if guards.guard_of(view) != area.get(name.partition(".")[0], guards.guard_of(view))
    }
    assert wrong == {}


def test_addresses_are_spelled_alike(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in rules(app)
        for part in rule.rule.strip("/").split("/")
        if part and not PART.fullmatch(part)
    ]
    assert odd == [], "words-in-kebab-case, <id:thing_id>, <int:number>, <any(…):choice>; list any other text in PART"


def test_no_address_ends_with_a_slash(app: Flask) -> None:
    assert [rule.rule for rule in rules(app) if rule.rule.endswith("/") and rule.rule != "/"] == []


def named_in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.jinja")]):
        for endpoint in POINTS_AT.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))):
            yield shown(path), endpoint


def named_in_python() -> Iterator[tuple[str, str]]:
    for path in python_files("cab_portal"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in CALLS_WITH_ENDPOINT and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield shown(path), first.value


def test_every_endpoint_that_is_named_exists(app: Flask) -> None:
    named = [*named_in_templates(), *named_in_python()]
    assert len(named) > 20, "this test has gone blind: it found hardly any url_for"
    assert [(file, name) for file, name in named if name not in app.view_functions] == []


def test_the_navigation_leads_somewhere(app: Flask) -> None:
    destinations = [item for items in wiring.NAVIGATION.values() for item in items]
    adapter = app.url_map.bind("house.invalid")
    for item in destinations:
        assert adapter.build(item.endpoint).startswith(item.prefix), item


def leads_to(app: Flask, path: str) -> str | None:
    """The endpoint that answers a GET of this path, whatever question follows it."""
    try:
        endpoint, _values = app.url_map.bind("house.invalid").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)


@pytest.mark.parametrize("name", [name for name, value in vars(paths).items() if isfunction(value)])
def test_addresses_in_mails_lead_to_pages(app: Flask, name: str) -> None:
    function = getattr(paths, name)
    arguments = [ids.new_id() for parameter in function.__annotations__ if parameter != "return"]
    path = function(*arguments)
    assert leads_to(app, path), f"core.paths.{name} builds {path}: no GET route answers it"
