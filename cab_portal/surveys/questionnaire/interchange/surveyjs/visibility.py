"""Expressions of SurveyJS as conditions of ours, and back.

The two sides differ where a question is unanswered: there `{a} <> 3` holds and our `not_equals` does not. So it is
written as `{a} notempty and {a} <> 3`, and only these two together are read as `not_equals`; alone, `<>` is the
opposite of `equals`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from cab_portal.surveys.questionnaire.conditions import (
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
from cab_portal.surveys.questionnaire.interchange.surveyjs.expressions import (
    Call,
    ExpressionError,
    ListOf,
    Literal,
    Name,
    Node,
    Operation,
    parsed,
)
from cab_portal.surveys.questionnaire.interchange.surveyjs.parts import number_in, scalar
from cab_portal.surveys.questionnaire.types import Date, MultiChoice, Nps, Number, Rating, ShortText

Value = int | float | str

_FLIPPED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDER = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_COUNTED = {**_ORDER, "=": "equals", "<>": "not_equals"}
_SIGNS = {name: sign for sign, name in _COUNTED.items()}
_LENGTH = ".length"


@dataclass(frozen=True)
class Known:
    """A question, or an item of a battery as a rating, that an expression may read.

    `values` are its answers by the keys of the foreign ones; `yes` is the answer that counts as true.
    """

    reference: str
    question: Any
    values: Mapping[str, Value]
    yes: str = ""

    def value(self, literal: object, *, is_order: bool = False) -> Value:
        """The answer of ours that a value in an expression is. Raises `ExpressionError`."""
        key = scalar(literal)
        if key is None:
            raise ExpressionError("it compares with nothing that can be answered")
        number = number_in(literal)
        if isinstance(self.question, Number | Nps) or (is_order and self._is_numbered):
            if number is not None:
                return number
        elif isinstance(self.question, Date | ShortText):
            return key
        if is_order and number is None:
            raise ExpressionError(f"“{key[:40]}” is no number")
        return self._chosen(key)

    @property
    def _is_numbered(self) -> bool:
        """Whether the points of the scale have the same numbers on both sides."""
        return isinstance(self.question, Rating) and all(str(value) == key for key, value in self.values.items())

    def _chosen(self, key: str) -> Value:
        if key in self.values:
            return self.values[key]
        alike = [value for name, value in self.values.items() if name.strip().casefold() == key.strip().casefold()]
        if len(alike) != 1:
            raise ExpressionError(f"“{key[:40]}” is none of the answers to “{self.reference}”")
        return alike[0]


def condition_of(expression: str, known: Callable[[str], Known | None]) -> Condition:
    """The condition in an expression; `known` finds what a name in braces reads. Raises `ExpressionError`."""
    try:
        return _Reader(known).condition(parsed(expression))
    except ValidationError as error:
        raise ExpressionError("it compares with too much or too many things") from error


class _Reader:
    def __init__(self, known: Callable[[str], Known | None]) -> None:
        self._known = known

    def condition(self, node: Node) -> Condition:
        match node:
            case Operation(operator="and"):
                return self._all(_chain(node, "and"))
            case Operation(operator="or"):
                conditions = [self.condition(branch) for branch in _chain(node, "or")]
                return AnyOf(conditions=tuple(conditions))
            case Operation(operator="not"):
                return Not(condition=self.condition(node.left))
            case Operation(operator="empty" | "notempty"):
                answered = Answered(question=self._read(node.left).reference)
                return answered if node.operator == "notempty" else Not(condition=answered)
            case Operation():
                return self._comparison(node)
            case Name():
                return self._yes(node)
            case Call():
                raise ExpressionError(f"the function {node.name[:40]} is not supported")
        raise ExpressionError("it has a value where a comparison is expected")

    def _all(self, branches: list[Node]) -> Condition:
        conditions: list[Condition] = []
        for place, branch in enumerate(branches):
            asked = _asked(branches[place - 1]) if place else None
            otherwise = self._otherwise(branch) if asked is not None and asked == _unequal(branch) else None
            if otherwise is not None:
                conditions[-1] = otherwise
            else:
                conditions.append(self.condition(branch))
        return conditions[0] if len(conditions) == 1 else AllOf(conditions=tuple(conditions))

    def _otherwise(self, node: Node) -> Condition | None:
        """What `<>` says of a question that is answered."""
        found = self.condition(node)
        match found:
            case Not(condition=Equals() as equals):
                return NotEquals(question=equals.question, value=equals.value)
            case Not(condition=CountOf() as count):
                return count.model_copy(update={"comparison": "not_equals"})
        return None

    def _yes(self, node: Name) -> Condition:
        read = self._read(node)
        if not read.yes:
            raise ExpressionError(f"“{node.path[:40]}” stands alone, but is no question for yes or no")
        return Equals(question=read.reference, value=read.yes)

    def _read(self, node: Node) -> Known:
        if not isinstance(node, Name):
            raise ExpressionError("a comparison must read one question")
        read = self._known(node.path)
        if read is None:
            raise ExpressionError(f"“{node.path[:40]}” is no earlier question that was taken over")
        return read

    def _comparison(self, node: Operation) -> Condition:
        left, operator, right = node.left, node.operator, node.right
        if isinstance(right, Name) and not isinstance(left, Name) and operator in _FLIPPED:
            left, operator, right = right, _FLIPPED[operator], left
        if isinstance(left, Name) and left.path.endswith(_LENGTH) and self._known(left.path) is None:
            return self._count(left, operator, right)
        read = self._read(left)
        if operator in ("=", "<>"):
            equals = Equals(question=read.reference, value=read.value(_literal(right)))
            return equals if operator == "=" else Not(condition=equals)
        if operator in _ORDER:
            value = read.value(_literal(right), is_order=True)
            return Comparison(op=_ORDER[operator], question=read.reference, value=value)  # type: ignore[arg-type]
        if operator in ("contains", "notcontains", "anyof", "allof", "noneof"):
            return _membership(read, operator, _literals(right))
        raise ExpressionError(f"“{operator}” is not supported")

    def _count(self, name: Name, operator: str, right: Node | None) -> Condition:
        read = self._read(Name(name.path.removesuffix(_LENGTH)))
        number = number_in(_literal(right))
        if operator not in _COUNTED or not isinstance(number, int):
            raise ExpressionError("a number of choices is compared with a whole number only")
        comparison = "equals" if operator == "<>" else _COUNTED[operator]
        count = CountOf(question=read.reference, comparison=comparison, value=number)  # type: ignore[arg-type]
        return Not(condition=count) if operator == "<>" else count


def _chain(node: Node, operator: str) -> list[Node]:
    """The branches of a chain of one operator, however it is nested."""
    found: list[Node] = []
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, Operation) and current.operator == operator and current.right is not None:
            pending += [current.right, current.left]
        else:
            found.append(current)
    return found


def _asked(node: Node) -> str | None:
    """The name of which a branch says that it is answered."""
    is_it = isinstance(node, Operation) and node.operator == "notempty" and isinstance(node.left, Name)
    return node.left.path if is_it else None  # type: ignore[union-attr]


def _unequal(node: Node) -> str | None:
    """The name of which a branch says that it is something else, or has another number of choices."""
    if not isinstance(node, Operation) or node.operator != "<>":
        return None
    name = node.left if isinstance(node.left, Name) else node.right
    return name.path.removesuffix(_LENGTH) if isinstance(name, Name) else None


def _literal(node: Node | None) -> object:
    if isinstance(node, Literal) and node.value is not None:
        return node.value
    raise ExpressionError("a comparison takes one question and one value")


def _literals(node: Node | None) -> list[object]:
    if isinstance(node, ListOf):
        if not node.items:
            raise ExpressionError("it compares with an empty list")
        return [_literal(item) for item in node.items]
    return [_literal(node)]


def _membership(read: Known, operator: str, literals: list[object]) -> Condition:
    values = tuple(read.value(literal) for literal in literals)
    found: Condition
    if isinstance(read.question, MultiChoice):
        each = tuple(Contains(question=read.reference, value=value) for value in values)
        group = AnyOf if operator in ("anyof", "noneof") else AllOf
        found = each[0] if len(each) == 1 else group(conditions=each)
    elif operator in ("anyof", "noneof"):
        found = OneOf(question=read.reference, values=values)
    else:
        raise ExpressionError(f"“{operator}” is asked of a question that is no choice of several")
    return Not(condition=found) if operator in ("noneof", "notcontains") else found


def expression_of(condition: Condition) -> str:
    """The condition as an expression, of which `condition_of` makes one that says the same."""
    match condition:
        case AllOf():
            return " and ".join(_grouped(branch) for branch in condition.conditions)
        case AnyOf():
            return " or ".join(_grouped(branch) for branch in condition.conditions)
        case Not():
            return f"!({expression_of(condition.condition)})"
    return _leaf(condition)


def _leaf(condition: Leaf) -> str:
    match condition:
        case Answered():
            return f"{{{condition.question}}} notempty"
        case OneOf():
            return f"{{{condition.question}}} anyof [{', '.join(_written(value) for value in condition.values)}]"
        case Contains():
            return f"{{{condition.question}}} contains {_written(condition.value)}"
        case CountOf(question=question):
            count = f"{{{question}{_LENGTH}}} {_SIGNS[condition.comparison]} {condition.value}"
            return f"{{{question}}} notempty and {count}" if condition.comparison == "not_equals" else count
        case NotEquals(question=question):
            return f"{{{question}}} notempty and {{{question}}} <> {_written(condition.value)}"
    sign = "=" if isinstance(condition, Equals) else _SIGNS[condition.op]
    return f"{{{condition.question}}} {sign} {_written(condition.value)}"


def _grouped(branch: Condition) -> str:
    text = expression_of(branch)
    return f"({text})" if isinstance(branch, AllOf | AnyOf) else text


def _written(value: Value) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return format(Decimal(repr(value)), "f")
