"""Statistics of small panels, against published acceptance values and against counting by hand."""

from fractions import Fraction
from math import comb
from statistics import median, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.statistics import (
    Disposition,
    Dispositions,
    Distribution,
    NpsGroups,
    ResponseCounts,
    bins,
    disposition_of,
    distribution_of,
    nps_groups,
    nps_score,
    panel_interval,
    panel_intervals,
    response_rates,
    sample_size,
    worst_case,
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


def test_the_worst_case_takes_in_all_who_did_not_answer() -> None:
    found = worst_case(13, 18, 22)
    assert (found.low, found.high, found.width) == (13, 17, 4)
    with pytest.raises(ValueError, match="not possible"):
        worst_case(5, 4, 9)


def test_intervals_for_all_categories_at_once_are_wider() -> None:
    together = panel_intervals((10, 5, 3), 18, 30)
    for k, found in zip((10, 5, 3), together, strict=True):
        alone = panel_interval(k, 18, 30)
        assert found.low <= alone.low
        assert found.high >= alone.high
    assert panel_intervals((), 5, 9) == ()


@law
@given(st.integers(1, 25), st.fractions(Fraction(1, 20), Fraction(1, 2), max_denominator=40))
def test_the_sample_size_is_the_first_that_is_narrow_for_everybody(panel: int, half_width: Fraction) -> None:
    def widest(n: int) -> int:
        return max(panel_interval(k, n, panel).width for k in range(n + 1))

    found = sample_size(panel, half_width)
    assert widest(found) <= 2 * half_width * panel
    assert all(widest(n) > 2 * half_width * panel for n in range(1, found))


def test_an_impossible_sample_size_is_refused() -> None:
    with pytest.raises(ValueError, match="half-width"):
        sample_size(10, Fraction(0))


@law
@given(st.tuples(*[st.integers(0, 30)] * 6), st.fractions(0, 1))
def test_the_response_rates_of_aapor(people: tuple[int, int, int, int, int, int], share: Fraction) -> None:
    complete, partial, refusal, silent, other, unknown = people
    found = {rate.name: rate for rate in response_rates(Dispositions(*people), share)}
    known = complete + partial + refusal + silent + other
    assert [found[f"RR{n}"].base for n in (1, 3, 5)] == [known + unknown, known + share * unknown, known]
    assert [found[f"RR{n}"].answered for n in (1, 3, 5)] == [complete] * 3
    assert [found[f"RR{n}"].answered for n in (2, 4, 6)] == [complete + partial] * 3
    if known:
        one, two, three, four, five, six = (rate.share or Fraction(0) for rate in found.values())
        assert 0 <= one <= two <= 1
        assert one <= three <= five <= 1
        assert two <= four <= six <= 1


def test_what_became_of_a_person() -> None:
    found = [disposition_of(answered, 10) for answered in (0, 4, 5, 8, 9, 10)]
    broken, partial, complete = Disposition.BROKEN_OFF, Disposition.PARTIAL, Disposition.COMPLETE
    assert found == [broken, broken, partial, partial, complete, complete]
    assert response_rates(Dispositions(0))[0].share is None
    with pytest.raises(ValueError, match="not negative"):
        Dispositions(3, partial=-1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        response_rates(Dispositions(3), Fraction(3, 2))
    with pytest.raises(ValueError, match="not possible"):
        disposition_of(3, 2)


@law
@given(st.dictionaries(st.integers(-20, 60), st.integers(1, 5), min_size=1, max_size=12), st.integers(2, 12))
def test_a_distribution_equals_its_answers(counts: dict[int, int], most: int) -> None:
    answers = sorted(value for value, count in counts.items() for _ in range(count))
    found = distribution_of(counts)
    assert found is not None
    assert found.answered == len(answers)
    assert found.mean == Fraction(sum(answers), len(answers))
    assert found.median == Fraction(median(answers))
    assert found.quantile(Fraction(1)) == answers[-1]
    if len(answers) > 1:
        assert found.variance == variance(map(Fraction, answers))
    drawn = bins(found, most)
    assert len(drawn) <= most
    last = drawn[-1]
    for entry in drawn:
        held = [v for v in answers if entry.low <= v < entry.high or (entry is last and v == entry.high)]
        assert entry.count == len(held)
    assert sum(entry.count for entry in drawn) == len(answers)


def test_no_answers_are_no_distribution() -> None:
    assert distribution_of({1: 0, 2: 0}) is None
    with pytest.raises(ValueError, match="rise"):
        Distribution(((2, 1), (1, 1)))
    with pytest.raises(ValueError, match="at least one"):
        Distribution(())
