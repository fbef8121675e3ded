"""A question becomes what its form shows, and what was typed there becomes a question again."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.editing.inputs import PartInput, QuestionInput
from cab_portal.surveys.questionnaire.editing.parts import items_from, options_from, points_from
from cab_portal.surveys.questionnaire.editing.rules import condition_from, parts_by_reference, rules_of
from cab_portal.surveys.questionnaire.languages import PARTS, QuestionWords, Translation
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Measure, Question
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES, Battery
from cab_portal.surveys.questionnaire.types.chosen import ListQuestion
from cab_portal.surveys.questionnaire.types.number import number_from
from cab_portal.surveys.questionnaire.wording import Sentence

TEXTS = ("text", "help", "body", "low_label", "high_label", "not_applicable", "unit")
"""The texts of a question that are translated, beside those of its parts."""

_ALWAYS = ("text", "help", "decision", "owner")
_PLAIN = ("body", "not_applicable", "unit", "shuffle")
_WHOLE = ("decimals", "min_choices", "max_choices", "top")
_DEFAULTS: Mapping[str, object] = {"decimals": 0, "min_choices": 1}


def typed(
    question: Question, earlier: Sequence[Question], translations: Mapping[str, Translation] | None = None
) -> QuestionInput:
    """A question as its form shows it; `earlier` are those before it."""
    words = {
        language: translation.questions[question.id]
        for language, translation in (translations or {}).items()
        if question.id in translation.questions
    }
    known = {name: getattr(question, name, "") for name in (*_ALWAYS, *TEXTS)}
    return QuestionInput(
        **known,
        required=question.required,
        shuffle=getattr(question, "shuffle", False),
        options=_parts(question, "options", words),
        points=_parts(question, "points", words),
        items=_parts(question, "items", words),
        min=_shown(getattr(question, "min", None)),
        max=_shown(getattr(question, "max", None)),
        **{name: _shown(getattr(question, name, None), _DEFAULTS.get(name)) for name in _WHOLE},
        measure=_shown_measure(question.measure),
        group=question.measure.group if question.measure else "",
        show_if=rules_of(question.show_if, parts_by_reference(earlier)),
        translations={
            language: {name: getattr(told, name) for name in TEXTS if getattr(told, name)}
            for language, told in words.items()
        },
    )


def _shown(value: object, default: object = None) -> str:
    return "" if value is None or value == default else str(value)


def _shown_measure(measure: Measure | None) -> str:
    return f"{measure.instrument}/{measure.item}" if measure is not None else ""


def _parts(question: Question, name: str, words: Mapping[str, QuestionWords]) -> tuple[PartInput, ...]:
    key, field = PARTS[name]
    return tuple(
        PartInput(
            words=getattr(part, field),
            id=str(getattr(part, "id", "")),
            value=str(getattr(part, "value", "")),
            specify=getattr(part, "specify", False),
            exclusive=getattr(part, "exclusive", False),
            pinned=getattr(part, "pinned", False),
            measure=_shown_measure(getattr(part, "measure", None)),
            translations={
                language: labels[str(getattr(part, key))]
                for language, labels in ((language, getattr(told, name)) for language, told in words.items())
                if labels.get(str(getattr(part, key)))
            },
        )
        for part in getattr(question, name, ())
    )


def definition_of(
    kind: str, question_id: str, given: QuestionInput, earlier: Sequence[Question], before: Question | None = None
) -> dict[str, Any]:
    """The JSON form of a question as typed, to be checked with its questionnaire by `from_data`.

    `earlier` are the questions that its condition may read, `before` is the question that it replaces: its parts keep
    their ids, and a condition that was left as it was stays as it is. Raises `DefinitionError` for numbers that are
    none and lines that lack something, with all else that is wrong with the question.
    """
    known = QUESTION_TYPES[kind].model_fields
    data: dict[str, Any] = {"type": kind, "id": question_id}
    data.update({name: getattr(given, name) for name in (*_ALWAYS, *_PLAIN) if name in known})
    if QUESTION_TYPES[kind].answerable:
        data["required"] = given.required
    for name in ("low_label", "high_label"):
        if name in known and getattr(given, name):
            data[name] = getattr(given, name)
    if "options" in known:
        data["options"] = options_from(given.options, before.labels if isinstance(before, ListQuestion) else {})
    if "items" in known:
        data["items"] = items_from(given.items, before.items if isinstance(before, Battery) else ())
    data["measure"] = _measure(kind, given)
    problems = _read_into(data, _to_be_read(kind, given, earlier, before))
    if problems:
        raise DefinitionError([*problems, *_other_problems(data, earlier, {problem.field[0] for problem in problems})])
    return data


def _read_into(data: dict[str, Any], readers: Mapping[str, Callable[[], Any]]) -> list[DefinitionProblem]:
    """Put what can be read into the data; what is wrong with the rest."""
    problems: list[DefinitionProblem] = []
    for name, read in readers.items():
        try:
            data[name] = read()
        except DefinitionError as error:
            problems.extend(error.problems)
    return problems


def _to_be_read(
    kind: str, given: QuestionInput, earlier: Sequence[Question], before: Question | None
) -> dict[str, Callable[[], Any]]:
    """What is typed in a notation of its own, by its name in the JSON form: how each is read."""
    known = QUESTION_TYPES[kind].model_fields
    found: dict[str, Callable[[], Any]] = {
        name: partial(_whole, getattr(given, name), name) for name in _WHOLE if name in known and getattr(given, name)
    }
    if kind == "date":
        found |= {"min": lambda: given.min, "max": lambda: given.max}
    if kind == "number":
        bounds = (name for name in ("min", "max") if getattr(given, name))
        found |= {name: partial(_number, getattr(given, name), name) for name in bounds}
    if "points" in known:
        found["points"] = lambda: points_from(given.points)
    found["show_if"] = lambda: condition_from(given.show_if, earlier, before.show_if if before is not None else None)
    return found


def _other_problems(
    data: Mapping[str, Any], earlier: Sequence[Question], told: Collection[str | int]
) -> list[DefinitionProblem]:
    """What is wrong with a question beside the fields that could not be read."""
    try:
        from_data({"questions": (*earlier, data)})
    except DefinitionError as error:
        return [
            problem
            for problem in error.problems
            if problem.question_id == data["id"] and problem.field and problem.field[0] not in told
        ]
    return []


def _measure(kind: str, given: QuestionInput) -> dict[str, Any] | None:
    if not given.measure or not QUESTION_TYPES[kind].answerable:
        return None
    instrument, _, item = given.measure.partition("/")
    group = re.sub(r"[^a-z0-9]+", "_", given.group.lower()).strip("_")[:40]
    return {"instrument": instrument, "item": item, "group": group}


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise _refused("Write a whole number in digits, for example 3.", name)
    return int(text)


def _number(text: str, name: str) -> int | float:
    number = number_from(text, 3)
    if number is None:
        raise _refused("Write a number in digits, for example 12.", name)
    return number


def _refused(template: str, name: str) -> DefinitionError:
    return DefinitionError([DefinitionProblem("number_unreadable", Sentence(template), field=(name,))])


def words_of(data: Mapping[str, Any], given: QuestionInput) -> dict[str, dict[str, Any]]:
    """The texts typed beside those of a question, by language, as JSON; `data` is what `definition_of` made of it."""
    known = QUESTION_TYPES[data["type"]].model_fields
    parts = [
        (name, str(part[PARTS[name][0]]), typed_part)
        for name in PARTS
        if name in known
        for part, typed_part in zip(data[name], getattr(given, name), strict=True)
    ]
    languages = {*given.translations, *(language for _, _, part in parts for language in part.translations)}
    found: dict[str, dict[str, Any]] = {}
    for language in sorted(languages):
        texts = given.translations.get(language, {})
        told: dict[str, Any] = {name: texts[name] for name in TEXTS if name in known and texts.get(name)}
        for name, key, part in parts:
            if part.translations.get(language):
                told.setdefault(name, {})[key] = part.translations[language]
        found[language] = told
    return found
