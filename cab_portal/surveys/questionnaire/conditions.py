"""Conditions on earlier answers: a small typed tree, and its only evaluator.

Semantics, fixed on purpose (tools differ here): a question that is unanswered or hidden makes *every*
comparison about it false, `not_equals` included; `not` negates whatever stands in it. So `{"op":
"not_equals", …}` reads "was answered otherwise", and `{"op": "not", "condition": {"op": "equals", …}}` reads
"was not answered so, or not at all".
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import ge, gt, le, lt
from typing import Annotated, Literal, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import Answers

MAX_DEPTH = 20
MAX_BRANCHES = 50
MAX_VALUES = 200


def _id_or_number(value: object) -> object:
    # bool is an int in Python; refused here, a wrong type is one problem and not one per member of the union
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("value_type", "A condition compares with a number or the id of an option.")
    return value


Value = Annotated[StrictInt | StrictStr, BeforeValidator(_id_or_number)]
"""What a condition compares an answer with: the id of an option, or a point of a scale."""

QuestionId = Annotated[str, Field(min_length=1, max_length=40)]


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


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
    question: QuestionId


class Equals(_Node):
    """True if the answer is this one."""

    op: Literal["equals"] = "equals"
    question: QuestionId
    value: Value


class NotEquals(_Node):
    """True if the question was answered otherwise."""

    op: Literal["not_equals"] = "not_equals"
    question: QuestionId
    value: Value


class OneOf(_Node):
    """True if the answer is one of these."""

    op: Literal["one_of"] = "one_of"
    question: QuestionId
    values: tuple[Value, ...] = Field(min_length=1, max_length=MAX_VALUES)


class Contains(_Node):
    """True if the option is among the chosen ones."""

    op: Literal["contains"] = "contains"
    question: QuestionId
    value: Value


class Comparison(_Node):
    """True if the answered number is lower than, at most, higher than or at least the value."""

    op: Literal["lt", "le", "gt", "ge"]
    question: QuestionId
    value: StrictInt


Leaf = Answered | Equals | NotEquals | OneOf | Contains | Comparison
Condition = Annotated[AllOf | AnyOf | Not | Leaf, Field(discriminator="op")]

OPERATORS = frozenset(
    {"all", "any", "not", "answered", "equals", "not_equals", "one_of", "contains", "lt", "le", "gt", "ge"}
)
_COMPARE = {"lt": lt, "le": le, "gt": gt, "ge": ge}

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
    answer = answers.get(leaf.question)
    if answer is None:
        return False
    match leaf:
        case Answered():
            return True
        case Equals():
            return answer == leaf.value
        case NotEquals():
            return answer != leaf.value
        case OneOf():
            return answer in leaf.values
        case Contains():
            return isinstance(answer, tuple) and leaf.value in answer
        case Comparison():
            return isinstance(answer, int) and _COMPARE[leaf.op](answer, leaf.value)
    assert_never(leaf)


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


def values_read(leaf: Leaf) -> tuple[int | str, ...]:
    """The values that a comparison names; none for `answered`."""
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
