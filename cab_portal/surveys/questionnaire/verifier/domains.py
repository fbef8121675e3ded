"""The answers that variables may have, as cells: answers that no comparison tells apart count as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, product
from typing import Any

from cab_portal.surveys.questionnaire.grid import pieces
from cab_portal.surveys.questionnaire.verifier.logic import Domain, Probe, Value

MOST_NAMED = 14
"""How many options of a choice of several may be named before there are too many answers to tell apart."""

MOST_PARTS = 10
"""How many pieces of text are combined with each other."""


class OverBudget(Exception):
    """There are more combinations than are searched."""


@dataclass(frozen=True)
class OneOf:
    """One of given values."""

    values: tuple[Value, ...]

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:  # noqa: ARG002 - each value is one
        yield from self.values


@dataclass(frozen=True)
class SeveralOf:
    """Some of given values: from `least` to `most` of them, or one of the `exclusive` ones alone."""

    values: tuple[Value, ...]
    exclusive: tuple[Value, ...] = ()
    least: int = 1
    most: int | None = None

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:
        named = {_key(value) for test in tests for value in test.values}
        read = [value for value in self.values if _key(value) in named]
        others = [value for value in self.values if _key(value) not in named]
        if len(read) > MOST_NAMED:
            raise OverBudget
        thresholds = sorted({count for test in tests for count in test.counts})
        most = len(self.values) if self.most is None else min(self.most, len(self.values))
        for choice in product((False, True), repeat=len(read)):
            chosen = [value for value, is_chosen in zip(read, choice, strict=True) if is_chosen]
            totals = range(max(self.least, len(chosen), 1), min(most, len(chosen) + len(others)) + 1)
            for _, group in groupby(totals, key=lambda total: [(total > c, total >= c) for c in thresholds]):
                fillers = others[: next(group) - len(chosen)]
                picked = {_key(value) for value in (*chosen, *fillers)}
                yield tuple(value for value in self.values if _key(value) in picked)
        for value in self.exclusive:
            yield (value,)


def _key(value: Value) -> object:
    # true is 1 in Python, and “1” chosen by a form is no other option than 1
    return str(value).casefold()


@dataclass(frozen=True)
class Numbers:
    """Numbers from `low` to `high` in steps of 10 ** -`decimals`, and `beside` values that are no numbers."""

    low: float
    high: float
    decimals: int = 0
    beside: tuple[Value, ...] = ()

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:
        scale = 10**self.decimals
        named = [value for test in tests for value in test.values if _is_number(value)]
        cuts = {cut for value in named for cut in (int(value * scale // 1), int(-(-value * scale // 1)))}
        low, high = int(-(-self.low * scale // 1)), int(self.high * scale // 1)
        for step, _ in pieces(low, high, cuts, bounded=False):
            number = step / scale
            yield int(number) if number == int(number) else number
        yield from self.beside


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True)
class Days:
    """Days from `low` to `high`, as texts like `2026-11-24`."""

    low: str
    high: str

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:
        named = (day_number(value) for test in tests for value in test.values)
        low, high = date.fromisoformat(self.low).toordinal(), date.fromisoformat(self.high).toordinal()
        for ordinal, _ in pieces(low, high, (number for number in named if number is not None), bounded=False):
            yield date.fromordinal(ordinal).isoformat()


def day_number(value: Value) -> int | None:
    """The place of a day among days; None where the value is no day."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value).toordinal()
    except ValueError:
        return None


@dataclass(frozen=True)
class Texts:
    """Any text that is not empty."""

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:
        yield from _texts([str(v) for test in tests for v in test.values if not isinstance(v, tuple)], tests)


def _texts(named: Sequence[str], tests: Sequence[Probe]) -> Iterator[str]:
    other = "-"
    while any(other in text for text in named) or any(part in other for test in tests for part in test.parts):
        other += "~"
    yield other
    yield from dict.fromkeys(text for text in named if text)
    parts = list(dict.fromkeys(part for test in tests for part in test.parts if part))
    if len(parts) > MOST_PARTS:
        raise OverBudget
    for choice in product((False, True), repeat=len(parts)):
        chosen = [part for part, is_chosen in zip(parts, choice, strict=True) if is_chosen]
        if chosen:
            yield "\n".join(chosen)
    for number in sorted({float(v) for test in tests for v in test.values if _is_number(v)}):
        yield from (str(number - 1), str(number + 1))


@dataclass(frozen=True)
class Anything:
    """An answer that only its being there is known of, as a file or an order."""

    def candidates(self, tests: list[Probe]) -> Iterator[Value]:  # noqa: ARG002 - none tells them apart
        yield True


def cells_of(domain: Domain, tests: list[Probe], budget: int) -> dict[tuple[bool, ...], Value]:
    """One answer of each kind that the tests tell apart, by what they say of it. Raises `OverBudget`."""
    found: dict[tuple[bool, ...], Any] = {}
    for steps, answer in enumerate(domain.candidates(tests)):
        if steps > budget:
            raise OverBudget
        found.setdefault(verdicts_on(answer, tests), answer)
    return found


def verdicts_on(answer: Value, tests: list[Probe]) -> tuple[bool, ...]:
    """What each of the tests says of the answer, None for none."""
    return tuple(test.holds(answer) for test in tests)
