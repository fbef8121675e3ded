"""Whether two groups differ by more than chance, exactly. Only where both groups may be shown at all."""

from fractions import Fraction
from math import comb


def fisher_exact(said: int, of: int, others_said: int, of_others: int) -> Fraction:
    """The two-sided p value of Fisher's exact test, 0 to 1, as an exact fraction.

    `said` of `of` people in the one group and `others_said` of `of_others` in the other: the chance of a table at
    most as likely as this one, if which group one is in had nothing to do with it. Compared in whole numbers, so that
    equally likely tables count as such (SciPy needs a tolerance). Raises `ValueError` for impossible counts.
    """
    if not (0 <= said <= of and 0 <= others_said <= of_others):
        raise ValueError("a group has at least as many people as those who said so")
    total = said + others_said
    ways = [comb(of, k) * comb(of_others, total - k) for k in range(max(0, total - of_others), min(of, total) + 1)]
    seen = comb(of, said) * comb(of_others, others_said)
    return Fraction(sum(way for way in ways if way <= seen), sum(ways))
