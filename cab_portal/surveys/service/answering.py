"""A member's answers: saved one by one, sent once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Insert, Integer, Update, Uuid, bindparam, func, null, select, update

from cab_portal.boards.models import Seat, Segment
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import dialect_name, insert_found_once, insert_or_add, run, table_of
from cab_portal.database.types import Instant
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.events import ResponseSubmitted
from cab_portal.surveys.models import Answer, PageTime, Response
from cab_portal.surveys.queries import AnySurvey, sent_questionnaire_of
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.surveys.service import correcting
from cab_portal.surveys.service.completing import complete_answers, ensure_open
from cab_portal.surveys.service.storing import add_answers, replace_answers, take_out


def save_answer(
    survey: AnySurvey, actor: Actor, question: Question, value: Value | None, milliseconds: int | None = None
) -> None:
    """Keep one answer of the actor, or that there is none; the first one begins the response.

    ``milliseconds`` is how long the page of the question was open, where that is known; each visit adds its own.
    Once they were sent it is a correction, which waits until it is sent as well. ``Conflict`` where it is closed.
    """
    held, is_new = _open_response(survey, actor)
    if held.submitted_at is not None:
        response = _entity(held)
        response.changes = {**response.changes, question.id: None if value is None else question.stored(value)}
        return
    if not is_new:
        take_out(held.id, question.row_ids())
    if value is not None:
        add_answers(sent_questionnaire_of(survey), held.id, {question.id: value})
    if milliseconds is not None:
        insert_or_add(PageTime, {"response_id": held.id, "page": question.id}, "milliseconds", milliseconds)


def save_all(survey: AnySurvey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> None:
    """Keep these answers of the actor instead of all kept before; as `save_answer` otherwise."""
    held, _is_new = _open_response(survey, actor)
    questionnaire = sent_questionnaire_of(survey)
    if held.submitted_at is not None:
        _entity(held).changes = {
            question.id: question.stored(answers[question.id]) if question.id in answers else None
            for question in questionnaire.questions
            if question.answerable
        }
        return
    replace_answers(questionnaire, held.id, answers)
    if milliseconds is not None:
        run(_TIME_STATEMENT, {"response": held.id, "spent": milliseconds})


def send_all(survey: AnySurvey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> UUID:
    """Keep these answers instead of all kept before, and send them: as `submit` otherwise, in one go."""
    questionnaire = sent_questionnaire_of(survey)
    held = _begun(survey, actor.id, submitted_at=clock.now(), milliseconds=milliseconds)
    if held is not None:
        ensure_open(survey, None)
        add_answers(questionnaire, held.id, complete_answers(questionnaire, answers))
    else:
        held = _held(survey.id, actor.id)
        if held.submitted_at is not None:
            correcting.correct(survey, _entity(held), answers)
            return held.id
        ensure_open(survey, held.started_at)
        replace_answers(questionnaire, held.id, complete_answers(questionnaire, answers))
        _mark_sent(survey, held, milliseconds)
    _tell(survey, actor, held)
    return held.id


def submit(survey: AnySurvey, actor: Actor) -> UUID:
    """Send the actor's answers; the id of the response. Sent before, it sends the corrections made since; without any
    it changes nothing and is no error: a second press is as good as one.

    Answers to questions that are not shown are cleared. ``Conflict`` where the survey is closed, ``InvalidInput``
    (``fields`` by question id) where a required answer is missing.
    """
    questionnaire = sent_questionnaire_of(survey)
    held, answers = _locked_with_answers(questionnaire, survey.id, actor.id)
    if held is not None and held.submitted_at is not None:
        correcting.correct_by_changes(survey, _entity(held))
        return held.id
    ensure_open(survey, held.started_at if held else None)
    shown = complete_answers(questionnaire, answers)
    if held is None:
        raise LookupError("There are answers, so there is a response.")
    hidden = [row_id for key in answers.keys() - shown.keys() for row_id in questionnaire.question(key).row_ids()]
    take_out(held.id, hidden)
    _mark_sent(survey, held)
    _tell(survey, actor, held)
    return held.id


@dataclass(frozen=True, slots=True)
class _Held:
    """A response that is locked until the commit."""

    id: UUID
    started_at: datetime
    submitted_at: datetime | None


def _open_response(survey: AnySurvey, actor: Actor) -> tuple[_Held, bool]:
    """The actor's response to a survey that takes its answers, and whether it was begun now."""
    held = _locked(survey.id, actor.id)
    ensure_open(survey, held.started_at if held and held.submitted_at is None else None)
    begun = _begun(survey, actor.id) if held is None else None
    return begun or held or _held(survey.id, actor.id), begun is not None


def _mark_sent(survey: AnySurvey, held: _Held, milliseconds: int | None = None) -> None:
    sent = {"response": held.id, "at": clock.now(), "spent": milliseconds}
    run(_sent_statement(survey.privacy is SurveyPrivacy.CONFIDENTIAL), sent)


def _tell(survey: AnySurvey, actor: Actor, held: _Held) -> None:
    if survey.request_id is None:
        raise NotFound
    publish(
        ResponseSubmitted(response_id=held.id, survey_id=survey.id, request_id=survey.request_id, person_id=actor.id)
    )


def _begun(
    survey: AnySurvey, person_id: UUID, submitted_at: datetime | None = None, milliseconds: int | None = None
) -> _Held | None:
    """The member's response, begun now, and sent at once where ``submitted_at`` is given; None where there is one.

    None as well where the member was not asked.
    """
    begun = _Held(ids.new_id(), clock.now(), submitted_at)
    keeps_segment = survey.privacy is SurveyPrivacy.CONFIDENTIAL and submitted_at is not None
    statement = _begin_statement(keeps_segment, dialect_name())
    values: dict[str, Any] = {
        "response": begun.id,
        "survey": survey.id,
        "request": survey.request_id,
        "person": person_id,
        "started": begun.started_at,
        "sent": submitted_at,
        "spent": milliseconds,
        "changes": {},
    }
    return begun if run(statement, values).one_or_none() is not None else None


def _held(survey_id: UUID, person_id: UUID) -> _Held:
    """The response that there is, held until the commit. ``NotFound`` where the member was not asked for one."""
    held = _locked(survey_id, person_id)
    if held is None:
        raise NotFound
    return held


def _locked(survey_id: UUID, person_id: UUID) -> _Held | None:
    row = run(_LOCK, {"survey": survey_id, "person": person_id}).one_or_none()
    return None if row is None else _Held(*row)


def _locked_with_answers(
    questionnaire: Questionnaire, survey_id: UUID, person_id: UUID
) -> tuple[_Held | None, dict[str, Value]]:
    """The response, held until the commit, and its answers as they are stored; one statement.

    The caller holds the survey, so nobody can have changed the answers while this waited for the response.
    """
    rows = run(_LOCK_WITH_ANSWERS, {"survey": survey_id, "person": person_id}).all()
    if not rows:
        return None, {}
    stored = (row[_HELD:] for row in rows if row.question_id is not None)
    return _Held(*rows[0][:_HELD]), values_of(questionnaire, stored)


def _entity(held: _Held) -> Response:
    return session.get_one(Response, held.id, populate_existing=True)


_RESPONSES, _ANSWERS, _ASSIGNMENTS = table_of(Response).c, table_of(Answer).c, table_of(Assignment).c
_OWN = (_RESPONSES.survey_id == bindparam("survey"), _RESPONSES.person_id == bindparam("person"))
_LOCK = select(_RESPONSES.id, _RESPONSES.started_at, _RESPONSES.submitted_at).where(*_OWN).with_for_update()
_HELD = len(_LOCK.selected_columns)
_LOCK_WITH_ANSWERS = (
    select(*_LOCK.selected_columns, _ANSWERS.question_id, _ANSWERS.code, _ANSWERS.words)
    .select_from(table_of(Response).outerjoin(table_of(Answer), _ANSWERS.response_id == _RESPONSES.id))
    .where(*_OWN)
    .order_by(_ANSWERS.question_id, _ANSWERS.ordinal)
    .with_for_update(of=table_of(Response))
)
_SPENT = bindparam("spent", type_=Integer())
# What was spent before and now; where either is not known, the other alone.
_TIME = func.coalesce(_RESPONSES.milliseconds + _SPENT, _SPENT, _RESPONSES.milliseconds)
_TIME_STATEMENT = update(table_of(Response)).where(_RESPONSES.id == bindparam("response")).values(milliseconds=_TIME)


@cache
def _begin_statement(keeps_segment: bool, dialect: str) -> Insert:
    """Begins a response on the member's newest assignment, unless there is one."""
    begun = {
        "id": bindparam("response", type_=Uuid()),
        "survey_id": bindparam("survey", type_=Uuid()),
        "person_id": bindparam("person", type_=Uuid()),
        "assignment_id": _ASSIGNMENTS.id,
        "started_at": bindparam("started", type_=Instant()),
        "submitted_at": bindparam("sent", type_=Instant()),
        "changes": bindparam("changes", type_=_RESPONSES.changes.type),
        "milliseconds": bindparam("spent", type_=Integer()),
        "segment": _segment_asked() if keeps_segment else null(),
    }
    asked = (
        select(*begun.values())
        .where(_ASSIGNMENTS.request_id == bindparam("request"), _ASSIGNMENTS.person_id == bindparam("person"))
        .order_by(_ASSIGNMENTS.id.desc())
        .limit(1)
    )
    return insert_found_once(table_of(Response), tuple(begun), asked, dialect).returning(_RESPONSES.id)


@cache
def _sent_statement(keeps_segment: bool) -> Update:
    """Marks a response as sent."""
    marked: dict[str, Any] = {"submitted_at": bindparam("at"), "milliseconds": _TIME}
    if keeps_segment:
        own = select(_segment_asked()).where(_ASSIGNMENTS.id == _RESPONSES.assignment_id)
        marked["segment"] = own.scalar_subquery()
    return update(table_of(Response)).where(_RESPONSES.id == bindparam("response")).values(marked)


def _segment_asked() -> ColumnElement[str]:
    """The name of the segment in which a member was asked, by the assignment; empty for none."""
    seats, segments = table_of(Seat).c, table_of(Segment).c
    named = select(segments.name).where(segments.id == seats.segment_id, seats.id == _ASSIGNMENTS.seat_id)
    return func.coalesce(named.correlate(table_of(Assignment)).scalar_subquery(), "")
