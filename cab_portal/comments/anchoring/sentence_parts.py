"""Sentences that were cut from others. Read from new to old, the same finds those that were merged into others."""

from collections import Counter, defaultdict

from cab_portal.comments.anchoring.chains import Link
from cab_portal.comments.anchoring.likeness import TermWeights
from cab_portal.comments.anchoring.sentence_index import SentenceIndex

LEAST_OF_PART = 0.5
"""Share of a sentence's words that must come from the rest of another, for it to be a part of that one."""
FEWEST_SHARED = 2
"""Words that must come from there at least."""


def split_off(wholes: SentenceIndex, parts: SentenceIndex, pairs: list[Link], weights: TermWeights) -> list[Link]:
    """Links (whole, part) of sentences without a pair to the pair of a neighbor, whose remaining words they have.

    What the neighbor, and parts found before, already have of the whole is not counted again.
    """
    return _Splitting(wholes, parts, pairs, weights).run()


class _Splitting:
    def __init__(self, wholes: SentenceIndex, parts: SentenceIndex, pairs: list[Link], weights: TermWeights) -> None:
        self.wholes = wholes
        self.parts = parts
        self.weights = weights
        self.whole_of = {part: whole for whole, part in pairs}
        self.parts_of: dict[int, list[int]] = defaultdict(list)
        for whole, part in pairs:
            self.parts_of[whole].append(part)

    def run(self) -> list[Link]:
        links: list[Link] = []
        free = [part for part in range(len(self.parts)) if part not in self.whole_of]
        for side in (-1, 1):
            # In the direction of reading after a neighbor before, and against it: so a part follows a part.
            for part in free[::-side]:
                whole = self.whole_of.get(part + side)
                if part not in self.whole_of and whole is not None and self._is_part(whole, part):
                    self.whole_of[part] = whole
                    self.parts_of[whole].append(part)
                    links.append((whole, part))
        return links

    def _is_part(self, whole: int, part: int) -> bool:
        terms = self.parts.terms(part)
        shared = self._rest(whole) & terms
        return shared.total() >= FEWEST_SHARED and self.weights.of(shared) >= LEAST_OF_PART * self.weights.of(terms)

    def _rest(self, whole: int) -> Counter[str]:
        rest = self.wholes.terms(whole)
        for part in self.parts_of[whole]:
            rest = rest - self.parts.terms(part)
        return rest
