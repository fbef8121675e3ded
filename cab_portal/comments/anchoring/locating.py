"""Where a passage that a browser sent stands in the very version it was read in."""

from dataclasses import dataclass
from functools import lru_cache

from cab_portal.comments.anchoring.anchors import Method
from cab_portal.comments.anchoring.indexed_text import IndexedText, context_score

CLEAR_LEAD = 0.08
"""By how much the best of several places must lead, in units of `context_score`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of the canonical text and what found it."""

    start: int
    end: int
    method: Method


def locate(canonical: str, start: int, end: int, exact: str, prefix: str, suffix: str) -> Place | None:
    """The place of a quoted passage, or None if the quote is absent or stands in several places alike.

    Offsets are believed only if the quote stands there to the letter. Else the quote is sought to the letter,
    and then word by word, so that other white space, case or quotation marks do no harm; its surroundings
    decide between several. Store the text at the place, not the quote that was sent.
    """
    if 0 <= start < end <= len(canonical) and canonical[start:end] == exact:
        return Place(start, end, Method.POSITION)
    if not exact.strip():
        return None
    text = _indexed(canonical)
    spans = _literal(canonical, exact.strip()) or _by_words(text, exact)
    scored = sorted(((context_score(prefix, suffix, text, *span), span) for span in spans), key=lambda item: -item[0])
    if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < CLEAR_LEAD):
        return None
    return Place(*scored[0][1], Method.EXACT)


# Many passages are sought in one text after another; an index of it takes longer than the search.
_indexed = lru_cache(maxsize=2)(IndexedText)


def _literal(canonical: str, exact: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    position = canonical.find(exact)
    while position >= 0:
        spans.append((position, position + len(exact)))
        position = canonical.find(exact, position + len(exact))
    return spans


def _by_words(text: IndexedText, exact: str) -> list[tuple[int, int]]:
    return [text.span_of(*found) for found in text.find(IndexedText(exact).folded)]
