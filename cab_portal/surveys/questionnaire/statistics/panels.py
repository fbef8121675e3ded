"""What the answers of some say about a whole finite panel: exact intervals, the worst case, how many must answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, comb, floor

from cab_portal.surveys.questionnaire.statistics.proportions import CONFIDENCE, wilson_in_panel


@dataclass(frozen=True)
class PanelInterval:
    """How many of the `panel` people are likely to share an opinion, at least and at most."""

    low: int
    high: int
    panel: int

    @property
    def width(self) -> int:
        """How many people lie between the two ends."""
        return self.high - self.low


def panel_interval(k: int, n: int, panel: int, confidence: Fraction = CONFIDENCE) -> PanelInterval:
    """The exact interval for a finite panel, of which `n` people answered and `k` of these said so.

    All M in [k, panel - n + k] with P(X >= k | M) > a/2 and P(X <= k | M) > a/2, X hypergeometric and a = 1 -
    confidence: the test-inversion interval of Buonaccorsi (1987). It holds if those who answered were a
    random draw of the panel. With everybody answering it is k to k. Raises `ValueError` unless 0 <= k <= n <=
    panel, n >= 1 and 0 < confidence < 1.
    """
    if not (0 <= k <= n <= panel and n >= 1):
        raise ValueError(f"{k} of {n} out of a panel of {panel} is not possible")
    if not 0 < confidence < 1:
        raise ValueError("the confidence lies between 0 and 1")
    tail = (1 - confidence) / 2
    ways = comb(panel, n)

    def is_low_enough(members: int) -> bool:
        return _ways_up_to(k, members, n, panel) > tail * ways

    def is_high_enough(members: int) -> bool:
        return ways - _ways_up_to(k - 1, members, n, panel) > tail * ways

    lowest, highest = k, panel - n + k
    return PanelInterval(
        low=_first(is_high_enough, lowest, highest),
        high=highest - _first(lambda step: is_low_enough(highest - step), 0, highest - lowest),
        panel=panel,
    )


def _ways_up_to(k: int, members: int, n: int, panel: int) -> int:
    """In how many of the C(panel, n) draws at most k of the `members` are drawn."""
    return sum(comb(members, i) * comb(panel - members, n - i) for i in range(k + 1))


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least number in [low, high] for which a condition holds that, once true, stays true."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def panel_intervals(
    counts: Iterable[int], n: int, panel: int, confidence: Fraction = CONFIDENCE
) -> tuple[PanelInterval, ...]:
    """Intervals that hold for all categories at once with at least `confidence`, one for each of `counts`.

    Each is the exact interval at 1 - a/c for c categories (Bonferroni), so that they are never too narrow, how few
    people there are and whatever depends on what. People may be in several categories. Errors as `panel_interval`.
    """
    given = tuple(counts)
    each = 1 - (1 - confidence) / max(len(given), 1)
    return tuple(panel_interval(k, n, panel, each) for k in given)


def worst_case(k: int, n: int, panel: int) -> PanelInterval:
    """From nobody to everybody of those who did not answer: k to k + panel - n, which needs no assumption.

    Raises `ValueError` unless 0 <= k <= n <= panel.
    """
    if not 0 <= k <= n <= panel:
        raise ValueError(f"{k} of {n} out of a panel of {panel} is not possible")
    return PanelInterval(k, k + panel - n, panel)


def sample_size(panel: int, half_width: Fraction, confidence: Fraction = CONFIDENCE) -> int:
    """The fewest answers with which no exact interval reaches further than `half_width`, a share of the panel.

    Half the width of the interval is compared, for the worst number of people who may say so. Everybody's answers
    always do. Raises `ValueError` unless panel >= 1 and 0 < half_width < 1.
    """
    if panel < 1 or not 0 < half_width < 1:
        raise ValueError("a panel has people, and a half-width lies between 0 and 1")
    widest = 2 * half_width * panel

    def is_narrow(k: int, n: int) -> bool:
        return panel_interval(k, n, panel, confidence).width <= widest

    # The middle is nearly always the worst, so that it alone rules out almost every n.
    return next(n for n in range(1, panel + 1) if is_narrow(n // 2, n) and all(is_narrow(k, n) for k in range(n + 1)))


LARGEST_COUNTED = 400
"""Up to this many people an interval takes less than a few milliseconds of whole numbers."""


def likely_range(k: int, n: int, panel: int, confidence: Fraction = CONFIDENCE) -> PanelInterval:
    """The exact interval up to 400 people; in a larger panel Wilson's with the correction, rounded outward.

    There the two differ by a person or two, and the exact one would take seconds. Errors as `panel_interval`.
    """
    if panel <= LARGEST_COUNTED or n == panel:
        return panel_interval(k, n, panel, confidence)
    found = wilson_in_panel(k, n, panel, confidence)
    return PanelInterval(max(k, floor(found.low * panel)), min(k + panel - n, ceil(found.high * panel)), panel)
