"""The order of questions under design, and what belongs together in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cab_portal.surveys.questionnaire.conditions import (
    questions_read,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.languages import kept_translations
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.wording import Sentence


def new_question_id(questions: Iterable[Question]) -> str:
    """The next of q1, q2 … above all that are in use."""
    used = [int(question.id[1:]) for question in questions if re.fullmatch(r"q\d{1,9}", question.id)]
    return f"q{max(used, default=0) + 1}"


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


def with_questions(
    before: Questionnaire | None,
    questions: Sequence[Question | Mapping[str, Any]],
    words: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
) -> Questionnaire:
    """The questionnaire with other questions, checked: its title, language, and translations of what is still there
    stay. `words` are new texts by question and language. Raises `DefinitionError`.
    """
    made = from_data({"questions": tuple(questions)})
    if before is None:
        return made
    translations = kept_translations(before.translations, made.questions)
    for question_id, by_language in (words or {}).items():
        for language in translations.keys() & by_language.keys():
            translations[language]["questions"][question_id] = by_language[language]
    return from_data(
        {
            "title": before.title,
            "language": before.language,
            "questions": made.questions,
            "translations": translations,
        }
    )


def moved(questions: Sequence[Question], question_id: str, places: int) -> tuple[Question, ...]:
    """The questions with one moved down by so many places, or up if negative; the ends hold it. Raises `KeyError`."""
    place = placed(questions, question_id)
    others = [question for question in questions if question.id != question_id]
    others.insert(max(0, min(len(others), place + places)), questions[place])
    return tuple(others)
