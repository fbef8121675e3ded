"""A member's answers: saved one by one, sent once."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once, insert_or_add
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.events import ResponseSubmitted
from cab_portal.surveys.models import Answer, PageTime, Response, Survey
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SENT_BEFORE, WHOLE_PAGE
from cab_portal.surveys.service.completing import complete_answers, ensure_open


def save_answer(
    survey: Survey, actor: Actor, question: Question, value: Value | None, milliseconds: int | None = None
) -> None:
    """Keep one answer of the actor, or that there is none; the first one begins the response.

    ``milliseconds`` is how long the page of the question was open, where that is known; each visit adds its own.
    ``Conflict`` where the survey is closed or the answers were sent.
    """
    ensure_open(survey)
    response = _begun(survey, actor.id)
    if response.submitted_at is not None:
        raise Conflict(SENT_BEFORE, code="sent_before")
    session.execute(delete(Answer).where(Answer.response_id == response.id, Answer.question_id.in_(question.row_ids())))
    if value is not None:
        _add(response, question, value)
    _note_time(response, question.id, milliseconds)


def save_all(survey: Survey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> None:
    """Keep these answers of the actor instead of all kept before; as `save_answer` otherwise."""
    ensure_open(survey)
    response = _begun(survey, actor.id)
    if response.submitted_at is not None:
        raise Conflict(SENT_BEFORE, code="sent_before")
    _replace(survey, response, answers)
    _note_time(response, WHOLE_PAGE, milliseconds)


def send_all(survey: Survey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> Response:
    """Keep these answers instead of all kept before, and send them: as `submit` otherwise, in one go."""
    response = _locked(survey.id, actor.id)
    if response is not None and response.submitted_at is not None:
        return response
    ensure_open(survey)
    shown = complete_answers(sent_questionnaire_of(survey), answers)
    response = response or _begun(survey, actor.id)
    _replace(survey, response, shown)
    _note_time(response, WHOLE_PAGE, milliseconds)
    return _sent(survey, response)


def _note_time(response: Response, page: str, milliseconds: int | None) -> None:
    if milliseconds is not None:
        insert_or_add(PageTime, {"response_id": response.id, "page": page}, "milliseconds", milliseconds)


def _replace(survey: Survey, response: Response, answers: Mapping[str, Value]) -> None:
    questionnaire = sent_questionnaire_of(survey)
    session.execute(delete(Answer).where(Answer.response_id == response.id))
    for question_id, value in answers.items():
        _add(response, questionnaire.question(question_id), value)


def _add(response: Response, question: Question, value: Value) -> None:
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


def submit(survey: Survey, actor: Actor) -> Response:
    """Send the actor's answers. Sent before, it changes nothing and is no error: a second press is as good as one.

    Answers to questions that are not shown are cleared. ``Conflict`` where the survey is closed, ``InvalidInput``
    (``fields`` by question id) where a required answer is missing.
    """
    response = _locked(survey.id, actor.id)
    if response is not None and response.submitted_at is not None:
        return response
    ensure_open(survey)
    questionnaire = sent_questionnaire_of(survey)
    rows = session.execute(
        select(Answer.question_id, Answer.code, Answer.words)
        .where(Answer.response_id == (response.id if response else None))
        .order_by(Answer.question_id, Answer.ordinal)
    )
    answers = values_of(questionnaire, ((row.question_id, row.code, row.words) for row in rows))
    shown = complete_answers(questionnaire, answers)
    if response is None:
        raise LookupError("There are answers, so there is a response.")
    hidden = [row_id for key in answers.keys() - shown.keys() for row_id in questionnaire.question(key).row_ids()]
    if hidden:
        session.execute(delete(Answer).where(Answer.response_id == response.id, Answer.question_id.in_(hidden)))
    return _sent(survey, response)


def _sent(survey: Survey, response: Response) -> Response:
    response.submitted_at = clock.now()
    publish(
        ResponseSubmitted(
            response_id=response.id,
            survey_id=survey.id,
            request_id=_request_id(survey),
            person_id=response.person_id,
        )
    )
    return response


def _request_id(survey: Survey) -> UUID:
    if survey.request_id is None:
        raise NotFound
    return survey.request_id


def _begun(survey: Survey, person_id: UUID) -> Response:
    """The member's response, begun now if need be, and held until the commit."""
    response = _locked(survey.id, person_id)
    if response is None:
        insert_once(
            Response,
            {
                "id": ids.new_id(),
                "survey_id": survey.id,
                "person_id": person_id,
                "assignment_id": _assignment_id(survey, person_id),
                "started_at": clock.now(),
                "submitted_at": None,
            },
        )
        response = _locked(survey.id, person_id)
    if response is None:
        raise LookupError("A response that was just begun is not there.")
    return response


def _locked(survey_id: UUID, person_id: UUID) -> Response | None:
    return session.scalar(
        select(Response)
        .where(Response.survey_id == survey_id, Response.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _assignment_id(survey: Survey, person_id: UUID) -> UUID:
    found = session.scalar(
        select(Assignment.id)
        .where(Assignment.request_id == survey.request_id, Assignment.person_id == person_id)
        .order_by(Assignment.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound
    return found
