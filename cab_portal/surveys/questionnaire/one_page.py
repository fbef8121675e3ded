"""All questions on one page: which questionnaires can be asked so, and what a page without script has to ask next."""

from collections.abc import Collection

from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.languages import in_language, texts_of
from cab_portal.surveys.questionnaire.path import path
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.question import Question


def repeating_answers(questionnaire: Questionnaire) -> tuple[int, ...]:
    """The numbers of the questions whose texts repeat an earlier answer, in any language."""
    return tuple(
        number
        for number, question in enumerate(questionnaire.questions, 1)
        if any(_repeats(questionnaire, text) for text in _texts(questionnaire, question))
    )


def _texts(questionnaire: Questionnaire, question: Question) -> list[str]:
    spoken = (question, *(in_language(questionnaire, question, language) for language in questionnaire.translations))
    return [text for each in spoken for _place, text in texts_of(each)]


def _repeats(questionnaire: Questionnaire, text: str) -> bool:
    return any(pipe.reference.partition(".")[0] in questionnaire.places for pipe in pipes(text))


def not_asked_yet(questionnaire: Questionnaire, answers: Answers, asked: Collection[str]) -> tuple[Question, ...]:
    """The questions that these answers lead through and that no page has shown so far."""
    return tuple(question for question in path(questionnaire, answers) if question.id not in asked)
