"""Other words in the place of a passage: exactly there and nothing else, or refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.normalizing import canonical
from cab_portal.drafts.text.passages import replaced

LETTER = "Hello {first name},\n\nyour workspace is **ready**. We reply to every question within one working day."


def put(markdown: str, exact: str, words: str, nth: int = 0) -> str | None:
    text, start = canonical_text(parse_blocks(markdown)), -1
    for _ in range(nth + 1):
        start = text.index(exact, start + 1)
    return replaced(markdown, start, start + len(exact), words)


LINKED = "- one\n- two [four five](https://a.example) six"
TABLE = "| a | b |\n|---|---|\n| one | two |"


@pytest.mark.parametrize(
    ("markdown", "exact", "words", "expected"),
    [
        (LETTER, "one working day", "two working days", LETTER.replace("one working day", "two working days")),
        (LETTER, "ready", "set up", LETTER.replace("ready", "set up")),
        (LETTER, "your workspace is ready", "it is set", LETTER.replace("your workspace is **ready**", "it is set")),
        (LETTER, "{first name}", "{name}", LETTER.replace("{first name}", "{name}")),
        (LINKED, "four five", "seven", LINKED.replace("four five", "seven")),
        ("> quoted text\n> over lines", "text over", "x", "> quoted x lines"),
        (TABLE, "one", "1 | 2", TABLE.replace("one", "1 \\| 2")),
        ("Price &amp; value", "Price & value", "Cost", "Cost"),
        ("Fine.", "Fine.", "# Head", "\\# Head"),
        ("Some `code` now", "code", "co*de", "Some `co*de` now"),
        ("Say it", "it", "*it*", "Say \\*it\\*"),
        ("one\ntwo three", "one two", "four", "four three"),
    ],
)
def test_the_words_stand_where_the_passage_stood(markdown: str, exact: str, words: str, expected: str) -> None:
    assert put(markdown, exact, words) == expected


def test_of_the_same_words_twice_the_ones_meant_are_replaced() -> None:
    assert put("a b, a b\n\na b", "a b", "c", 1) == "a b, c\n\na b"
    assert put("a b, a b\n\na b", "a b", "c", 2) == "a b, a b\n\nc"


@pytest.mark.parametrize(
    ("markdown", "exact", "words"),
    [
        ("one\n\ntwo", "one\ntwo", "three"),
        ("one two", "one", "three\n\nfour"),
        ("one two", "one", " "),
        ("one [two three](https://a.example) four", "one two", "five"),
        ("a **b c** d", "a b", "e"),
    ],
)
def test_what_would_take_something_else_along_is_refused(markdown: str, exact: str, words: str) -> None:
    assert put(markdown, exact, words) is None


INLINE = ["word ", "two words ", "**bold** ", "*em* ", "`code` ", "[link](https://a.example) ", "{first name} ", "a_b "]
PIECES = st.sampled_from([*INLINE, "\\* ", "&amp; ", "\n\n", "\n- ", "\n> ", "\n# ", "\n1. ", "é ", "🙂 ", "\n"])
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map("".join)


@given(TEXTS, st.data(), st.text("ab *_`[]<>#1.-|🙂", min_size=1, max_size=12))
def test_whatever_is_replaced_reads_as_proposed_and_all_else_as_before(
    markdown: str, data: st.DataObject, words: str
) -> None:
    text = canonical_text(parse_blocks(markdown))
    assume(text and canonical(words) == words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = replaced(markdown, start, end, words)
    if made is not None:
        assert canonical_text(parse_blocks(made)) == text[:start] + words + text[end:]


@given(st.lists(st.sampled_from(["plain", "words", "in", "a", "row"]), min_size=3, max_size=30), st.data())
def test_in_plain_text_nothing_is_refused(said: list[str], data: st.DataObject) -> None:
    text = " ".join(said)
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start] != " " and text[end - 1] != " ")
    assert replaced(text, start, end, "other") == f"{text[:start]}other{text[end:]}"
