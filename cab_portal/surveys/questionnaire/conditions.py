"""Conditions on earlier answers: a small typed tree, and its only evaluator.

Semantics, fixed on purpose (tools differ here): a question that is unanswered or hidden makes *every*
comparison about it false, `not_equals` included; `not` negates whatever stands in it. So `{"op":
"not_equals", …}` reads "was answered otherwise", and `{"op": "not", "condition": {"op": "equals", …}}` reads
"was not answered so, or not at all".
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from operator import eq, ge, gt, le, lt, ne
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictFloat, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import Answer, Answers, answer_to, is_storable

MAX_DEPTH = 20
MAX_BRANCHES = 50
MAX_VALUES = 200
MAX_VALUE_LENGTH = 200
MAX_NUMBER = 10**12


def _id_or_number(value: object) -> object:
    # bool is an int in Python; refused here, a wrong type is one problem and not one per member of the union
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError("value_type", "A condition compares with a number or the id of an option.")
    if isinstance(value, str) and (len(value) > MAX_VALUE_LENGTH or not is_storable(value)):
        raise PydanticCustomError("value_unusable", "This value of a condition is too long or cannot be stored.")
    if not isinstance(value, str) and not (isfinite(value) and abs(value) <= MAX_NUMBER):
        raise PydanticCustomError("value_too_large", "This number of a condition is too large.")
    return value


Value = Annotated[StrictInt | StrictFloat | StrictStr, BeforeValidator(_id_or_number)]
"""What a condition compares an answer with: the id of an option, a number, a date as `2026-11-24`, or a text."""

Reference = Annotated[str, Field(min_length=1, max_length=81)]
"""The id of a question, or `question.item` for an item of a battery."""


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class AllOf(_Node):
    """True if every branch is."""

    op: Literal["all"] = "all"
    conditions: tuple[Condition, ...] = Field(min_length=1, max_length=MAX_BRANCHES)


class AnyOf(_Node):
    """True if at least one branch is."""

    op: Literal["any"] = "any"
    conditions: tuple[Condition, ...] = Field(min_length=1, max_length=MAX_BRANCHES)


class Not(_Node):
    """True if its condition is false, also where that is so because a question is unanswered."""

    op: Literal["not"] = "not"
    condition: Condition


class Answered(_Node):
    """True if the question was shown and answered."""

    op: Literal["answered"] = "answered"
    question: Reference


class Equals(_Node):
    """True if the answer is this one."""

    op: Literal["equals"] = "equals"
    question: Reference
    value: Value


class NotEquals(_Node):
    """True if the question was answered otherwise."""

    op: Literal["not_equals"] = "not_equals"
    question: Reference
    value: Value


class OneOf(_Node):
    """True if the answer is one of these."""

    op: Literal["one_of"] = "one_of"
    question: Reference
    values: tuple[Value, ...] = Field(min_length=1, max_length=MAX_VALUES)


class Contains(_Node):
    """True if the option is among the chosen ones."""

    op: Literal["contains"] = "contains"
    question: Reference
    value: Value


class Comparison(_Node):
    """True if the answered number is lower than, at most, higher than or at least the value; dates alike."""

    op: Literal["lt", "le", "gt", "ge"]
    question: Reference
    value: Value


class CountOf(_Node):
    """True if the number of options chosen compares so with the value."""

    op: Literal["count"] = "count"
    question: Reference
    comparison: Literal["equals", "not_equals", "lt", "le", "gt", "ge"]
    value: Annotated[StrictInt, Field(ge=0, le=MAX_VALUES)]


Leaf = Answered | Equals | NotEquals | OneOf | Contains | Comparison | CountOf
Condition = Annotated[AllOf | AnyOf | Not | Leaf, Field(discriminator="op")]

OPERATORS = frozenset(
    {"all", "any", "not", "answered", "equals", "not_equals", "one_of", "contains", "lt", "le", "gt", "ge", "count"}
)
_COMPARE = {"equals": eq, "not_equals": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}

for _branch in (AllOf, AnyOf, Not):
    _branch.model_rebuild()


def evaluate(condition: Condition, answers: Answers) -> bool:
    """Whether the condition holds. `answers` has no answers of hidden questions; `path` sees to that."""
    match condition:
        case AllOf():
            return all(evaluate(branch, answers) for branch in condition.conditions)
        case AnyOf():
            return any(evaluate(branch, answers) for branch in condition.conditions)
        case Not():
            return not evaluate(condition.condition, answers)
        case _:
            return _holds(condition, answers)


def _holds(leaf: Leaf, answers: Answers) -> bool:
    answer = answer_to(answers, leaf.question)
    return answer is not None and (isinstance(leaf, Answered) or _is_so(leaf, answer))


def _is_so(leaf: Equals | NotEquals | OneOf | Contains | Comparison | CountOf, answer: Answer) -> bool:
    match leaf:
        case Equals():
            return answer == leaf.value
        case NotEquals():
            return answer != leaf.value
        case OneOf():
            return answer in leaf.values
        case Contains():
            return isinstance(answer, tuple) and leaf.value in answer
        case Comparison():
            return compares(leaf.op, answer, leaf.value)
        case CountOf():
            return isinstance(answer, tuple) and bool(_COMPARE[leaf.comparison](len(answer), leaf.value))
    assert_never(leaf)


def compares(operator: Literal["lt", "le", "gt", "ge"], answer: Answer, value: int | float | str) -> bool:
    """Whether the answer is less or more than the value: two numbers, or two dates, whose texts sort as they do."""
    if isinstance(answer, str) and isinstance(value, str):
        return bool(_COMPARE[operator](answer, value))
    if isinstance(answer, int | float) and isinstance(value, int | float):
        return bool(_COMPARE[operator](answer, value))
    return False


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons of the tree from left to right."""
    pending: list[Condition] = [condition]
    while pending:
        node = pending.pop()
        if isinstance(node, AllOf | AnyOf):
            pending.extend(reversed(node.conditions))
        elif isinstance(node, Not):
            pending.append(node.condition)
        else:
            yield node


def questions_read(condition: Condition) -> frozenset[str]:
    """The ids of the questions that the condition depends on."""
    return frozenset(leaf.question for leaf in leaves(condition))


def values_read(leaf: Leaf) -> tuple[int | float | str, ...]:
    """The values that a comparison names: none for `answered`, a number of options for `count`."""
    if isinstance(leaf, Answered):
        return ()
    return leaf.values if isinstance(leaf, OneOf) else (leaf.value,)


def depth(condition: Condition) -> int:
    """The number of levels of the tree, 1 for a comparison. Not recursive, so that it measures any tree."""
    deepest = 0
    pending: list[tuple[Condition, int]] = [(condition, 1)]
    while pending:
        node, level = pending.pop()
        deepest = max(deepest, level)
        if isinstance(node, AllOf | AnyOf):
            pending.extend((branch, level + 1) for branch in node.conditions)
        elif isinstance(node, Not):
            pending.append((node.condition, level + 1))
    return deepest
