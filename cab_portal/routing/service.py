"""Sending a request with all that goes along: its people, its survey and its offers."""

from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.core.actor import Actor
from cab_portal.core.errors import InvalidInput
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.queries import VersionView
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards import service as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.routing.models import PlannedSurvey
from cab_portal.routing.queries import can_be_sent
from cab_portal.routing.rules import RoutingInput
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import questionnaire_of
from cab_portal.surveys.rules import sending_problems


def prepare(actor: Actor, draft: Draft, version: Version | VersionView, given: RoutingInput) -> ReviewRequest:
    """Prepare a request with its survey and offers; nobody is told before it is sent."""
    request = requests.create_request(actor, draft, version, given.request)
    _take_along(request, given)
    return request


def change(request: ReviewRequest, given: RoutingInput) -> None:
    """Prepare it otherwise. ``request`` must be locked by the caller."""
    requests.change_request(request, given.request)
    _take_along(request, given)


def send(request: ReviewRequest, version: Version | VersionView) -> None:
    """Send the invitations, and open the survey that goes along. From here on the offers are frozen.

    ``request`` must be locked by the caller.
    """
    requests.send(request, version)
    planned = session.scalar(
        select(Survey)
        .join(PlannedSurvey, PlannedSurvey.survey_id == Survey.id)
        .where(PlannedSurvey.request_id == request.id)
        .with_for_update(of=Survey)
    )
    if planned is not None:
        _forget_plan(request)
        surveys.open_with(planned, request)


def discard(request: ReviewRequest) -> None:
    """Give up a request that nobody was told of; its survey is free for another."""
    requests.withdraw(request)
    _forget_plan(request)


def _take_along(request: ReviewRequest, given: RoutingInput) -> None:
    _forget_plan(request)
    if given.survey_id is not None:
        session.add(PlannedSurvey(request_id=request.id, survey_id=_survey(request, given.survey_id).id))
        session.flush()
    for activity in Activity:
        _offer(request, activity, given.offers.get(activity))


def _offer(request: ReviewRequest, activity: Activity, amount: Money | None) -> None:
    if amount is None:
        rewards.drop_offer(request, activity)
    else:
        rewards.make_offer(request, activity, amount)


def _survey(request: ReviewRequest, survey_id: UUID) -> Survey:
    found = select(Survey).where(Survey.id == survey_id, Survey.draft_id == request.draft_id, can_be_sent())
    survey = session.scalar(found)
    if survey is None:
        sentence = "This survey cannot be sent with this draft. Choose one that was not sent yet."
        raise InvalidInput(sentence, fields={"survey": sentence})
    problems = sending_problems(questionnaire_of(survey))
    if problems:
        raise InvalidInput(problems[0], fields={"survey": f"This survey is not ready. {problems[0]}"})
    return survey


def _forget_plan(request: ReviewRequest) -> None:
    session.execute(delete(PlannedSurvey).where(PlannedSurvey.request_id == request.id))
