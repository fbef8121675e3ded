"""How many of those invited answered: counts first, and the response rates of AAPOR."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


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


class Disposition(StrEnum):
    """What became of one invited person."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    BROKEN_OFF = "broken_off"


def disposition_of(answered: int, applicable: int) -> Disposition:
    """Complete above 80 % of the questions that were put, partial from 50 %, else broken off (AAPOR's suggestion).

    Raises `ValueError` unless 0 <= answered <= applicable and applicable >= 1.
    """
    if not 0 <= answered <= applicable or applicable < 1:
        raise ValueError(f"{answered} answers to {applicable} questions are not possible")
    if 5 * answered > 4 * applicable:
        return Disposition.COMPLETE
    return Disposition.PARTIAL if 2 * answered >= applicable else Disposition.BROKEN_OFF


@dataclass(frozen=True)
class Dispositions:
    """What became of everybody who was invited, in numbers of people; `ValueError` if one is negative.

    `complete` (I), `partial` (P), `refusal` with those who broke off (R), `not_contacted` (NC), `other` (O), and
    `unknown` (U), of whom nobody knows whether they belong to the panel, as when mail came back.
    """

    complete: int
    partial: int = 0
    refusal: int = 0
    not_contacted: int = 0
    other: int = 0
    unknown: int = 0

    def __post_init__(self) -> None:
        if min(self.complete, self.partial, self.refusal, self.not_contacted, self.other, self.unknown) < 0:
            raise ValueError("a number of people is not negative")

    @property
    def eligible(self) -> int:
        """All but the unknown."""
        return self.complete + self.partial + self.refusal + self.not_contacted + self.other


@dataclass(frozen=True)
class ResponseRate:
    """`answered` out of `base`, which is a fraction of a person where only a share of the unknown counts."""

    name: str
    answered: int
    base: Fraction

    @property
    def share(self) -> Fraction | None:
        """0 to 1; None where the base is empty."""
        return self.answered / self.base if self.base else None


def response_rates(found: Dispositions, eligible_share: Fraction = Fraction(1)) -> tuple[ResponseRate, ...]:
    """RR1 to RR6 of the AAPOR Standard Definitions.

    The odd ones count complete answers, the even ones partial answers too. RR1 and RR2 take all unknown people for
    members of the panel, RR3 and RR4 the `eligible_share` of them (0 to 1, else `ValueError`), RR5 and RR6 none.
    """
    if not 0 <= eligible_share <= 1:
        raise ValueError("the share of the unknown who are eligible lies between 0 and 1")
    answered = (found.complete, found.complete + found.partial)
    bases = (found.eligible + share * found.unknown for share in (Fraction(1), eligible_share, Fraction(0)))
    pairs = ((count, Fraction(base)) for base in bases for count in answered)
    return tuple(ResponseRate(f"RR{number}", count, base) for number, (count, base) in enumerate(pairs, start=1))
