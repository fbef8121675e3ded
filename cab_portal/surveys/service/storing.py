"""How the answers of a response are stored: row by row."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from cab_portal.database.statements import insert_rows, run, table_of
from cab_portal.surveys.models import Answer
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.definition import Questionnaire


def stored_answers(questionnaire: Questionnaire, response_id: UUID) -> dict[str, Value]:
    """The answers of a response by question; one statement."""
    return values_of(questionnaire, ((row.question_id, row.code, row.words) for row in run(_STORED, _of(response_id))))


def replace_answers(questionnaire: Questionnaire, response_id: UUID, answers: Mapping[str, Value]) -> None:
    """Store these answers instead of all that the response has."""
    run(_TAKE_ALL, _of(response_id))
    add_answers(questionnaire, response_id, answers)


def add_answers(questionnaire: Questionnaire, response_id: UUID, answers: Mapping[str, Value]) -> None:
    """Store these answers of a response that has none to their questions; one statement."""
    rows = [row for question_id, value in answers.items() for row in questionnaire.question(question_id).rows(value)]
    if rows:
        insert_rows(Answer, [{"response_id": response_id, **vars(row)} for row in rows])


def take_out(response_id: UUID, row_ids: Collection[str]) -> None:
    """Store no answers any more under these ids of questions and items; one statement, none without an id."""
    if row_ids:
        run(_TAKE_OUT, {**_of(response_id), "questions": list(row_ids)})


def _of(response_id: UUID) -> dict[str, object]:
    return {"response": response_id}


_ANSWERS = table_of(Answer)
_OWN = _ANSWERS.c.response_id == bindparam("response")
_STORED = (
    select(_ANSWERS.c.question_id, _ANSWERS.c.code, _ANSWERS.c.words)
    .where(_OWN)
    .order_by(_ANSWERS.c.question_id, _ANSWERS.c.ordinal)
)
_TAKE_ALL = delete(_ANSWERS).where(_OWN)
_TAKE_OUT = delete(_ANSWERS).where(_OWN, _ANSWERS.c.question_id.in_(bindparam("questions", expanding=True)))
