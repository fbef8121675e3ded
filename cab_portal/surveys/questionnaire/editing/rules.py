"""A condition as lines of a form, each of a question, a comparison and a value, joined by "all" or "any".

What is nested deeper than that is typed as a text, in the language of `interchange.expressions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from pydantic import ValidationError

from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE
from cab_portal.surveys.questionnaire.conditions import (
    MAX_BRANCHES,
    AllOf,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Contains,
    CountOf,
    Equals,
    Leaf,
    Not,
    NotEquals,
    OneOf,
    questions_read,
)
from cab_portal.surveys.questionnaire.interchange.expressions import (
    ExpressionError,
    Known,
    condition_of,
    expression_of,
)
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Number
from cab_portal.surveys.questionnaire.wording import Sentence

OPERATORS = (
    "answered",
    "not_answered",
    "equals",
    "not_equals",
    "not_is",
    "le",
    "ge",
    "lt",
    "gt",
    "contains",
    "not_contains",
    "count_equals",
    "count_not_equals",
    "count_le",
    "count_ge",
    "count_lt",
    "count_gt",
)
"""What a line may say of an answer. `not_equals` is "answered otherwise"; `not_is`, `not_contains` and `not_answered`
are true of a question that was not answered, too."""

_NEGATED = {"not_answered": "answered", "not_is": "equals", "not_contains": "contains"}


@dataclass(frozen=True)
class RuleInput:
    """One line: the id of an earlier question, or `question.item`; one of `OPERATORS`; a code, a label or a number."""

    question: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class ConditionInput:
    """When a question is shown: lines joined by `joint`, which is "all" or "any"; or a `text` where that is "text".

    Without lines and text it is always shown.
    """

    rules: tuple[RuleInput, ...] = ()
    joint: str = "all"
    text: str = ""


def rules_of(condition: Condition | None, parts: Mapping[str, Question]) -> ConditionInput:
    """A condition as its form shows it; `parts` are the questions and items that it may read, by reference."""
    if condition is None:
        return ConditionInput()
    branches: Sequence[Condition] = [condition]
    joint = "all"
    if isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1:
        branches, joint = condition.conditions, "all" if isinstance(condition, AllOf) else "any"
    elif isinstance(condition, OneOf) and len(condition.values) > 1:
        branches, joint = [Equals(question=condition.question, value=value) for value in condition.values], "any"
    rules = [_rule(branch) for branch in branches]
    found = tuple(rule for rule in rules if rule is not None)
    if len(found) < len(rules):
        return ConditionInput(joint="text", text=expression_of(condition, parts.__getitem__))
    return ConditionInput(found, joint)


def _rule(condition: Condition) -> RuleInput | None:
    if isinstance(condition, Not):
        inner = None if isinstance(condition.condition, AllOf | AnyOf | Not) else _of_leaf(condition.condition)
        operators = {positive: negated for negated, positive in _NEGATED.items()}
        if inner is None or inner.operator not in operators:
            return None
        return RuleInput(inner.question, operators[inner.operator], inner.value)
    return None if isinstance(condition, AllOf | AnyOf) else _of_leaf(condition)


def _of_leaf(leaf: Leaf) -> RuleInput | None:
    match leaf:
        case OneOf():
            return None
        case Answered():
            return RuleInput(leaf.question, "answered")
        case CountOf():
            return RuleInput(leaf.question, f"count_{leaf.comparison}", str(leaf.value))
        case Equals() | NotEquals() | Contains() | Comparison():
            return RuleInput(leaf.question, leaf.op, str(leaf.value))
    assert_never(leaf)


def parts_by_reference(questions: Sequence[Question]) -> dict[str, Question]:
    """The questions, and the items of batteries, by what a condition calls them."""
    found: dict[str, Question] = {}
    for question in questions:
        found[question.id] = question
        found.update((part.id, part) for part in question.parts())
    return found


def condition_from(
    given: ConditionInput, earlier: Sequence[Question], before: Condition | None = None
) -> dict[str, Any] | None:
    """The JSON form of a condition as typed; `before` as it stands where it was left as its form showed it.

    Raises `DefinitionError` for a text that cannot be read, and a line that lacks something.
    """
    parts = parts_by_reference(earlier)
    if before is not None and _is_readable(before, parts) and given == rules_of(before, parts):
        return before.model_dump(mode="json")
    if given.joint == "text":
        return _from_text(given.text, parts) if given.text.strip() else None
    if given.text.strip() and not given.rules:
        raise _refused("Choose “What the text says”, or empty the text.")
    if len(given.rules) > MAX_BRANCHES:
        raise _refused("At most %(limit)s lines are possible.", limit=MAX_BRANCHES)
    branches = [_branch(rule, number, parts) for number, rule in enumerate(given.rules, start=1)]
    if len(branches) < 2:
        return branches[0] if branches else None
    return _one_of(branches, given.joint) or {"op": given.joint, "conditions": branches}


def _is_readable(condition: Condition, parts: Mapping[str, Question]) -> bool:
    return questions_read(condition) <= parts.keys()


def _from_text(text: str, parts: Mapping[str, Question]) -> dict[str, Any]:
    def known(name: str) -> Known | None:
        part = parts.get(name)
        return None if part is None else Known(name, part, {})

    try:
        return condition_of(text, known).model_dump(mode="json")
    except (ExpressionError, ValidationError) as error:
        reason = str(error) if isinstance(error, ExpressionError) else "a value in it cannot be used"
        raise _refused("The condition cannot be read: %(reason)s.", reason=reason) from error


def _one_of(branches: Sequence[Mapping[str, Any]], joint: str) -> dict[str, Any] | None:
    """Several answers to one question, of which one is enough, as one condition."""
    if joint != "any" or {branch["op"] for branch in branches} != {"equals"}:
        return None
    if len({branch["question"] for branch in branches}) > 1:
        return None
    return {"op": "one_of", "question": branches[0]["question"], "values": [branch["value"] for branch in branches]}


def _branch(rule: RuleInput, number: int, parts: Mapping[str, Question]) -> dict[str, Any]:
    part = parts.get(rule.question)
    if part is None:
        raise _refused("Line %(line)s: choose an earlier question.", line=number)
    if rule.operator not in OPERATORS:
        raise _refused("Line %(line)s: choose what the answer has to be.", line=number)
    operator = _NEGATED.get(rule.operator, rule.operator)
    leaf: dict[str, Any] = {"op": operator, "question": rule.question}
    if operator.startswith("count_"):
        leaf = {"op": "count", "question": rule.question, "comparison": operator.removeprefix("count_")}
        leaf["value"] = _count(rule.value, number)
    elif operator != "answered":
        leaf["value"] = _value(rule.value, part, number) if operator in part.operators else rule.value
    return {"op": "not", "condition": leaf} if rule.operator in _NEGATED else leaf


def _count(text: str, number: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        raise _refused("Line %(line)s: write how many answers, in digits.", line=number)
    return int(text)


def _value(text: str, part: Question, number: int) -> int | float | str:
    """What was chosen or typed as a value of the question: a code, a label, or what it takes beside a list."""
    listed = list(zip(part.choices(), part.values() or (NOT_APPLICABLE,), strict=False))
    for choice, value in listed:
        if text == choice.code:
            return value
    for choice, value in listed:
        if text.casefold() == choice.label.casefold():
            return value
    if part.closed:
        raise _refused("Line %(line)s: choose one of the answers to the question that you chose.", line=number)
    return _number(text, number) if isinstance(part, Number) else text


def _number(text: str, line: int) -> int | float:
    plain = text.replace("−", "-")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError as error:
        raise _refused("Line %(line)s: write a number in digits, for example 12.", line=line) from error


def _refused(template: str, **values: str | int) -> DefinitionError:
    sentence = Sentence(template, **values)
    return DefinitionError([DefinitionProblem("condition_unusable", sentence, field=("show_if",))])
