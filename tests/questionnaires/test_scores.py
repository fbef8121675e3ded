"""The Net Promoter Score with its intervals, and the published scales, by their acceptance values and by hand."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.statistics import (
    Box,
    Kano,
    NpsGroups,
    effort_score,
    kano,
    kano_table,
    nps_adjusted_wald,
    nps_interval,
    nps_plain_interval,
    nps_standard_error,
    ranking,
    top_two,
    umux_lite,
    usability_score,
)

from .strategies import law

ACCEPTED = NpsGroups(promoters=12, passives=9, detractors=4)
ALL_PROMOTE = NpsGroups(promoters=20, passives=0, detractors=0)


def rounded(interval) -> tuple[float, float]:
    return round(interval.low, 1), round(interval.high, 1)


def test_the_published_values_of_a_score() -> None:
    assert round(nps_standard_error(ACCEPTED), 2) == 14.66
    assert round(nps_standard_error(ACCEPTED, 40), 2) == 9.09
    assert rounded(nps_plain_interval(ACCEPTED, 40)) == (14.2, 49.8)
    assert rounded(nps_adjusted_wald(ACCEPTED)) == (1.3, 55.9)
    assert rounded(nps_adjusted_wald(ACCEPTED, 40)) == (11.6, 45.5)


def test_where_all_promote_only_the_polya_interval_holds_what_was_seen() -> None:
    assert rounded(nps_plain_interval(ALL_PROMOTE, 25)) == (100, 100)
    assert rounded(nps_adjusted_wald(ALL_PROMOTE, 25)) == (79.1, 94.8)
    found = nps_interval(ALL_PROMOTE, 25)
    assert found.high == 100
    assert 80 <= found.low < 100


groups = st.builds(NpsGroups, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).filter(lambda g: g.answered)


@law
@given(groups, st.integers(0, 60))
def test_the_interval_of_a_score_holds_it_and_is_possible(found: NpsGroups, silent: int) -> None:
    panel = found.answered + silent
    interval = nps_interval(found, panel)
    seen = 100 * (found.promoters - found.detractors)
    assert -100 <= interval.low <= interval.high <= 100
    assert interval.low >= (seen - 100 * silent) / panel - 1e-9
    assert interval.high <= (seen + 100 * silent) / panel + 1e-9
    assert interval.low - 1e-9 <= seen / found.answered <= interval.high + 1e-9
    if silent == 0:
        assert interval.low == interval.high == seen / panel
    mirrored = nps_interval(NpsGroups(found.detractors, found.passives, found.promoters), panel)
    assert mirrored.low == pytest.approx(-interval.high)
    assert mirrored.high == pytest.approx(-interval.low)


@law
@given(st.integers(1, 400), st.integers(241, 5_000), st.sampled_from(["promoters", "passives", "detractors"]))
def test_a_crowd_that_agrees_keeps_its_score_in_its_interval(people: int, silent: int, group: str) -> None:
    found = NpsGroups(**{"promoters": 0, "passives": 0, "detractors": 0, group: people})
    score = {"promoters": 100, "passives": 0, "detractors": -100}[group]
    interval = nps_interval(found, people + silent)
    assert interval.low <= score <= interval.high
    assert interval == nps_interval(found, people + silent)


def test_counting_and_drawing_agree() -> None:
    counted = nps_interval(NpsGroups(40, 30, 20), 90 + 240)
    drawn = nps_interval(NpsGroups(40, 30, 20), 90 + 241)
    assert counted.low == pytest.approx(drawn.low, abs=2)
    assert counted.high == pytest.approx(drawn.high, abs=2)


def test_the_interval_of_a_score_covers_it_in_small_panels() -> None:
    """Over every panel of 12 people and every draw of 8 of them."""
    panel, n = 12, 8
    intervals = {
        (p, d): nps_interval(NpsGroups(p, n - p - d, d), panel) for p in range(n + 1) for d in range(n - p + 1)
    }
    shares = []
    for promoters in range(panel + 1):
        for detractors in range(panel - promoters + 1):
            score = 100 * (promoters - detractors) / panel
            passives = panel - promoters - detractors
            held = sum(
                comb(promoters, p) * comb(detractors, d) * comb(passives, n - p - d)
                for (p, d), found in intervals.items()
                if found.low - 1e-9 <= score <= found.high + 1e-9
            )
            shares.append(held / comb(panel, n))
    assert sum(shares) / len(shares) > 0.95
    assert min(shares) > 0.8


def test_a_score_needs_answers_and_a_panel_that_gave_them() -> None:
    with pytest.raises(ValueError, match="without answers"):
        nps_interval(NpsGroups(0, 0, 0), 5)
    with pytest.raises(ValueError, match="not possible"):
        nps_interval(ALL_PROMOTE, 19)


def test_top_two_of_five_is_customer_satisfaction() -> None:
    found = top_two({1: 1, 2: 0, 3: 4, 4: 6, 5: 2})
    assert (found.count, found.answered, found.share) == (8, 13, Fraction(8, 13))
    assert top_two({1: 0, 2: 0, 3: 0, 4: 0, 5: 0}).share is None
    with pytest.raises(ValueError, match="at least three"):
        top_two({1: 1, 2: 1})


def test_the_effort_score() -> None:
    found = effort_score({1: 1, 4: 2, 5: 1, 7: 2})
    assert found.mean == Fraction(1 + 8 + 5 + 14, 6)
    assert (found.easy.count, found.easy.answered) == (3, 6)
    assert effort_score({}).easy == Box(0, 0)
    with pytest.raises(ValueError, match="1 to 7"):
        effort_score({0: 1})


def test_the_usability_scale() -> None:
    assert usability_score([5, 1] * 5) == 100
    assert usability_score([1, 5] * 5) == 0
    assert usability_score([3] * 10) == 50
    assert usability_score([4, 2, 5, 1, 4, 2, 3, 3, 4, 2]) == 75
    for answers in ([3] * 9, [3] * 9 + [6]):
        with pytest.raises(ValueError, match="ten answers"):
            usability_score(answers)


def test_umux_lite() -> None:
    assert [umux_lite(point, point) for point in (7, 1, 4)] == [100, 0, 50]
    assert umux_lite(6, 5) == 75
    with pytest.raises(ValueError, match="1 to 7"):
        umux_lite(0, 3)


def test_the_kano_table() -> None:
    like, expect, neutral, live_with, dislike = range(1, 6)
    assert kano(like, dislike) is Kano.ONE_DIMENSIONAL
    assert kano(like, neutral) is Kano.ATTRACTIVE
    assert kano(neutral, dislike) is Kano.MUST_BE
    assert kano(neutral, neutral) is Kano.INDIFFERENT
    assert kano(like, like) is kano(dislike, dislike) is Kano.QUESTIONABLE
    assert {kano(dislike, other) for other in (like, expect, neutral, live_with)} == {Kano.REVERSE}
    assert {kano(other, like) for other in (expect, neutral, live_with, dislike)} == {Kano.REVERSE}
    assert kano(live_with, expect) is Kano.INDIFFERENT
    found = kano_table([(1, 5), (1, 5), (1, 3), (3, 5), (3, 3), (1, 1), (5, 1)])
    assert found.base == 5
    assert (found.better, found.worse) == (Fraction(3, 5), Fraction(-3, 5))
    assert kano_table([(1, 1)]).better is None
    with pytest.raises(ValueError, match="1 to 5"):
        kano(0, 3)


def test_a_ranking() -> None:
    # four people: a b c, a c b, b a c, c b a
    found = ranking({"c": (1, 1, 2), "b": (1, 2, 1), "a": (2, 1, 1), "z": (0, 0, 0)})
    assert [option.code for option in found] == ["a", "b", "c", "z"]
    assert [option.mean_rank for option in found] == [Fraction(7, 4), 2, Fraction(9, 4), None]
    assert [option.first for option in found] == [2, 1, 1, 0]
    assert [option.points for option in found] == [5, 4, 3, 0]
    with pytest.raises(ValueError, match="as many places"):
        ranking({"a": (1, 2), "b": (1,)})
