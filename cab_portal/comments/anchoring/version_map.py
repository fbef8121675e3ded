"""Stage 1: which words of a step's old text are still there in its new text, and where a passage went."""

from dataclasses import dataclass

from cab_portal.comments.anchoring.indexed_text import IndexedText
from cab_portal.drafts.text.pairing import pair_lines_then_words

_ABSENT = -1


@dataclass(frozen=True, slots=True)
class MappedSpan:
    """Where the diff puts a passage. `kept_share` is surviving characters of all its characters."""

    start: int
    end: int
    kept_share: float


class VersionMap:
    """The comparison of one step's text in two versions; make it once and map every passage with it."""

    def __init__(self, old: IndexedText, new: IndexedText) -> None:
        self.old = old
        self.new = new
        self._new_of_old = [_ABSENT] * len(old.words)
        self._old_of_new = [_ABSENT] * len(new.words)
        for old_index, new_index in pair_lines_then_words(old.lines(), new.lines()):
            self._new_of_old[old_index] = new_index
            self._old_of_new[new_index] = old_index

    def map_span(self, start: int, end: int) -> MappedSpan | None:
        """The passage's place by the words that survived; None if no word of it did.

        An edge word that survived keeps the offset inside it; else the span is extended to the gap between
        its surviving neighbors, so that what replaced an edge word belongs to the passage.
        """
        first, last = self.old.words_in(start, end)
        kept = [index for index in range(first, last) if self._new_of_old[index] != _ABSENT]
        if not kept:
            return None
        new_first = self._first_new(first, kept[0])
        new_last = self._last_new(last - 1, kept[-1])
        new_start, new_end = self.new.span_of(new_first, new_last + 1)
        if kept[0] == first:
            new_start += max(0, min(start - self.old.words[first].start, self._length(new_first) - 1))
        if kept[-1] == last - 1:
            new_end -= max(0, min(self.old.words[last - 1].end - end, self._length(new_last) - 1))
        if new_end <= new_start:
            return None
        return MappedSpan(new_start, new_end, self._share(first, last, 0, len(self.new.words)))

    def sentence_share(self, start: int, end: int, new_start: int, new_end: int) -> float:
        """The share of the passage's whole sentence that stands in the block of its new place.

        The surroundings of a few common words tell whether they are the same words or only alike.
        """
        first, last = self.old.words_in(*self.old.sentences_around(start, end))
        return self._share(first, last, *self.new.words_in(*self.new.block_around(new_start, new_end)))

    def neighbor_share(self, start: int, end: int, new_start: int, new_end: int, reach: int = 6) -> float:
        """Of `reach` words before and after the passage, the share near its new place; 1 if it is alone."""
        first, last = self.old.words_in(start, end)
        new_first, new_last = self.new.words_in(new_start, new_end)
        around = [*range(max(0, first - reach), first), *range(last, min(len(self.old.words), last + reach))]
        low, high = new_first - 2 * reach, new_last + 2 * reach
        near = [index for index in around if low <= self._new_of_old[index] < high]
        near = [index for index in near if self._new_of_old[index] != _ABSENT]
        return len(near) / len(around) if around else 1.0

    def share_from_elsewhere(self, first: int, last: int, start: int, end: int) -> float:
        """Of new words `first` to `last`, the share that stood in the old text outside `[start, end)`.

        Words that have an origin of their own are not the passage moved.
        """
        own_first, own_last = self.old.words_in(start, end)
        total = foreign = 0
        for index in range(first, last):
            length = self._length(index)
            origin = self._old_of_new[index]
            total += length
            foreign += length if origin != _ABSENT and not own_first <= origin < own_last else 0
        return foreign / total if total else 0.0

    def _share(self, first: int, last: int, new_first: int, new_last: int) -> float:
        total = kept = 0
        for index in range(first, last):
            length = self.old.words[index].end - self.old.words[index].start
            total += length
            kept += length if new_first <= self._new_of_old[index] < new_last else 0
        return kept / total if total else 0.0

    def _first_new(self, first: int, kept: int) -> int:
        if kept == first:
            return self._new_of_old[first]
        before = next((i for i in range(first - 1, -1, -1) if self._new_of_old[i] != _ABSENT), _ABSENT)
        return self._new_of_old[before] + 1 if before != _ABSENT else 0

    def _last_new(self, last: int, kept: int) -> int:
        if kept == last:
            return self._new_of_old[last]
        after = next((i for i in range(last + 1, len(self._new_of_old)) if self._new_of_old[i] != _ABSENT), _ABSENT)
        return (self._new_of_old[after] if after != _ABSENT else len(self.new.words)) - 1

    def _length(self, new_index: int) -> int:
        return self.new.words[new_index].end - self.new.words[new_index].start
