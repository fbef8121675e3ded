"""Where the comments of one version stand in another: map, find exact, find similar, else refuse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cab_portal.comments.anchoring.anchors import Anchor, Method, Placement, Status, describe, refusal
from cab_portal.comments.anchoring.candidates import (
    Candidate,
    Choice,
    choose,
    likely_windows,
    score_in_context,
)
from cab_portal.comments.anchoring.indexed_text import IndexedText
from cab_portal.comments.anchoring.version_map import MappedSpan, VersionMap
from cab_portal.drafts.text.pairing import similarity

LEAST_KEPT = 0.5
"""Share of a passage, and of the sentence it stands in, that must survive for it to have stayed."""
LEAST_NEIGHBORS = 0.25
"""Share of the words around a short passage without a sentence of its own that must still be around it."""
LEAST_LIKENESS = 0.72
"""0.75 x likeness of the quote + 0.25 x likeness of its surroundings, for a passage moved and edited."""
LEAST_WORDS_IN_COMMON = 0.6
LEAST_CONTEXT = 0.65
"""Likeness of the sentence or of the surroundings that a short passage needs to be known again elsewhere."""
LEAST_CONTEXT_OF_SENTENCE = 0.4
"""Likeness of the surroundings that a short passage needs if it is a sentence, heading or cell by itself."""
SPEAKS_FOR_ITSELF = 25
"""Characters from which a quote needs no surroundings to be known again."""
SHORTEST_SIMILAR = 12
"""Characters under which a quote is not sought by likeness."""
LONGEST_SEARCHED = 60_000
"""Characters of a step from which passages are only mapped, not searched for in it."""
_FROM_ELSEWHERE = 0.5


def carry(
    old_steps: Mapping[str, str], new_steps: Mapping[str, str], anchors: Iterable[Anchor]
) -> tuple[Placement, ...]:
    """Place anchors made on `old_steps` (canonical texts by step id) in `new_steps`: one placement each.

    An anchor that names no step of the old version, or a span outside its text, is `removed`.
    """
    carrier = Carrier(old_steps, new_steps)
    return tuple(carrier.place(anchor) for anchor in anchors)


def carry_along(versions: Sequence[Mapping[str, str]], anchors: Iterable[Anchor]) -> tuple[Placement, ...]:
    """Place anchors made on the first version in the last one.

    They are carried from version to version, and from the first to the last directly: text that was taken out
    in between and put back is found again.
    """
    if len(versions) < 2:
        raise ValueError("carrying needs two versions at least")
    direct = Carrier(versions[0], versions[-1])
    hops = [Carrier(old, new) for old, new in pairwise(versions)]
    return tuple(_better(_hop(hops, anchor), direct.place(anchor)) for anchor in anchors)


class Carrier:
    """A pair of versions with the map of each step pair, made when first asked for and kept."""

    def __init__(self, old_steps: Mapping[str, str], new_steps: Mapping[str, str]) -> None:
        self.old_steps = old_steps
        self.new_steps = new_steps
        self._new_texts: dict[str, IndexedText] = {}
        self._maps: dict[str, VersionMap] = {}

    def place(self, anchor: Anchor) -> Placement:
        old = self.old_steps.get(anchor.step_id)
        if old is None or not 0 <= anchor.start < anchor.end <= len(old):
            return refusal(Status.REMOVED)
        mapped = self._mapped(anchor)
        if mapped is not None and mapped.status is Status.KEPT:
            return mapped
        exact = self._exact(anchor)
        if mapped is not None and not _outdoes(exact, anchor):
            return mapped
        choice, status, method = exact, Status.MOVED, Method.EXACT
        if choice.best is None:
            choice, status, method = self._similar(anchor), Status.MOVED_EDITED, Method.SIMILAR
        if choice.best is None:
            return refusal(Status.REMOVED)
        if choice.is_ambiguous:
            return refusal(Status.AMBIGUOUS, choice.best.score)
        return self._placed(anchor, choice.best, status, method)

    def _mapped(self, anchor: Anchor) -> Placement | None:
        if anchor.step_id not in self.new_steps:
            return None
        version_map = self._map(anchor.step_id)
        span = version_map.map_span(anchor.start, anchor.end)
        if span is None or not _has_stayed(version_map, anchor, span):
            return None
        same = self._is_same(anchor, version_map.new, span.start, span.end)
        status = Status.KEPT if same else Status.EDITED
        return Placement(status, anchor.step_id, span.start, span.end, round(span.kept_share, 3), Method.MAP)

    def _exact(self, anchor: Anchor) -> Choice:
        quote = self._quote(anchor)
        for step_ids in self._search_order(anchor):
            found: list[Candidate] = []
            for step_id in step_ids:
                text = self._new_text(step_id)
                for first, last in text.find(quote):
                    candidate = score_in_context(anchor, step_id, text, first, last)
                    if self._is_passage(anchor, candidate, candidate.score):
                        found.append(candidate)
            if found:
                return choose(found)
        return Choice(None)

    def _similar(self, anchor: Anchor) -> Choice:
        if len(anchor.exact) < SHORTEST_SIMILAR:
            return Choice(None)
        quote = self._quote(anchor)
        for step_ids in self._search_order(anchor):
            found: list[Candidate] = []
            for step_id in step_ids:
                text = self._new_text(step_id)
                for first, last in likely_windows(quote, text, LEAST_WORDS_IN_COMMON):
                    context = score_in_context(anchor, step_id, text, first, last).score
                    score = 0.75 * similarity(quote, text.folded[first:last]) + 0.25 * context
                    candidate = Candidate(step_id, first, last, score)
                    if score >= LEAST_LIKENESS and self._is_passage(anchor, candidate, context):
                        found.append(candidate)
            if found:
                return choose(found)
        return Choice(None)

    def _placed(self, anchor: Anchor, found: Candidate, status: Status, method: Method) -> Placement:
        start, end = self._new_text(found.step_id).span_of(found.first, found.last)
        if status is Status.MOVED:
            old = self._map_old(anchor)
            first, last = old.words_in(anchor.start, anchor.end)
            inner_start = start + max(0, anchor.start - old.words[first].start)
            inner_end = end - max(0, old.words[last - 1].end - anchor.end)
            if inner_start < inner_end:
                start, end = inner_start, inner_end
        return Placement(status, found.step_id, start, end, round(found.score, 3), method)

    def _search_order(self, anchor: Anchor) -> list[list[str]]:
        """The step itself, then all others together; steps that are too long to be searched are left out."""
        searchable = [step_id for step_id, text in self.new_steps.items() if len(text) <= LONGEST_SEARCHED]
        own = [step_id for step_id in searchable if step_id == anchor.step_id]
        return [own, [step_id for step_id in searchable if step_id != anchor.step_id]]

    def _is_passage(self, anchor: Anchor, found: Candidate, context: float) -> bool:
        """Whether like words in a new text are the passage, moved, and not only like it.

        They may have no origin of their own, and what is short needs its sentence or its surroundings.
        """
        if found.step_id in self.old_steps:
            own = (anchor.start, anchor.end) if found.step_id == anchor.step_id else (0, 0)
            foreign = self._map(found.step_id).share_from_elsewhere(found.first, found.last, *own)
            if foreign >= _FROM_ELSEWHERE:
                return False
        if len(anchor.exact) >= SPEAKS_FOR_ITSELF:
            return True
        old, new = self._map_old(anchor), self._new_text(found.step_id)
        sentence = old.sentences_around(anchor.start, anchor.end)
        new_span = new.span_of(found.first, found.last)
        new_sentence = new.sentences_around(*new_span)
        if sentence == (anchor.start, anchor.end):
            return new_sentence == new_span and context >= LEAST_CONTEXT_OF_SENTENCE
        first, last = old.words_in(*sentence)
        new_first, new_last = new.words_in(*new_sentence)
        likeness = similarity(old.folded[first:last], new.folded[new_first:new_last])
        return max(context, likeness) >= LEAST_CONTEXT

    def _is_same(self, anchor: Anchor, new: IndexedText, start: int, end: int) -> bool:
        first, last = new.words_in(start, end)
        return self._quote(anchor) == new.folded[first:last]

    def _quote(self, anchor: Anchor) -> list[str]:
        old = self._map_old(anchor)
        first, last = old.words_in(anchor.start, anchor.end)
        return old.folded[first:last]

    def _map_old(self, anchor: Anchor) -> IndexedText:
        return self._map(anchor.step_id).old

    def _map(self, step_id: str) -> VersionMap:
        """The map of a step; of one that is gone, to an empty text."""
        if step_id not in self._maps:
            old = IndexedText(self.old_steps[step_id])
            new = self._new_text(step_id) if step_id in self.new_steps else IndexedText("")
            self._maps[step_id] = VersionMap(old, new)
        return self._maps[step_id]

    def _new_text(self, step_id: str) -> IndexedText:
        if step_id not in self._new_texts:
            self._new_texts[step_id] = IndexedText(self.new_steps[step_id])
        return self._new_texts[step_id]


def _has_stayed(version_map: VersionMap, anchor: Anchor, span: MappedSpan) -> bool:
    """Whether the words that survived are the passage: enough of them, of like size and surroundings."""
    length = anchor.end - anchor.start
    if span.kept_share < LEAST_KEPT or span.end - span.start > 2.2 * length + 20:
        return False
    places = (anchor.start, anchor.end, span.start, span.end)
    if version_map.sentence_share(*places) < LEAST_KEPT:
        return False
    return length >= SPEAKS_FOR_ITSELF or version_map.neighbor_share(*places) >= LEAST_NEIGHBORS


def _outdoes(exact: Choice, anchor: Anchor) -> bool:
    """Whether the same words elsewhere are a better place than an edited remainder in the old one."""
    return exact.best is not None and not exact.is_ambiguous and len(anchor.exact) >= SPEAKS_FOR_ITSELF


def _hop(hops: Sequence[Carrier], anchor: Anchor) -> Placement:
    """Carry from version to version; the status sums up what happened on the way."""
    placement = refusal(Status.REMOVED)
    moved = edited = False
    score = 1.0
    current = anchor
    for position, carrier in enumerate(hops):
        placement = carrier.place(current)
        if placement.step_id is None:
            return placement
        moved = moved or placement.status in (Status.MOVED, Status.MOVED_EDITED)
        edited = edited or placement.status in (Status.EDITED, Status.MOVED_EDITED)
        score = min(score, placement.score)
        if position < len(hops) - 1:
            text = hops[position + 1].old_steps[placement.step_id]
            current = describe(placement.step_id, text, placement.start, placement.end)
    return replace(placement, status=_STATUSES[moved, edited], score=score)


def _better(hopped: Placement, direct: Placement) -> Placement:
    """The way that found a place; of two places the one with the words unchanged, then the one not moved.

    So an edit that was taken back counts as no edit.
    """
    ranks = (Status.KEPT, Status.MOVED, Status.EDITED, Status.MOVED_EDITED, Status.AMBIGUOUS, Status.REMOVED)
    return direct if ranks.index(direct.status) < ranks.index(hopped.status) else hopped


_STATUSES = {
    (False, False): Status.KEPT,
    (False, True): Status.EDITED,
    (True, False): Status.MOVED,
    (True, True): Status.MOVED_EDITED,
}
