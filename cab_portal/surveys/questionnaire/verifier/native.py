"""The logic of a questionnaire of ours, in the JSON form of `definition`, however broken it is.

Comparisons with an unanswered question are false, `not_equals` included; `not` negates whatever stands in it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.verifier.domains import (
    Anything,
    Days,
    Numbers,
    OneOf,
    SeveralOf,
    Texts,
    day_number,
)
from cab_portal.surveys.questionnaire.verifier.logic import (
    UNKNOWN,
    Condition,
    Domain,
    Every,
    Expression,
    Item,
    Logic,
    Opposite,
    Probe,
    Some,
    Value,
    Variable,
)
from cab_portal.surveys.questionnaire.verifier.reading import Reading, UnusableError, once

MAX_QUESTIONS = 200
MAX_OPTIONS = 200
MAX_DEPTH = 20
FAR = 10**12
NOT_APPLICABLE = "na"

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": eq,
    "not_equals": ne,
    "lt": lt,
    "le": le,
    "gt": gt,
    "ge": ge,
}
_ORDER = frozenset({"lt", "le", "gt", "ge"})
_SAME = frozenset({"equals", "not_equals", "one_of"})
_WORDS = {
    "answered": "{name} is answered",
    "equals": "{name} is {value}",
    "not_equals": "{name} is answered otherwise than {value}",
    "one_of": "{name} is one of {value}",
    "contains": "{name} contains {value}",
    "lt": "{name} < {value}",
    "le": "{name} <= {value}",
    "gt": "{name} > {value}",
    "ge": "{name} >= {value}",
}


@dataclass(frozen=True)
class Kind:
    """What can be asked of an answer, and which values it may be compared with."""

    domain: Domain
    operators: frozenset[str]
    refuses: Callable[[str, Value], str | None]


def logic_of(data: object) -> Logic:
    """The logic of a questionnaire in Python values as JSON gives them. Raises `UnusableError`."""
    questions = data.get("questions") if isinstance(data, dict) else None
    if not isinstance(questions, list) or not all(isinstance(question, dict) for question in questions):
        raise UnusableError("This is not a questionnaire: it has no list of questions.")
    if not questions:
        raise UnusableError("This questionnaire has no questions.")
    if len(questions) > MAX_QUESTIONS:
        raise UnusableError(f"This questionnaire has more than {MAX_QUESTIONS} questions.")
    return _Reader(questions).logic()


class _Reader:
    def __init__(self, questions: list[dict[str, Any]]) -> None:
        self.questions = questions
        self.ids = [_text(question.get("id")) or f"question {place + 1}" for place, question in enumerate(questions)]
        places = {name: place for place, name in reversed(list(enumerate(self.ids)))}
        kinds: dict[str, Kind] = {}
        for question_id, question in zip(self.ids, questions, strict=True):
            for name, kind in kinds_of(question_id, question).items():
                kinds.setdefault(name, kind)
        self.kinds = kinds
        edges = {
            place: {places[name] for name in _read(question.get("show_if")) if name in places}
            for place, question in enumerate(questions)
        }
        self.reading = Reading(places, edges)

    def logic(self) -> Logic:
        once(self.ids, "", self.reading)
        for question_id, question in zip(self.ids, self.questions, strict=True):
            for part in ("options", "items"):
                once([_text(entry.get("id")) for entry in _entries(question, part)], question_id, self.reading)
        items = tuple(self._item(place) for place in range(len(self.questions)))
        return Logic(items, tuple(self.reading.findings), gaps=tuple(self.reading.gaps))

    def _item(self, place: int) -> Item:
        question, name = self.questions[place], self.ids[place]
        is_first = self.reading.places[name] == place
        own = [key for key in self.kinds if key.partition(".")[0] == name] if is_first else []
        may_be_empty = question.get("required") is not True
        return Item(
            name,
            tuple(Variable(key, self.kinds[key].domain, may_be_empty) for key in own),
            tuple(self._conditions(place)),
            pipes=tuple(self._pipes(place)),
        )

    def _conditions(self, place: int) -> Iterator[Condition]:
        condition = self.questions[place].get("show_if")
        if condition is not None:
            expression, words = self._expression(condition, place, 1)
            yield Condition(self.ids[place], expression, words)

    def _pipes(self, place: int) -> Iterator[str]:
        question = self.questions[place]
        for pipe in (pipe for field in ("text", "help") for pipe in pipes(_text(question.get(field)))):
            question_id = pipe.reference.partition(".")[0]
            if question_id not in self.reading.places and pipe.fallback is None:
                continue
            if self.reading.refer(self.ids[place], place, question_id):
                if pipe.reference not in self.kinds:
                    self._note_part(place, pipe.reference)
                elif not pipe.fallback:
                    yield pipe.reference

    def _note_part(self, place: int, reference: str) -> None:
        """A battery as a whole can be repeated; a statement, and an item that is not there, cannot."""
        parts = [key for key in self.kinds if key.startswith(f"{reference}.")]
        if not parts:
            code = "unknown_reference" if "." in reference else "type_mismatch"
            self.reading.find(code, self.ids[place], reference)

    def _expression(self, node: object, place: int, level: int) -> tuple[Expression, str]:
        if not isinstance(node, dict) or level > MAX_DEPTH:
            self.reading.gaps.append(f"A condition of “{self.ids[place]}” cannot be read.")
            return UNKNOWN, "?"
        operator = node.get("op")
        if operator in {"all", "any"} and isinstance(node.get("conditions"), list):
            branches = [self._expression(branch, place, level + 1) for branch in node["conditions"]]
            kind = Every if operator == "all" else Some
            joint = " and " if operator == "all" else " or "
            return kind(tuple(branch for branch, _ in branches)), f"({joint.join(words for _, words in branches)})"
        if operator == "not":
            branch, words = self._expression(node.get("condition"), place, level + 1)
            return Opposite(branch), f"not {words}"
        return self._leaf(node, place)

    def _leaf(self, node: Mapping[str, Any], place: int) -> tuple[Expression, str]:
        name, operator = _text(node.get("question")), _text(node.get("op"))
        words = _words(node, name, operator)
        if not self.reading.refer(self.ids[place], place, name.partition(".")[0]):
            return UNKNOWN, words
        parts = [key for key in self.kinds if key.startswith(f"{name}.")]
        if parts and operator == "answered":
            return Some(tuple(_answered(key) for key in parts)), words
        kind = self.kinds.get(name)
        if kind is None or operator not in kind.operators:
            code = "unknown_reference" if kind is None and "." in name else "type_mismatch"
            self.reading.find(code, self.ids[place], name, words)
            return UNKNOWN, words
        values = _values(node, operator)
        problems = [(problem, value) for value in values if (problem := kind.refuses(operator, value)) is not None]
        for problem, value in problems:
            self.reading.find(problem, self.ids[place], name, value)
        return (UNKNOWN if problems else _test(name, operator, values, node)), words


def _answered(name: str) -> Probe:
    return Probe(name, lambda answer: answer is not None, is_about_empty=True)


def _test(name: str, operator: str, values: tuple[Value, ...], node: Mapping[str, Any]) -> Probe:
    if operator == "answered":
        return _answered(name)
    if operator == "contains":
        return Probe(name, lambda answer: isinstance(answer, tuple) and values[0] in answer, values)
    if operator == "count":
        compare = _COMPARE[node["comparison"]]
        return Probe(name, lambda answer: isinstance(answer, tuple) and compare(len(answer), values[0]), counts=values)
    if operator == "one_of":
        return Probe(name, lambda answer: answer is not None and answer in values, values)
    compare = _COMPARE[operator]
    if operator in _ORDER:
        return Probe(name, lambda answer: _are_ordered(answer, values[0]) and compare(answer, values[0]), values)
    return Probe(name, lambda answer: answer is not None and compare(answer, values[0]), values)


def _are_ordered(answer: Value, value: Value) -> bool:
    return answer is not None and isinstance(answer, str) == isinstance(value, str)


def _values(node: Mapping[str, Any], operator: str) -> tuple[Value, ...]:
    if operator == "answered":
        return ()
    if operator == "one_of":
        values = node.get("values")
        return tuple(values) if isinstance(values, list) else (None,)
    if operator == "count" and node.get("comparison") not in _COMPARE:
        return (None,)
    return (node.get("value"),)


def _words(node: Mapping[str, Any], name: str, operator: str) -> str:
    if operator == "count":
        return f"the number of answers to {name} {node.get('comparison')} {node.get('value')}"
    value = node.get("values") if operator == "one_of" else node.get("value")
    return _WORDS.get(operator, "{name} ?").format(name=name, value=value)


def kinds_of(question_id: str, question: Mapping[str, Any]) -> dict[str, Kind]:
    """What can be read of a question: itself, or the items of a battery; nothing of a statement."""
    kind = question.get("type")
    if kind == "statement":
        return {}
    if kind == "battery":
        points = _scale([entry.get("value") for entry in _entries(question, "points")], question)
        return {f"{question_id}.{_text(item.get('id'))}": points for item in _entries(question, "items")}
    return {question_id: _KINDS.get(_text(kind), _unknown)(question)}


def _never(operator: str, value: Value) -> str | None:  # noqa: ARG001 - there is nothing to refuse
    return None


def _unknown(question: Mapping[str, Any]) -> Kind:  # noqa: ARG001 - one signature for all
    return Kind(Anything(), frozenset({"answered"}), _never)


def _single(question: Mapping[str, Any]) -> Kind:
    ids = tuple(_text(option.get("id")) for option in _entries(question, "options"))
    return Kind(OneOf(ids), _SAME | {"answered"}, _among(ids))


def _several(question: Mapping[str, Any]) -> Kind:
    options = _entries(question, "options")
    ids = tuple(_text(option.get("id")) for option in options)
    exclusive = tuple(_text(option.get("id")) for option in options if option.get("exclusive") is True)
    least, most = question.get("min_choices"), question.get("max_choices")
    domain = SeveralOf(
        tuple(option for option in ids if option not in exclusive),
        exclusive,
        least if isinstance(least, int) else 1,
        most if isinstance(most, int) else None,
    )
    among = _among(ids)

    def refuses(operator: str, value: Value) -> str | None:
        if operator != "count":
            return among(operator, value)
        if not isinstance(value, int) or isinstance(value, bool):
            return "type_mismatch"
        return None if 0 <= value <= len(ids) else "value_out_of_range"

    return Kind(domain, frozenset({"answered", "contains", "count"}), refuses)


def _scale(values: list[Any], question: Mapping[str, Any]) -> Kind:
    numbers = sorted({value for value in values if _is_number(value)})
    beside = (NOT_APPLICABLE,) if question.get("not_applicable") else ()

    def refuses(operator: str, value: Value) -> str | None:
        if isinstance(value, str) and operator in _ORDER:
            return "type_mismatch"
        if _is_number(value) and numbers and not numbers[0] <= value <= numbers[-1]:
            return "value_out_of_range"
        is_known = value in numbers or value in beside
        return None if is_known and not isinstance(value, bool) else "value_not_in_options"

    return Kind(OneOf((*numbers, *beside)), _SAME | _ORDER | {"answered"}, refuses)


def _rating(question: Mapping[str, Any]) -> Kind:
    return _scale([entry.get("value") for entry in _entries(question, "points")], question)


def _nps(question: Mapping[str, Any]) -> Kind:
    return _scale(list(range(11)), question)


def _number(question: Mapping[str, Any]) -> Kind:
    low, high, decimals = question.get("min"), question.get("max"), question.get("decimals")
    least: float = low if isinstance(low, int | float) and _is_number(low) else -FAR
    most: float = high if isinstance(high, int | float) and _is_number(high) else FAR
    beside = (NOT_APPLICABLE,) if question.get("not_applicable") else ()
    places = decimals if isinstance(decimals, int) and 0 <= decimals <= 3 else 0

    def refuses(operator: str, value: Value) -> str | None:
        if value in beside and operator not in _ORDER:
            return None
        if not _is_number(value):
            return "type_mismatch"
        return None if least <= value <= most else "value_out_of_range"

    return Kind(Numbers(least, most, places, beside), _SAME | _ORDER | {"answered"}, refuses)


def _date(question: Mapping[str, Any]) -> Kind:
    low = question.get("min") if day_number(question.get("min")) else "0001-01-01"
    high = question.get("max") if day_number(question.get("max")) else "9999-12-31"

    def refuses(operator: str, value: Value) -> str | None:  # noqa: ARG001 - all compare days
        if day_number(value) is None:
            return "type_mismatch"
        return None if str(low) <= value <= str(high) else "value_out_of_range"

    return Kind(Days(str(low), str(high)), _SAME | _ORDER | {"answered"}, refuses)


def _short_text(question: Mapping[str, Any]) -> Kind:  # noqa: ARG001 - one signature for all
    def refuses(operator: str, value: Value) -> str | None:  # noqa: ARG001 - all compare texts
        return None if isinstance(value, str) and value else "type_mismatch"

    return Kind(Texts(), _SAME | {"answered"}, refuses)


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Kind]] = {
    "single_choice": _single,
    "multi_choice": _several,
    "rating": _rating,
    "nps": _nps,
    "number": _number,
    "date": _date,
    "short_text": _short_text,
    "long_text": _unknown,
    "ranking": _unknown,
}


def _among(ids: tuple[str, ...]) -> Callable[[str, Value], str | None]:
    def refuses(operator: str, value: Value) -> str | None:  # noqa: ARG001 - all compare with an id
        return None if isinstance(value, str) and value in ids else "value_not_in_options"

    return refuses


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _entries(question: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = question.get(name)
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    if len(entries) > MAX_OPTIONS:
        raise UnusableError(f"A question has more than {MAX_OPTIONS} {name}.")
    return entries


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _read(condition: object) -> set[str]:
    """The ids of the questions that a condition names, however deep."""
    found: set[str] = set()
    pending = [condition]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found.add(_text(node.get("question")).partition(".")[0])
            pending.extend(
                [*(node["conditions"] if isinstance(node.get("conditions"), list) else ()), node.get("condition")]
            )
    return found
