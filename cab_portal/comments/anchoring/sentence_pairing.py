"""Which sentence of the new version a sentence of the old one became: one assignment for the whole draft.

In this order, each step leaving what it took to its owner: sentences that stand once in both; equal neighbors of
pairs; equal sentences between two pairs that have kept their order; sentences alike between such pairs; sentences
alike elsewhere; parts of a sentence that was split, and sentences that were merged into another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cab_portal.comments.anchoring.chains import Link, heaviest_chain
from cab_portal.comments.anchoring.likeness import LEAST_ALIKE, Likenesses, TermWeights, likenesses
from cab_portal.comments.anchoring.sentence_index import SentenceIndex
from cab_portal.comments.anchoring.sentence_parts import split_off
from cab_portal.drafts.text.pairing import pair_sequences

LEAST_ALIKE_IN_PLACE = 0.4
"""Likeness of a sentence and the one that stands between the same neighbors, for them to be one, edited."""
LEAST_ALIKE_ELSEWHERE = 0.6
"""The same without neighbors that came along."""
CLEAR_LEAD = 0.08
"""By how much the best place must lead where the neighbors do not tell."""
RIVAL_LEAD = 0.2
"""By how much a sentence may be more like another than the one that stands in its place."""
FEW_TERMS = 4
"""Under so many terms a sentence is no proof of itself: "8 hours" is known again only beside a neighbor."""

ABSENT = -1


class SentencePairing:
    """The assignment of two versions: by number of the sentence, `ABSENT` where it has no counterpart."""

    def __init__(self, old: SentenceIndex, new: SentenceIndex) -> None:
        self.old = old
        self.new = new
        self.new_of_old = [ABSENT] * len(old)
        self.old_of_new = [ABSENT] * len(new)
        self.ambiguous: set[int] = set()
        self._strays: set[Link] = set()
        self._letters = [sum(map(str.isalpha, sentence.key)) for sentence in old.sentences]
        self._pair_equal()
        self.parts: list[Link] = []
        """Links of sentences that were cut from another or went into one, beside its pair."""
        self._pair_alike()

    def is_equal(self, old: int, new: int) -> bool:
        return self.old.sentences[old].key == self.new.sentences[new].key

    def in_order(self) -> set[Link]:
        """The pairs that stay in their step and cross no others of it: all others have moved."""
        kept: set[Link] = set()
        for _step_id, old_range, _new_range in self._common_steps():
            kept.update(self._backbone(old_range))
        return kept

    # equal sentences

    def _pair_equal(self) -> None:
        old_places, new_places = _once(self.old), _once(self.new)
        for key, old in old_places.items():
            if key in new_places:
                self._pair(old, new_places[key])
        self._extend()
        self._drop_strays()
        for old_gap, new_gap in self._gaps():
            old_keys = [self.old.sentences[old].key for old in old_gap]
            new_keys = [self.new.sentences[new].key for new in new_gap]
            for old, new in pair_sequences(old_keys, new_keys):
                self._pair(old_gap[old], new_gap[new])
        self._extend()

    def _extend(self) -> None:
        """Pair the equal neighbors of pairs, and theirs."""
        free = {old for old, new in enumerate(self.new_of_old) if new == ABSENT}
        beside = {old + side for old in free for side in (-1, 1)} - free
        waiting = [(old, self.new_of_old[old]) for old in beside if 0 <= old < len(self.old)]
        for _step_id, old_range, new_range in self._common_steps():
            waiting.append((old_range.start - 1, new_range.start - 1))
            waiting.append((old_range.stop, new_range.stop))
        while waiting:
            old, new = waiting.pop()
            for side in (1, -1):
                found = (old + side, new + side)
                if self._are_free(*found) and self.is_equal(*found):
                    self._pair(*found)
                    waiting.append(found)

    def _drop_strays(self) -> None:
        """Undo pairs of very short sentences that left their place and came along with no neighbor.

        They are paired again if nothing like them stands in the place that they left.
        """
        kept = self.in_order()
        for old, new in enumerate(self.new_of_old):
            if new == ABSENT or (old, new) in kept or not self._is_short(old):
                continue
            if not self._neighbors_along(old, new):
                self.new_of_old[old] = self.old_of_new[new] = ABSENT
                self._strays.add((old, new))

    # sentences that are alike

    def _pair_alike(self) -> None:
        free_old = [old for old, new in enumerate(self.new_of_old) if new == ABSENT]
        free_new = [new for new, old in enumerate(self.old_of_new) if old == ABSENT]
        if not free_old and not free_new:
            return
        weights = TermWeights(self.old, self.new)
        alike = likenesses(self.old, free_old, self.new, free_new, weights)
        self._pair_in_place(alike)
        self._pair_elsewhere(alike)
        pairs = [(old, new) for old, new in enumerate(self.new_of_old) if new != ABSENT]
        self.parts += split_off(self.old, self.new, pairs, weights)
        self.parts += [(part, whole) for whole, part in split_off(self.new, self.old, _turned(pairs), weights)]

    def _pair_in_place(self, alike: Likenesses) -> None:
        best_of_old: dict[int, float] = defaultdict(float)
        best_of_new: dict[int, float] = defaultdict(float)
        for old, found in alike.items():
            for new, score in found.items():
                if not self._is_short(old):
                    best_of_old[old] = max(score, best_of_old[old])
                    best_of_new[new] = max(score, best_of_new[new])
        strays = {old for old, _ in self._strays}, {new for _, new in self._strays}
        for old_gap, new_gap in list(self._gaps()):
            within = set(new_gap)
            is_only = len(old_gap) == len(new_gap) == 1 and self._are_short(old_gap[0], new_gap[0])
            least = LEAST_ALIKE if is_only else LEAST_ALIKE_IN_PLACE
            candidates = [
                (old, new, score * score)
                for old in old_gap
                for new, score in alike.get(old, {}).items()
                if new in within
                and score >= least
                and ((old not in strays[0] and new not in strays[1]) or self._are_short(old, new))
                and score >= max(best_of_old[old], best_of_new[new]) - RIVAL_LEAD
            ]
            for old, new in heaviest_chain(candidates):
                self._pair(old, new)

    def _pair_elsewhere(self, alike: Likenesses) -> None:
        """The best first, because each pair makes neighbors that speak for the next."""
        while True:
            ranked = sorted(
                (self._claim(old, new, score), -old, -new)
                for old, found in alike.items()
                for new, score in found.items()
                if self._are_free(old, new)
            )
            paired = False
            while ranked:
                score, old, new = ranked.pop()
                if score < LEAST_ALIKE_ELSEWHERE:
                    break
                if self._are_free(-old, -new):
                    self._pair(-old, -new)
                    paired = True
            if not paired:
                break
        self._refuse_ties(alike)

    def _claim(self, old: int, new: int, score: float) -> float:
        """Likeness, and what neighbors add that came along: two make up for what a sentence in its place needs less."""
        along = self._neighbors_along(old, new)
        if not along and self._is_short(old):
            return float((old, new) in self._strays)
        return score + along * (LEAST_ALIKE_ELSEWHERE - LEAST_ALIKE_IN_PLACE) / 2

    def _refuse_ties(self, alike: Likenesses) -> None:
        """Take back what a free place, or a sentence left without one, would claim about as well."""
        in_order = self.in_order()
        for old, found in alike.items():
            new = self.new_of_old[old]
            if new == ABSENT or (old, new) in in_order or self._neighbors_along(old, new):
                continue
            score = found.get(new, 0.0)
            if any(
                other_score > score - CLEAR_LEAD and self.old_of_new[other] == ABSENT
                for other, other_score in found.items()
            ):
                self.new_of_old[old] = self.old_of_new[new] = ABSENT
                self.ambiguous.add(old)

    # places

    def _pair(self, old: int, new: int) -> None:
        self.new_of_old[old] = new
        self.old_of_new[new] = old

    def _is_short(self, old: int) -> bool:
        return self.old.terms(old).total() < FEW_TERMS

    def _are_short(self, old: int, new: int) -> bool:
        return self._is_short(old) and self.new.terms(new).total() < FEW_TERMS

    def _are_free(self, old: int, new: int) -> bool:
        return (
            0 <= old < len(self.old)
            and 0 <= new < len(self.new)
            and self.new_of_old[old] == ABSENT
            and self.old_of_new[new] == ABSENT
        )

    def _neighbors_along(self, old: int, new: int) -> int:
        """How many of the nearest neighbors that have a pair stand beside the new place as well: 0 to 2."""
        return sum(self._along(old, new, side) for side in (1, -1))

    def _along(self, old: int, new: int, side: int) -> bool:
        """Whether what stands so far beside both is a pair, or the end of both texts."""
        old, new = old + side, new + side
        if 0 <= old < len(self.old) and 0 <= new < len(self.new):
            return self.new_of_old[old] == new
        return (old, new) in ((-1, -1), (len(self.old), len(self.new)))

    def _common_steps(self) -> Iterator[tuple[str, range, range]]:
        for step_id in self.old.steps:
            if step_id in self.new.steps:
                yield step_id, self.old.range_of(step_id), self.new.range_of(step_id)

    def _backbone(self, old_range: range) -> list[Link]:
        if not len(old_range):
            return []
        within = self.new.range_of(self.old.sentences[old_range.start].step_id)
        weights = self._steadiness()
        pairs = ((old, self.new_of_old[old]) for old in old_range)
        return heaviest_chain((old, new, weights[old]) for old, new in pairs if new in within)

    def _steadiness(self) -> list[float]:
        """What speaks for a pair having kept its place: its letters, and pairs beside it that are as far from it.

        In a table of which every row got the figure of the next, the names of the rows have stayed, not the figures.
        """
        far = len(self.new) - len(self.old)
        # How far each went, with the ends of both texts, which went with what stands there.
        went = [0, 0, *(new - old if new != ABSENT else None for old, new in enumerate(self.new_of_old)), far, far]
        return [
            (1.0 + went[old : old + 5].count(went[old + 2])) * (1.0 + letters)
            for old, letters in enumerate(self._letters)
        ]

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """What is free between pairs that follow each other in both versions of a step."""
        for _step_id, old_range, new_range in self._common_steps():
            edges = [
                (old_range.start - 1, new_range.start - 1),
                *self._backbone(old_range),
                (old_range.stop, new_range.stop),
            ]
            for (old_before, new_before), (old_after, new_after) in pairwise(edges):
                old_gap = [old for old in range(old_before + 1, old_after) if self.new_of_old[old] == ABSENT]
                new_gap = [new for new in range(new_before + 1, new_after) if self.old_of_new[new] == ABSENT]
                if old_gap and new_gap:
                    yield old_gap, new_gap


def _turned(links: list[Link]) -> list[Link]:
    return [(new, old) for old, new in links]


def _once(index: SentenceIndex) -> dict[str, int]:
    """Where each sentence stands that is there only once."""
    counts = Counter(sentence.key for sentence in index.sentences)
    return {sentence.key: number for number, sentence in enumerate(index.sentences) if counts[sentence.key] == 1}
