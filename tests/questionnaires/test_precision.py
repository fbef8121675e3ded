"""What a panel can tell before anything is sent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.precision import HALF_WIDTH, precision, segments_of, widths
from cab_portal.surveys.questionnaire.statistics import panel_interval

from .strategies import law


@law
@given(st.integers(1, 40).flatmap(lambda panel: st.tuples(st.just(panel), st.integers(1, panel))))
def test_no_interval_is_wider_than_the_widest_or_narrower_than_the_narrowest(sizes: tuple[int, int]) -> None:
    panel, responses = sizes
    found = widths(panel, responses)
    every = [panel_interval(k, responses, panel).width for k in range(responses + 1)]
    assert (found.narrowest.width, found.widest.width) == (min(every), max(every))


@law
@given(st.integers(2, 40).flatmap(lambda panel: st.tuples(st.just(panel), st.integers(1, panel))))
def test_the_answers_and_members_needed_are_the_fewest(sizes: tuple[int, int]) -> None:
    panel, responses = sizes
    found = precision(panel, responses)
    assert widths(panel, found.answers_needed).half_width <= HALF_WIDTH
    assert found.answers_needed == 1 or widths(panel, found.answers_needed - 1).half_width > HALF_WIDTH
    if found.members_needed:
        larger = panel + found.members_needed
        assert widths(larger, round(Fraction(responses * larger, panel))).half_width <= HALF_WIDTH
        assert found.widths.half_width > HALF_WIDTH


def test_everybody_answering_leaves_nothing_open() -> None:
    found = precision(8, 8)
    assert (found.widths.widest.width, found.members_needed) == (0, 0)


def test_small_segments_are_never_shown() -> None:
    never, unlikely, shown = segments_of({"A": 4, "B": 8, "C": 10}, panel=22, responses=11)
    assert (never.never, never.unlikely) == (True, True)
    assert (unlikely.never, unlikely.unlikely, unlikely.expected) == (False, True, 4)
    assert (shown.never, shown.unlikely) == (False, False)


def test_a_large_panel_is_reckoned_too() -> None:
    found = precision(5_000, 40)
    assert widths(5_000, found.answers_needed).half_width <= HALF_WIDTH


@pytest.mark.parametrize(("panel", "responses"), [(0, 0), (5, 0), (5, 6), (-1, 1)])
def test_nonsense_is_refused(panel: int, responses: int) -> None:
    with pytest.raises(ValueError, match="cannot answer"):
        precision(panel, responses)
