"""The Net Promoter Score, and how far it may be off if some of the panel did not answer. In points, -100 to 100."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import exp, lgamma, sqrt
from random import Random

from cab_portal.surveys.questionnaire.statistics.beta import normal_quantile
from cab_portal.surveys.questionnaire.statistics.proportions import CONFIDENCE, Interval
from cab_portal.surveys.questionnaire.summary import Summary

_PRIOR = 0.5
_MOST_UNSEEN_COUNTED = 240
_DRAWS = 4_000
_ROUNDING = 1e-9


@dataclass(frozen=True)
class NpsGroups:
    """How many people answered 9 or 10, 7 or 8, and 0 to 6."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answered(self) -> int:
        """How many people answered."""
        return self.promoters + self.passives + self.detractors


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


def nps_standard_error(groups: NpsGroups, panel: int | None = None) -> float:
    """sqrt(((P + D)/n - S^2) / n) in points, times sqrt((N - n)/(N - 1)) if the panel has N people.

    Raises `ValueError` without answers, or with more of them than people.
    """
    return 100 * _error(groups.promoters, groups.detractors, groups.answered, _correction(groups, panel))


def nps_plain_interval(groups: NpsGroups, panel: int | None = None, confidence: Fraction = CONFIDENCE) -> Interval:
    """The score and its standard errors. It is a single point where all agree, so it is for comparison alone."""
    score = 100 * (groups.promoters - groups.detractors) / _answered(groups)
    return _clipped(score, normal_quantile(float((1 + confidence) / 2)) * nps_standard_error(groups, panel))


def nps_adjusted_wald(groups: NpsGroups, panel: int | None = None, confidence: Fraction = CONFIDENCE) -> Interval:
    """With 3/4 of a person added to promoters and to detractors and 3 to all (Rocks 2016), clipped to -100 and 100.

    Multiplying by the correction for a finite panel is our extension. Where all agree it may miss the score that was
    observed: show `nps_interval` instead.
    """
    correction = _correction(groups, panel)
    promoters, detractors, n = groups.promoters + 0.75, groups.detractors + 0.75, groups.answered + 3
    half = normal_quantile(float((1 + confidence) / 2)) * 100 * _error(promoters, detractors, n, correction)
    return _clipped(100 * (promoters - detractors) / n, half)


def _answered(groups: NpsGroups) -> int:
    if groups.answered < 1:
        raise ValueError("there is no score without answers")
    return groups.answered


def _correction(groups: NpsGroups, panel: int | None) -> float:
    n = _answered(groups)
    if panel is None:
        return 1.0
    if panel < n:
        raise ValueError(f"{n} answers out of a panel of {panel} are not possible")
    return sqrt((panel - n) / (panel - 1)) if panel > 1 else 0.0


def _error(promoters: float, detractors: float, n: float, correction: float) -> float:
    variance = (promoters + detractors) / n - ((promoters - detractors) / n) ** 2
    return sqrt(max(variance, 0.0) / n) * correction


def _clipped(middle: float, half: float) -> Interval:
    return Interval(max(-100.0, middle - half), min(100.0, middle + half))


def nps_interval(groups: NpsGroups, panel: int, confidence: Fraction = CONFIDENCE) -> Interval:
    """Where the score of the whole panel lies: the Polya posterior (Ghosh, Meeden 1997), half a person per group.

    Those who did not answer are drawn from a Dirichlet-multinomial distribution of what was seen; the interval is
    the shortest that holds `confidence` of their scores. So it takes in the score that was seen where all agree, and
    is that score where all answered. Up to 240 silent people every possibility is weighed; beyond that, 4,000 draws
    from a fixed seed. Raises `ValueError` without answers, or with more of them than people.
    """
    _correction(groups, panel)
    unseen = panel - groups.answered
    seen = groups.promoters - groups.detractors
    weights = _differences(groups, unseen) if unseen <= _MOST_UNSEEN_COUNTED else _drawn_differences(groups, unseen)
    low, high = _shortest(weights, float(confidence))
    # Draws come close to the end of the scale and may miss it: what was seen is taken in, whatever they say.
    alike = seen * unseen / groups.answered
    return Interval(100 * (seen + min(low, alike)) / panel, 100 * (seen + max(high, alike)) / panel)


def _differences(groups: NpsGroups, unseen: int) -> dict[int, float]:
    """The chance of each number of promoters minus detractors among the unseen, by weighing all that they may be."""
    shapes = [count + _PRIOR for count in (groups.promoters, groups.detractors, groups.passives)]
    # log of Gamma(m + a) / (Gamma(a) m!) for each group and each number m of its people
    terms = [[lgamma(m + a) - lgamma(a) - lgamma(m + 1) for m in range(unseen + 1)] for a in shapes]
    whole = lgamma(unseen + sum(shapes)) - lgamma(sum(shapes)) - lgamma(unseen + 1)
    chances = dict.fromkeys(range(-unseen, unseen + 1), 0.0)
    for up in range(unseen + 1):
        for down in range(unseen - up + 1):
            chances[up - down] += exp(terms[0][up] + terms[1][down] + terms[2][unseen - up - down] - whole)
    return chances


def _drawn_differences(groups: NpsGroups, unseen: int) -> dict[int, float]:
    """As `_differences` for a crowd, in which the draw of people given their shares is as good as normal."""
    random = Random(f"{groups} {unseen}")  # noqa: S311 - the same answers always give the same interval
    chances: dict[int, float] = {}
    for _ in range(_DRAWS):
        up, down, middle = (
            random.gammavariate(count + _PRIOR, 1) for count in (groups.promoters, groups.detractors, groups.passives)
        )
        total = up + down + middle
        up, down = up / total, down / total
        spread = sqrt(max(up + down - (up - down) ** 2, 0.0) * unseen)
        found = round(random.gauss((up - down) * unseen, spread))
        found = min(max(found, -unseen), unseen)
        chances[found] = chances.get(found, 0.0) + 1 / _DRAWS
    return dict(sorted(chances.items()))


def _shortest(chances: dict[int, float], confidence: float) -> tuple[int, int]:
    """The ends, in ascending keys, of the shortest stretch that holds `confidence`; of several the likeliest.

    Of equally likely ones all are taken in, so that exchanging promoters and detractors turns the interval round.
    """
    keys = list(chances)
    summed = [0.0, *accumulate(chances.values())]
    # Sums of chances end a rounding error short of one.
    wanted = min(confidence, summed[-1]) - _ROUNDING
    found: list[tuple[int, float, int, int]] = []
    end = 0
    for start, low in enumerate(keys):
        while end < len(keys) and summed[end + 1] - summed[start] < wanted:
            end += 1
        if end == len(keys):
            break
        found.append((keys[end] - low, -(summed[end + 1] - summed[start]), low, keys[end]))
    width, held, _low, _high = min(found)
    best = [(low, high) for size, mass, low, high in found if size == width and mass <= held + _ROUNDING]
    return best[0][0], best[-1][1]
