"""Sentences offered to who comments without selecting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.text.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["Mara will call you on Friday.", "Reply if that does not suit."],
        ["It costs 3.50 a month, i.e. little.", "Ask Dr. Weber or J. Keller, e.g. today."],
        ["Wait … then continue.", "Done…", "Really?!", "Yes."],
        ["Boxes, crates, etc. are counted.", "Ships, trucks, etc.", "All are counted."],
        ["He said “Stop.”", "(Nobody did.)", "The end"],
        [
            "See version 2.1.",
            "It is on fernhill.example.",
            "No. 5 is new.",
            "We said no.",
            "It is I.",
            "So be it.",
        ],
        ["1. Export a file.", "2. Drop it."],
        ["送信しました。", "ありがとう！"],
        ["Hi {first name},"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected) -> None:
    separator = "" if expected[0].startswith("送") else " "
    assert [found.text for found in sentences(separator.join(expected))] == expected


@given(st.text(alphabet="aB .!?…”)5I。", max_size=60).map(lambda text: " ".join(text.split())))
def test_sentences_cover_all_but_the_spaces_between(text) -> None:
    found = sentences(text)
    assert all(text[item.start : item.end] == item.text and item.text for item in found)
    left = list(text)
    for item in found:
        left[item.start : item.end] = [" "] * len(item.text)
    assert not "".join(left).strip()
    assert [item.start for item in found] == sorted({item.start for item in found})
