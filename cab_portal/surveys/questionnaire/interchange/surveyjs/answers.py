"""The answers that the questions of a SurveyJS survey may have, by their type."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cab_portal.surveys.questionnaire.interchange.surveyjs.comparing import are_equal, number_in
from cab_portal.surveys.questionnaire.verifier.domains import (
    Anything,
    Days,
    Numbers,
    OneOf,
    SeveralOf,
    Texts,
    day_number,
)
from cab_portal.surveys.questionnaire.verifier.logic import Domain, Value
from cab_portal.surveys.questionnaire.verifier.reading import UnusableError

MAX_CHOICES = 200
FAR = 10**9

ORDER = frozenset({"<", "<=", ">", ">="})
PARTS = frozenset({"contains", "notcontains", "anyof", "allof", "noneof"})


@dataclass(frozen=True)
class Kind:
    """The answers of one variable. `refuses` says by a code why an operator with a value makes no sense.

    `is_open` where the answers are not known from the survey itself, so that nothing is known of comparisons.
    """

    domain: Domain
    refuses: Callable[[str, Value], str | None]
    is_open: bool = False
    counts: bool = False


def _anything_goes(operator: str, value: Value) -> str | None:  # noqa: ARG001 - nothing is known against it
    return None


OPEN = Kind(Anything(), _anything_goes, is_open=True)


def kinds_of(element: Mapping[str, Any], name: str) -> dict[str, Kind]:
    """What can be read of a question: the variables with their kinds; empty where it takes no answer."""
    kind = element.get("type")
    if kind in {"html", "image"}:
        return {}
    if kind == "matrix":
        columns = _values(element, "columns")
        return {f"{name}.{row}": _one_of(columns) for row in _values(element, "rows")} if columns else {name: OPEN}
    if kind == "multipletext":
        return {f"{name}.{item.get('name')}": _text(item) for item in _entries(element, "items")}
    if isinstance(kind, str) and kind in _KINDS:
        return {name: _KINDS[kind](element)}
    return {name: OPEN}


def _entries(element: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = element.get(name)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _values(element: Mapping[str, Any], name: str) -> tuple[Value, ...]:
    found = element.get(name)
    entries = found if isinstance(found, list) else []
    if len(entries) > MAX_CHOICES:
        raise UnusableError(f"A question has more than {MAX_CHOICES} {name}.")
    values = (entry.get("value") if isinstance(entry, dict) else entry for entry in entries)
    return tuple(value for value in values if isinstance(value, int | float | str | bool))


def _choices(element: Mapping[str, Any]) -> tuple[Value, ...] | None:
    """The values offered; None where they come from elsewhere."""
    if element.get("choicesByUrl") or element.get("choicesFromQuestion") or element.get("choicesLazyLoadEnabled"):
        return None
    low, high = element.get("choicesMin"), element.get("choicesMax")
    if isinstance(low, int) and isinstance(high, int) and 0 < high - low <= MAX_CHOICES:
        step = element.get("choicesStep")
        return tuple(range(low, high + 1, step if isinstance(step, int) and step > 0 else 1))
    values = _values(element, "choices")
    other = ("other",) if element.get("hasOther") or element.get("showOtherItem") else ()
    return (*values, *other) if values else None


def _alone(element: Mapping[str, Any]) -> tuple[Value, ...]:
    items = {
        "none": ("hasNone", "showNoneItem"),
        "refused": ("showRefuseItem",),
        "dontknow": ("showDontKnowItem",),
    }
    return tuple(value for value, names in items.items() if any(element.get(name) is True for name in names))


def _choice(element: Mapping[str, Any]) -> Kind:
    values = _choices(element)
    return OPEN if values is None else _one_of((*values, *_alone(element)))


def _one_of(values: tuple[Value, ...]) -> Kind:
    numbers = [number_in(value) for value in values]
    scale = [number for number in numbers if number is not None]

    def refuses(operator: str, value: Value) -> str | None:
        if operator in ORDER:
            return "type_mismatch" if len(scale) < len(values) else _outside(value, min(scale), max(scale))
        if operator in {"contains", "notcontains"} and any(str(value).casefold() in str(v).casefold() for v in values):
            return None
        return None if any(are_equal(value, known) for known in values) else "value_not_in_options"

    return Kind(OneOf(values), refuses)


def _outside(value: Value, low: float, high: float) -> str | None:
    number = number_in(value)
    if number is None:
        return "type_mismatch"
    return None if low <= number <= high else "value_out_of_range"


def _several(element: Mapping[str, Any]) -> Kind:
    values, alone = _choices(element), _alone(element)
    if values is None:
        return Kind(Anything(), _anything_goes, is_open=True, counts=True)
    least, most = element.get("minSelectedChoices"), element.get("maxSelectedChoices")
    domain = SeveralOf(
        values,
        alone,
        least if isinstance(least, int) and least > 0 else 1,
        most if isinstance(most, int) and most > 0 else None,
    )

    def refuses(operator: str, value: Value) -> str | None:
        if operator in ORDER or (operator in {"=", "<>"} and not isinstance(value, tuple)):
            return "type_mismatch"
        given = value if isinstance(value, tuple) else (value,)
        known = (*values, *alone)
        return None if all(any(are_equal(v, k) for k in known) for v in given) else "value_not_in_options"

    return Kind(domain, refuses, counts=True)


def _boolean(element: Mapping[str, Any]) -> Kind:
    values = (element.get("valueTrue", True), element.get("valueFalse", False))

    def refuses(operator: str, value: Value) -> str | None:
        if operator in ORDER | PARTS:
            return "type_mismatch"
        return None if any(are_equal(value, known) for known in values) else "value_not_in_options"

    return Kind(OneOf(values), refuses)


def _rating(element: Mapping[str, Any]) -> Kind:
    values = _values(element, "rateValues") or tuple(_rates(element))

    def refuses(operator: str, value: Value) -> str | None:
        if operator in PARTS - {"anyof", "noneof"}:
            return "type_mismatch"
        numbers = [number for number in map(number_in, values) if number is not None]
        if len(numbers) == len(values):
            problem = _outside(value, min(numbers), max(numbers))
            if problem is not None or operator in ORDER:
                return problem
        return None if any(are_equal(value, known) for known in values) else "value_not_in_options"

    return Kind(OneOf(values), refuses)


def _rates(element: Mapping[str, Any]) -> Iterator[int]:
    low, high, step = (element.get(name) for name in ("rateMin", "rateMax", "rateStep"))
    count = element.get("rateCount")
    first = low if isinstance(low, int) else 1
    last = high if isinstance(high, int) else (first + count - 1 if isinstance(count, int) else 5)
    if not first < last <= first + MAX_CHOICES:
        raise UnusableError("A rating has no range of points.")
    yield from range(first, last + 1, step if isinstance(step, int) and step > 0 else 1)


def _text(element: Mapping[str, Any]) -> Kind:
    kind = element.get("inputType")
    if kind in {"number", "range"}:
        return _number(element)
    if kind == "date":
        return _date(element)
    return Kind(Texts(), _anything_goes)


def _number(element: Mapping[str, Any]) -> Kind:
    low, high = number_in(element.get("min")), number_in(element.get("max"))
    least, most = -FAR if low is None else low, FAR if high is None else high

    def refuses(operator: str, value: Value) -> str | None:
        if operator in PARTS - {"anyof", "noneof"}:
            return "type_mismatch"
        problems = (_outside(v, least, most) for v in (value if isinstance(value, tuple) else (value,)))
        return next((problem for problem in problems if problem is not None), None)

    step = number_in(element.get("step"))
    is_whole = step is not None and step == int(step) and least == int(least)
    return Kind(Numbers(least, most, 0 if is_whole else 3), refuses)


def _date(element: Mapping[str, Any]) -> Kind:
    low = element.get("min") if day_number(element.get("min")) else "0001-01-01"
    high = element.get("max") if day_number(element.get("max")) else "9999-12-31"

    def refuses(operator: str, value: Value) -> str | None:
        if operator in PARTS or day_number(value) is None:
            return "type_mismatch"
        return None if str(low) <= value <= str(high) else "value_out_of_range"

    return Kind(Days(str(low), str(high)), refuses)


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Kind]] = {
    "radiogroup": _choice,
    "dropdown": _choice,
    "buttongroup": _choice,
    "checkbox": _several,
    "tagbox": _several,
    "imagepicker": lambda element: _several(element) if element.get("multiSelect") else _choice(element),
    "boolean": _boolean,
    "rating": _rating,
    "slider": _number,
    "nouislider": _number,
    "text": _text,
    "comment": lambda element: Kind(Texts(), _anything_goes),  # noqa: ARG005 - one signature for all
}
