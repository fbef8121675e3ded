"""The places of a passage, sentence by sentence: in the sentences that its own became."""

from collections import defaultdict
from dataclasses import dataclass

from cab_portal.comments.anchoring.sentence_index import SentenceIndex
from cab_portal.comments.anchoring.sentence_pairing import ABSENT, SentencePairing
from cab_portal.comments.anchoring.word_map import MappedSpan, Passages, WordMap
from cab_portal.drafts.text.words import fold


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of one part of a passage.

    `is_whole`: the part is all of its sentences, which are known again as a whole, whatever words of them survived.
    """

    step_id: str
    span: MappedSpan
    is_whole: bool
    is_moved: bool

    @property
    def found(self) -> int:
        """Characters of the passage that have a place here."""
        return self.span.all if self.is_whole else self.span.kept


@dataclass(frozen=True, slots=True)
class _Group:
    """Sentences that became one another: one and one, or several where one was split or several merged."""

    olds: tuple[int, ...]
    news: tuple[int, ...]


class SentenceGroups:
    """The assignment of two versions with the parts of split and merged sentences joined."""

    def __init__(self, old: SentenceIndex, new: SentenceIndex) -> None:
        self.old = old
        self.new = new
        self.pairing = SentencePairing(old, new)
        self._in_order = self.pairing.in_order()
        self._olds_of: dict[int, set[int]] = defaultdict(set)
        self._news_of: dict[int, set[int]] = defaultdict(set)
        pairs = [(at, to) for at, to in enumerate(self.pairing.new_of_old) if to != ABSENT]
        for at, to in [*pairs, *self.pairing.parts]:
            self._news_of[at].add(to)
            self._olds_of[to].add(at)
        self._maps: dict[_Group, WordMap] = {}

    def pieces(self, step_id: str, start: int, end: int) -> list[Piece]:
        """The places of a passage's parts, in the order of the passage; parts whose sentences are gone have none."""
        found: list[Piece] = []
        done: set[int] = set()
        for number in self.old.touched(step_id, start, end):
            if number in done or number not in self._news_of:
                continue
            group = self._group_of(number)
            done.update(group.olds)
            first, last = self.old.sentences[group.olds[0]], self.old.sentences[group.olds[-1]]
            piece = self._piece(group, max(start, first.start), min(end, last.end))
            if piece is not None:
                found.append(piece)
        return found

    def is_ambiguous(self, step_id: str, start: int, end: int) -> bool:
        """Whether a sentence of the passage fits in several places as well."""
        return any(number in self.pairing.ambiguous for number in self.old.touched(step_id, start, end))

    def _group_of(self, number: int) -> _Group:
        olds, news = {number}, set(self._news_of[number])
        while True:
            more = {old for new in news for old in self._olds_of[new]}
            if more == olds:
                return _Group(tuple(sorted(olds)), tuple(sorted(news)))
            olds = more
            news = {new for old in olds for new in self._news_of[old]}

    def _piece(self, group: _Group, start: int, end: int) -> Piece | None:
        step_id = self.new.sentences[group.news[0]].step_id
        is_moved = not any((old, new) in self._in_order for old in group.olds for new in group.news)
        shift = self._shift(group)
        if shift is not None:
            return Piece(step_id, MappedSpan(start + shift, end + shift, end - start, end - start), True, is_moved)
        word_map = self._map(group)
        span = word_map.map_span(start, end)
        if span is None:
            return None
        is_whole = word_map.holds_all(start, end)
        if is_whole:
            edges = (self.new.sentences[group.news[0]].start, self.new.sentences[group.news[-1]].end)
            span = MappedSpan(*edges, span.kept, span.all)
        return Piece(step_id, span, is_whole, is_moved)

    def _shift(self, group: _Group) -> int | None:
        """By how much a sentence moved that is the same, letter by letter."""
        if len(group.olds) != 1 or len(group.news) != 1:
            return None
        old, new = self.old.text(group.olds[0]), self.new.text(group.news[0])
        if len(old) != len(new) or (old != new and fold(old) != fold(new)):
            return None
        return self.new.sentences[group.news[0]].start - self.old.sentences[group.olds[0]].start

    def _map(self, group: _Group) -> WordMap:
        if group not in self._maps:
            self._maps[group] = WordMap(_passages(self.old, group.olds), _passages(self.new, group.news))
        return self._maps[group]


def _passages(index: SentenceIndex, numbers: tuple[int, ...]) -> Passages:
    spans = [(index.sentences[number].start, index.sentences[number].end) for number in numbers]
    return Passages(index.steps[index.sentences[numbers[0]].step_id], spans)
