"""A passage sought outside its place: stages 2 and 3 find candidates in one new text each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cab_portal.comments.anchoring.anchors import Anchor
from cab_portal.comments.anchoring.indexed_text import IndexedText, context_score
from cab_portal.comments.anchoring.locating import CLEAR_LEAD


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range of words in the new text of a step, with its score from 0 to 1."""

    step_id: str
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The best candidate, if one leads clearly; `is_ambiguous` if there are several and none does."""

    best: Candidate | None
    is_ambiguous: bool = False


def choose(candidates: Iterable[Candidate]) -> Choice:
    """The only candidate, or the one that leads by `CLEAR_LEAD` over all that do not overlap it."""
    ranked = sorted(candidates, key=lambda item: (-item.score, item.step_id, item.first))
    if not ranked:
        return Choice(None)
    best = ranked[0]
    others = [item for item in ranked[1:] if item.step_id != best.step_id or not _overlap(item, best)]
    if others and best.score - others[0].score < CLEAR_LEAD:
        return Choice(best, is_ambiguous=True)
    return Choice(best)


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.first < other.last and other.first < one.last


def score_in_context(anchor: Anchor, step_id: str, text: IndexedText, first: int, last: int) -> Candidate:
    """A candidate scored by its surroundings alone."""
    return Candidate(
        step_id, first, last, context_score(anchor.prefix, anchor.suffix, text, *text.span_of(first, last))
    )


def likely_windows(quote: Sequence[str], text: IndexedText, least: float) -> list[tuple[int, int]]:
    """Windows of 0.75, 1 and 1.25 times the quote's words that share at least `least` of them with it."""
    wanted = Counter(quote)
    found: list[tuple[int, int]] = []
    for size in sorted({max(1, round(len(quote) * factor)) for factor in (0.75, 1.0, 1.25)}):
        if size > len(text.folded):
            continue
        window = Counter(text.folded[:size])
        shared = (window & wanted).total()
        for first in range(len(text.folded) - size + 1):
            if first:
                leaving, entering = text.folded[first - 1], text.folded[first + size - 1]
                shared -= window[leaving] <= wanted[leaving]
                window[leaving] -= 1
                window[entering] += 1
                shared += window[entering] <= wanted[entering]
            if 2 * shared >= least * (size + len(quote)):
                found.append((first, first + size))
    return found
