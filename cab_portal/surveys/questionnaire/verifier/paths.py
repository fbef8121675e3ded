"""All paths through a survey at once.

A state is what later conditions can still tell: the cells of the answers that they read, and the item up to which a
jump has hidden everything. Equal states are merged; each keeps the shortest answers that lead to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from cab_portal.surveys.questionnaire.verifier.domains import OverBudget, cells_of, verdicts_on
from cab_portal.surveys.questionnaire.verifier.logic import (
    END,
    Condition,
    Item,
    Logic,
    Probe,
    Value,
    Variable,
    judged,
    tests_of,
)

BUDGET = 200_000
"""How many states are visited before the search gives up."""

MANY = 300
"""From how many states on it pays to look for those that are equal in all that is still open."""

Answers = tuple[tuple[str, Value], ...]
"""Answers by variable in order; the witness of a state lists those that are there, None left out."""


@dataclass
class OfCondition:
    """What was seen of a condition on all paths: whether it may hold, may not, and where it surely does not."""

    may_hold: bool = False
    may_fail: bool = False


@dataclass
class OfJump:
    """What was seen of a jump: the shortest answers with which it holds, and with which it is taken."""

    holds: Answers | None = None
    is_taken: bool = False


@dataclass
class Seen:
    """What the walk saw, by the place of the item."""

    shown: dict[int, Answers] = field(default_factory=dict)
    required_while_shown: set[int] = field(default_factory=set)
    required_while_hidden: dict[int, Answers] = field(default_factory=dict)
    empty_pipes: dict[tuple[int, str], Answers] = field(default_factory=dict)
    dead_ends: dict[int, Answers] = field(default_factory=dict)
    conditions: dict[int, OfCondition] = field(default_factory=lambda: defaultdict(OfCondition))
    jumps: dict[tuple[int, int], OfJump] = field(default_factory=lambda: defaultdict(OfJump))
    is_complete: bool = True


_State = tuple[int, Answers]


class Walk:
    """One walk over all paths. `up_to` is the place at which it stops, for questions about one item."""

    def __init__(self, logic: Logic, budget: int = BUDGET, up_to: int | None = None) -> None:
        self.items = logic.items if up_to is None else logic.items[: up_to + 1]
        self.places = {item.name: place for place, item in reversed(list(enumerate(logic.items)))}
        self.budget = budget
        self.steps = 0
        self.seen = Seen()
        self.last_read, self.tests = _readings(self.items)
        self.cells: dict[str, tuple[Value, ...]] = {}
        self.piped = {name for item in self.items for name in item.pipes}
        self.pending = _pending(self.items)
        self.reads = {
            name: {test.variable for test in tests_of(condition.expression)}
            for name, (condition, _) in self.pending.items()
        }
        self.last_read.update({name: last for name, (_, last) in self.pending.items()})

    def run(self) -> Seen:
        """Walk; over budget `is_complete` is False and the rest of what was seen says little."""
        try:
            states: dict[_State, Answers] = {(0, ()): ()}
            for place, item in enumerate(self.items):
                states = self._pass(place, item, states)
                if len(states) > MANY:
                    states = self._merged(place, states)
        except OverBudget:
            self.seen.is_complete = False
        return self.seen

    def _pass(self, place: int, item: Item, states: Mapping[_State, Answers]) -> dict[_State, Answers]:
        following: dict[_State, Answers] = {}
        for (until, values), witness in states.items():
            self._count()
            if until > place:
                self._put(following, place, (until, values), witness)
                continue
            known = dict(values)
            verdict = self._visibility(item, known)
            if verdict is not True:
                self._hidden(place, item, known, witness)
                self._put(following, place, (0, values), witness)
            if verdict is not False:
                self._show(place, item, (values, witness), following)
        return following

    def _visibility(self, item: Item, known: Mapping[str, Value]) -> bool | None:
        verdicts = []
        for condition in item.conditions:
            verdict = self._judged(condition, known)
            seen = self.seen.conditions[id(condition)]
            seen.may_hold = seen.may_hold or verdict is not False
            seen.may_fail = seen.may_fail or verdict is not True
            verdicts.append(verdict)
        if False in verdicts:
            return False
        return None if None in verdicts else True

    def _hidden(self, place: int, item: Item, known: Mapping[str, Value], witness: Answers) -> None:
        if item.required_if is None:
            return
        if self._judged(item.required_if, known) is not False:
            _keep_shortest(self.seen.required_while_hidden, place, witness)

    def _show(self, place: int, item: Item, state: tuple[Answers, Answers], following: dict[_State, Answers]) -> None:
        values, witness = state
        known = dict(values)
        _keep_shortest(self.seen.shown, place, witness)
        for name in item.pipes:
            if known.get(name) is None:
                _keep_shortest(self.seen.empty_pipes, (place, name), witness)
        if item.required_if is not None and self._judged(item.required_if, known) is not False:
            self.seen.required_while_shown.add(place)
        for answers in self._answers(place, item):
            self._count()
            given = tuple((name, value) for name, value in answers if value is not None)
            self._leave(place, item, ((*values, *given), (*witness, *given)), following)

    def _answers(self, place: int, item: Item) -> Iterator[Answers]:
        read = [variable for variable in item.variables if self.last_read.get(variable.name, -1) >= place]
        yield from product(*([(variable.name, value) for value in self._cells(variable)] for variable in read))

    def _cells(self, variable: Variable) -> tuple[Value, ...]:
        """The answers of which the walk takes one each. No answer stands for all that nothing tells apart from it."""
        if variable.name not in self.cells:
            tests = self.tests[variable.name]
            found = cells_of(variable.domain, tests, self.budget)
            if variable.may_be_empty and variable.name not in self.piped:
                found.pop(verdicts_on(None, tests), None)
            self.cells[variable.name] = ((None,) if variable.may_be_empty else ()) + tuple(found.values())
        return self.cells[variable.name]

    def _merged(self, place: int, states: Mapping[_State, Answers]) -> dict[_State, Answers]:
        """The states with what is decided in the place of the answers that decided it, so that more are equal."""
        merged: dict[_State, Answers] = {}
        passed = {variable.name for item in self.items[: place + 1] for variable in item.variables}
        open_ones = [
            (name, condition, reads)
            for name, (condition, last) in self.pending.items()
            for reads in (self.reads[name] & passed,)
            if last > place and reads
        ]
        for (until, values), witness in states.items():
            self._count()
            known = dict(values)

            def judge(test: Probe, known: Mapping[str, Value] = known) -> bool | None:
                return test.holds(known.get(test.variable)) if test.variable in passed else None

            kept = {name: value for name, value in values if name in self.piped}
            for name, condition, reads in open_ones:
                verdict = known[name] if name in known else judged(condition.expression, judge)
                if verdict is not None:
                    kept[name] = verdict
                else:
                    kept.update((read, known[read]) for read in reads if read in known)
            self._put(merged, place, (until, tuple(sorted(kept.items(), key=lambda entry: entry[0]))), witness)
        return merged

    def _judged(self, condition: Condition, known: Mapping[str, Value]) -> bool | None:
        """Whether the condition holds with these answers, or was decided by earlier ones."""
        decided: bool | None = known.get(_verdict_of(condition))
        if decided is not None:
            return decided
        return judged(condition.expression, lambda test: test.holds(known.get(test.variable)))

    def _leave(self, place: int, item: Item, state: tuple[Answers, Answers], following: dict[_State, Answers]) -> None:
        """Take the first jump that holds, or go on."""
        values, witness = state
        known = dict(values)
        is_open = True
        for number, jump in enumerate(item.jumps):
            verdict: bool | None = True
            if jump.condition is not None:
                verdict = self._judged(jump.condition, known)
            seen = self.seen.jumps[place, number]
            if verdict is not False and (seen.holds is None or len(witness) < len(seen.holds)):
                seen.holds = witness
            if verdict is False or not is_open:
                continue
            seen.is_taken = True
            self._put(following, place, (self._target(place, jump.target), values), witness)
            is_open = verdict is None
        if not is_open:
            return
        if item.jumps and not item.falls_through:
            _keep_shortest(self.seen.dead_ends, place, witness)
        else:
            self._put(following, place, (0, values), witness)

    def _target(self, place: int, target: str) -> int:
        if target == END:
            return len(self.places) + len(self.items) + 1
        found = self.places.get(target, place + 1)
        return found if found > place + 1 else 0

    def _put(self, following: dict[_State, Answers], place: int, state: _State, witness: Answers) -> None:
        until, values = state
        kept = tuple(entry for entry in values if self.last_read[entry[0]] > place)
        _keep_shortest(following, (until, kept), witness)

    def _count(self) -> None:
        self.steps += 1
        if self.steps > self.budget:
            raise OverBudget


def _keep_shortest(found: dict[Any, Answers], key: object, witness: Answers) -> None:
    known = found.get(key)
    if known is None or len(witness) < len(known):
        found[key] = witness


def _verdict_of(condition: Condition) -> str:
    """The name under which a state keeps what the condition was decided to be; no question has it."""
    return f"\0{id(condition)}"


def _pending(items: tuple[Item, ...]) -> dict[str, tuple[Condition, int]]:
    """Every condition with the last place where it is judged."""
    found: dict[str, tuple[Condition, int]] = {}
    for place, item in enumerate(items):
        jumps = (jump.condition for jump in item.jumps)
        for condition in (*item.conditions, *jumps, item.required_if):
            if condition is not None:
                found[_verdict_of(condition)] = (condition, place)
    return found


def _readings(items: tuple[Item, ...]) -> tuple[dict[str, int], dict[str, list[Probe]]]:
    """For each variable that is read: the last place where it is, and the tests that read it."""
    last_read: dict[str, int] = {}
    tests: dict[str, list[Probe]] = defaultdict(list)
    for place, item in enumerate(items):
        conditions = [*item.conditions, *(jump.condition for jump in item.jumps), item.required_if]
        for condition in conditions:
            for test in tests_of(condition.expression) if condition is not None else ():
                last_read[test.variable] = place
                tests[test.variable].append(test)
        last_read.update(dict.fromkeys(item.pipes, place))
    return last_read, tests
