"""A passage that a browser sent is verified, else found by its quote, else refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.comments.anchoring.anchors import Method
from cab_portal.comments.anchoring.locating import Place, locate

TEXT = "We call you on Friday.\nTom said: “Reply to this mail.” 😀\nInes asks: Reply to this mail."


@given(st.data())
def test_a_quote_that_stands_where_it_says_is_believed(data) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    assert locate(TEXT, start, end, TEXT[start:end], "", "") == Place(start, end, Method.POSITION)


@given(st.integers(-50, 200), st.integers(-50, 200), st.text(alphabet="Tomail 😀\n.", max_size=6))
def test_a_place_always_holds_the_quoted_words(start, end, exact) -> None:
    place = locate(TEXT, start, end, exact, "", "")
    if place is not None:
        assert 0 <= place.start < place.end <= len(TEXT)
        assert TEXT[place.start : place.end].casefold().split() == exact.casefold().split()


def test_wrong_offsets_are_corrected_by_the_quote() -> None:
    start = TEXT.index("Friday")
    assert locate(TEXT, start + 2, start + 8, "Friday", "", "") == Place(start, start + 6, Method.EXACT)


@pytest.mark.parametrize("exact", ["said:\n“Reply", 'said:\u00a0 "Reply', "SAID: “Reply"])
def test_white_space_case_and_quotation_marks_do_no_harm(exact) -> None:
    place = locate(TEXT, 0, 0, exact, "", "")
    assert place is not None
    assert TEXT[place.start : place.end] == "said: “Reply"


def test_the_surroundings_decide_between_two_places() -> None:
    second = TEXT.rindex("Reply to this mail")
    place = locate(TEXT, 0, 0, "Reply to this mail", "😀\nInes asks: ", ".")
    assert place == Place(second, second + 18, Method.EXACT)


@pytest.mark.parametrize(
    ("exact", "prefix"),
    [("Reply to this mail", ""), ("Monday", ""), ("", ""), (" \n", ""), ("Reply to that mail", "")],
)
def test_what_is_absent_empty_or_in_two_places_alike_is_refused(exact, prefix) -> None:
    assert locate(TEXT, 3, 3, exact, prefix, "") is None
