"""Sending a request with all that goes along: its people, its survey and its offers; and reminding of it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, acting
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.queries import VersionView
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import is_open
from cab_portal.reviews.service import requests
from cab_portal.rewards import service as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.routing.events import MemberReminded
from cab_portal.routing.models import PlannedSurvey, Reminder
from cab_portal.routing.queries import can_be_sent, progress_of
from cab_portal.routing.rules import REMINDERS, ReminderKind, RoutingInput
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import people_asked, view_of
from cab_portal.surveys.rules import invitation_problems


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


def remind(request: ReviewRequest) -> int:
    """Remind everybody who is missing and may be reminded now; how many.

    ``request`` must be locked by the caller, so that two people who ask at once remind once. ``Conflict`` where nobody
    may be reminded.
    """
    if not is_open(request.status, request.closes_at, clock.now()):
        raise Conflict(requests.NOT_OPEN)
    members = progress_of(request.id).to_remind
    if not members:
        raise Conflict("Nobody may be reminded now. The list says why, and from when on.")
    for member in members:
        _remind(request, member.assignment_id, member.reminders + 1, ReminderKind.BY_HAND)
    return len(members)


def remind_by_clock(request: ReviewRequest) -> int:
    """The same, for who was not reminded of this closing date by the clock before; how many. Nobody is no error."""
    if not is_open(request.status, request.closes_at, clock.now()):
        return 0
    members = progress_of(request.id).to_remind
    told = _told_by_clock(request, [member.assignment_id for member in members])
    members = tuple(member for member in members if member.assignment_id not in told)
    for member in members:
        _remind(request, member.assignment_id, member.reminders + 1, ReminderKind.BY_CLOCK)
    return len(members)


def send_again(request: ReviewRequest, assignment: Assignment) -> None:
    """Mail the invitation again to one person who has not opened it. It counts as a reminder."""
    number = _reminders_of(assignment.id) + 1
    if assignment.opened_at is not None:
        raise Conflict("This member opened the draft already, so the invitation arrived. Send a reminder instead.")
    if number > REMINDERS:
        raise Conflict("This member got two mails after the invitation already. More are never sent.")
    requests.resend(request, assignment)
    _remind(request, assignment.id, number, ReminderKind.AGAIN)


def _remind(request: ReviewRequest, assignment_id: UUID, number: int, kind: ReminderKind) -> None:
    session.add(
        Reminder(
            id=ids.new_id(),
            assignment_id=assignment_id,
            number=number,
            kind=kind,
            asked_at=clock.now(),
            asked_by_id=acting().person_id,
            closes_at=request.closes_at,
        )
    )
    session.flush()
    publish(MemberReminded(assignment_id=assignment_id, number=number, kind=kind))


def _reminders_of(assignment_id: UUID) -> int:
    return session.scalar(select(func.count()).where(Reminder.assignment_id == assignment_id)) or 0


def _told_by_clock(request: ReviewRequest, assignment_ids: Collection[UUID]) -> set[UUID]:
    told = select(Reminder.assignment_id).where(
        Reminder.assignment_id.in_(assignment_ids),
        Reminder.kind == ReminderKind.BY_CLOCK,
        Reminder.closes_at == request.closes_at,
    )
    return set(session.scalars(told))


def _take_along(request: ReviewRequest, given: RoutingInput) -> None:
    _forget_plan(request)
    if given.survey_id is not None:
        ensure_survey(request.draft_id, given.survey_id, len(people_asked(request.id)))
        session.add(PlannedSurvey(request_id=request.id, survey_id=given.survey_id))
        session.flush()
    for activity in Activity:
        _offer(request, activity, given.offers.get(activity))


def _offer(request: ReviewRequest, activity: Activity, amount: Money | None) -> None:
    if amount is None:
        rewards.drop_offer(request, activity)
    else:
        rewards.make_offer(request, activity, amount)


def ensure_survey(draft_id: UUID, survey_id: UUID, people: int | None) -> None:
    """Refuse (``InvalidInput``) a survey that cannot be sent with a draft to so many; None: not known yet."""
    survey = session.scalar(select(Survey).where(Survey.id == survey_id, Survey.draft_id == draft_id, can_be_sent()))
    if survey is None:
        sentence = "This survey cannot be sent with this draft. Choose one that was not sent yet."
        raise InvalidInput(sentence, fields={"survey": sentence})
    problems = (
        *view_of(survey).problems,
        *(invitation_problems(survey.privacy, people) if people is not None else ()),
    )
    if problems:
        raise InvalidInput(problems[0], fields={"survey": f"This survey is not ready. {problems[0]}"})


def _forget_plan(request: ReviewRequest) -> None:
    session.execute(delete(PlannedSurvey).where(PlannedSurvey.request_id == request.id))
