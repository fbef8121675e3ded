"""Statistics for small panels, in whole numbers and exact where that is possible. Standard library only."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from cab_portal.surveys.questionnaire.summary import Summary

CONFIDENCE = Fraction(95, 100)


@dataclass(frozen=True)
class NpsGroups:
    """How many people answered 9 or 10, 7 or 8, and 0 to 6."""

    promoters: int
    passives: int
    detractors: int


def nps_groups(summary: Summary) -> NpsGroups:
    """The three groups of a 0 to 10 question, from its counts."""
    counts = {int(entry.code): entry.count for entry in summary.counts}
    return NpsGroups(
        promoters=sum(count for value, count in counts.items() if value >= 9),
        passives=sum(count for value, count in counts.items() if 7 <= value <= 8),
        detractors=sum(count for value, count in counts.items() if value <= 6),
    )


def nps_score(promoters: int, passives: int, detractors: int) -> float | None:
    """The share of promoters minus that of detractors, -100 to 100; None without answers (Reichheld 2003)."""
    answered = promoters + passives + detractors
    return 100 * (promoters - detractors) / answered if answered else None


@dataclass(frozen=True)
class PanelInterval:
    """How many of the `panel` people are likely to share an opinion, at least and at most."""

    low: int
    high: int
    panel: int


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


@dataclass(frozen=True)
class ResponseCounts:
    """How far the invited have come: `invited` >= `started` >= `finished` >= 0, else `ValueError`."""

    invited: int
    started: int
    finished: int

    def __post_init__(self) -> None:
        if not 0 <= self.finished <= self.started <= self.invited:
            raise ValueError("of those invited some started, and of these some finished")

    @property
    def not_started(self) -> int:
        return self.invited - self.started

    @property
    def under_way(self) -> int:
        return self.started - self.finished

    @property
    def rate(self) -> float | None:
        """The share of the invited who finished, 0 to 1; None if nobody was invited."""
        return self.finished / self.invited if self.invited else None

    def range_if_all_answered(self, k: int) -> tuple[int, int]:
        """How many of all invited share an opinion of `k` who finished, if none or all of the others do."""
        return k, k + self.invited - self.finished
