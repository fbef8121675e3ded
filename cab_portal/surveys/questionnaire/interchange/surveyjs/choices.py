"""The choices of SurveyJS questions: lists of answers, the special ones below them, and scales."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE
from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.report import FileRefused
from cab_portal.surveys.questionnaire.interchange.surveyjs.parts import LeftOut, Part, Text, number_in, scalar, shown


@dataclass(frozen=True)
class Special:
    """A choice that SurveyJS has below the list; `kind` is what it is in a choice of several."""

    value: str
    flags: tuple[str, str]
    text: str
    label: str
    kind: str


SPECIAL = (
    Special("none", ("showNoneItem", "hasNone"), "noneText", "None", "exclusive"),
    Special("refused", ("showRefuseItem", "hasRefuse"), "refuseText", "Refuse to answer", "exclusive"),
    Special("dontknow", ("showDontKnowItem", "hasDontKnow"), "dontKnowText", "Don't know", "exclusive"),
    Special("other", ("showOtherItem", "hasOther"), "otherText", "Other (describe)", "specify"),
)
"""In the order in which they are shown."""


@dataclass
class Made:
    """What an element becomes: the fields of a question, its answers by foreign keys, and texts in other languages.

    `items` are the items of a battery by the keys of the rows; `yes` is the answer that counts as true.
    """

    fields: dict[str, Any]
    values: dict[str, int | float | str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)
    yes: str = ""

    def add_words(self, name: str, text: Text, key: str = "") -> None:
        """Keep the other languages of a text: of a field, or of the entry of a list under its key."""
        for language, words in text.others.items():
            told = self.words.setdefault(language, {})
            if key:
                told.setdefault(name, {})[key] = words
            else:
                told[name] = words


@dataclass(frozen=True)
class Entry:
    """One entry of a list: its value, the key by which values are compared, its text, and its further properties."""

    key: str
    value: Any
    text: Text
    part: Part


def entries_of(part: Part, name: str) -> list[Entry]:
    """The entries of a list. Raises `FileRefused` where one has a condition or a value that another has."""
    found: list[Entry] = []
    for number, given in enumerate(part.listed(name)):
        data: Mapping[str, Any] = given if isinstance(given, dict) else {"value": given}
        inner = part.inner(data, f"{name}[{number}]")
        _refuse_conditions(inner, ("visibleIf", "enableIf"))
        value = inner.take("value")
        key = scalar(value)
        if key is None or not key.strip():
            raise FileRefused(f"{inner.place}: “{shown(given)}” is no choice, which needs a value.")
        if any(entry.key == key for entry in found):
            raise FileRefused(f"{inner.place}: another choice has the value “{shown(key)}”.")
        text = inner.text("text")
        found.append(Entry(key, value, text if text.base else Text(key, text.others), inner))
    return found


def _refuse_conditions(part: Part, names: tuple[str, ...]) -> None:
    for name in names:
        if part.data.get(name) not in (None, ""):
            raise FileRefused(f"{part.at(name)}: choices on a condition are not supported.")


def read_options(part: Part, made: Made, *, kinds: tuple[str, ...]) -> None:
    """Put the choices of a list into what is made; `kinds` are those that its options may have. Raises `LeftOut`."""
    for elsewhere in ("choicesByUrl", "choicesFromQuestion"):
        if part.data.get(elsewhere):
            raise LeftOut(f"its choices come from elsewhere ({elsewhere})")
    _refuse_conditions(part, ("choicesVisibleIf", "choicesEnableIf"))
    names = Names("")
    options: list[dict[str, Any]] = []
    for entry in entries_of(part, "choices"):
        option: dict[str, Any] = {"id": names.add(entry.key), "label": entry.text.base}
        for kind, flag in (("exclusive", "isExclusive"), ("specify", "showCommentArea")):
            if entry.part.flag(flag):
                _mark(option, kind, kinds, entry.part.at(flag), part)
        entry.part.report_rest()
        options.append(option)
        made.values[entry.key] = option["id"]
        made.add_words("options", entry.text, option["id"])
    _add_special(part, made, names, options, kinds)
    if len(options) < 2:
        raise LeftOut("it has fewer than two choices")
    made.fields |= {"options": options, "shuffle": _is_shuffled(part)}


def _mark(option: dict[str, Any], kind: str, kinds: tuple[str, ...], place: str, part: Part) -> None:
    if kind in kinds:
        option[kind] = True
    elif not (kind == "exclusive" and "specify" in kinds):  # in a choice of one each is alone
        part.report.refused(place, "This has no meaning in a question of this type, so it was left out.")


def _add_special(part: Part, made: Made, names: Names, options: list[dict[str, Any]], kinds: tuple[str, ...]) -> None:
    for special in SPECIAL:
        is_there = part.flag(*special.flags)
        text = part.text(special.text)
        if not is_there:
            continue
        if special.value in made.values:
            raise FileRefused(f"{part.at(special.flags[0])}: another choice has the value “{special.value}”.")
        option: dict[str, Any] = {"id": names.add(special.value), "label": text.base or special.label}
        _mark(option, special.kind, kinds, part.at(special.flags[0]), part)
        options.append(option)
        made.values[special.value] = option["id"]
        made.add_words("options", text, option["id"])


def _is_shuffled(part: Part) -> bool:
    order = part.take("choicesOrder")
    if order not in (None, "none", "random"):
        part.report.refused(part.at("choicesOrder"), f"“{shown(order)}” is not supported: the order is as written.")
    return bool(order == "random")


def read_points(entries: list[Entry], made: Made, part: Part, place: str) -> None:
    """Put the points of a scale into what is made; the last one may be the answer beside it. Raises `LeftOut`."""
    entries = list(entries)
    if entries and entries[-1].key == NOT_APPLICABLE:
        beside = entries.pop()
        made.fields["not_applicable"] = beside.text.base
        made.values[beside.key] = NOT_APPLICABLE
        made.add_words("not_applicable", beside.text)
    if not 2 <= len(entries) <= 11:
        raise LeftOut(f"a scale has 2 to 11 points, and this one has {len(entries)}")
    numbers = [number_in(entry.value) for entry in entries]
    if not _are_points(numbers):
        part.report.approximated(place, "The points have no rising whole numbers, so they were numbered from 1.")
        numbers = list(range(1, len(entries) + 1))
    points = []
    for entry, number in zip(entries, numbers, strict=True):
        entry.part.report_rest()
        points.append({"value": number, "label": entry.text.base})
        made.values[entry.key] = number  # type: ignore[assignment]
        made.add_words("points", entry.text, str(number))
    made.fields["points"] = points


def _are_points(numbers: list[int | float | None]) -> bool:
    whole = [number for number in numbers if isinstance(number, int) and -100 <= number <= 100]
    return len(whole) == len(numbers) and all(first < second for first, second in pairwise(whole))
