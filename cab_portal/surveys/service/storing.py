"""How the answers of a response are stored: row by row."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.database import session
from cab_portal.database.statements import insert_rows
from cab_portal.surveys.models import Answer
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.definition import Questionnaire


def stored_answers(questionnaire: Questionnaire, response_id: UUID) -> dict[str, Value]:
    """The answers of a response by question; one statement."""
    rows = session.execute(
        select(Answer.question_id, Answer.code, Answer.words)
        .where(Answer.response_id == response_id)
        .order_by(Answer.question_id, Answer.ordinal)
    )
    return values_of(questionnaire, ((row.question_id, row.code, row.words) for row in rows))


def replace_answers(questionnaire: Questionnaire, response_id: UUID, answers: Mapping[str, Value]) -> None:
    """Store these answers instead of all that the response has."""
    session.execute(delete(Answer).where(Answer.response_id == response_id))
    add_answers(questionnaire, response_id, answers)


def add_answers(questionnaire: Questionnaire, response_id: UUID, answers: Mapping[str, Value]) -> None:
    """Store these answers of a response that has none to their questions; one statement."""
    rows = [row for question_id, value in answers.items() for row in questionnaire.question(question_id).rows(value)]
    if rows:
        insert_rows(Answer, [{"response_id": response_id, **vars(row)} for row in rows])
