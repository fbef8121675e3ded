"""Changing the questions of a questionnaire under design: values in, values out.

A list of questions may be empty here, where a questionnaire may not. Ids of questions and options outlive a change of
their words, because conditions and stored answers name them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cab_portal.surveys.questionnaire.conditions import (
    Answered,
    Comparison,
    Contains,
    Equals,
    NotEquals,
    questions_read,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.languages import kept_translations
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Option, Question
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES, Battery, Item
from cab_portal.surveys.questionnaire.types.chosen import ListQuestion
from cab_portal.surveys.questionnaire.wording import Sentence

SIMPLE = (Answered, Equals, NotEquals, Contains, Comparison)
"""The conditions that can be typed: one question, one operator, at most one value."""

_POINT = re.compile(r"(-?\d{1,3})(?:\s*[.:=)])?\s+(\S.*)")


@dataclass(frozen=True)
class ConditionInput:
    """When a question is shown: the id of an earlier one, an operator, and the code of one of its choices, or ""."""

    question: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class QuestionInput:
    """A question as it is typed. `options`, `points` and `items` are lines, none blank; a point is "1 Very slow"."""

    text: str
    help: str = ""
    required: bool = False
    decision: str = ""
    owner: str = ""
    options: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    low_label: str = ""
    high_label: str = ""
    show_if: ConditionInput | None = None


def new_question_id(questions: Iterable[Question]) -> str:
    """The next of q1, q2 … above all that are in use."""
    used = [int(question.id[1:]) for question in questions if re.fullmatch(r"q\d{1,9}", question.id)]
    return f"q{max(used, default=0) + 1}"


def typed(question: Question) -> QuestionInput:
    """A question as its form shows it."""
    condition = question.show_if
    show_if = None
    if isinstance(condition, SIMPLE):
        show_if = ConditionInput(condition.question, condition.op, str(getattr(condition, "value", "")))
    return QuestionInput(
        text=question.text,
        help=question.help,
        required=question.required,
        decision=question.decision,
        owner=question.owner,
        options=tuple(option.label for option in getattr(question, "options", ())),
        points=tuple(f"{point.value} {point.label}" for point in getattr(question, "points", ())),
        items=tuple(item.text for item in getattr(question, "items", ())),
        low_label=getattr(question, "low_label", ""),
        high_label=getattr(question, "high_label", ""),
        show_if=show_if,
    )


def definition_of(
    kind: str, question_id: str, given: QuestionInput, earlier: Sequence[Question], before: Question | None = None
) -> dict[str, Any]:
    """The JSON form of a question as typed, to be checked with its questionnaire by `from_data`.

    `earlier` are the questions that its condition may read, `before` is the question that it replaces; of that, what
    cannot be typed stays, a condition until another is typed. Raises `DefinitionError` for lines that are no points
    and a condition without its value.
    """
    known = QUESTION_TYPES[kind].model_fields
    data: dict[str, Any] = {
        **(_untyped(before) if before is not None and before.type == kind else {}),
        "type": kind,
        "id": question_id,
        "text": given.text,
        "help": given.help,
        "required": given.required,
        "decision": given.decision,
        "owner": given.owner,
    }
    if "options" in known:
        old = before.options if isinstance(before, ListQuestion) else ()
        data["options"] = options_from(given.options, old)
    if "points" in known:
        data["points"] = [_point(line, place) for place, line in enumerate(given.points)]
    if "items" in known:
        data["items"] = items_from(given.items, before.items if isinstance(before, Battery) else ())
    for name in ("low_label", "high_label"):
        if name in known and getattr(given, name):
            data[name] = getattr(given, name)
    if given.show_if is not None:
        data["show_if"] = _condition(given.show_if, {question.id: question for question in earlier})
    elif before is not None and before.show_if is not None and not isinstance(before.show_if, SIMPLE):
        data["show_if"] = before.show_if.model_dump(mode="json")
    return data


def _untyped(before: Question) -> dict[str, Any]:
    data = before.model_dump(mode="json")
    return {name: value for name, value in data.items() if name not in {"options", "points", "items", "show_if"}}


def options_from(labels: Sequence[str], before: Sequence[Option]) -> list[dict[str, Any]]:
    """Options with these labels; one that stood there before keeps its id and kind, by its label or else its place."""
    kinds = {option.id: option.model_dump() for option in before}
    return [
        {**kinds.get(option_id, {}), "id": option_id, "label": label}
        for option_id, label in _identified(labels, [(option.id, option.label) for option in before])
    ]


def items_from(texts: Sequence[str], before: Sequence[Item]) -> list[dict[str, Any]]:
    """Items with these texts, each with the id and the measure that it had, as `options_from` finds them."""
    measures = {item.id: item.model_dump(mode="json") for item in before}
    return [
        {**measures.get(item_id, {}), "id": item_id, "text": text}
        for item_id, text in _identified(texts, [(item.id, item.text) for item in before])
    ]


def _identified(labels: Sequence[str], before: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    by_label = {label: option_id for option_id, label in before}
    kept = {label: by_label[label] for label in labels if label in by_label}
    free = {option_id for option_id, _ in before} - set(kept.values())
    taken = set(kept.values())
    options = []
    for place, label in enumerate(labels):
        option_id = kept.pop(label, None)
        if option_id is None and place < len(before) and before[place][0] in free - taken:
            option_id = before[place][0]
        option_id = option_id or _slug(label, taken)
        taken.add(option_id)
        options.append((option_id, label))
    return options


def _slug(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30].strip("_") or "option"
    count, slug = 1, stem
    while slug in taken:
        count += 1
        slug = f"{stem}_{count}"
    return slug


def _point(line: str, place: int) -> dict[str, Any]:
    match = _POINT.fullmatch(line)
    if match is None:
        raise DefinitionError(
            [
                DefinitionProblem(
                    "point_unreadable",
                    Sentence("Begin line %(line)s with its number, as in “1 Very slow”.", line=place + 1),
                    field=("points",),
                )
            ]
        )
    return {"value": int(match[1]), "label": match[2]}


def _condition(given: ConditionInput, earlier: Mapping[str, Question]) -> dict[str, Any]:
    if given.operator == "answered":
        return {"op": "answered", "question": given.question}
    read = earlier.get(given.question)
    values = {str(value): value for value in read.values()} if read else {}
    if read is None or given.value not in values:
        sentence = Sentence("Choose one of the answers to the question that you chose.")
        raise DefinitionError([DefinitionProblem("value_not_in_options", sentence, field=("show_if",))])
    return {"op": given.operator, "question": given.question, "value": values[given.value]}


def placed(questions: Sequence[Question], question_id: str) -> int:
    """The place of a question, from 0. Raises `KeyError`."""
    for place, question in enumerate(questions):
        if question.id == question_id:
            return place
    raise KeyError(question_id)


def duplicated(questions: Sequence[Question], question_id: str) -> tuple[Question, ...]:
    """The questions with a copy of one right after it, under a new id. Raises `KeyError`."""
    place = placed(questions, question_id)
    copy = questions[place].model_copy(update={"id": new_question_id(questions)})
    return (*questions[: place + 1], copy, *questions[place + 1 :])


def removed(questions: Sequence[Question], question_id: str) -> tuple[Question, ...]:
    """The questions without one. Raises `KeyError`, and `DefinitionError` while a condition reads its answer."""
    place = placed(questions, question_id)
    readers = [number for number, question in enumerate(questions, start=1) if question_id in _read_by(question)]
    if readers:
        sentence = Sentence(
            "Question %(reader)s is shown only for certain answers to this one. Change that first.", reader=readers[0]
        )
        raise DefinitionError([DefinitionProblem("still_read", sentence, place + 1, question_id)])
    return (*questions[:place], *questions[place + 1 :])


def _read_by(question: Question) -> set[str]:
    """The ids of the questions whose answers a question rests on: its condition and its texts."""
    references = set(questions_read(question.show_if)) if question.show_if is not None else set()
    references |= {pipe.reference for text in (question.text, question.help) for pipe in pipes(text)}
    return {reference.partition(".")[0] for reference in references}


def with_questions(before: Questionnaire | None, questions: Sequence[Question | Mapping[str, Any]]) -> Questionnaire:
    """The questionnaire with other questions, checked: its title, language, and translations of what is still there
    stay. Raises `DefinitionError`.
    """
    made = from_data({"questions": tuple(questions)})
    if before is None:
        return made
    return from_data(
        {
            "title": before.title,
            "language": before.language,
            "questions": made.questions,
            "translations": kept_translations(before.translations, made.questions),
        }
    )


def moved(questions: Sequence[Question], question_id: str, places: int) -> tuple[Question, ...]:
    """The questions with one moved down by so many places, or up if negative; the ends hold it. Raises `KeyError`."""
    place = placed(questions, question_id)
    others = [question for question in questions if question.id != question_id]
    others.insert(max(0, min(len(others), place + places)), questions[place])
    return tuple(others)
