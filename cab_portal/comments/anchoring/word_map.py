"""Where the words of sentences went in the sentences that they became."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cab_portal.comments.anchoring.sentence_index import TERM_LENGTH
from cab_portal.drafts.text.pairing import pair_sequences
from cab_portal.drafts.text.words import Word, words

ABSENT = -1


@dataclass(frozen=True, slots=True)
class MappedSpan:
    """A span of the new text. `kept` is how many characters of the passage's words survived in it, of `all`."""

    start: int
    end: int
    kept: int
    all: int

    @property
    def share(self) -> float:
        return self.kept / self.all if self.all else 0.0


class Passages:
    """The words of some spans of a text, in order; a word's offsets are those of the whole text."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self.words: list[Word] = []
        for start, end in spans:
            self.words.extend(
                Word(word.start + start, word.end + start, word.folded) for word in words(text[start:end])
            )
        self.folded = [word.folded for word in self.words]
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The range of the words that `text[start:end]` holds or cuts."""
        first = bisect_right(self._ends, start)
        return first, max(first, bisect_left(self._starts, end))


class WordMap:
    """The words of old sentences paired with those of the sentences they became.

    Words count as equal when their first letters are, so that a plural is the word that it was.
    """

    def __init__(self, old: Passages, new: Passages) -> None:
        self.old = old
        self.new = new
        self._new_of_old = [ABSENT] * len(old.words)
        stems = [[word[:TERM_LENGTH] for word in side.folded] for side in (old, new)]
        for old_index, new_index in pair_sequences(*stems):
            self._new_of_old[old_index] = new_index

    def map_span(self, start: int, end: int) -> MappedSpan | None:
        """The passage's place by the words that survived; None if no word of it did.

        An edge word that survived keeps the offset inside it; else the span is extended to the gap between its
        surviving neighbors, so that what replaced an edge word belongs to the passage.
        """
        first, last = self.old.words_in(start, end)
        if first == last:
            return None
        total = sum(self._old_length(index) for index in range(first, last))
        kept = [index for index in range(first, last) if self._new_of_old[index] != ABSENT]
        survived = sum(self._old_length(index) for index in kept)
        literal = self._literal(first, last)
        if literal is not None:
            return self._cut(start, end, first, last, *literal, total, total)
        if not kept:
            return None
        new_first, new_last = self._first_new(first, kept[0]), self._last_new(last - 1, kept[-1])
        head = first if kept[0] == first else ABSENT
        tail = last if kept[-1] == last - 1 else ABSENT
        return self._cut(start, end, head, tail, new_first, new_last + 1, survived, total)

    def holds_all(self, start: int, end: int) -> bool:
        """Whether a passage holds every word of the old sentences."""
        first, last = self.old.words_in(start, end)
        return first == 0 and last == len(self.old.words)

    def _literal(self, first: int, last: int) -> tuple[int, int] | None:
        """Where the very words stand, if they do once on both sides: a clause may change its place in a sentence."""
        quote = self.old.folded[first:last]
        if last - first < 2 or len(_places(self.old.folded, quote)) > 1:
            return None
        found = _places(self.new.folded, quote)
        return (found[0], found[0] + last - first) if len(found) == 1 else None

    def _cut(
        self, start: int, end: int, head: int, tail: int, new_first: int, new_last: int, kept: int, total: int
    ) -> MappedSpan | None:
        """The characters of a range of new words, without what the passage cut off at edges that survived."""
        new_start, new_end = self.new.words[new_first].start, self.new.words[new_last - 1].end
        if head != ABSENT:
            new_start += max(0, min(start - self.old.words[head].start, self._new_length(new_first) - 1))
        if tail != ABSENT:
            new_end -= max(0, min(self.old.words[tail - 1].end - end, self._new_length(new_last - 1) - 1))
        return MappedSpan(new_start, new_end, kept, total) if new_start < new_end else None

    def _first_new(self, first: int, kept: int) -> int:
        if kept == first:
            return self._new_of_old[first]
        before = next((i for i in range(first - 1, -1, -1) if self._new_of_old[i] != ABSENT), ABSENT)
        return self._new_of_old[before] + 1 if before != ABSENT else 0

    def _last_new(self, last: int, kept: int) -> int:
        if kept == last:
            return self._new_of_old[last]
        after = next((i for i in range(last + 1, len(self._new_of_old)) if self._new_of_old[i] != ABSENT), ABSENT)
        return (self._new_of_old[after] if after != ABSENT else len(self.new.words)) - 1

    def _old_length(self, index: int) -> int:
        return self.old.words[index].end - self.old.words[index].start

    def _new_length(self, index: int) -> int:
        return self.new.words[index].end - self.new.words[index].start


def _places(folded: Sequence[str], quote: Sequence[str]) -> list[int]:
    return [at for at in range(len(folded) - len(quote) + 1) if folded[at : at + len(quote)] == quote]
