"""The logic of a SurveyJS survey, however broken: what is shown when, triggers that skip or end, and texts that repeat
answers.

A comparison with an unanswered question follows `comparing`. A question hidden by its page, its panel or itself is
unanswered. What code or a trigger fills in may have any answer.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cab_portal.surveys.questionnaire.interchange.surveyjs.answers import Kind, kinds_of
from cab_portal.surveys.questionnaire.interchange.surveyjs.conditions import Compiler, Spot
from cab_portal.surveys.questionnaire.interchange.surveyjs.elements import Frame, Outline, Place, outline_of
from cab_portal.surveys.questionnaire.interchange.surveyjs.expressions import ExpressionError, names, parsed
from cab_portal.surveys.questionnaire.verifier.logic import (
    END,
    NEVER,
    UNKNOWN,
    Condition,
    Finding,
    Item,
    Jump,
    Logic,
    Variable,
)
from cab_portal.surveys.questionnaire.verifier.reading import Reading, UnusableError, once
from cab_portal.surveys.questionnaire.wording import Sentence

_BRACES = re.compile(r"\{([A-Za-z_][^{}]{0,80})\}")
_FILLED = frozenset({"setvalue", "copyvalue", "runexpression"})


def logic_of(data: object) -> Logic:
    """The logic of a survey in Python values as JSON gives them. Raises `UnusableError`."""
    if not isinstance(data, dict):
        raise UnusableError("This is not a survey: it is no object.")
    return _Reader(data).logic()


class _Reader:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.outline: Outline = outline_of(data)
        self.places = self.outline.places
        self.triggers = [trigger for trigger in _list(data, "triggers") if isinstance(trigger, dict)]
        kinds: dict[str, Kind] = {}
        owners: dict[str, str] = {}
        for place in self.places:
            key = place.element.get("valueName")
            for name, kind in kinds_of(place.element, key if isinstance(key, str) and key else place.name).items():
                kinds.setdefault(name, kind)
                owners.setdefault(name, place.name)
        numbered = {place.name: number for number, place in reversed(list(enumerate(self.places)))}
        self.reading = Reading(numbered, {})
        self.compiler = Compiler(kinds, owners, self.reading, self._free(owners), self._known())
        self.reading.edges = {number: self._read(place) for number, place in enumerate(self.places)}

    def _free(self, owners: Mapping[str, str]) -> frozenset[str]:
        """The variables that something else than an answer may fill."""
        targets = {trigger.get("setToName") for trigger in self.triggers if _kind(trigger) in _FILLED}
        filled = {
            place.name
            for place in self.places
            if place.element.get("type") == "expression"
            or any(place.element.get(key) for key in ("defaultValueExpression", "setValueExpression", "setValueIf"))
            or (place.element.get("defaultValue") is not None and place.element.get("visible") is False)
        }
        return frozenset(name for name, owner in owners.items() if owner in filled | targets or name in targets)

    def _known(self) -> frozenset[str]:
        calculated = (entry.get("name") for entry in _list(self.data, "calculatedValues") if isinstance(entry, dict))
        set_names = (trigger.get("setToName") for trigger in self.triggers if trigger.get("isVariable"))
        return frozenset(name for name in (*calculated, *set_names) if isinstance(name, str))

    def _read(self, place: Place) -> set[int]:
        texts = [place.element.get("visibleIf"), *(frame.element.get("visibleIf") for frame in place.around)]
        found: set[int] = set()
        for text in texts:
            try:
                paths = names(parsed(text)) if isinstance(text, str) else frozenset()
            except ExpressionError:
                continue
            found |= self._places_of(paths)
        return found

    def logic(self) -> Logic:
        once([place.name for place in self.places], "", self.reading)
        for place in self.places:
            once(_option_ids(place.element), place.name, self.reading)
        around = {id(frame): tuple(self._shown_if(frame.element, _spot(frame))) for frame in self.outline.frames}
        toggled = self._toggled()
        jumps = self._jumps()
        items = tuple(
            self._item(number, place, around, tuple(jumps.get(number, ())), toggled)
            for number, place in enumerate(self.places)
        )
        extras = tuple(self._extras())
        reading = self.reading
        return Logic(items, tuple(reading.findings), extras, is_strict=False, gaps=tuple(reading.gaps))

    def _item(
        self,
        number: int,
        place: Place,
        around: Mapping[int, tuple[Condition, ...]],
        jumps: tuple[Jump, ...],
        toggled: frozenset[str],
    ) -> Item:
        element = place.element
        conditions = [condition for frame in place.around for condition in around[id(frame)]]
        conditions.extend(self._shown_if(element, Spot(place.name, number)))
        if toggled & {place.name, *(frame.name for frame in place.around)}:
            conditions = [Condition(place.name, UNKNOWN, "a trigger shows or hides it")]
        is_first = self.reading.places[place.name] == number
        own = [name for name, owner in self.compiler.owners.items() if owner == place.name] if is_first else []
        is_required = element.get("isRequired") is True or element.get("isAllRowRequired") is True
        may_be_empty = not is_required or (element.get("type") == "matrix" and not element.get("isAllRowRequired"))
        required_if = element.get("requiredIf")
        return Item(
            place.name,
            tuple(Variable(name, self.compiler.kinds[name].domain, may_be_empty) for name in own),
            tuple(conditions),
            self.compiler.condition(required_if, Spot(place.name, number)) if _is_text(required_if) else None,
            jumps,
            pipes=tuple(self._pipes(number, place)),
        )

    def _shown_if(self, element: Mapping[str, Any], spot: Spot) -> Iterator[Condition]:
        if element.get("visible") is False and not element.get("visibleIf"):
            yield Condition(spot.owner, NEVER, "visible: false")
        if _is_text(element.get("visibleIf")):
            yield self.compiler.condition(element["visibleIf"], spot)

    def _pipes(self, number: int, place: Place) -> Iterator[str]:
        for path in _paths_in(place.element):
            question = self.compiler.question_of(path)
            if question == place.name or self.compiler.is_elsewhere(path):
                continue
            variable = self.compiler.variable(path) or ""
            if (
                self.compiler.refer(path, Spot(place.name, number))
                and variable in self.compiler.kinds
                and variable not in self.compiler.free
            ):
                yield variable

    def _toggled(self) -> frozenset[str]:
        """The questions and pages that a trigger shows or hides."""
        found: set[str] = set()
        known = {frame.name for frame in self.outline.frames} | self.reading.places.keys()
        for trigger in (trigger for trigger in self.triggers if _kind(trigger) == "visible"):
            for name in (*_list(trigger, "pages"), *_list(trigger, "questions")):
                if name not in known:
                    self.reading.find("unknown_reference", "", str(name))
                found.add(str(name))
        return frozenset(found)

    def _jumps(self) -> dict[int, list[Jump]]:
        """Triggers that skip or end, after the last question that they read; at the end of its page, those that end."""
        jumps: dict[int, list[Jump]] = {}
        for trigger in self.triggers:
            kind, text = _kind(trigger), trigger.get("expression") or _old_expression(trigger)
            if not _is_text(text):
                continue
            place = self._after(text)
            owner = self.places[place].name if place is not None else ""
            spot = Spot(owner, len(self.places), answered=True)
            condition = self.compiler.condition(text, spot)
            for name in ("setToName", "fromName"):
                if isinstance(trigger.get(name), str) and not trigger.get("isVariable"):
                    self.compiler.refer(trigger[name], spot)
            if kind == "skip":
                self._skip(trigger, place, condition, jumps)
            elif kind == "complete" and place is not None:
                page = self.places[place].around[:1]
                end = page[0].end - 1 if page else place
                jumps.setdefault(end, []).append(Jump(END, condition))
        return jumps

    def _skip(
        self, trigger: Mapping[str, Any], place: int | None, condition: Condition, jumps: dict[int, list[Jump]]
    ) -> None:
        target = trigger.get("gotoName")
        frames = {frame.name: frame.begin for frame in self.outline.frames}
        if isinstance(target, str) and target in frames and target not in self.reading.places:
            target = self.places[frames[target]].name if frames[target] < len(self.places) else target
        if place is not None:
            jumps.setdefault(place, []).append(Jump(str(target), condition))
        elif target not in self.reading.places:
            sentence = Sentence("A trigger jumps to “%(target)s”, which is not there.", target=str(target))
            self.reading.findings.append(Finding("bad_target", condition.owner, sentence))

    def _after(self, text: str) -> int | None:
        """The place of the last question that an expression reads; None if it reads none."""
        try:
            paths = names(parsed(text))
        except ExpressionError:
            return None
        return max(self._places_of(paths), default=None)

    def _places_of(self, paths: frozenset[str]) -> set[int]:
        questions = (self.compiler.question_of(path) or "" for path in paths)
        return {self.reading.places[name] for name in questions if name in self.reading.places}

    def _extras(self) -> Iterator[Condition]:
        """Further conditions, which show nothing and must make sense all the same."""
        for number, place in enumerate(self.places):
            spot = Spot(place.name, number)
            for text in _further(place.element):
                yield self.compiler.condition(text, spot)
            for text in _expressions(place.element, "validators"):
                yield self.compiler.condition(text, Spot(place.name, len(self.places), answered=True))
        for frame in self.outline.frames:
            if _is_text(frame.element.get("enableIf")):
                yield self.compiler.condition(frame.element["enableIf"], _spot(frame))
        for key in ("completedHtmlOnCondition", "navigateToUrlOnCondition"):
            for text in _expressions(self.data, key):
                yield self.compiler.condition(text, Spot("", len(self.places)))


def _spot(frame: Frame) -> Spot:
    return Spot(frame.name, frame.begin, frame.end)


def _expressions(parent: Mapping[str, Any], key: str) -> Iterator[str]:
    for entry in _list(parent, key):
        text = entry.get("expression") if isinstance(entry, dict) else None
        if isinstance(text, str) and text.strip():
            yield text


def _further(element: Mapping[str, Any]) -> Iterator[str]:
    keys = ("enableIf", "choicesVisibleIf", "choicesEnableIf", "rowsVisibleIf", "columnsVisibleIf")
    for text in (element.get(key) for key in keys):
        if isinstance(text, str) and text.strip():
            yield text
    for part in ("choices", "rows", "columns", "rateValues"):
        for entry in _list(element, part):
            for text in (entry.get("visibleIf"), entry.get("enableIf")) if isinstance(entry, dict) else ():
                if isinstance(text, str) and text.strip():
                    yield text


def _paths_in(element: Mapping[str, Any]) -> Iterator[str]:
    """What stands in braces in the texts of a question, in every language once."""
    texts: list[str] = []
    for key in ("title", "description", "html"):
        value = element.get(key)
        found = value.values() if isinstance(value, dict) else (value,)
        texts.extend(text for text in found if isinstance(text, str))
    yield from dict.fromkeys(match[1].strip() for text in texts for match in _BRACES.finditer(text))


def _option_ids(element: Mapping[str, Any]) -> list[str]:
    entries = (entry.get("value") if isinstance(entry, dict) else entry for entry in _list(element, "choices"))
    return [str(value) for value in entries]


def _kind(trigger: Mapping[str, Any]) -> str:
    return str(trigger.get("type", "")).removesuffix("trigger")


def _old_expression(trigger: Mapping[str, Any]) -> str:
    """The condition of a trigger in the older form of a name, an operator and a value."""
    name, operator, value = trigger.get("name"), trigger.get("operator", "equal"), trigger.get("value")
    if not isinstance(name, str) or not isinstance(operator, str):
        return ""
    if operator in {"empty", "notempty"}:
        return f"{{{name}}} {operator}"
    shown = f"'{value}'" if isinstance(value, str) else str(value).lower()
    return f"{{{name}}} {operator} {shown}" if value is not None else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _list(parent: Mapping[str, Any], key: str) -> list[Any]:
    found = parent.get(key)
    return found if isinstance(found, list) else []
