"""Answering an anonymous survey, so that nobody can say who gave which answer.

Nothing here tells a time, publishes an event, writes to the outbox or the audit log, or wakes the worker: whatever is
written beside an answer would say whose it is. That an answer is stored once rests on the participant's mark alone.
"""

import secrets
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Participant
from cab_portal.surveys.queries import AnySurvey, sent_questionnaire_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import restore
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import RECEIVED_BEFORE
from cab_portal.surveys.service.completing import complete_answers, ensure_open


def keep_answer(survey: AnySurvey, actor: Actor, key: bytes, question: Question, value: Value | None) -> None:
    """Keep one answer under ``key``, which only the member's browser can make; None takes it out again.

    ``Conflict`` where the survey is closed or the actor's answers were received.
    """
    ensure_open(survey)
    if _is_done(survey.id, actor.id):
        raise Conflict(RECEIVED_BEFORE, code="sent_before")
    row = _under_way(survey.id, key)
    if row is None:
        insert_once(AnswersUnderWay, {"key": key, "survey_id": survey.id, "body": {}})
        row = _under_way(survey.id, key)
    if row is None:
        raise LookupError("Answers that were just begun are not there.")
    body = dict(row.body)
    body.pop(question.id, None)
    if value is not None:
        body[question.id] = question.stored(value)
    row.body = body


def send_answers(survey: AnySurvey, actor: Actor, key: bytes | None) -> None:
    """Mark the actor as done and store the answers apart from that; received before, it changes nothing.

    ``survey`` must be locked by the caller. ``Conflict`` where it is closed, ``InvalidInput`` (``fields`` by question
    id) where a required answer is missing.
    """
    if _is_done(survey.id, actor.id):
        return
    ensure_open(survey)
    questionnaire = sent_questionnaire_of(survey)
    row = _under_way(survey.id, key) if key else None
    _receive(survey, actor, questionnaire, restore(questionnaire, row.body if row else {}))
    session.execute(delete(AnswersUnderWay).where(AnswersUnderWay.key == key))


def send_all_unlinked(survey: AnySurvey, actor: Actor, answers: Answers) -> None:
    """The same for answers that were given all at once, of which nothing was kept before."""
    if _is_done(survey.id, actor.id):
        return
    ensure_open(survey)
    _receive(survey, actor, sent_questionnaire_of(survey), answers)


def _receive(survey: AnySurvey, actor: Actor, questionnaire: Questionnaire, answers: Answers) -> None:
    """Mark the actor as done, and store the answers to the questions shown."""
    shown = complete_answers(questionnaire, answers)
    marked = session.execute(
        update(Participant)
        .where(Participant.survey_id == survey.id, Participant.person_id == actor.id, Participant.is_done.is_(False))
        .values(is_done=True)
        .returning(Participant.survey_id)
    ).all()
    if not marked:
        # The same person sent from elsewhere at this moment, or was never asked: nothing is stored.
        return
    body = {question_id: questionnaire.question(question_id).stored(value) for question_id, value in shown.items()}
    session.execute(insert(AnonymousAnswers).values(id=random_id(), survey_id=survey.id, body=body))


def random_id() -> UUID:
    """128 random bits. Unlike the ids of the house they tell no time."""
    return UUID(int=secrets.randbits(128))


def _is_done(survey_id: UUID, person_id: UUID) -> bool:
    found = session.scalar(
        select(Participant.is_done).where(Participant.survey_id == survey_id, Participant.person_id == person_id)
    )
    return bool(found)


def _under_way(survey_id: UUID, key: bytes) -> AnswersUnderWay | None:
    return session.scalar(
        select(AnswersUnderWay)
        .where(AnswersUnderWay.key == key, AnswersUnderWay.survey_id == survey_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
