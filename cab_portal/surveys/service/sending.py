"""A survey goes out with its request, closes with it, and opens again when the request is extended."""

from uuid import UUID

from sqlalchemy import select

from cab_portal.core import clock
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.events import SurveyClosed, SurveyOpened, SurveyReopened
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import questionnaire_of
from cab_portal.surveys.rules import SURVEYS, SurveyStatus, ensure_named, sending_problems

NOT_TWICE = "This survey was sent already. Duplicate its questions in a new survey."


def open_with(survey: Survey, request: ReviewRequest) -> None:
    """Send a survey with a request; its questions are frozen from now on. The caller has locked both.

    Refuses a promise other than named (``InvalidInput``), and with a ``Conflict`` a survey that has problems, is about
    another draft, or was sent before.
    """
    ensure_named(survey.privacy)
    if survey.draft_id != request.draft_id or survey.request_id not in (None, request.id):
        raise Conflict("This survey belongs to another draft or request. Choose one of this draft.")
    problems = sending_problems(questionnaire_of(survey))
    if problems:
        raise Conflict(f"The survey is not ready. {problems[0]}", code="survey_not_ready")
    survey.status = SURVEYS.move(survey.status, SurveyStatus.OPEN, NOT_TWICE)
    survey.request_id = request.id
    survey.opened_at = clock.now()
    publish(SurveyOpened(survey_id=survey.id, request_id=request.id))


def close_with(request_id: UUID) -> None:
    """Close the survey of a request that was closed or withdrawn, if it has one that is open."""
    survey = _locked(request_id)
    if survey is not None and survey.status is SurveyStatus.OPEN:
        survey.status = SURVEYS.move(survey.status, SurveyStatus.CLOSED, NOT_TWICE)
        publish(SurveyClosed(survey_id=survey.id))


def reopen_with(request_id: UUID) -> None:
    """Open the survey of a request again that was extended after it had closed."""
    survey = _locked(request_id)
    if survey is not None and survey.status is SurveyStatus.CLOSED:
        survey.status = SURVEYS.move(survey.status, SurveyStatus.OPEN, NOT_TWICE)
        publish(SurveyReopened(survey_id=survey.id))


def _locked(request_id: UUID) -> Survey | None:
    return session.scalar(
        select(Survey)
        .where(Survey.request_id == request_id)
        .with_for_update(of=Survey)
        .execution_options(populate_existing=True)
    )
