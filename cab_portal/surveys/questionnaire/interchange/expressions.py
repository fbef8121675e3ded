"""Conditions as XLSForm writes them, as in `${score} <= 6 and selected(${reasons}, 'price')`.

Read into conditions of ours and written from them; nothing is ever evaluated. In an XLSForm a question without an
answer is the empty text: `!=` holds for it, an order and `selected` do not. So "was answered otherwise" is written
`(${q} != '' and ${q} != 'x')`, and read back as such.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from cab_portal.surveys.questionnaire.conditions import (
    MAX_DEPTH,
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
)
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types.date import Date
from cab_portal.surveys.questionnaire.types.multi_choice import MultiChoice

LONGEST = 4_000

_TOKEN = re.compile(
    r"""\s*(?:
        \$\{(?P<name>[^{}]{1,100})\}
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,9})?)
      | (?P<word>[A-Za-z_][A-Za-z_-]*)
      | (?P<sign>!=|<=|>=|[=<>(),.])
    )""",
    re.VERBOSE,
)
_ORDER = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "equals": "=", "not_equals": "!="}


class ExpressionError(ValueError):
    """The expression is not taken; `str()` says why, in a part of a sentence without a full stop."""


@dataclass(frozen=True)
class Known:
    """A question that an expression may name: its id here, itself, and the ids of its options by their names there."""

    reference: str
    question: Question
    values: Mapping[str, str]


@dataclass(frozen=True)
class _Operand:
    kind: str  # "question", "count" or "value"
    name: str
    is_number: bool = False


@dataclass(frozen=True)
class _Read:
    """A condition, and what a neighbor has to say for it to mean what ours of the same words means.

    `filled` names the question that it asks to be answered; `loose` is the condition of ours that it is once that
    question is answered.
    """

    condition: Condition
    filled: str = ""
    loose: Condition | None = None


def condition_of(expression: str, known: Callable[[str], Known | None]) -> Condition:
    """The condition in an expression. Raises `ExpressionError`."""
    if len(expression) > LONGEST:
        raise ExpressionError(f"it has more than {LONGEST:,} characters")
    reader = _Reader(_tokens(expression), known)
    found = reader.either(0)
    reader.ensure_end()
    return found.condition


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    position = 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(f"“{text[position:].strip()[:20]}” cannot be read")
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind]))
        position = match.end()
    return tokens


class _Reader:
    def __init__(self, tokens: Sequence[tuple[str, str]], known: Callable[[str], Known | None]) -> None:
        self._tokens = tokens
        self._place = 0
        self._known = known

    def ensure_end(self) -> None:
        if self._place < len(self._tokens):
            raise ExpressionError(f"“{self._tokens[self._place][1][:20]}” was not expected")

    def either(self, level: int) -> _Read:
        if level > 2 * MAX_DEPTH:
            raise ExpressionError("it is nested too deeply")
        branches = [self._both(level)]
        while self._takes("word", "or"):
            branches.append(self._both(level))
        if len(branches) == 1:
            return branches[0]
        conditions = [branch.condition for branch in branches]
        return _Read(_one_of(conditions) or AnyOf(conditions=tuple(conditions)))

    def _both(self, level: int) -> _Read:
        branches = [self._single(level)]
        while self._takes("word", "and"):
            branches.append(self._single(level))
        conditions: list[Condition] = []
        filled = ""
        for branch in branches:
            read = getattr(branch.loose, "question", None)
            if branch.loose is not None and filled and read == filled:
                conditions[-1] = branch.loose
            else:
                conditions.append(branch.condition)
            filled = branch.filled
        if len(branches) == 1:
            return branches[0]
        return _Read(conditions[0] if len(conditions) == 1 else AllOf(conditions=tuple(conditions)))

    def _single(self, level: int) -> _Read:
        if self._takes("sign", "("):
            inner = self.either(level + 1)
            self._expect(")")
            return _Read(inner.condition)
        if self._takes("word", "not"):
            self._expect("(")
            inner = self.either(level + 1)
            self._expect(")")
            return _Read(Not(condition=inner.condition))
        if self._takes("word", "selected"):
            return self._selected()
        left = self._operand()
        sign = self._sign()
        right = self._operand()
        return self._compared(left, sign, right)

    def _selected(self) -> _Read:
        self._expect("(")
        first = self._operand()
        self._expect(",")
        second = self._operand()
        self._expect(")")
        if first.kind != "question" or second.kind != "value":
            raise ExpressionError("selected() takes a question and one of its answers")
        read = self._question(first.name)
        value = _value(read, second)
        if isinstance(read.question, MultiChoice):
            return _Read(Contains(question=read.reference, value=value))
        return _Read(Equals(question=read.reference, value=value))

    def _compared(self, left: _Operand, sign: str, right: _Operand) -> _Read:
        if left.kind == "value":
            left, sign, right = right, _MIRRORED[sign], left
        if left.kind == "value" or right.kind != "value":
            raise ExpressionError("a comparison takes one question and one value")
        read = self._question(left.name)
        if left.kind == "count":
            return _counted(read.reference, sign, right)
        if right.name == "" and sign in "=!=":
            answered = Answered(question=read.reference)
            return _Read(answered, filled=read.reference) if sign == "!=" else _Read(Not(condition=answered))
        value = _value(read, right)
        if sign == "=":
            return _Read(Equals(question=read.reference, value=value))
        if sign == "!=":
            otherwise = NotEquals(question=read.reference, value=value)
            return _Read(Not(condition=Equals(question=read.reference, value=value)), loose=otherwise)
        ordered = {"op": _ORDER[sign], "question": read.reference, "value": value}
        return _Read(Comparison.model_validate(ordered))

    def _operand(self) -> _Operand:
        kind, text = self._next()
        if kind == "name":
            return _Operand("question", text.strip())
        if kind == "text":
            return _Operand("value", text[1:-1])
        if kind == "number":
            return _Operand("value", text, is_number=True)
        if kind == "word" and text == "count-selected":
            self._expect("(")
            inner = self._operand()
            self._expect(")")
            if inner.kind != "question":
                raise ExpressionError("count-selected() takes a question")
            return _Operand("count", inner.name)
        if kind == "word" and text == "date":
            self._expect("(")
            inner = self._operand()
            self._expect(")")
            return inner
        if kind == "word":
            raise ExpressionError(f"“{text}” is not supported")
        raise ExpressionError(f"“{text}” was not expected")

    def _question(self, name: str) -> Known:
        found = self._known(name)
        if found is None:
            raise ExpressionError(f"it reads “{name}”, which is no earlier question that was taken over")
        return found

    def _sign(self) -> str:
        kind, text = self._next()
        if kind != "sign" or text not in _MIRRORED:
            raise ExpressionError(f"a comparison was expected in the place of “{text}”")
        return text

    def _next(self) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise ExpressionError("it ends too early")
        self._place += 1
        return self._tokens[self._place - 1]

    def _takes(self, kind: str, text: str) -> bool:
        if self._place < len(self._tokens) and self._tokens[self._place] == (kind, text):
            self._place += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._takes("sign", sign):
            raise ExpressionError(f"“{sign}” is missing")


def _counted(reference: str, sign: str, right: _Operand) -> _Read:
    if not (right.is_number and right.name.isdigit()):
        raise ExpressionError("a number of answers is compared with a whole number")
    comparison = _ORDER.get(sign) or ("equals" if sign == "=" else "not_equals")
    value = int(right.name)
    counted = CountOf.model_validate({"question": reference, "comparison": comparison, "value": value})
    holds_for_none = {"equals": value == 0, "not_equals": value != 0, "lt": value > 0, "le": True, "ge": value == 0}
    if not holds_for_none.get(comparison, False):
        return _Read(counted, loose=counted)
    unanswered: Condition = Not(condition=Answered(question=reference))
    return _Read(AnyOf(conditions=(unanswered, counted)), loose=counted)


def _one_of(conditions: Sequence[Condition]) -> OneOf | None:
    """Several equalities about one question as one condition."""
    equal = [condition for condition in conditions if isinstance(condition, Equals)]
    if len(equal) != len(conditions) or len({condition.question for condition in equal}) != 1:
        return None
    return OneOf(question=equal[0].question, values=tuple(condition.value for condition in equal))


def _value(read: Known, operand: _Operand) -> str | int | float:
    if operand.name in read.values:
        operand = _Operand("value", read.values[operand.name])
    if any(isinstance(value, str) and value == operand.name for value in read.question.values()):
        return operand.name
    if isinstance(read.question, Date) or "lt" not in read.question.operators:
        return operand.name
    try:
        number = float(operand.name)
    except ValueError as error:
        raise ExpressionError(f"“{operand.name[:20]}” is no answer to “{read.question.text[:40]}”") from error
    return int(number) if number.is_integer() else number


def expression_of(condition: Condition, question_of: Callable[[str], Question]) -> str:
    """The condition as an expression, of which `condition_of` makes an equal one.

    But for groups of one branch, which are written as that branch, and equalities about one question joined by `or`,
    which are read as one of several values.
    """
    match condition:
        case AllOf() | AnyOf():
            joint = " and " if isinstance(condition, AllOf) else " or "
            return joint.join(_grouped(branch, question_of) for branch in condition.conditions)
        case Not(condition=Answered(question=reference)):
            return f"{_name(reference)} = ''"
        case Not():
            return f"not({expression_of(condition.condition, question_of)})"
    return _leaf(condition, question_of)


def _leaf(condition: Leaf, question_of: Callable[[str], Question]) -> str:
    match condition:
        case Answered():
            return f"{_name(condition.question)} != ''"
        case Equals():
            return _equal(condition.question, "=", condition.value, question_of)
        case NotEquals():
            otherwise = _equal(condition.question, "!=", condition.value, question_of)
            return f"({_name(condition.question)} != '' and {otherwise})"
        case OneOf():
            values = condition.values
            return f"({' or '.join(_equal(condition.question, '=', value, question_of) for value in values)})"
        case Contains():
            return f"selected({_name(condition.question)}, {_quoted(str(condition.value))})"
        case Comparison():
            return _equal(condition.question, _SIGNS[condition.op], condition.value, question_of)
        case CountOf():
            counted = f"count-selected({_name(condition.question)}) {_SIGNS[condition.comparison]} {condition.value}"
            return f"({_name(condition.question)} != '' and {counted})"
    assert_never(condition)


def _grouped(condition: Condition, question_of: Callable[[str], Question]) -> str:
    written = expression_of(condition, question_of)
    is_joined = isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1
    return f"({written})" if is_joined else written


def _equal(reference: str, sign: str, value: str | int | float, question_of: Callable[[str], Question]) -> str:
    if isinstance(value, str):
        shown = f"date({_quoted(value)})" if isinstance(question_of(reference), Date) else _quoted(value)
    else:
        shown = str(value)
    return f"{_name(reference)} {sign} {shown}"


def _name(reference: str) -> str:
    return f"${{{reference}}}"


def _quoted(text: str) -> str:
    # XPath 1.0 has no way to write a text with both kinds of quotation marks.
    mark = '"' if "'" in text else "'"
    return f"{mark}{text.replace(mark, '')}{mark}"
