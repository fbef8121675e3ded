"""A canonical text with its words at hand, read once and searched often."""

from bisect import bisect_left
from collections.abc import Sequence

from cab_portal.comments.anchoring.anchors import CONTEXT_LENGTH
from cab_portal.drafts.text.pairing import similarity
from cab_portal.drafts.text.words import words

_BETWEEN = "\x1f"


class IndexedText:
    """Word positions count from 0; a range of words is half-open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.folded = [word.folded for word in self.words]
        self._joined = _BETWEEN + _BETWEEN.join(self.folded) + _BETWEEN
        self._joined_starts: list[int] = []
        position = 0
        for folded in self.folded:
            self._joined_starts.append(position)
            position += len(folded) + 1

    def span_of(self, first: int, last: int) -> tuple[int, int]:
        """The characters from the first word of a non-empty range to the end of its last."""
        return self.words[first].start, self.words[last - 1].end

    def find(self, quote: Sequence[str]) -> list[tuple[int, int]]:
        """The ranges of words that equal `quote` (folded), in order; they may overlap."""
        if not quote:
            return []
        wanted = _BETWEEN + _BETWEEN.join(quote) + _BETWEEN
        found: list[tuple[int, int]] = []
        position = self._joined.find(wanted)
        while position >= 0:
            first = bisect_left(self._joined_starts, position)
            found.append((first, first + len(quote)))
            position = self._joined.find(wanted, position + 1)
        return found

    def prefix(self, start: int) -> str:
        return self.text[max(0, start - CONTEXT_LENGTH) : start]

    def suffix(self, end: int) -> str:
        return self.text[end : end + CONTEXT_LENGTH]


def context_score(prefix: str, suffix: str, text: IndexedText, start: int, end: int) -> float:
    """How like the surroundings of `text[start:end]` are to a prefix and suffix, word by word, 0 to 1."""
    before = _likeness(prefix, text.prefix(start))
    after = _likeness(suffix, text.suffix(end))
    return (before + after) / 2


def _likeness(one: str, other: str) -> float:
    return similarity([word.folded for word in words(one)], [word.folded for word in words(other)])
