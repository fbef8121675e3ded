"""Answers that are numbers: ratings of a scale, and numbers of things. From their counts, so that nothing is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, log10, sqrt
from typing import TypeVar

from cab_portal.surveys.questionnaire.statistics.beta import t_quantile
from cab_portal.surveys.questionnaire.statistics.proportions import CONFIDENCE, Interval

Number = int | Fraction
AnyNumber = TypeVar("AnyNumber", int, Fraction)


@dataclass(frozen=True)
class Distribution:
    """How many people gave which number: `counts` in ascending order, without zeros. `ValueError` if it is empty."""

    counts: tuple[tuple[Number, int], ...]

    def __post_init__(self) -> None:
        if not self.counts or any(count < 1 for _, count in self.counts):
            raise ValueError("a distribution has at least one answer, and no empty entry")
        if any(value >= following for (value, _), (following, _) in pairwise(self.counts)):
            raise ValueError("the numbers of a distribution rise")

    @property
    def answered(self) -> int:
        """How many people answered."""
        return sum(count for _, count in self.counts)

    @property
    def mean(self) -> Fraction:
        """The mean, exact."""
        return Fraction(sum((Fraction(value) * count for value, count in self.counts), Fraction(0))) / self.answered

    @property
    def median(self) -> Fraction:
        """The middle number, or the mean of the middle two."""
        return self.quantile(Fraction(1, 2))

    def quantile(self, share: Fraction) -> Fraction:
        """The number with `share` of the answers at or below it; at an exact border, the mean of both (Hyndman 2)."""
        place = share * self.answered
        lower = self._at(max(ceil(place), 1))
        return (lower + self._at(min(floor(place) + 1, self.answered))) / 2

    def _at(self, place: int) -> Fraction:
        """The answer at a place of the ordered answers, from 1."""
        passed = 0
        for value, count in self.counts:
            passed += count
            if place <= passed:
                return Fraction(value)
        raise IndexError(place)

    @property
    def variance(self) -> Fraction:
        """The sample variance (n - 1), exact; 0 with one answer."""
        if self.answered == 1:
            return Fraction(0)
        mean = self.mean
        squares = sum(((Fraction(value) - mean) ** 2 * count for value, count in self.counts), Fraction(0))
        return Fraction(squares) / (self.answered - 1)

    def count_of(self, low: Number, high: Number) -> int:
        """How many people gave a number from `low` to `high`, both included."""
        return sum(count for value, count in self.counts if low <= value <= high)


def distribution_of(counts: Mapping[AnyNumber, int]) -> Distribution | None:
    """The distribution of counts by number; None if nobody answered."""
    given = tuple(sorted((value, count) for value, count in counts.items() if count))
    return Distribution(given) if given else None


def mean_interval(found: Distribution, panel: int, confidence: Fraction = CONFIDENCE) -> Interval | None:
    """The t interval of the mean, its standard error times sqrt((N - n)/(N - 1)); None with a single answer of several.

    With everybody answering it is the mean itself. Raises `ValueError` with more answers than people.
    """
    n, mean = found.answered, float(found.mean)
    if n > panel:
        raise ValueError(f"{n} answers out of a panel of {panel} are not possible")
    if n == panel:
        return Interval(mean, mean)
    if n == 1:
        return None
    error = sqrt(float(found.variance) / n * (panel - n) / (panel - 1))
    half = t_quantile(float((1 + confidence) / 2), n - 1) * error
    return Interval(mean - half, mean + half)


@dataclass(frozen=True)
class Bin:
    """The answers from `low` up to, and not including, `high`; in the last bin `high` is included."""

    low: Fraction
    high: Fraction
    count: int


def bins(found: Distribution, most: int = 10) -> tuple[Bin, ...]:
    """The answers in up to `most` bins as wide as a round number: 1, 2 or 5 times a power of ten.

    A single number makes one bin from and to itself.
    """
    lowest, highest = Fraction(found.counts[0][0]), Fraction(found.counts[-1][0])
    if lowest == highest:
        return (Bin(lowest, highest, found.answered),)
    width = _round_width((highest - lowest) / most)
    while _bins_needed(lowest, highest, width) > most:
        width = _round_width(width * Fraction(3, 2))
    first = floor(lowest / width)
    number = _bins_needed(lowest, highest, width)
    totals = [0] * number
    for value, count in found.counts:
        totals[min(floor(Fraction(value) / width) - first, number - 1)] += count
    return tuple(Bin((first + i) * width, (first + i + 1) * width, total) for i, total in enumerate(totals))


def _bins_needed(lowest: Fraction, highest: Fraction, width: Fraction) -> int:
    return max(ceil(highest / width) - floor(lowest / width), 1)


def _round_width(wanted: Fraction) -> Fraction:
    power = Fraction(10) ** floor(log10(wanted))
    return next(step * power for step in (1, 2, 5, 10, 20) if step * power >= wanted)
