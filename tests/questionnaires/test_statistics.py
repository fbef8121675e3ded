"""Statistics of small panels, against published acceptance values and against counting by hand."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.statistics import (
    NpsGroups,
    ResponseCounts,
    nps_groups,
    nps_score,
    panel_interval,
)

from .strategies import law
from .tiny import nps


@pytest.mark.parametrize(
    ("k", "n", "panel", "low", "high"),
    [
        (3, 10, 50, 5, 31),
        (9, 12, 15, 9, 12),
        (18, 25, 40, 24, 33),
        (0, 8, 20, 0, 5),
        (60, 100, 200, 106, 134),
        (5, 8, 8, 5, 5),
        (20, 20, 20, 20, 20),
    ],
)
def test_the_exact_interval_of_a_finite_panel(k: int, n: int, panel: int, low: int, high: int) -> None:
    found = panel_interval(k, n, panel)
    assert (found.low, found.high, found.panel) == (low, high, panel)


@law
@given(st.data())
def test_the_interval_has_exactly_the_numbers_that_the_test_does_not_reject(data: st.DataObject) -> None:
    panel = data.draw(st.integers(1, 30))
    n = data.draw(st.integers(1, panel))
    k = data.draw(st.integers(0, n))
    tail = Fraction(5, 200)

    def share(members: int, draws: range) -> Fraction:
        ways = sum(comb(members, i) * comb(panel - members, n - i) for i in draws)
        return Fraction(ways, comb(panel, n))

    kept = [
        members
        for members in range(k, panel - n + k + 1)
        if share(members, range(k, n + 1)) > tail and share(members, range(k + 1)) > tail
    ]
    found = panel_interval(k, n, panel)
    assert list(range(found.low, found.high + 1)) == kept


def test_a_lower_confidence_gives_a_narrower_interval() -> None:
    found = panel_interval(18, 25, 40, Fraction(80, 100))
    assert found.low > 24
    assert found.high < 33


@pytest.mark.parametrize(("k", "n", "panel"), [(-1, 5, 9), (6, 5, 9), (1, 10, 9), (0, 0, 9)])
def test_impossible_counts_are_refused(k: int, n: int, panel: int) -> None:
    with pytest.raises(ValueError, match="not possible"):
        panel_interval(k, n, panel)


@pytest.mark.parametrize("confidence", [Fraction(0), Fraction(1)])
def test_impossible_confidence_is_refused(confidence: Fraction) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        panel_interval(1, 2, 3, confidence)


def test_the_net_promoter_score() -> None:
    assert nps_score(12, 9, 4) == pytest.approx(32.0)
    assert nps_score(0, 3, 0) == 0
    assert (nps_score(5, 0, 0), nps_score(0, 0, 5)) == (100, -100)
    assert nps_score(0, 0, 0) is None


def test_promoters_passives_and_detractors() -> None:
    assert nps_groups(nps().summarize(range(11))) == NpsGroups(promoters=2, passives=2, detractors=7)


def test_response_counts() -> None:
    counts = ResponseCounts(invited=22, started=20, finished=18)
    assert (counts.not_started, counts.under_way) == (2, 2)
    assert counts.rate == pytest.approx(18 / 22)
    assert counts.range_if_all_answered(13) == (13, 17)
    assert ResponseCounts(0, 0, 0).rate is None
    with pytest.raises(ValueError, match="invited"):
        ResponseCounts(invited=5, started=3, finished=4)
