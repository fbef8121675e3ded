"""What two editors of one question wrote, part by part."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from cab_portal.core.errors import InvalidInput
from cab_portal.faces.staff.survey_question_forms import QuestionForm
from cab_portal.faces.staff.survey_question_rows import OPERATORS
from cab_portal.surveys.questionnaire.editing import ConditionInput, PartInput, QuestionInput

_LISTS = ("options", "points", "items")
_LABELS = {"options": "Answers", "points": "Points of the scale", "items": "Items", "show_if": "When it is shown"}


@dataclass(frozen=True)
class Difference:
    """One part of a question: its name, what is saved, and what is in the form."""

    name: str
    saved: str
    yours: str


def differences(saved: QuestionInput, form: QuestionForm) -> list[Difference]:
    """Every part that differs between a question as it is saved and as it is typed."""
    try:
        yours = form.given()
    except InvalidInput:
        # What is wrong with it is told at its field; everything else can be compared.
        return []
    found = []
    for name in QuestionInput.__dataclass_fields__:
        old, new = (_words(name, getattr(given, name)) for given in (saved, yours))
        if old != new:
            found.append(Difference(_label(name, form), old, new))
    return found


def _label(name: str, form: QuestionForm) -> str:
    if name == "translations":
        return str(gettext("Other languages"))
    return str(gettext(_LABELS[name])) if name in _LABELS else str(form[name].label.text)


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, ConditionInput):
        return _condition(value)
    if name in _LISTS:
        return "\n".join(_part(part) for part in value)
    if name == "translations":
        return "\n".join(f"{code}: {text}" for code, texts in sorted(value.items()) for text in texts.values() if text)
    return str(value)


def _part(part: PartInput) -> str:
    words = f"{part.value} {part.words}".strip()
    ticks = [
        str(label)
        for label, is_set in (
            (gettext("asks for own words"), part.specify),
            (gettext("chosen alone"), part.exclusive),
            (gettext("keeps its place"), part.pinned),
        )
        if is_set
    ]
    spoken = [text for text in part.translations.values() if text]
    return " · ".join([words, *ticks, *spoken])


def _condition(condition: ConditionInput) -> str:
    if condition.joint == "text":
        return condition.text
    joint = gettext("or") if condition.joint == "any" else gettext("and")
    lines = [f"{rule.question} {OPERATORS.get(rule.operator, '')} {rule.value}".strip() for rule in condition.rules]
    return f"\n{joint} ".join(lines)
