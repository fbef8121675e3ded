"""What headings speak of, and how segments are set against questions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.breakdowns import (
    Breakdown,
    SegmentRow,
    open_breakdown,
    protected_breakdown,
    strongest_difference,
)
from cab_portal.surveys.questionnaire.leads import ItemAgreement, lead_of, of_items
from cab_portal.surveys.questionnaire.statistics import fisher_exact

from .strategies import law
from .tiny import nps, rating, single

PEOPLE = {"Logistics": 9, "Retail": 8, "Health": 2, "": 3}
SAID = ({"Logistics": 1, "Retail": 8, "Health": 1, "": 2},)


def test_who_sees_names_sees_all_segments_but_the_small_ones() -> None:
    found = open_breakdown(PEOPLE, SAID, 5)
    assert found is not None
    assert [row.people for row in found.rows] == [9, 8, None, None]
    assert [row.counts for row in found.rows] == [(1,), (8,), (None,), (None,)]
    assert (found.said, found.people) == ((12,), 22)


def test_one_large_segment_is_no_comparison() -> None:
    assert open_breakdown({"Logistics": 9, "Health": 2}, ({"Logistics": 1},), 5) is None
    assert open_breakdown({"Logistics": 9, "Retail": 9}, (), 5) is None


def test_totals_hide_what_could_be_reckoned() -> None:
    people = {"Logistics": 14, "Retail": 16, "Health": 20}
    found = protected_breakdown(people, ({"Logistics": 2, "Retail": 9, "Health": 10},), 5)
    assert found is not None
    assert [row.counts for row in found.rows] == [(None,), (None,), (10,)]
    assert protected_breakdown(people, ({"Logistics": 1, "Retail": 1, "Health": 1},), 5) is None


def test_the_strongest_difference_is_told_only_beyond_chance() -> None:
    found = open_breakdown(PEOPLE, SAID, 5)
    assert found is not None
    difference = strongest_difference(found)
    assert difference is not None
    assert (difference.segment, difference.count, difference.people) == ("Retail", 8, 8) or (
        difference.segment,
        difference.count,
        difference.people,
    ) == ("Logistics", 1, 9)
    assert difference.p_value == fisher_exact(
        difference.count, difference.people, difference.others_count, difference.others
    )
    even = Breakdown((SegmentRow("A", 6, (3,)), SegmentRow("B", 6, (3,))), (6,), 12)
    assert strongest_difference(even) is None
    hidden = Breakdown((SegmentRow("A", None, (None,)), SegmentRow("B", 6, (None,))), (6,), 12)
    assert strongest_difference(hidden) is None


@law
@given(st.lists(st.integers(0, 10), max_size=40))
def test_the_lead_of_a_score_is_who_would_recommend(answers: list[int]) -> None:
    lead = lead_of(nps(), nps().summarize(answers))
    if not answers:
        assert lead is None
    else:
        assert lead is not None
        assert (lead.count, lead.answered) == (sum(answer >= 9 for answer in answers), len(answers))


def test_the_lead_of_a_choice_and_of_a_scale() -> None:
    question = single()
    first, second = (choice.code for choice in question.choices()[:2])
    lead = lead_of(question, question.summarize([first, first, second]))
    assert lead is not None
    assert (lead.codes, lead.count, lead.answered) == (frozenset({first}), 2, 3)
    assert lead_of(question, question.summarize([first, second])) is None
    scale = rating()
    points = [point for point in scale.values() if isinstance(point, int)]
    summary = scale.summarize([points[-1]] * 3 + [points[0]])
    lead = lead_of(scale, summary)
    assert lead is not None
    assert lead.count == 3
    assert "3 of 4" in str(findings.of_scale(summary))


def test_a_battery_names_its_best_and_its_weakest_item() -> None:
    items = [ItemAgreement("Clear", 5, 6), ItemAgreement("Short", 1, 5), ItemAgreement("Kind", 3, 6)]
    assert str(of_items(items)) == "Best is “Clear” with 5 of 6, weakest “Short” with 1 of 5"
    assert "All alike: 2 of 4" in str(of_items([ItemAgreement("A", 2, 4), ItemAgreement("B", 1, 2)]))
    assert str(of_items([])) == "No answers yet"


@pytest.mark.parametrize("count", [0, 3])
def test_comparisons_are_exact_fractions(count: int) -> None:
    assert isinstance(fisher_exact(count, 6, 3, 6), Fraction)
