"""The order of questions under design, and what belongs together in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.languages import kept_translations
from cab_portal.surveys.questionnaire.outdated import compared
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Battery


def new_question_id(questions: Iterable[Question], gone: Iterable[str] = ()) -> str:
    """The next of q1, q2 … above all that are in use, or were by questions that can be put back."""
    ids = [*(question.id for question in questions), *gone]
    used = [int(question_id[1:]) for question_id in ids if re.fullmatch(r"q\d{1,9}", question_id)]
    return f"q{max(used, default=0) + 1}"


def placed(questions: Sequence[Question], question_id: str) -> int:
    """The place of a question, from 0. Raises `KeyError`."""
    for place, question in enumerate(questions):
        if question.id == question_id:
            return place
    raise KeyError(question_id)


def duplicated(questions: Sequence[Question], question_id: str, new_id: str) -> tuple[Question, ...]:
    """The questions with a copy of one right after it, under a new id. Raises `KeyError`.

    The copy is no item of an instrument, which has each of its items once.
    """
    place = placed(questions, question_id)
    original = questions[place]
    changed: dict[str, Any] = {"id": new_id, "measure": None}
    if isinstance(original, Battery):
        changed["items"] = tuple(item.model_copy(update={"measure": None}) for item in original.items)
    copy = original.model_copy(update=changed)
    return (*questions[: place + 1], copy, *questions[place + 1 :])


def with_questions(
    before: Questionnaire | None,
    questions: Sequence[Question | Mapping[str, Any]],
    words: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Questionnaire:
    """The questionnaire with other questions, checked: its title, language, and translations of what is still there
    stay. `words` are new texts by question and language; a translation that they leave as it was while its text in the
    base language changed is noted as outdated. Raises `DefinitionError`.
    """
    made = from_data({"questions": tuple(questions)})
    if before is None:
        return made
    translations = kept_translations(before.translations, made.questions)
    for question_id, by_language in (words or {}).items():
        for language in translations.keys() & by_language.keys():
            translations[language]["questions"][question_id] = by_language[language]
    after = {
        "title": before.title,
        "language": before.language,
        "questions": made.questions,
        "translations": translations,
    }
    return compared(before, from_data(after))


def moved_to(questions: Sequence[Question], question_id: str, position: int) -> tuple[Question, ...]:
    """The questions with one in a position, from 1; the ends hold it. Raises `KeyError`."""
    return moved(questions, question_id, position - 1 - placed(questions, question_id))


def moved(questions: Sequence[Question], question_id: str, places: int) -> tuple[Question, ...]:
    """The questions with one moved down by so many places, or up if negative; the ends hold it. Raises `KeyError`."""
    place = placed(questions, question_id)
    others = [question for question in questions if question.id != question_id]
    others.insert(max(0, min(len(others), place + places)), questions[place])
    return tuple(others)
