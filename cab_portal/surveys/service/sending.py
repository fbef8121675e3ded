"""A survey goes out with its request, closes with it, and opens again when the request is extended."""

from uuid import UUID

from sqlalchemy import select

from cab_portal.core import clock
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.program.queries import program
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.events import SurveyClosed, SurveyOpened, SurveyReopened
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import assessment_of, people_asked, view_of
from cab_portal.surveys.rules import (
    SURVEY_NOT_READY,
    SURVEYS,
    SurveyPrivacy,
    SurveyStatus,
    invitation_problems,
    may_reopen,
)
from cab_portal.surveys.service.findings import drop_idle_reasons
from cab_portal.surveys.service.sealing import invite_all, seal

NOT_TWICE = "This survey was sent already. Duplicate its questions in a new survey."


def open_with(survey: Survey, request: ReviewRequest) -> None:
    """Send a survey with a request; its questions and its promise are frozen from now on. The caller has locked both.

    ``Conflict`` for a survey that has problems, is about another draft, or was sent before.
    """
    if survey.draft_id != request.draft_id or survey.request_id not in (None, request.id):
        raise Conflict("This survey belongs to another draft or request. Choose one of this draft.")
    asked = people_asked(request.id)
    assessment = assessment_of(survey)
    if problems := view_of(survey, assessment).problems:
        raise Conflict(f"The survey is not ready. {problems[0]}", code=SURVEY_NOT_READY)
    if problems := invitation_problems(survey.privacy, len(asked)):
        raise Conflict(problems[0], code="too_few_invited")
    drop_idle_reasons(survey, assessment)
    group = program().smallest_group
    survey.status = SURVEYS.move(survey.status, SurveyStatus.OPEN, NOT_TWICE)
    survey.smallest_group = group
    survey.request_id = request.id
    survey.opened_at = clock.now()
    if survey.privacy is SurveyPrivacy.ANONYMOUS:
        session.flush()
        invite_all(survey)
    publish(SurveyOpened(survey_id=survey.id, request_id=request.id, privacy=survey.privacy))


def close_with(request_id: UUID) -> None:
    """Close the survey of a request that was closed or withdrawn, if it has one that is open."""
    survey = _locked(request_id)
    if survey is not None and survey.status is SurveyStatus.OPEN:
        seal(survey, is_last=True)
        survey.status = SURVEYS.move(survey.status, SurveyStatus.CLOSED, NOT_TWICE)
        publish(SurveyClosed(survey_id=survey.id))


def reopen_with(request_id: UUID) -> None:
    """Open the survey of a request again that was extended after it had closed, where its promise allows that."""
    survey = _locked(request_id)
    if survey is not None and survey.status is SurveyStatus.CLOSED and may_reopen(survey.privacy):
        survey.status = SURVEYS.move(survey.status, SurveyStatus.OPEN, NOT_TWICE)
        publish(SurveyReopened(survey_id=survey.id))


def ask_more(request_id: UUID) -> None:
    """Let those answer as well whom a request was widened to; an anonymous survey keeps a list of them."""
    survey = _locked(request_id)
    if survey is not None and survey.status is SurveyStatus.OPEN and survey.privacy is SurveyPrivacy.ANONYMOUS:
        invite_all(survey)


def seal_waiting(survey_id: UUID) -> None:
    """Seal what waits of one anonymous survey, if it is still open and enough."""
    survey = session.scalar(select(Survey).where(Survey.id == survey_id).with_for_update(of=Survey))
    if survey is not None and survey.status is SurveyStatus.OPEN:
        seal(survey)


def _locked(request_id: UUID) -> Survey | None:
    return session.scalar(
        select(Survey)
        .where(Survey.request_id == request_id)
        .with_for_update(of=Survey)
        .execution_options(populate_existing=True)
    )
