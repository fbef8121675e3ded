"""The answers of one group of people, counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Group:
    """The answers of one group of people: how many there are, and by row id and code how many at which ordinal."""

    people: int = 0
    codes: dict[str, dict[str | None, Counter[int]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, row_id: str, code: str | None, ordinal: int, count: int) -> None:
        codes = self.codes[row_id]
        if code not in codes:
            codes[code] = Counter()
        codes[code][ordinal] += count

    def answered(self, row_id: str) -> int:
        """How many people answered: everybody's first row."""
        return sum(ordinals[0] for ordinals in self.codes.get(row_id, {}).values())

    def counts(self, row_id: str, *, firsts: bool = False) -> dict[str, int]:
        """How many people gave each code; with ``firsts`` only those who put it first."""
        found = {code: ordinals[0] if firsts else ordinals.total() for code, ordinals in self._coded(row_id)}
        return {code: count for code, count in found.items() if count}

    def places(self, row_id: str, code: str, length: int) -> tuple[int, ...]:
        """How many people put a code at each of the first ``length`` places."""
        ordinals = self.codes.get(row_id, {}).get(code, Counter())
        return tuple(ordinals[place] for place in range(length))

    def _coded(self, row_id: str) -> Iterable[tuple[str, Counter[int]]]:
        return ((code, ordinals) for code, ordinals in self.codes.get(row_id, {}).items() if code is not None)
