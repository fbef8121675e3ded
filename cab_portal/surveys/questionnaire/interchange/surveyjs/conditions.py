"""Expressions of SurveyJS as conditions of the proof."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.interchange.surveyjs import comparing
from cab_portal.surveys.questionnaire.interchange.surveyjs.answers import ORDER, Kind
from cab_portal.surveys.questionnaire.interchange.surveyjs.expressions import (
    Call,
    ExpressionError,
    ListOf,
    Literal,
    Name,
    Node,
    Operation,
    names,
    parsed,
)
from cab_portal.surveys.questionnaire.verifier.logic import (
    UNKNOWN,
    Condition,
    Constant,
    Every,
    Expression,
    Finding,
    Opposite,
    Probe,
    Some,
    Value,
)
from cab_portal.surveys.questionnaire.verifier.reading import Reading
from cab_portal.surveys.questionnaire.wording import Sentence

_BUILT_IN = frozenset(["item", "choice", "locale", "pageno", "pagecount", "self", "value"])
_LOCAL = re.compile(
    r"^(?:panel|parentpanel|row|prevpanel|nextpanel|prevrow|nextrow)\.|^\$(?:self|item)\b|Index$|index$"
)
_FLIPPED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

_HOLDS: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": comparing.are_equal,
    "<>": lambda answer, value: not comparing.are_equal(answer, value),
    "<": comparing.is_less,
    "<=": lambda answer, value: comparing.are_equal(answer, value) or comparing.is_less(answer, value),
    ">": lambda answer, value: comparing.is_less(value, answer),
    ">=": lambda answer, value: comparing.are_equal(answer, value) or comparing.is_less(value, answer),
    "contains": comparing.contains,
    "notcontains": comparing.lacks,
    "anyof": comparing.has_any,
    "noneof": lambda answer, value: not comparing.has_any(answer, value),
    "allof": comparing.has_all,
}


@dataclass(frozen=True)
class Spot:
    """Where an expression stands: the question or page that owns it, and the places it spans.

    `answered` says that the answer at its place is there already.
    """

    owner: str
    place: int
    until: int | None = None
    answered: bool = False


@dataclass
class Compiler:
    """Makes conditions of expressions; what is wrong in them goes to `reading`.

    `kinds` are the variables that can be read. `free` are those that something else than an answer may fill, and
    `known` further names, so that nothing is known of comparisons with either. `owners` is the question of each
    variable.
    """

    kinds: Mapping[str, Kind]
    owners: Mapping[str, str]
    reading: Reading
    free: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    trees: dict[str, Node | None] = field(default_factory=dict)

    def condition(self, text: object, spot: Spot) -> Condition:
        """The condition that a text says. What cannot be read is a finding, and unknown."""
        words = str(text)[:200]
        node = self.tree(text, spot.owner)
        return Condition(spot.owner, UNKNOWN if node is None else self._expression(node, spot), words)

    def tree(self, text: object, owner: str) -> Node | None:
        """The tree of an expression; None where it cannot be read, which is a finding."""
        key = f"{owner}\0{text}"
        if key not in self.trees:
            self.trees[key] = None
            try:
                self.trees[key] = parsed(text if isinstance(text, str) else "")
            except ExpressionError as error:
                sentence = Sentence("Its condition cannot be read: %(reason)s.", reason=str(error))
                self.reading.findings.append(Finding("unreadable_condition", owner, sentence))
        return self.trees[key]

    def variable(self, path: str) -> str | None:
        """The variable that a path in braces names, in any case of letters; None if it names none."""
        found = self._exact(path)
        return found if found is not None else self._exact(re.sub(r"\[\d+\]", "", path))

    def _exact(self, path: str) -> str | None:
        if path in self.kinds or path in self.owners.values():
            return path
        folded = path.casefold()
        return next((name for name in (*self.kinds, *self.owners.values()) if name.casefold() == folded), None)

    def question_of(self, path: str) -> str | None:
        """The question whose answer a path reads, were it only a part of it; None if there is none."""
        bare = path.removeprefix("#").removesuffix("-Comment").removesuffix("-unwrapped")
        while bare:
            found = self.variable(bare)
            if found is not None:
                return self.owners.get(found, found)
            bare = bare.rpartition(".")[0]
        return None

    def is_elsewhere(self, path: str) -> bool:
        """Whether a path names what is no question: a variable, or something of the row or panel around."""
        base = path.removeprefix("#").partition(".")[0]
        return (
            path.casefold() in _BUILT_IN
            or base.casefold() in _BUILT_IN
            or _LOCAL.search(path) is not None
            or base.casefold() in {name.casefold() for name in self.known}
        )

    def refer(self, path: str, spot: Spot) -> bool:
        """Whether the path may be read there; if not, why is noted."""
        if self.is_elsewhere(path):
            return False
        question = self.question_of(path)
        if question is None:
            self.reading.find("unknown_reference", spot.owner, path)
            return False
        return self.reading.refer(spot.owner, spot.place, question, spot.until, answered=spot.answered)

    def _expression(self, node: Node, spot: Spot) -> Expression:
        match node:
            case Operation(operator="and" | "or", right=right) if right is not None:
                kind = Every if node.operator == "and" else Some
                return kind((self._expression(node.left, spot), self._expression(right, spot)))
            case Operation(operator="not"):
                return Opposite(self._expression(node.left, spot))
            case Literal():
                return Constant(comparing.is_true(node.value))
            case Name():
                return self._test(node, spot, comparing.is_true, is_about_empty=True)
            case Operation(operator="empty" | "notempty"):
                wanted = node.operator == "empty"
                return self._test(node.left, spot, lambda v: comparing.is_empty(v) is wanted, is_about_empty=True)
            case Operation():
                return self._comparison(node, spot)
        return self._unclear(node, spot)

    def _comparison(self, node: Operation, spot: Spot) -> Expression:
        left, operator, right = node.left, node.operator, node.right
        if right is not None and not isinstance(left, Name) and isinstance(right, Name) and operator in _FLIPPED:
            left, operator, right = right, _FLIPPED[operator], left
        value = _constant(right)
        if not isinstance(left, Name) or value is _NO_CONSTANT or operator not in _HOLDS:
            return self._unclear(node, spot)
        holds = _HOLDS[operator]
        if left.path.endswith(".length") and self.variable(left.path) is None:
            return self._length(left, operator, value, spot)
        return self._test(left, spot, lambda answer: holds(answer, value), operator=operator, value=value)

    def _length(self, name: Name, operator: str, value: Value, spot: Spot) -> Expression:
        variable = self.variable(name.path.removesuffix(".length"))
        if not self.refer(name.path, spot) or variable is None or not self.kinds[variable].counts:
            return UNKNOWN
        number = comparing.number_in(value)
        if self.kinds[variable].is_open or variable in self.free or number is None:
            return UNKNOWN
        holds = _HOLDS[operator]
        counts = (int(number // 1), int(-(-number // 1)))
        return Probe(
            variable, lambda answer: holds(len(answer) if isinstance(answer, tuple) else None, value), counts=counts
        )

    def _test(
        self,
        node: Node,
        spot: Spot,
        holds: Callable[[Value], bool],
        *,
        operator: str = "",
        value: Value = None,
        is_about_empty: bool = False,
    ) -> Expression:
        if not isinstance(node, Name):
            return self._unclear(node, spot)
        if not self.refer(node.path, spot):
            return UNKNOWN
        variable = self.variable(node.path)
        kind = self.kinds.get(variable or "")
        if variable is None or kind is None:
            return UNKNOWN
        if operator and not comparing.is_empty(value) and not self._makes_sense(kind, operator, value, node, spot):
            return UNKNOWN
        if variable in self.free or (kind.is_open and not is_about_empty):
            return UNKNOWN
        if comparing.is_empty(value) and operator:
            is_about_empty = True
        values = value if isinstance(value, tuple) else ((value,) if operator else ())
        counts = (len(value),) if isinstance(value, tuple) and operator in {"=", "<>"} else ()
        parts = (str(value),) if operator in {"contains", "notcontains"} and not isinstance(value, tuple) else ()
        return Probe(variable, holds, values, counts, parts, is_about_empty)

    def _makes_sense(self, kind: Kind, operator: str, value: Value, node: Name, spot: Spot) -> bool:
        values = value if isinstance(value, tuple) and operator not in {"=", "<>"} else (value,)
        problems = [(code, v) for v in values if (code := kind.refuses(operator, v)) is not None]
        if operator in ORDER and isinstance(value, tuple):
            problems = [("type_mismatch", value)]
        for code, wrong in problems:
            self.reading.find(code, spot.owner, node.path, wrong if code != "type_mismatch" else f"{operator} {wrong}")
        return not problems

    def _unclear(self, node: Node, spot: Spot) -> Expression:
        """What is not followed; the names in it are looked up all the same."""
        for path in sorted(names(node)):
            self.refer(path, spot)
        what = f"the function {node.name}" if isinstance(node, Call) else "an expression"
        self.reading.gaps.append(f"{what} in a condition of “{spot.owner}” is not followed")
        return UNKNOWN


_NO_CONSTANT: Any = object()


def _constant(node: Node | None) -> Value:
    """The value of a literal or of a list of literals; `_NO_CONSTANT` for anything else."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, ListOf) and all(isinstance(item, Literal) for item in node.items):
        return tuple(item.value for item in node.items if isinstance(item, Literal))
    return _NO_CONSTANT
