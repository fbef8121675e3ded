"""Expressions of SurveyJS, as in `{score} <= 6 and {reasons} contains 'price'`, read into a small tree.

Nothing here evaluates; a reader of the tree decides what it understands. From loose to tight: or, and, comparison,
plus and minus, times and division, power, `contains` and its like, unary. Words are read in any case.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAX_LENGTH = 4_000
MAX_LEVELS = 40
MAX_TOKENS = 1_000


@dataclass(frozen=True)
class Name:
    """A question, a part of one (`panel.question`, `question.item`) or a variable, as it stands in braces."""

    path: str


@dataclass(frozen=True)
class Literal:
    """A text, a number, true or false; None for `null` and `undefined`."""

    value: str | int | float | bool | None


@dataclass(frozen=True)
class ListOf:
    """A list in brackets."""

    items: tuple["Node", ...]


@dataclass(frozen=True)
class Call:
    """A function with its arguments, as in `age({born})`."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Operation:
    """An operator on one or two operands; `operator` is one of `OPERATORS`."""

    operator: str
    left: "Node"
    right: "Node | None" = None


Node = Name | Literal | ListOf | Call | Operation

OPERATORS = frozenset(
    [
        "or",
        "and",
        "not",
        "empty",
        "notempty",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "contains",
        "notcontains",
        "anyof",
        "allof",
        "noneof",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
    ]
)

_LEVELS: tuple[Mapping[str, str], ...] = (
    {"||": "or", "or": "or"},
    {"&&": "and", "and": "and"},
    {
        "=": "=",
        "==": "=",
        "equal": "=",
        "!=": "<>",
        "<>": "<>",
        "notequal": "<>",
        "<": "<",
        "less": "<",
        "<=": "<=",
        "lessorequal": "<=",
        ">": ">",
        "greater": ">",
        ">=": ">=",
        "greaterorequal": ">=",
    },
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
    {"^": "^", "power": "^"},
    {
        "*=": "contains",
        "contains": "contains",
        "contain": "contains",
        "notcontains": "notcontains",
        "notcontain": "notcontains",
        "anyof": "anyof",
        "allof": "allof",
        "noneof": "noneof",
    },
)
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<name>\{[^{}]*\})
      | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<hex>0[xX][0-9a-fA-F]{1,12})
      | (?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign><=|>=|<>|!=|==|&&|\|\||\*=|[=<>!()\[\],+*/%^-])
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """The expression cannot be read; `str()` says why, in a part of a sentence without a full stop."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def parsed(expression: str) -> Node:
    """The tree of an expression. Raises `ExpressionError`."""
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(f"it has more than {MAX_LENGTH:,} characters")
    reader = _Reader(_tokens(expression))
    node = reader.expression()
    reader.ensure_end()
    return node


def names(node: Node) -> frozenset[str]:
    """What stands in braces anywhere in the tree."""
    found: set[str] = set()
    pending: list[Node] = [node]
    while pending:
        current = pending.pop()
        match current:
            case Name():
                found.add(current.path)
            case ListOf():
                pending.extend(current.items)
            case Call():
                pending.extend(current.arguments)
            case Operation():
                pending.extend(part for part in (current.left, current.right) if part is not None)
            case Literal():
                pass
    return frozenset(found)


def _tokens(expression: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, end = 0, len(expression.rstrip())
    while place < end:
        match = _TOKEN.match(expression, place)
        if match is None or match.lastgroup is None:
            raise ExpressionError(
                f"“{expression[place : place + 10].strip()}” at character {place + 1} is not understood"
            )
        tokens.append(_Token(match.lastgroup, match[match.lastgroup]))
        if len(tokens) > MAX_TOKENS:
            raise ExpressionError(f"it has more than {MAX_TOKENS:,} parts")
        place = match.end()
    return tokens


class _Reader:
    """Reads tokens from left to right; each method reads what it is named for."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.levels = 0

    def expression(self) -> Node:
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise ExpressionError(f"it is nested more than {MAX_LEVELS} levels deep")
        node = self._level(0)
        self.levels -= 1
        return node

    def ensure_end(self) -> None:
        if self.place < len(self.tokens):
            raise ExpressionError(f"“{self.tokens[self.place].text[:20]}” stands where nothing is expected")

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        node = self._level(level + 1)
        while (operator := self._operator(_LEVELS[level])) is not None:
            node = Operation(operator, node, self._level(level + 1))
        return node

    def _operator(self, known: Mapping[str, str]) -> str | None:
        token = self._peek()
        if token is None or token.kind not in {"word", "sign"}:
            return None
        operator = known.get(token.text.lower())
        if operator is not None:
            self.place += 1
        return operator

    def _unary(self) -> Node:
        token = self._peek()
        if token is not None and token.text.lower() in {"!", "negate", "not"} and token.kind in {"word", "sign"}:
            self.place += 1
            return Operation("not", self._nested(self._unary))
        node = self._factor()
        token = self._peek()
        if token is not None and token.kind == "word" and token.text.lower() in {"empty", "notempty"}:
            self.place += 1
            return Operation(token.text.lower(), node)
        return node

    def _nested(self, read: "Callable[[], Node]") -> Node:
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise ExpressionError(f"it is nested more than {MAX_LEVELS} levels deep")
        node = read()
        self.levels -= 1
        return node

    def _factor(self) -> Node:
        token = self._take()
        match token.kind:
            case "name":
                return Name(token.text[1:-1].strip())
            case "text":
                return Literal(re.sub(r"\\(.)", r"\1", token.text[1:-1]))
            case "hex":
                return Literal(int(token.text, 16))
            case "number":
                return Literal(float(token.text) if "." in token.text else int(token.text))
            case "word":
                return self._word(token.text)
        return self._sign(token.text)

    def _word(self, word: str) -> Node:
        following = self._peek()
        if following is not None and following.text == "(":
            self.place += 1
            return Call(word, self._sequence(")"))
        return Literal(_WORDS[word.lower()]) if word.lower() in _WORDS else Literal(word)

    def _sign(self, sign: str) -> Node:
        if sign == "(":
            node = self.expression()
            self._expect(")")
            return node
        if sign == "[":
            return ListOf(self._sequence("]"))
        if sign == "-":
            node = self._nested(self._factor)
            if isinstance(node, Literal) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
                return Literal(-node.value)
            return Operation("-", Literal(0), node)
        raise ExpressionError(f"“{sign}” stands where a value is expected")

    def _sequence(self, end: str) -> tuple[Node, ...]:
        items: list[Node] = []
        token = self._peek()
        if token is not None and token.text == end:
            self.place += 1
            return ()
        while True:
            items.append(self.expression())
            token = self._take()
            if token.text == end:
                return tuple(items)
            if token.text != ",":
                raise ExpressionError(f"“{token.text[:20]}” stands where “{end}” is expected")

    def _expect(self, sign: str) -> None:
        if self._take().text != sign:
            raise ExpressionError(f"“{sign}” is missing")

    def _peek(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _take(self) -> _Token:
        token = self._peek()
        if token is None:
            raise ExpressionError("it ends too early")
        self.place += 1
        return token
