"""Our own quantiles, intervals and exact tests against SciPy, and against published acceptance values."""

from fractions import Fraction
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cab_portal.surveys.questionnaire.statistics import (
    clopper_pearson,
    distribution_of,
    fisher_exact,
    goodman,
    jeffreys,
    likely_range,
    mean_interval,
    panel_interval,
    wilson,
    wilson_in_panel,
)
from cab_portal.surveys.questionnaire.statistics.beta import beta_cdf, beta_quantile, normal_quantile, t_quantile

from .strategies import law

people = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
shares = st.floats(0.001, 0.999)


def near(found: float, wanted: float) -> bool:
    return isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-11)


@law
@given(shares, st.floats(0.5, 500), st.floats(0.5, 500))
def test_beta_distributions(share: float, a: float, b: float) -> None:
    assert near(beta_cdf(share, a, b), stats.beta.cdf(share, a, b))
    assert isclose(beta_quantile(share, a, b), stats.beta.ppf(share, a, b), rel_tol=1e-8, abs_tol=1e-10)


@law
@given(st.floats(0.0001, 0.9999), st.integers(1, 300))
def test_t_and_normal_quantiles(share: float, degrees: int) -> None:
    assert isclose(t_quantile(share, degrees), stats.t.ppf(share, degrees), rel_tol=1e-7, abs_tol=1e-7)
    assert isclose(normal_quantile(share), stats.norm.ppf(share), rel_tol=1e-9, abs_tol=1e-9)


@law
@given(people, st.sampled_from([Fraction(80, 100), Fraction(95, 100), Fraction(99, 100)]))
def test_intervals_for_a_share(counts: tuple[int, int], confidence: Fraction) -> None:
    k, n = counts
    oracle = stats.binomtest(k, n)
    for method, ours in (("wilson", wilson), ("exact", clopper_pearson)):
        low, high = oracle.proportion_ci(float(confidence), method=method)
        found = ours(k, n, confidence)
        assert near(found.low, low)
        assert near(found.high, high)
    found = jeffreys(k, n, confidence)
    tail = float((1 - confidence) / 2)
    assert near(found.low, 0 if k == 0 else stats.beta.ppf(tail, k + 0.5, n - k + 0.5))
    assert near(found.high, 1 if k == n else stats.beta.ppf(1 - tail, k + 0.5, n - k + 0.5))


def test_the_published_values_of_nine_in_twelve() -> None:
    ends = {
        wilson: (0.4677, 0.9111),
        clopper_pearson: (0.4281, 0.9451),
        jeffreys: (0.4708, 0.9241),
    }
    for interval, wanted in ends.items():
        found = interval(9, 12)
        assert (round(found.low, 4), round(found.high, 4)) == wanted


@pytest.mark.parametrize("interval", [wilson, clopper_pearson, jeffreys])
@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, 0)])
def test_impossible_counts_are_refused(interval, k: int, n: int) -> None:
    with pytest.raises(ValueError, match="not possible"):
        interval(k, n)


@pytest.mark.parametrize(("panel", "step"), [(20, 1), (60, 7), (150, 23)])
def test_the_exact_interval_of_a_panel_by_another_count(panel: int, step: int) -> None:
    for n in range(1, panel + 1, step):
        for k in range(0, n + 1, step):
            kept = [
                members
                for members in range(k, panel - n + k + 1)
                if stats.hypergeom.sf(k - 1, panel, members, n) > 0.025
                and stats.hypergeom.cdf(k, panel, members, n) > 0.025
            ]
            found = panel_interval(k, n, panel)
            assert (found.low, found.high) == (kept[0], kept[-1])


def test_the_corrected_interval_shrinks_to_the_share_as_the_panel_answers() -> None:
    widths = [wilson_in_panel(n // 2, n, 40) for n in (10, 20, 30, 39, 40)]
    assert [found.high - found.low for found in widths] == sorted((w.high - w.low for w in widths), reverse=True)
    assert (widths[-1].low, widths[-1].high) == (0.5, 0.5)
    endless = wilson_in_panel(9, 12, 10**9)
    assert near(round(endless.low, 6), round(wilson(9, 12).low, 6))
    with pytest.raises(ValueError, match="panel of 11"):
        wilson_in_panel(9, 12, 11)


@pytest.mark.parametrize(("k", "n", "panel"), [(0, 120, 401), (57, 120, 450), (300, 301, 420), (13, 40, 500)])
def test_a_large_panel_gets_nearly_the_exact_interval(k: int, n: int, panel: int) -> None:
    quick, exact = likely_range(k, n, panel), panel_interval(k, n, panel)
    assert abs(quick.low - exact.low) <= 0.015 * panel
    assert abs(quick.high - exact.high) <= 0.015 * panel
    assert quick.low <= k * panel / n <= quick.high


@law
@given(st.lists(st.integers(0, 60), min_size=2, max_size=6).filter(any))
def test_simultaneous_intervals_solve_their_equation(counts: list[int]) -> None:
    n = sum(counts)
    quantile = stats.chi2.ppf(1 - 0.05 / len(counts), 1)
    for k, found in zip(counts, goodman(counts), strict=True):
        for end in (found.low, found.high):
            if 0 < end < 1:
                assert isclose((k / n - end) ** 2, quantile * end * (1 - end) / n, rel_tol=1e-6, abs_tol=1e-12)
        assert found.low <= k / n <= found.high


@law
@given(people, people)
def test_fishers_exact_test(ours: tuple[int, int], theirs: tuple[int, int]) -> None:
    said, of = ours
    others_said, of_others = theirs
    table = [[said, of - said], [others_said, of_others - others_said]]
    found = fisher_exact(said, of, others_said, of_others)
    assert isclose(found, stats.fisher_exact(table).pvalue, rel_tol=1e-6, abs_tol=1e-12)


def test_groups_that_answer_alike_do_not_differ() -> None:
    assert fisher_exact(3, 6, 5, 10) == 1
    assert fisher_exact(0, 7, 6, 6) == Fraction(1, 1716)
    with pytest.raises(ValueError, match="at least as many"):
        fisher_exact(4, 3, 1, 2)


@law
@given(st.dictionaries(st.integers(1, 7), st.integers(1, 20), min_size=1), st.integers(0, 50))
def test_the_interval_of_a_mean(counts: dict[int, int], silent: int) -> None:
    answers = [value for value, count in counts.items() for _ in range(count)]
    found = distribution_of(counts)
    assert found is not None
    n, panel = len(answers), len(answers) + silent
    interval = mean_interval(found, panel)
    if silent == 0:
        assert interval is not None
        assert interval.low == interval.high == float(found.mean)
    elif n == 1:
        assert interval is None
    else:
        assert interval is not None
        error = stats.sem(answers) * ((panel - n) / (panel - 1)) ** 0.5
        half = stats.t.ppf(0.975, n - 1) * error
        assert isclose(interval.high - interval.low, 2 * half, rel_tol=1e-9, abs_tol=1e-9)
