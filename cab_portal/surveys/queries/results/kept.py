"""What was counted, kept by each process until a mark differs: only the parts that changed are counted again, and
none that the database keeps for all processes.

Nothing that is kept names anybody. What a reader may know of it is decided by whoever shows it, at each look.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

from cab_portal.database import session
from cab_portal.surveys.queries.results.counting import Subject, statement
from cab_portal.surveys.queries.results.parts import Part, kept_parts, repeated_in
from cab_portal.surveys.queries.results.state import ResultsState
from cab_portal.surveys.queries.results.tallies import Tallies
from cab_portal.surveys.rules import ASKED, PORTIONS

_MOST_ROWS = 200_000
"""So many counts are kept by a process at most, over all surveys; longer texts count as one each."""
_FEW = 4
"""So few parts changed only just: the worker will not have counted them yet."""
_PARTS = (*range(PORTIONS), ASKED)


@dataclass
class Counted:
    """All parts of what the results of a survey rest on."""

    parts: Mapping[int, Part]

    @cached_property
    def tallies(self) -> Tallies:
        """The parts put together; whoever reads it must not change it."""
        tallies = Tallies.of(row for part in self.parts.values() for row in part.rows)
        tallies.doubtful["repeated"] = repeated_in(self.parts.values())
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


def counted(subject: Subject, state: ResultsState) -> Counted:
    """What the results of a survey rest on in this state, to be read and not changed; at most two statements, none
    where nothing changed.
    """
    known = _kept.of(subject)
    parts = {number: part for number, part in known.parts.items() if part.mark == state.marks.get(number)}
    changed = len(_PARTS) - len(parts)
    if not changed:
        return known
    # A portion in which nothing ever changed holds no response.
    parts = {number: Part(None) for number in range(PORTIONS) if number not in state.marks} | parts
    if changed > _FEW:
        parts |= kept_parts(subject, state.marks, [number for number in _PARTS if number not in parts])
    due = [number for number in _PARTS if number not in parts]
    parts |= {number: Part(state.marks.get(number)) for number in due}
    for row in session.execute(*statement(subject, due)) if due else ():
        parts[row.part].add(row)
    found = Counted(parts)
    _kept.keep(subject, found)
    return found
