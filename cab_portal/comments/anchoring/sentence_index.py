"""The sentences of a version in reading order, over all its steps."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from cab_portal.drafts.text.sentences import sentences
from cab_portal.drafts.text.words import fold

TERM_LENGTH = 6
"""Letters of a word that count when sentences are compared: "meeting" and "meetings" say the same."""
_TERM = re.compile(r"[^\W_]+")
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


class Sentence(NamedTuple):
    """`text_of(step_id)[start:end]`. `key` is what makes two sentences equal: case and spaces are not in it."""

    step_id: str
    start: int
    end: int
    key: str


class SentenceIndex:
    """All sentences of one version (canonical texts by step id), numbered from 0 through all steps."""

    def __init__(self, steps: Mapping[str, str]) -> None:
        self.steps = steps
        self.sentences: list[Sentence] = []
        self.folded: dict[str, str] = {}
        self._ranges: dict[str, range] = {}
        for step_id, text in steps.items():
            first = len(self.sentences)
            self._add(step_id, text)
            self._ranges[step_id] = range(first, len(self.sentences))
        self._starts = [sentence.start for sentence in self.sentences]
        self._terms: dict[int, Counter[str]] = {}

    def __len__(self) -> int:
        return len(self.sentences)

    def text(self, number: int) -> str:
        sentence = self.sentences[number]
        return self.steps[sentence.step_id][sentence.start : sentence.end]

    def range_of(self, step_id: str) -> range:
        """The numbers of a step's sentences."""
        return self._ranges[step_id]

    def touched(self, step_id: str, start: int, end: int) -> range:
        """The numbers of the sentences that a passage holds or cuts."""
        whole = self.range_of(step_id)
        first = max(whole.start, bisect_right(self._starts, start, whole.start, whole.stop) - 1)
        last = bisect_left(self._starts, end, whole.start, whole.stop)
        while first < last and self.sentences[first].end <= start:
            first += 1
        return range(first, last)

    def terms(self, number: int) -> Counter[str]:
        """The terms of a sentence with their counts."""
        if number not in self._terms:
            self._terms[number] = Counter(terms_of(self.sentences[number].key))
        return self._terms[number]

    def _add(self, step_id: str, text: str) -> None:
        folded = self.folded[step_id] = fold(text)
        # Folding a text as a whole is much faster, where no letter becomes two by it.
        is_aligned = len(folded) == len(text)
        offset = 0
        for line in text.split("\n"):
            for found in sentences(line):
                start, end = offset + found.start, offset + found.end
                key = " ".join((folded[start:end] if is_aligned else fold(found.text)).split())
                if key:
                    self.sentences.append(Sentence(step_id, start, end, key))
            offset += len(line) + 1


def terms_of(folded: str) -> list[str]:
    """The terms of a folded text in order; marks are none, and a sign of a script without spaces is one."""
    if _SIGN.search(folded):
        folded = _SIGN.sub(r" \g<0> ", folded)
    return [word[:TERM_LENGTH] for word in _TERM.findall(folded)]
