"""The findings about a survey's logic."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cab_portal.surveys.questionnaire.verifier.alone import is_possible
from cab_portal.surveys.questionnaire.verifier.domains import OverBudget
from cab_portal.surveys.questionnaire.verifier.logic import (
    END,
    NEVER,
    Condition,
    Expression,
    Finding,
    Item,
    Logic,
    tests_of,
)
from cab_portal.surveys.questionnaire.verifier.paths import BUDGET, Answers, Seen, Walk
from cab_portal.surveys.questionnaire.wording import Sentence

CORE_BUDGET = 20_000
"""How many states are visited to find out which conditions make an item unreachable."""


@dataclass(frozen=True)
class Proof:
    """What was found, in the order of the survey. `proved` is False where not everything could be followed: then no
    finding does not mean that there is nothing to find."""

    proved: bool
    findings: tuple[Finding, ...]


def verify(logic: Logic, budget: int = BUDGET) -> Proof:
    """Walk all paths through the survey, at most `budget` states, and say what is wrong."""
    walk = Walk(logic, budget)
    seen = walk.run()
    checker = _Checker(logic, seen, budget)
    found = [*logic.findings, *checker.structure(), *checker.conditions()]
    if seen.is_complete:
        found.extend(checker.paths())
    places = {item.name: place for place, item in reversed(list(enumerate(logic.items)))}
    ordered = sorted(found, key=lambda finding: places.get(finding.question, checker.place_of_page(finding.question)))
    return Proof(seen.is_complete and checker.is_complete and not logic.gaps, tuple(ordered))


class _Checker:
    """Reads findings out of what the walk saw."""

    def __init__(self, logic: Logic, seen: Seen, budget: int) -> None:
        self.logic = logic
        self.seen = seen
        self.budget = budget
        self.is_complete = True
        self.variables = {variable.name: variable for item in logic.items for variable in item.variables}
        self.contradictory: set[int] = set()

    def place_of_page(self, name: str) -> int:
        """The place of the first item of a page or panel; that of the end where there is none."""
        for place, item in enumerate(self.logic.items):
            if any(condition.owner == name for condition in item.conditions):
                return place
        return len(self.logic.items) if name else -1

    def structure(self) -> Iterator[Finding]:
        """What jumps say without looking at answers."""
        places = {item.name: place for place, item in enumerate(self.logic.items)}
        for place, item in enumerate(self.logic.items):
            for jump in item.jumps:
                if jump.target != END and jump.target not in places:
                    sentence = Sentence("It jumps to “%(target)s”, which is not there.", target=jump.target)
                    yield Finding("bad_target", item.name, sentence)
                elif jump.target != END and places[jump.target] <= place:
                    sentence = Sentence("It jumps back to “%(target)s”.", target=jump.target)
                    yield Finding("backward_jump", item.name, sentence)
            if item.jumps and not item.falls_through and all(jump.condition for jump in item.jumps):
                sentence = Sentence("No rule says where to go when none of the others holds.")
                yield Finding("no_default_route", item.name, sentence)

    def conditions(self) -> Iterator[Finding]:
        """Conditions that no answers at all satisfy, each by itself."""
        told: set[str] = set()
        for item in self.logic.items:
            jumps = [jump.condition for jump in item.jumps if jump.condition is not None]
            required = [item.required_if] if item.required_if is not None else []
            for condition in (*item.conditions, *jumps, *required):
                if self._is_impossible(condition):
                    self.contradictory.add(id(condition))
                    if f"{condition.owner}\0{condition.words}" not in told:
                        told.add(f"{condition.owner}\0{condition.words}")
                        yield _contradiction(condition)
        for condition in self.logic.extras:
            if self._is_impossible(condition):
                yield _contradiction(condition)

    def _is_impossible(self, condition: Condition) -> bool:
        try:
            return not is_possible(condition.expression, self.variables, self.budget)
        except OverBudget:
            self.is_complete = False
            return False

    def paths(self) -> Iterator[Finding]:
        """What only the paths show."""
        told: set[str] = set()
        for place, item in enumerate(self.logic.items):
            if place not in self.seen.shown:
                yield from self._never_shown(place, item, told)
                continue
            yield from self._needless(item, told)
            yield from self._requirement(place, item)
            yield from self._jumps(place, item)
            for name in item.pipes:
                if (place, name) in self.seen.empty_pipes:
                    sentence = Sentence("Its text repeats the answer to “%(name)s”, which may be missing.", name=name)
                    yield Finding("empty_pipe", item.name, sentence, _told(self.seen.empty_pipes[place, name]))

    def _never_shown(self, place: int, item: Item, told: set[str]) -> Iterator[Finding]:
        constant = [condition for condition in item.conditions if condition.expression == NEVER]
        if constant:
            if item.variables and not all(variable.may_be_empty for variable in item.variables):
                sentence = Sentence("An answer is required, but the question is never shown.")
                yield Finding("required_but_hidden", item.name, sentence)
            return
        if any(id(condition) in self.contradictory for condition in item.conditions):
            return
        owner = next(
            (c.owner for c in item.conditions if c.owner != item.name and not self.seen.conditions[id(c)].may_hold),
            item.name,
        )
        if owner not in told:
            told.add(owner)
            sentence = Sentence("No answers lead to it.")
            yield Finding("unreachable", owner, sentence, _Conflict(self.logic, place).found())

    def _needless(self, item: Item, told: set[str]) -> Iterator[Finding]:
        for condition in item.conditions:
            key = f"{condition.owner}\0tautology"
            if key in told or not any(True for _ in tests_of(condition.expression)):
                continue
            seen = self.seen.conditions[id(condition)]
            is_needless = not seen.may_fail if self.logic.is_strict else self._is_certain(condition.expression)
            if is_needless:
                told.add(key)
                sentence = Sentence("Its condition holds whatever was answered: %(words)s.", words=condition.words)
                yield Finding("tautology", condition.owner, sentence)

    def _is_certain(self, expression: Expression) -> bool:
        try:
            return not is_possible(expression, self.variables, self.budget, wanted=False)
        except OverBudget:
            self.is_complete = False
            return False

    def _requirement(self, place: int, item: Item) -> Iterator[Finding]:
        condition = item.required_if
        if condition is None or id(condition) in self.contradictory or place in self.seen.required_while_shown:
            return
        sentence = Sentence(
            "An answer is required only where the question is hidden: %(words)s.", words=condition.words
        )
        witness = _told(self.seen.required_while_hidden.get(place, ()))
        yield Finding("required_but_hidden", item.name, sentence, witness)

    def _jumps(self, place: int, item: Item) -> Iterator[Finding]:
        for number, jump in enumerate(item.jumps):
            seen = self.seen.jumps[place, number]
            if seen.holds is None and jump.condition is not None and id(jump.condition) not in self.contradictory:
                sentence = Sentence("No path makes its jump hold: %(words)s.", words=jump.condition.words)
                witness = ({"question": item.name, "condition": jump.condition.words},)
                yield Finding("contradiction", item.name, sentence, witness)
            elif seen.holds is not None and not seen.is_taken:
                words = jump.condition.words if jump.condition is not None else jump.target
                sentence = Sentence("An earlier jump is taken wherever this one holds: %(words)s.", words=words)
                yield Finding("shadowed_rule", item.name, sentence, _told(seen.holds))
        if place in self.seen.dead_ends:
            sentence = Sentence("With these answers nothing says where to go, and no end is reached.")
            yield Finding("dead_end", item.name, sentence, _told(self.seen.dead_ends[place]))


class _Conflict:
    """Which conditions together keep an item from being shown: as few as can be found by leaving out one by one."""

    def __init__(self, logic: Logic, place: int) -> None:
        self.logic = logic
        self.place = place

    def found(self) -> tuple[dict[str, Any], ...]:
        """The conflicting conditions, those of the item last."""
        items = list(self.logic.items)
        for place in range(self.place + 1):
            for change in _relaxed(items[place]):
                trial = [*items[:place], change, *items[place + 1 :]]
                if self._is_unreachable(trial):
                    items = trial
                    break
        return tuple(
            {"question": condition.owner, "condition": condition.words}
            for item in items[: self.place + 1]
            for condition in (*item.conditions, *(jump.condition for jump in item.jumps if jump.condition))
        )

    def _is_unreachable(self, items: list[Item]) -> bool:
        seen = Walk(replace(self.logic, items=tuple(items)), CORE_BUDGET, self.place).run()
        return seen.is_complete and self.place not in seen.shown


def _relaxed(item: Item) -> Iterator[Item]:
    """The item without conditions and jumps, if it has any; then without one of both kinds."""
    if item.conditions or item.jumps:
        yield replace(item, conditions=(), jumps=())
    if item.conditions and item.jumps:
        yield replace(item, conditions=())
        yield replace(item, jumps=())


def _contradiction(condition: Condition) -> Finding:
    sentence = Sentence("No answers satisfy its condition: %(words)s.", words=condition.words)
    return Finding(
        "contradiction", condition.owner, sentence, ({"question": condition.owner, "condition": condition.words},)
    )


def _told(answers: Answers) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"question": name, "answer": list(value) if isinstance(value, tuple) else value} for name, value in answers
    )
