"""Options put in order, from how many people put which option at which place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Ranked:
    """One option: `places[i]` people put it at place i + 1."""

    code: str
    places: tuple[int, ...]

    @property
    def ranked_by(self) -> int:
        """How many people gave it a place."""
        return sum(self.places)

    @property
    def first(self) -> int:
        """How many put it first."""
        return self.places[0] if self.places else 0

    @property
    def mean_rank(self) -> Fraction | None:
        """The mean of its places, 1 the best; None if nobody ranked it."""
        if not self.ranked_by:
            return None
        return Fraction(sum(place * count for place, count in enumerate(self.places, start=1)), self.ranked_by)

    @property
    def points(self) -> int:
        """Borda's points: one for every option below it, from each who ranked it (Borda 1781)."""
        last = len(self.places)
        return sum((last - place) * count for place, count in enumerate(self.places, start=1))


def ranking(places: Mapping[str, Sequence[int]]) -> tuple[Ranked, ...]:
    """The options by mean rank, the best first; of equals the one put first more often, then in the given order.

    An option that nobody ranked comes last. Every option has as many places, else `ValueError`.
    """
    options = tuple(Ranked(code, tuple(counts)) for code, counts in places.items())
    if len({len(option.places) for option in options}) > 1:
        raise ValueError("every option has as many places")

    def order(option: Ranked) -> tuple[bool, Fraction, int]:
        return option.mean_rank is None, option.mean_rank or Fraction(0), -option.first

    return tuple(sorted(options, key=order))
