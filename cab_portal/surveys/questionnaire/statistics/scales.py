"""Published scales, from answers that the questionnaire has checked: CSAT, CES 2.0, SUS, UMUX-Lite and Kano."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cab_portal.surveys.questionnaire.statistics.distributions import distribution_of


@dataclass(frozen=True)
class Box:
    """How many of those who answered chose one of the points that count."""

    count: int
    answered: int

    @property
    def share(self) -> Fraction | None:
        """0 to 1; None without answers."""
        return Fraction(self.count, self.answered) if self.answered else None


def top_two(counts: Mapping[int, int]) -> Box:
    """How many chose one of the two best points of a scale, from the counts of all its points, zeros included.

    With five points it is the customer satisfaction score (CSAT). Raises `ValueError` with fewer than three points.
    """
    if len(counts) < 3:
        raise ValueError("a scale with two best points has at least three")
    best = sorted(counts)[-2:]
    return Box(sum(counts[point] for point in best), sum(counts.values()))


@dataclass(frozen=True)
class EffortScore:
    """The Customer Effort Score 2.0: the `mean` of 1 to 7 (None without answers), and who chose 5, 6 or 7."""

    mean: Fraction | None
    easy: Box


def effort_score(counts: Mapping[int, int]) -> EffortScore:
    """CES 2.0 (Dixon 2013): seven points of agreement that the company made it easy. `ValueError` for other points."""
    if counts.keys() - set(range(1, 8)):
        raise ValueError("the effort score has the points 1 to 7")
    found = distribution_of(counts)
    if found is None:
        return EffortScore(None, Box(0, 0))
    return EffortScore(found.mean, Box(found.count_of(5, 7), found.answered))


def usability_score(answers: Sequence[int]) -> Fraction:
    """The System Usability Scale (Brooke 1996) of one person, 0 to 100: ten answers of 1 to 5 in the published order.

    ((sum of the odd items - 5) + (25 - sum of the even items)) * 2.5. Raises `ValueError` for other answers.
    """
    if len(answers) != 10 or not all(1 <= answer <= 5 for answer in answers):
        raise ValueError("the usability scale has ten answers of 1 to 5")
    return ((sum(answers[0::2]) - 5) + (25 - sum(answers[1::2]))) * Fraction(5, 2)


def umux_lite(capable: int, easy: int) -> Fraction:
    """UMUX-Lite (Lewis, Utesch and Maher 2013) of one person, 0 to 100: (a + b - 2) * 100/12 on 7 points.

    It is not regressed to the usability scale: that formula understates high scores. `ValueError` for other points.
    """
    if not (1 <= capable <= 7 and 1 <= easy <= 7):
        raise ValueError("the two answers are 1 to 7")
    return Fraction(capable + easy - 2) * Fraction(100, 12)


class Kano(StrEnum):
    """What a feature is to one person, in the order of the published table."""

    ATTRACTIVE = "attractive"
    ONE_DIMENSIONAL = "one_dimensional"
    MUST_BE = "must_be"
    INDIFFERENT = "indifferent"
    REVERSE = "reverse"
    QUESTIONABLE = "questionable"


LIKE, EXPECT, NEUTRAL, LIVE_WITH, DISLIKE = range(1, 6)
_LETTERS = {kind.name[0]: kind for kind in Kano}
_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Rows: with the feature; columns: without it; each in the order like, expect, neutral, live with, dislike."""


def kano(functional: int, dysfunctional: int) -> Kano:
    """What a feature is to one person who said how they feel with it and without it, 1 (like) to 5 (dislike).

    The table of Kano (1984). Raises `ValueError` for other answers.
    """
    if not (LIKE <= functional <= DISLIKE and LIKE <= dysfunctional <= DISLIKE):
        raise ValueError("the two answers are 1 to 5")
    return _LETTERS[_TABLE[functional - 1][dysfunctional - 1]]


@dataclass(frozen=True)
class KanoTable:
    """How many people see a feature how: `counts` has every kind, zeros included."""

    counts: Mapping[Kano, int]

    @property
    def base(self) -> int:
        """Those for whom it is attractive, one-dimensional, a must or indifferent."""
        kinds = (Kano.ATTRACTIVE, Kano.ONE_DIMENSIONAL, Kano.MUST_BE, Kano.INDIFFERENT)
        return sum(self.counts[kind] for kind in kinds)

    @property
    def better(self) -> Fraction | None:
        """(A + O) / (A + O + M + I), 0 to 1: how many it would please (Berger 1993); None without a base."""
        pleased = self.counts[Kano.ATTRACTIVE] + self.counts[Kano.ONE_DIMENSIONAL]
        return Fraction(pleased, self.base) if self.base else None

    @property
    def worse(self) -> Fraction | None:
        """-(O + M) / (A + O + M + I), -1 to 0: how many would miss it (Berger 1993); None without a base."""
        missed = self.counts[Kano.ONE_DIMENSIONAL] + self.counts[Kano.MUST_BE]
        return Fraction(-missed, self.base) if self.base else None


def kano_table(pairs: Iterable[tuple[int, int]]) -> KanoTable:
    """The table of a feature, from each person's two answers. Errors as `kano`."""
    counts = Counter(kano(functional, dysfunctional) for functional, dysfunctional in pairs)
    return KanoTable({kind: counts[kind] for kind in Kano})
