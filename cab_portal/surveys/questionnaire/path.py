"""Which questions a member is shown: computed from the answers each time, never stored.

A hidden question counts as unanswered whatever was answered before, so that hiding one question hides what
depends on it. Nothing here fails on answers to questions that do not exist or are hidden: they are passed
over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError, Answers, answer_to
from cab_portal.surveys.questionnaire.conditions import evaluate
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.languages import in_language, with_texts
from cab_portal.surveys.questionnaire.piping import filled, pipes
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.references import read_part


class Position(NamedTuple):
    """Page `page` of those shown, and question `number` of `total`; None as the number of a text without an answer."""

    page: int
    number: int | None
    total: int


@dataclass(frozen=True)
class AnswerProblem:
    """A question whose answer keeps the response from being sent, and why."""

    question: Question
    error: AnswerError


def _walk(questionnaire: Questionnaire, answers: Answers) -> Iterator[tuple[Question, Answer | None]]:
    live: dict[str, Answer] = {}
    for question in questionnaire.questions:
        if question.show_if is not None and not evaluate(question.show_if, live):
            continue
        answer = answers.get(question.id) if question.answerable else None
        if answer is not None:
            live[question.id] = answer
        yield question, answer


def path(questionnaire: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """The questions shown to someone with these answers, in order; a further answer may change the rest."""
    return tuple(question for question, _ in _walk(questionnaire, answers))


def next_question(questionnaire: Questionnaire, answers: Answers, question_id: str) -> Question | None:
    """The first shown question after this one, itself shown or not; None if last. Raises `KeyError`."""
    place = questionnaire.places[question_id]
    later = (question for question in path(questionnaire, answers) if questionnaire.places[question.id] > place)
    return next(later, None)


def previous_question(questionnaire: Questionnaire, answers: Answers, question_id: str) -> Question | None:
    """The last shown question before this one, itself shown or not; None if first. Raises `KeyError`."""
    place = questionnaire.places[question_id]
    earlier = [question for question in path(questionnaire, answers) if questionnaire.places[question.id] < place]
    return earlier[-1] if earlier else None


def position(questionnaire: Questionnaire, answers: Answers, question_id: str) -> Position | None:
    """The place of the question among those shown; None if it is hidden or unknown."""
    shown = path(questionnaire, answers)
    asked = [question.id for question in shown if question.answerable]
    for page, question in enumerate(shown, start=1):
        if question.id == question_id:
            return Position(page, asked.index(question_id) + 1 if question.answerable else None, len(asked))
    return None


def clear_hidden(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """The answers of the questions shown, in their order: what is stored when a response is sent."""
    return {question.id: answer for question, answer in _walk(questionnaire, answers) if answer is not None}


def first_unanswered_required(questionnaire: Questionnaire, answers: Answers) -> Question | None:
    """The first question that has to be answered before sending; None if there is none."""
    for question, answer in _walk(questionnaire, answers):
        if question.required and answer is None:
            return question
    return None


def worded(questionnaire: Questionnaire, question: Question, answers: Answers, language: str = "") -> Question:
    """The question as a member reads it: in a language where it is translated, with earlier answers in its texts.

    Only answers of questions on the path are repeated, in plain text. For a page; answers are checked by the question
    of the questionnaire itself.
    """
    said = in_language(questionnaire, question, language)
    texts = {name: getattr(said, name) for name in ("text", "help", "body") if "{" in getattr(said, name, "")}
    if not texts:
        return said
    live = clear_hidden(questionnaire, answers)
    shown: dict[str, str] = {}
    for reference in {pipe.reference for text in texts.values() for pipe in pipes(text)}:
        answer = answer_to(live, reference)
        if answer is not None:
            read = in_language(questionnaire, questionnaire.question(reference.partition(".")[0]), language)
            part = read_part(read, reference)
            shown[reference] = part.repeated(live.get(reference, answer)) if part else ""
    return with_texts(said, {name: filled(text, shown) for name, text in texts.items()})


def check_complete(questionnaire: Questionnaire, answers: Answers) -> tuple[AnswerProblem, ...]:
    """What keeps these answers from being sent: shown required questions left empty, and wrong values."""
    problems: list[AnswerProblem] = []
    for question, answer in _walk(questionnaire, answers):
        if answer is None:
            if question.required:
                problems.append(AnswerProblem(question, question.missing_error()))
            continue
        try:
            question.check(answer)
        except AnswerError as error:
            problems.append(AnswerProblem(question, error))
    return tuple(problems)


def restore(questionnaire: Questionnaire, stored: object) -> dict[str, Answer]:
    """The answers in an object read from JSON, checked one by one, whether their questions are shown or not.

    Raises `AnswerError` for a value that is no answer, and for a question that the questionnaire does not
    have.
    """
    if not isinstance(stored, dict):
        raise AnswerError("answers_not_object", "Answers are an object with one entry per question.")
    unknown = stored.keys() - questionnaire.places.keys()
    if unknown:
        raise AnswerError("question_unknown", "There is no question “%(id)s”.", id=str(min(unknown, key=str))[:40])
    return {question_id: questionnaire.question(question_id).check(value) for question_id, value in stored.items()}
