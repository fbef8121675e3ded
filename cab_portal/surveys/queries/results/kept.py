"""What was counted, kept by each process until a mark differs: only the parts that changed are counted again.

Nothing that is kept names anybody. What a reader may know of it is decided by whoever shows it, at each look.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import Any

from cab_portal.database import session
from cab_portal.surveys.queries.results.counting import Subject, statement
from cab_portal.surveys.queries.results.state import ResultsState
from cab_portal.surveys.queries.results.tallies import Count, Tallies
from cab_portal.surveys.rules import ASKED, PORTIONS

_MOST_ROWS = 200_000
"""So many counts are kept by a process at most, over all surveys; longer texts count as one each."""
_PARTS = (*range(PORTIONS), ASKED)


@dataclass
class Part:
    """What one part counted to, under one mark. Of each longer text there is what it and its response hash to."""

    mark: str | None
    rows: list[Count] = field(default_factory=list)
    texts: "array[int]" = field(default_factory=lambda: array("q"))
    writers: "array[int]" = field(default_factory=lambda: array("q"))

    @property
    def size(self) -> int:
        """How much of memory it takes, in rows."""
        return len(self.rows) + len(self.texts)


@dataclass
class Counted:
    """All parts of what the results of a survey rest on."""

    parts: Mapping[int, Part]

    @cached_property
    def tallies(self) -> Tallies:
        """The parts put together; whoever reads it must not change it."""
        tallies = Tallies.of(row for part in self.parts.values() for row in part.rows)
        tallies.doubtful["repeated"] = _repeated(list(self.parts.values()))
        return tallies

    @property
    def size(self) -> int:
        """How much of memory it takes, in rows."""
        return sum(part.size for part in self.parts.values())


@dataclass
class _Kept:
    """What was counted of several surveys, those that were asked for last at the end."""

    found: "OrderedDict[Subject, Counted]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def of(self, subject: Subject) -> Counted:
        with self.lock:
            if subject not in self.found:
                return Counted({})
            self.found.move_to_end(subject)
            return self.found[subject]

    def keep(self, subject: Subject, counted: Counted) -> None:
        with self.lock:
            self.found[subject] = counted
            self.found.move_to_end(subject)
            while sum(each.size for each in self.found.values()) > _MOST_ROWS:
                self.found.popitem(last=False)


_kept = _Kept()


def counted(subject: Subject, state: ResultsState) -> Tallies:
    """The tallies of a survey in this state; at most one statement, none where nothing changed."""
    known = _kept.of(subject)
    parts = {number: part for number, part in known.parts.items() if part.mark == state.marks.get(number)}
    due = [number for number in _PARTS if number not in parts]
    if not due:
        return known.tallies
    parts |= {number: Part(state.marks.get(number)) for number in due}
    for row in session.execute(*statement(subject, due)):
        _add(parts[row.part], row)
    found = Counted(parts)
    _kept.keep(subject, found)
    return found.tallies


def _add(part: Part, row: Any) -> None:
    if row.kind == "text":
        part.texts.append(hash((row.row_id, row.code.lower())))
        part.writers.append(hash(row.segment))
    else:
        part.rows.append(tuple(row[1:]))


def _repeated(parts: Sequence[Part]) -> int:
    """How many responses have a longer text that another one has word for word."""
    times = Counter(chain.from_iterable(part.texts for part in parts))
    twice = {text for text, count in times.items() if count > 1}
    pairs = chain.from_iterable(zip(part.texts, part.writers, strict=True) for part in parts)
    return len({writer for text, writer in pairs if text in twice}) if twice else 0
