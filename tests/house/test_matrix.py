"""Who may do what: every route by every method as each of nine actors, against the table in ``outcomes``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from cab_portal.core import ids
from tests.house import outcomes
from tests.house.walking import UNSAFE, Door, Walk, swapped, swapped_in_query
from tests.personas import Who

pytestmark = pytest.mark.xdist_group("matrix")

EMPTY = "?" * 9
LETTERS = {200: "+", 302: "+", 303: "+", 304: "+", 401: "s", 403: "3", 404: "0", 409: "c", 410: "+", 422: "v"}
TOKEN = re.compile(r'(name="csrf_token"[^>]*value|name="csrf-token" content)="[^"]*"')
ID = re.compile(r"[0-9a-z]{26}")
# Posts that prove themselves by something else than the CSRF token.
OWN_PROOF = {"public.create_stop": "mail programs post here by themselves; the signed token is the proof"}


def letter(response: TestResponse) -> str:
    """How an outcome is written in the table; the status in full where the table has no letter for it."""
    if response.status_code == 303 and "/sign-in?next=" in response.headers["Location"]:
        return "s"
    return LETTERS.get(response.status_code, f"[{response.status_code}]")


def as_seen(response: TestResponse) -> str:
    """A page without what differs from request to request."""
    return ID.sub("ID", TOKEN.sub("", response.get_data(as_text=True)))


def test_every_endpoint_is_declared(doors: list[Door]) -> None:
    walked, declared = {door.endpoint for door in doors}, set(outcomes.outcomes())
    assert walked - declared == set(), "declare who may do this in tests/house/outcomes.py, under DECLARED"
    assert declared - walked == set(), "these are no endpoints any more: take them out of tests/house/outcomes.py"


@pytest.mark.parametrize("who", Who)
def test_each_actor_gets_what_is_declared(walk: Walk, doors: list[Door], who: Who) -> None:
    """And whoever is refused leaves no trace: no entry in the audit log, no mail. Pages, walked first, leave none."""
    declared = outcomes.outcomes()
    place = list(Who).index(who)
    untouched = walk.trace()
    wrong = []
    for door in sorted(doors, key=lambda door: door.method):
        wanted = declared.get(door.endpoint, EMPTY)[place]
        got = letter(walk.send(who, door))
        if got != wanted:
            wrong.append(f"{door.name}: {got} instead of {wanted}")
        if door.method in UNSAFE:
            if walk.trace() != untouched:
                if got != "+":
                    wrong.append(f"{door.name}: answered {got} and left a trace")
                walk.restore()
            walk.forget_browsers()
    assert wrong == [], "see the letters at the top of tests/house/outcomes.py"


def made_up(door: Door) -> Door:
    return replace(door, path=ID.sub(lambda _match: ids.encode(ids.new_id()), door.path))


@pytest.mark.parametrize("who", [Who.MEMBER_B, Who.ENDED, Who.OTHER_CSM])
def test_what_one_may_not_know_of_looks_like_what_is_not_there(walk: Walk, doors: list[Door], who: Who) -> None:
    told = []
    for door in doors:
        if not ID.search(door.path):
            continue
        hidden = walk.send(who, door)
        if hidden.status_code == 404 and as_seen(hidden) != as_seen(walk.send(who, made_up(door))):
            told.append(door.name)
    assert told == []


def test_an_empty_post_is_refused_as_a_full_one_is(walk: Walk, doors: list[Door]) -> None:
    """A form is checked before anything is fetched: its page, shown again, must not open another door."""
    declared = outcomes.outcomes()
    wrong = []
    for door in doors:
        for place, who in enumerate(Who):
            wanted = declared.get(door.endpoint, EMPTY)[place]
            if door.method in UNSAFE and wanted in "0s3":
                got = letter(walk.send(who, replace(door, fields={})))
                # Who may read the page may be told there what is missing.
                if got != wanted and (wanted, got) != ("3", "v"):
                    wrong.append(f"{door.name} by {who}: {got} instead of {wanted}")
    assert wrong == []


def doers(declared: str) -> Iterator[Who]:
    for place, who in enumerate(Who):
        if declared[place] == "+":
            yield who


def test_no_id_of_the_other_side_is_taken_from_a_body_or_an_address(walk: Walk, doors: list[Door]) -> None:
    """Each id that a form sends, and each id of an address that has two, is swapped one by one.

    For the other side's, and for one that is nowhere: nothing is done. The first actor who may do it tries.
    """
    declared, wrong, tried = outcomes.outcomes(), [], 0
    untouched = walk.trace()
    for door in doors:
        who = next(doers(declared.get(door.endpoint, EMPTY)), None)
        if who is None or door.method not in UNSAFE:
            continue
        for what, foreign in swapped(door, walk.world.a, walk.world.b):
            tried += 1
            got = letter(walk.send(who, foreign))
            changed = walk.trace() != untouched
            if (got == "+" or changed) and (door.endpoint, what) not in outcomes.MAY_BE_FOREIGN:
                wrong.append(f"{door.name}, {what} as {who}: {got}")
            if got not in "+03cv":
                wrong.append(f"{door.name}, {what} as {who}: {got}")
            if changed:
                walk.restore()
                walk.forget_browsers()
    assert wrong == [], "refuse them, or say under MAY_BE_FOREIGN in tests/house/outcomes.py why they may be sent"
    assert tried > 20, "hardly anything was swapped: this test has gone blind"


def test_no_id_of_the_other_side_is_taken_from_a_query(walk: Walk, doors: list[Door]) -> None:
    """What follows the address is a claim as well: a foreign id, one that is nowhere, and what is no id."""
    declared, wrong, tried = outcomes.outcomes(), [], 0
    for door in doors:
        who = next(doers(declared.get(door.endpoint, EMPTY)), None)
        if who is None:
            continue
        for what, foreign in swapped_in_query(door, walk.world.a, walk.world.b):
            tried += 1
            got = letter(walk.send(who, foreign))
            if got not in "+0cv" or (got == "+" and (door.endpoint, what) not in outcomes.MAY_BE_FOREIGN):
                wrong.append(f"{door.name}, {what} as {who}: {got}")
    assert wrong == [], "refuse them, or say under MAY_BE_FOREIGN in tests/house/outcomes.py why they may be sent"
    assert tried >= 6, "hardly anything was swapped: this test has gone blind"


def test_every_post_takes_a_token(walk: Walk, doors: list[Door]) -> None:
    declared, open_doors = outcomes.outcomes(), []
    untouched = walk.trace()
    for door in doors:
        if door.method in UNSAFE and door.endpoint not in OWN_PROOF:
            outcome = declared.get(door.endpoint, EMPTY)
            let_in = [who for place, who in enumerate(Who) if outcome[place] not in "s03"]
            who = next(iter(let_in), Who.ANONYMOUS)
            got = walk.send(who, door, token=False).status_code
            if got != 400:
                open_doors.append(f"{door.name} as {who}: {got}")
    assert open_doors == []
    assert walk.trace() == untouched


def test_a_file_under_way_lends_nobody_its_readers_identity(walk: Walk) -> None:
    """A response that is still being sent keeps its request's globals alive on the thread that made it."""
    under_way = walk.client(Who.ADMIN).get("/admin/audit.csv", buffered=False)
    assert under_way.status_code == 200
    stranger = walk.client(Who.ANONYMOUS).get("/admin")
    under_way.close()
    assert letter(stranger) == "s"
