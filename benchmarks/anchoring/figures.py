"""What is counted: places against the truth, over every pair of versions of a history."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from benchmarks.anchoring.histories import History
from benchmarks.anchoring.truth import Fate, Told, tell
from cab_portal.comments.anchoring.anchors import Placement, describe
from cab_portal.comments.anchoring.carrying import Carrier, carry_along

_STEP = "text"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PHRASES_A_SENTENCE = 3

Span = tuple[int, int]


class Count(StrEnum):
    """One line of the table; each counts how many there were and how many came out right."""

    UNCHANGED = "sentences unchanged, in their place"
    EDITED = "sentences edited, on the right words"
    DELETED = "sentences deleted, refused"
    PHRASES = "phrases of unchanged sentences, in their place"
    PHRASES_EDITED = "phrases of edited sentences, on their words"
    PHRASES_GONE = "phrases of deleted sentences, refused"
    PHRASES_LURED = "… whose words stand elsewhere too, refused"
    CAME_BACK = "sentences taken out and put back, in their place"


@dataclass
class Figures:
    """Counts by line. `wrong` are whole sentences placed where no word is theirs; `misses` tells what went wrong."""

    seen: Counter[Count] = field(default_factory=Counter)
    right: Counter[Count] = field(default_factory=Counter)
    wrong: int = 0
    placed: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, count: Count, *, is_right: bool, told: str) -> None:
        self.seen[count] += 1
        self.right[count] += is_right
        if not is_right:
            self.misses.append(f"{count}: {told}")

    def share(self, count: Count) -> float:
        return self.right[count] / self.seen[count] if self.seen[count] else 1.0


def measure(histories: Iterable[History]) -> Figures:
    """Every sentence and three phrases of each, from every version into every later one."""
    figures = Figures()
    for history in histories:
        for old, new in itertools.combinations(history.versions, 2):
            if old != new:
                _Pair(old, new, figures).measure()
        for versions in zip(history.versions, history.versions[1:], history.versions[2:], strict=False):
            _count_returns(versions, figures)
    return figures


class _Pair:
    def __init__(self, old: str, new: str, figures: Figures) -> None:
        self.old = old
        self.new = new
        self.figures = figures
        self.carrier = Carrier({_STEP: old}, {_STEP: new})
        self.random = Random(len(old))  # noqa: S311 - which phrases are tried is no secret

    def measure(self) -> None:
        for told in tell(self.old, self.new):
            self._count_sentence(told)
            for start, end in self._phrases(told):
                self._count_phrase(told, start, end)

    def place(self, start: int, end: int) -> Placement:
        return self.carrier.place(describe(_STEP, self.old, start, end))

    def _count_sentence(self, told: Told) -> None:
        found = self.place(told.start, told.end)
        span = (found.start, found.end)
        self.figures.placed += found.is_placed
        if told.place is None:
            count, is_right = Count.DELETED, not found.is_placed
        elif told.fate is Fate.UNCHANGED:
            count, is_right = Count.UNCHANGED, found.is_placed and span == told.place
        else:
            count, is_right = Count.EDITED, found.is_placed and _agree(span, told.place)
        if found.is_placed and told.place is not None and not _overlap(span, told.place):
            self.figures.wrong += 1
        self._add(count, is_right, (told.start, told.end), found)

    def _count_phrase(self, told: Told, start: int, end: int) -> None:
        found = self.place(start, end)
        phrase = self.old[start:end].casefold()
        if told.place is None:
            self._add(Count.PHRASES_GONE, not found.is_placed, (start, end), found)
            if phrase in self.new.casefold():
                self._add(Count.PHRASES_LURED, not found.is_placed, (start, end), found)
            return
        before = self.old[told.start : told.end].casefold()
        after = self.new[told.place[0] : told.place[1]].casefold()
        # Which of two is meant, or what replaced a phrase, is for nobody to say for certain.
        if before.count(phrase) == 1 and after.count(phrase) == 1:
            at = told.place[0] + after.index(phrase)
            count = Count.PHRASES if told.fate is Fate.UNCHANGED else Count.PHRASES_EDITED
            right = (at, at + end - start)
            is_right = (found.start, found.end) == right if count is Count.PHRASES else _agree(_span(found), right)
            self._add(count, found.is_placed and is_right, (start, end), found)

    def _phrases(self, told: Told) -> Iterator[Span]:
        """Two to four words that are not the whole sentence."""
        words = [match.span() for match in _WORD.finditer(self.old, told.start, told.end)]
        for _ in range(_PHRASES_A_SENTENCE):
            size = self.random.choice((2, 3, 4))
            if len(words) >= size + 2:
                first = self.random.randrange(len(words) - size + 1)
                yield words[first][0], words[first + size - 1][1]

    def _add(self, count: Count, is_right: bool, passage: Span, found: Placement) -> None:
        told = f"“{self.old[slice(*passage)]}” {found.status} “{self.new[slice(*_span(found))]}”"
        self.figures.add(count, is_right=is_right, told=told)


def _count_returns(versions: tuple[str, str, str], figures: Figures) -> None:
    first, between, last = versions
    gone = {told.start for told in tell(first, between) if told.fate is Fate.DELETED}
    back = [told for told in tell(first, last) if told.start in gone and told.fate is Fate.UNCHANGED]
    anchors = [describe(_STEP, first, told.start, told.end) for told in back]
    steps = [{_STEP: text} for text in versions]
    for told, found in zip(back, carry_along(steps, anchors) if anchors else (), strict=True):
        words = first[told.start : told.end]
        figures.add(Count.CAME_BACK, is_right=found.is_placed and _span(found) == told.place, told=words)


def _span(found: Placement) -> Span:
    return found.start, found.end


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _agree(one: Span, other: Span) -> bool:
    """Whether two spans share at least half of the longer one."""
    return 2 * _overlap(one, other) >= max(one[1] - one[0], other[1] - other[0])
