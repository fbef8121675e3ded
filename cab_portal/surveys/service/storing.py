"""How the answers of a response are stored: row by row."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question


def stored_answers(questionnaire: Questionnaire, response_id: UUID) -> dict[str, Value]:
    """The answers of a response by question; one statement."""
    rows = session.execute(
        select(Answer.question_id, Answer.code, Answer.words)
        .where(Answer.response_id == response_id)
        .order_by(Answer.question_id, Answer.ordinal)
    )
    return values_of(questionnaire, ((row.question_id, row.code, row.words) for row in rows))


def replace_answers(survey: Survey, response: Response, answers: Mapping[str, Value]) -> None:
    """Store these answers instead of all that the response has."""
    session.execute(delete(Answer).where(Answer.response_id == response.id))
    add_answers(survey, response, answers)


def add_answers(survey: Survey, response: Response, answers: Mapping[str, Value]) -> None:
    """Store these answers of a response that has none."""
    questionnaire = sent_questionnaire_of(survey)
    for question_id, value in answers.items():
        add_answer(response, questionnaire.question(question_id), value)


def add_answer(response: Response, question: Question, value: Value) -> None:
    """Store the answer to a question that the response has none to."""
    session.add_all(
        Answer(
            response_id=response.id,
            question_id=row.question_id,
            ordinal=row.ordinal,
            code=row.code,
            words=row.words,
        )
        for row in question.rows(value)
    )
