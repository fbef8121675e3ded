"""Surveys in lists: for staff, for a draft that is to be routed, and for a member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, or_, select

from cab_portal.accounts.models import Person
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Seat
from cab_portal.core import clock
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.database.statements import run, table_of
from cab_portal.drafts.models import Collaborator, Draft
from cab_portal.drafts.queries import active_staff
from cab_portal.reviews.access import was_sent
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus, ended_at
from cab_portal.surveys.models import Confidant, Participant, Response, Survey
from cab_portal.surveys.queries.asked import AnySurvey
from cab_portal.surveys.queries.findings import Assessment, assessment_of
from cab_portal.surveys.queries.participation import Participation, answers_to, coarse, invited_to
from cab_portal.surveys.queries.questionnaires import estimate_of, number_of_questions, questionnaire_of
from cab_portal.surveys.rules import (
    SurveyPrivacy,
    SurveyStatus,
    is_open,
    may_reopen,
    sending_problems,
    translation_problems,
)

_PEOPLE, _TRUSTED = table_of(Person), table_of(Confidant)
_CONFIDANTS = (
    select(_PEOPLE.c.name)
    .join(_TRUSTED, _TRUSTED.c.person_id == _PEOPLE.c.id)
    .where(_TRUSTED.c.survey_id == bindparam("survey"))
    .order_by(func.lower(_PEOPLE.c.name), _PEOPLE.c.id)
)


@dataclass(frozen=True)
class SurveyView:
    """A survey as who sends it sees it. ``seconds`` is the expected time; ``problems`` keep it from being sent."""

    id: UUID
    draft_id: UUID
    request_id: UUID | None
    title: str
    purpose: str
    privacy: SurveyPrivacy
    status: SurveyStatus
    questions: int
    seconds: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class SurveyLine:
    """A survey in the list for staff. ``closes_at`` is when it closes or did; None before it is sent."""

    id: UUID
    title: str
    draft_id: UUID
    draft_title: str
    owner: str
    status: SurveyStatus
    questions: int
    participation: Participation
    closes_at: datetime | None
    is_open: bool


@dataclass(frozen=True)
class MemberSurvey:
    """A survey that was put before a member. ``minutes`` is the range to show, ``closes_at`` when it closes or did.

    Of an anonymous one it is not known whether it was started, or when it was sent. ``language`` is that of title and
    purpose, and ``said`` has both by further language, empty where it lacks them.
    """

    id: UUID
    request_id: UUID
    title: str
    purpose: str
    owner: str
    questions: int
    minutes: tuple[int, int]
    closes_at: datetime
    is_open: bool
    is_started: bool
    is_sent: bool
    submitted_at: datetime | None
    language: str
    said: Mapping[str, tuple[str, str]]


def view_of(survey: Survey, assessment: Assessment | None = None) -> SurveyView:
    """The view of a loaded survey; no statement where it was sent or its ``assessment`` is at hand, two else."""
    questionnaire = questionnaire_of(survey)
    problems: tuple[str, ...] = ()
    if survey.status is SurveyStatus.WRITING:
        found = (assessment or assessment_of(survey)).open
        problems = (*sending_problems(questionnaire, survey.layout, found), *translation_problems(questionnaire))
    return SurveyView(
        id=survey.id,
        draft_id=survey.draft_id,
        request_id=survey.request_id,
        title=survey.title,
        purpose=survey.purpose,
        privacy=survey.privacy,
        status=survey.status,
        questions=number_of_questions(survey),
        seconds=estimated_seconds(survey),
        problems=problems,
    )


def estimated_seconds(survey: Survey | SurveyView) -> int:
    """The expected time for all its questions; 0 while there are none. No statement."""
    if isinstance(survey, SurveyView):
        return survey.seconds
    estimate = estimate_of(survey)
    return ceil(estimate.expected) if estimate else 0


def minutes_of(survey: AnySurvey) -> tuple[int, int]:
    """The time as a range of whole minutes, the first at least 1; no statement."""
    estimate = estimate_of(survey)
    return (max(1, round(estimate.low / 60)), max(1, ceil(estimate.high / 60))) if estimate else (0, 0)


def survey_of_request(request_id: UUID) -> SurveyView | None:
    """The survey of a request, prepared or sent; one statement, three where it is in writing."""
    survey = session.scalar(select(Survey).where(Survey.request_id == request_id))
    return None if survey is None else view_of(survey)


def drafts_to_ask_about(person_id: UUID) -> list[tuple[UUID, str]]:
    """The drafts that a staff member writes, by title; one statement."""
    named = select(Collaborator.draft_id).where(Collaborator.person_id == person_id)
    rows = session.execute(
        select(Draft.id, Draft.title)
        .where(or_(Draft.owner_id == person_id, Draft.id.in_(named)))
        .order_by(func.lower(Draft.title), Draft.id)
    )
    return [(draft_id, title) for draft_id, title in rows]


def stays_closed(request_id: UUID) -> bool:
    """Whether a request has a survey that will not open again with it; one statement."""
    found = select(Survey.privacy).where(Survey.request_id == request_id, Survey.status == SurveyStatus.CLOSED)
    privacy = session.scalar(found)
    return privacy is not None and not may_reopen(privacy)


def people_asked(request_id: UUID) -> set[UUID]:
    """The people whom a request is, or will be, sent to; one statement."""
    return set(session.scalars(select(Assignment.person_id).where(Assignment.request_id == request_id)))


def staff_to_trust() -> list[tuple[UUID, str]]:
    """The active people of the team, who can be named on a confidential survey, by name; one statement."""
    return [(person.id, person.name) for person in active_staff()]


def trusted_ids(survey: Survey) -> list[UUID]:
    """The ids of those who may see names in a confidential survey; one statement, none for the other promises."""
    if survey.privacy is not SurveyPrivacy.CONFIDENTIAL:
        return []
    return [named.person_id for named in survey.confidants]


def confidants_of(survey: AnySurvey) -> list[str]:
    """The names of those who may see names in a confidential survey; one statement, none for the other promises."""
    if survey.privacy is not SurveyPrivacy.CONFIDENTIAL:
        return []
    return list(run(_CONFIDANTS, {"survey": survey.id}).scalars())


def surveys_page(number: int = 1) -> Page[SurveyLine]:
    """All surveys for staff: under way first, then in writing, then closed, each the last changed first.

    Two statements.
    """
    total = session.scalar(select(func.count()).select_from(Survey)) or 0
    rows = session.execute(_lines().limit(PAGE_SIZE).offset(offset_of(number)))
    return Page([_line(*row) for row in rows], total, number)


def survey_lines_of(draft_id: UUID) -> list[SurveyLine]:
    """All surveys about a draft, in the order of the list for staff; one statement."""
    return [_line(*row) for row in session.execute(_lines().where(Survey.draft_id == draft_id))]


def _lines() -> "Select[Survey, int, int]":
    """Surveys with how many were invited and how many answered."""
    rank = case({SurveyStatus.OPEN: 0, SurveyStatus.WRITING: 1}, value=Survey.status, else_=2)
    return select(Survey, invited_to(), answers_to()).order_by(rank, Survey.updated_at.desc(), Survey.id)


def _line(survey: Survey, invited: int, answered: int) -> SurveyLine:
    request = survey.request
    return SurveyLine(
        id=survey.id,
        title=survey.title,
        draft_id=survey.draft_id,
        draft_title=survey.draft.title,
        owner=survey.owner.name,
        status=survey.status,
        questions=number_of_questions(survey),
        participation=coarse(survey, invited if survey.status is not SurveyStatus.WRITING else 0, answered),
        closes_at=ended_at(request.closes_at, request.closed_at) if request and survey.opened_at else None,
        is_open=request is not None and is_open(survey.status, request.status, request.closes_at, clock.now()),
    )


def open_surveys_of(person_id: UUID) -> list[MemberSurvey]:
    """What waits for a member's answers, by closing date; one statement."""
    found = _of_member(person_id).where(
        Survey.status == SurveyStatus.OPEN,
        ReviewRequest.status == RequestStatus.OPEN,
        ReviewRequest.closes_at > clock.now(),
        ~_is_sent(),
    )
    return [_member_survey(*row) for row in session.execute(found.order_by(ReviewRequest.closes_at, Survey.id))]


def surveys_of_member(person_id: UUID, number: int = 1) -> Page[MemberSurvey]:
    """All that were put before a member on a seat in force: the open ones first, then the last closed.

    Two statements.
    """
    found = _of_member(person_id)
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(Survey.id).subquery())) or 0
    done = case((_is_sent(), 1), (ReviewRequest.closes_at <= clock.now(), 1), else_=0)
    rows = session.execute(
        found.order_by(done, ReviewRequest.closes_at.desc(), Survey.id).limit(PAGE_SIZE).offset(offset_of(number))
    )
    return Page([_member_survey(*row) for row in rows], total, number)


def _is_sent() -> ColumnElement[bool]:
    return or_(Response.submitted_at.is_not(None), func.coalesce(Participant.is_done, false()))


def _of_member(person_id: UUID) -> "Select[Survey, Response, bool]":
    """Surveys, the member's response, which may be None, and whether the member's answers were received."""
    seated = (
        select(Assignment.request_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(
            Assignment.person_id == person_id,
            Seat.person_id == person_id,
            Assignment.invited_at.is_not(None),
            in_force(clock.now()),
        )
    )
    return (
        select(Survey, Response, _is_sent())
        .join(ReviewRequest, ReviewRequest.id == Survey.request_id)
        .join(Draft, Draft.id == Survey.draft_id)
        .outerjoin(Response, (Response.survey_id == Survey.id) & (Response.person_id == person_id))
        .outerjoin(Participant, (Participant.survey_id == Survey.id) & (Participant.person_id == person_id))
        .where(
            Survey.request_id.in_(seated),
            Survey.status != SurveyStatus.WRITING,
            was_sent(),
        )
    )


def _member_survey(survey: Survey, response: Response | None, is_sent: bool) -> MemberSurvey:
    request = survey.request
    if request is None:
        raise LookupError("A survey that was sent has a request.")
    return MemberSurvey(
        id=survey.id,
        request_id=request.id,
        title=survey.title,
        purpose=survey.purpose,
        owner=survey.owner.name,
        questions=number_of_questions(survey),
        minutes=minutes_of(survey),
        closes_at=ended_at(request.closes_at, request.closed_at),
        is_open=is_open(survey.status, request.status, request.closes_at, clock.now()),
        is_started=response is not None,
        is_sent=bool(is_sent),
        submitted_at=response.submitted_at if response else None,
        language=survey.definition.get("language", "en"),
        said={
            language: (told.get("title", ""), told.get("purpose", ""))
            for language, told in survey.definition.get("translations", {}).items()
        },
    )
