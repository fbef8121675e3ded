"""Where the comments of one version stand in another: where their sentences went, and their words in these.

The sentences of both versions are assigned to one another first, over the whole draft, so that a place that belongs
to one sentence is never given to another. A passage then follows its own sentences only: the same words elsewhere
are not the passage. Where a sentence has no successor, its comments are refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cab_portal.comments.anchoring.anchors import Anchor, Method, Placement, Status, describe, refusal
from cab_portal.comments.anchoring.sentence_groups import Piece, SentenceGroups
from cab_portal.comments.anchoring.sentence_index import SentenceIndex
from cab_portal.drafts.text.words import words

LEAST_KEPT = 0.5
"""Share of a passage's characters that must survive in the sentences that it became."""
LONGEST_GROWTH, FREE_GROWTH = 2.2, 20
"""A passage may become that many times its length and so many characters more; a whole sentence as long as it is."""


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
    if len(versions) == 2:
        return tuple(direct.place(anchor) for anchor in anchors)
    hops = [Carrier(old, new) for old, new in pairwise(versions)]
    return tuple(_better(_hop(hops, anchor), direct.place(anchor)) for anchor in anchors)


class Carrier:
    """A pair of versions with the assignment of their sentences, made once for all anchors."""

    def __init__(self, old_steps: Mapping[str, str], new_steps: Mapping[str, str]) -> None:
        self.old_steps = old_steps
        self.new_steps = new_steps
        self._groups = SentenceGroups(SentenceIndex(old_steps), SentenceIndex(new_steps))

    def place(self, anchor: Anchor) -> Placement:
        old = self.old_steps.get(anchor.step_id)
        if old is None or not 0 <= anchor.start < anchor.end <= len(old):
            return refusal(Status.REMOVED)
        quote = words(old[anchor.start : anchor.end])
        length = sum(word.end - word.start for word in quote)
        if not length:
            return refusal(Status.REMOVED)
        pieces = self._groups.pieces(anchor.step_id, anchor.start, anchor.end)
        run = _best_run(pieces, LONGEST_GROWTH * (anchor.end - anchor.start) + FREE_GROWTH)
        if sum(piece.found for piece in run) < LEAST_KEPT * length:
            is_tie = self._groups.is_ambiguous(anchor.step_id, anchor.start, anchor.end)
            return refusal(Status.AMBIGUOUS if is_tie else Status.REMOVED)
        return self._placed(run, [word.folded for word in quote], length)

    def _placed(self, run: Sequence[Piece], quote: list[str], length: int) -> Placement:
        step_id = run[0].step_id
        start, end = min(piece.span.start for piece in run), max(piece.span.end for piece in run)
        is_moved = all(piece.is_moved for piece in run)
        is_same = [word.folded for word in words(self.new_steps[step_id][start:end])] == quote
        method = Method.MAP if not is_moved else Method.EXACT if is_same else Method.SIMILAR
        score = min(1.0, sum(piece.span.kept for piece in run) / length)
        return Placement(_STATUSES[is_moved, not is_same], step_id, start, end, round(score, 3), method)


def _best_run(pieces: Sequence[Piece], longest: float) -> list[Piece]:
    """Of the places of a passage's parts those that stand together and hold most of it."""
    best: list[Piece] = []
    ordered = sorted(pieces, key=lambda piece: (piece.step_id, piece.span.start))
    for first in range(len(ordered)):
        run = [ordered[first]]
        for piece in ordered[first + 1 :]:
            if piece.step_id != run[0].step_id or piece.span.end - run[0].span.start > longest:
                break
            run.append(piece)
        is_fit = len(run) > 1 or run[0].is_whole or run[0].span.end - run[0].span.start <= longest
        if is_fit and sum(piece.found for piece in run) > sum(piece.found for piece in best):
            best = run
    return best


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
