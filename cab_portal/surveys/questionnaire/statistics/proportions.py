"""Intervals for a share. `n` people answered, `k` of them said so; both ends lie between 0 and 1.

The exact interval of `panels` is the rule for a board. These are for charts, and for comparison with other tools: all
but the corrected one take the panel for endless.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from cab_portal.surveys.questionnaire.statistics.beta import beta_quantile, normal_quantile

CONFIDENCE = Fraction(95, 100)


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in the unit of what was measured."""

    low: float
    high: float


def _checked(k: float, n: float) -> None:
    if not (0 <= k <= n and n > 0):
        raise ValueError(f"{k} of {n} is not possible")


def wilson(k: float, n: float, confidence: Fraction = CONFIDENCE) -> Interval:
    """The score interval (Wilson 1927). Raises `ValueError` unless 0 <= k <= n and n > 0."""
    _checked(k, n)
    return _score_interval(k, n, normal_quantile(float((1 + confidence) / 2)))


def _score_interval(k: float, n: float, z: float) -> Interval:
    share, square = k / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # An end that is nought or one is so exactly, whatever rounding leaves.
    return Interval(0.0 if k == 0 else max(0.0, middle - half), 1.0 if k == n else min(1.0, middle + half))


def wilson_in_panel(k: int, n: int, panel: int, confidence: Fraction = CONFIDENCE) -> Interval:
    """Wilson's interval on n (N - 1) / (N - n) answers, which a draw without replacement from N people is worth.

    The idea is in O'Neill (2021). It covers too seldom in small panels, so it is for charts alone. With everybody
    answering it is the share itself. Raises `ValueError` unless 0 <= k <= n <= panel and n >= 1.
    """
    _checked(k, n)
    if n > panel:
        raise ValueError(f"{n} answers out of a panel of {panel} are not possible")
    if n == panel:
        return Interval(k / n, k / n)
    worth = n * (panel - 1) / (panel - n)
    return wilson(k * worth / n, worth, confidence)


def clopper_pearson(k: int, n: int, confidence: Fraction = CONFIDENCE) -> Interval:
    """The exact interval of an endless panel (Clopper and Pearson 1934). Errors as `wilson`."""
    _checked(k, n)
    tail = float((1 - confidence) / 2)
    return Interval(
        0.0 if k == 0 else beta_quantile(tail, k, n - k + 1),
        1.0 if k == n else beta_quantile(1 - tail, k + 1, n - k),
    )


def jeffreys(k: int, n: int, confidence: Fraction = CONFIDENCE) -> Interval:
    """Equal tails of Beta(k + 1/2, n - k + 1/2); an end with nothing beyond it is 0 or 1 (Brown, Cai, DasGupta 2001).

    Errors as `wilson`.
    """
    _checked(k, n)
    tail = float((1 - confidence) / 2)
    return Interval(
        0.0 if k == 0 else beta_quantile(tail, k + 0.5, n - k + 0.5),
        1.0 if k == n else beta_quantile(1 - tail, k + 0.5, n - k + 0.5),
    )


def goodman(counts: Iterable[int], confidence: Fraction = CONFIDENCE) -> tuple[Interval, ...]:
    """Intervals for the shares of all categories that hold at once, people being in one category each.

    Score intervals with the chi-squared quantile at 1 - a/c for c categories (Goodman 1965). Raises `ValueError` if
    nobody is in any category.
    """
    given = tuple(counts)
    n = sum(given)
    tail = (1 - confidence) / max(len(given), 1)
    z = normal_quantile(float(1 - tail / 2))
    for k in given:
        _checked(k, n)
    return tuple(_score_interval(k, n, z) for k in given)
