"""Input that cannot be taken: a clear message, a status of the 400s, what was typed still there, nothing kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.house.walking import Door, File, Walk
from tests.personas import Who

pytestmark = pytest.mark.xdist_group("matrix")

TYPED = "Typed with care, and not to be lost."
FIVE_MEGABYTES = b"# Long\n\n## Step\n\n" + b"word " * 1_048_576

# Endpoint, who posts, what is wrong, what stays typed, and words of the sentence that says what to do.
CASES: dict[str, tuple[str, Who, dict[str, Any], dict[str, str], str]] = {
    "a file that is no UTF-8": (
        "staff.create_import",
        Who.OWNER,
        {"file": File(b"# Title\n\n\xff\xfe\n", "process.md")},
        {"title": TYPED},
        "UTF-8",
    ),
    "an empty file": ("staff.create_import", Who.OWNER, {"file": File(b"", "process.md")}, {"title": TYPED}, "empty"),
    "five megabytes of Markdown": (
        "staff.create_import",
        Who.OWNER,
        {"file": File(FIVE_MEGABYTES, "process.md")},
        {"title": TYPED},
        "",
    ),
    "a term that ends before it starts": (
        "admin.invite_to_seat",
        Who.ADMIN,
        {"length": "until", "starts_on": "2030-06-01", "ends_on": "2030-05-01"},
        {"name": TYPED},
        "",
    ),
    "a closing date in the past": (
        "staff.create_request",
        Who.OWNER,
        {"closes_at": "2020-01-01T12:00"},
        {"message": TYPED},
        "",
    ),
    "a NUL in a comment": ("member.create_comment", Who.MEMBER_A, {"body": f"{TYPED}\0"}, {}, "NUL"),
}


@pytest.mark.parametrize(("endpoint", "who", "wrong", "typed", "words"), CASES.values(), ids=CASES)
def test_bad_input_is_told_and_what_was_typed_is_kept(
    walk: Walk, doors: list[Door], endpoint: str, who: Who, wrong: dict[str, Any], typed: dict[str, str], words: str
) -> None:
    door = next(door for door in doors if door.endpoint == endpoint)
    before = walk.trace()
    response = walk.send(who, replace(door, fields={**door.fields, **typed, **wrong}))
    page = response.get_data(as_text=True)
    assert response.status_code in (409, 413, 422), page[:2_000]
    assert walk.trace() == before
    told = " ".join(
        part.get_text(" ", strip=True) for part in BeautifulSoup(page, "html.parser").select("[role=alert]")
    )
    assert "Check" in told
    assert words in told
    assert TYPED in page
