"""A member's answers: saved one by one, sent once."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.boards.models import Seat, Segment
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_or_add, insert_row_once
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.events import ResponseSubmitted
from cab_portal.surveys.models import Answer, PageTime, Response, Survey
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import WHOLE_PAGE, SurveyPrivacy
from cab_portal.surveys.service import correcting
from cab_portal.surveys.service.completing import complete_answers, ensure_open
from cab_portal.surveys.service.storing import add_answer, add_answers, replace_answers, stored_answers


def save_answer(
    survey: Survey, actor: Actor, question: Question, value: Value | None, milliseconds: int | None = None
) -> None:
    """Keep one answer of the actor, or that there is none; the first one begins the response.

    ``milliseconds`` is how long the page of the question was open, where that is known; each visit adds its own.
    Once they were sent it is a correction, which waits until it is sent as well. ``Conflict`` where it is closed.
    """
    response = _open_response(survey, actor)
    if response.submitted_at is not None:
        stored = None if value is None else question.stored(value)
        response.changes = {**response.changes, question.id: stored}
        return
    session.execute(delete(Answer).where(Answer.response_id == response.id, Answer.question_id.in_(question.row_ids())))
    if value is not None:
        add_answer(response, question, value)
    _note_time(response, question.id, milliseconds)


def save_all(survey: Survey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> None:
    """Keep these answers of the actor instead of all kept before; as `save_answer` otherwise."""
    response = _open_response(survey, actor)
    if response.submitted_at is not None:
        response.changes = {
            question.id: question.stored(answers[question.id]) if question.id in answers else None
            for question in sent_questionnaire_of(survey).questions
            if question.answerable
        }
        return
    replace_answers(survey, response, answers)
    _note_time(response, WHOLE_PAGE, milliseconds)


def send_all(survey: Survey, actor: Actor, answers: Mapping[str, Value], milliseconds: int | None = None) -> Response:
    """Keep these answers instead of all kept before, and send them: as `submit` otherwise, in one go."""
    at = clock.now()
    response = _begin(survey, actor.id, submitted_at=at)
    if response is None:
        response = _held(survey.id, actor.id)
        if response.submitted_at is not None:
            return correcting.correct(survey, response, answers)
        ensure_open(survey, response.started_at)
        shown = complete_answers(sent_questionnaire_of(survey), answers)
        response.submitted_at = at
        replace_answers(survey, response, shown)
    else:
        ensure_open(survey, None)
        shown = complete_answers(sent_questionnaire_of(survey), answers)
        add_answers(survey, response, shown)
    _note_time(response, WHOLE_PAGE, milliseconds)
    return _sent(survey, response)


def _open_response(survey: Survey, actor: Actor) -> Response:
    """The actor's response to a survey that takes its answers, begun now if need be."""
    response = _locked(survey.id, actor.id)
    ensure_open(survey, response.started_at if response and response.submitted_at is None else None)
    return response or _begin(survey, actor.id) or _held(survey.id, actor.id)


def _note_time(response: Response, page: str, milliseconds: int | None) -> None:
    if milliseconds is not None:
        insert_or_add(PageTime, {"response_id": response.id, "page": page}, "milliseconds", milliseconds)


def submit(survey: Survey, actor: Actor) -> Response:
    """Send the actor's answers. Sent before, it sends the corrections made since; without any it changes nothing and is
    no error: a second press is as good as one.

    Answers to questions that are not shown are cleared. ``Conflict`` where the survey is closed, ``InvalidInput``
    (``fields`` by question id) where a required answer is missing.
    """
    response = _locked(survey.id, actor.id)
    if response is not None and response.submitted_at is not None:
        return correcting.correct_by_changes(survey, response)
    ensure_open(survey, response.started_at if response else None)
    questionnaire = sent_questionnaire_of(survey)
    answers = stored_answers(questionnaire, response.id) if response else {}
    shown = complete_answers(questionnaire, answers)
    if response is None:
        raise LookupError("There are answers, so there is a response.")
    hidden = [row_id for key in answers.keys() - shown.keys() for row_id in questionnaire.question(key).row_ids()]
    if hidden:
        session.execute(delete(Answer).where(Answer.response_id == response.id, Answer.question_id.in_(hidden)))
    response.submitted_at = clock.now()
    return _sent(survey, response)


def _sent(survey: Survey, response: Response) -> Response:
    if survey.privacy is SurveyPrivacy.CONFIDENTIAL:
        response.segment = _segment_of(response)
    publish(
        ResponseSubmitted(
            response_id=response.id,
            survey_id=survey.id,
            request_id=_request_id(survey),
            person_id=response.person_id,
        )
    )
    return response


def _segment_of(response: Response) -> str:
    """The name of the segment in which the member was asked, empty for none."""
    found = session.scalar(
        select(Segment.name)
        .join(Seat, Seat.segment_id == Segment.id)
        .join(Assignment, Assignment.seat_id == Seat.id)
        .where(Assignment.id == response.assignment_id)
    )
    return found or ""


def _request_id(survey: Survey) -> UUID:
    if survey.request_id is None:
        raise NotFound
    return survey.request_id


def _begin(survey: Survey, person_id: UUID, submitted_at: datetime | None = None) -> Response | None:
    """The member's response, begun now, and sent at once where ``submitted_at`` is given; None where there is one.

    ``NotFound`` where the member was not asked.
    """
    values = {
        "id": ids.new_id(),
        "survey_id": survey.id,
        "person_id": person_id,
        "assignment_id": _assignment_id(survey, person_id),
        "started_at": clock.now(),
        "submitted_at": submitted_at,
    }
    return insert_row_once(Response, values)


def _held(survey_id: UUID, person_id: UUID) -> Response:
    """The response that there is, held until the commit."""
    response = _locked(survey_id, person_id)
    if response is None:
        raise LookupError("A response that was begun is not there.")
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
