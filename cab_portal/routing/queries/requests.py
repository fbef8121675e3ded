"""Requests, and what goes along with them; a fixed number of statements each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.core import clock
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import VersionView
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus, is_open
from cab_portal.rewards.rules import Activity
from cab_portal.routing.models import PlannedSurvey
from cab_portal.routing.rules import Forecast, reading_seconds, whole_minutes
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import Assessment, assessments_of, estimate_of, view_of
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus, suggested_pay


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A survey that goes, went or could go along with a request.

    ``fair_pay`` is None until the program's rate is chosen; ``problems`` keep it from being sent.
    """

    id: UUID
    title: str
    privacy: SurveyPrivacy
    questions: int
    minutes: int
    fair_pay: Money | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request as its sender sees it."""

    id: UUID
    draft_id: UUID
    draft_title: str
    board_id: UUID
    board_name: str
    version_id: UUID
    status: RequestStatus
    is_open: bool
    message: str
    created_by: str
    closes_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in the list of a draft's requests."""

    id: UUID
    board_name: str
    status: RequestStatus
    is_open: bool
    closes_at: datetime
    invited: int
    finished: int


def request_view(request_id: UUID) -> RequestView:
    """A request that is known to exist; one statement."""
    request, draft_title, board_name, created_by = session.execute(
        select(ReviewRequest, Draft.title, Board.name, Person.name)
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .join(Person, Person.id == ReviewRequest.created_by_id)
        .where(ReviewRequest.id == request_id)
    ).one()
    return RequestView(
        id=request.id,
        draft_id=request.draft_id,
        draft_title=draft_title,
        board_id=request.board_id,
        board_name=board_name,
        version_id=request.version_id,
        status=request.status,
        is_open=is_open(request.status, request.closes_at, clock.now()),
        message=request.message,
        created_by=created_by,
        closes_at=request.closes_at,
        sent_at=request.sent_at,
        closed_at=request.closed_at,
    )


def requests_of_draft(draft_id: UUID) -> list[RequestLine]:
    """The requests of a draft, the newest first, without those that were discarded unsent; one statement."""
    rows = session.execute(
        select(ReviewRequest, Board.name, func.count(Assignment.id), func.count(Assignment.finished_at))
        .join(Board, Board.id == ReviewRequest.board_id)
        .outerjoin(Assignment, Assignment.request_id == ReviewRequest.id)
        .where(
            ReviewRequest.draft_id == draft_id,
            or_(ReviewRequest.sent_at.is_not(None), ReviewRequest.status == RequestStatus.PREPARING),
        )
        .group_by(ReviewRequest.id, Board.name)
        .order_by(ReviewRequest.created_at.desc(), ReviewRequest.id)
    )
    at = clock.now()
    return [
        RequestLine(
            id=request.id,
            board_name=board_name,
            status=request.status,
            is_open=is_open(request.status, request.closes_at, at),
            closes_at=request.closes_at,
            invited=invited,
            finished=finished,
        )
        for request, board_name, invited, finished in rows
    ]


def surveys_to_send(draft_id: UUID, hourly_rate: Money | None) -> list[SurveyLine]:
    """The surveys on a draft that can go along with its next request, by title; three statements."""
    rows = session.scalars(
        select(Survey).where(Survey.draft_id == draft_id, can_be_sent()).order_by(func.lower(Survey.title), Survey.id)
    ).all()
    assessments = assessments_of(rows)
    return [_survey_line(survey, hourly_rate, assessments[survey.id]) for survey in rows]


def can_be_sent() -> ColumnElement[bool]:
    """Surveys that were not sent yet."""
    return and_(Survey.status == SurveyStatus.WRITING, Survey.request_id.is_(None))


def survey_for(request_id: UUID, hourly_rate: Money | None = None) -> SurveyLine | None:
    """The survey that a request takes, or took, along; one statement, three where it is in writing."""
    survey = session.scalar(
        select(Survey)
        .outerjoin(PlannedSurvey, PlannedSurvey.survey_id == Survey.id)
        .where(or_(Survey.request_id == request_id, PlannedSurvey.request_id == request_id))
    )
    return None if survey is None else _survey_line(survey, hourly_rate)


def forecast(
    version: VersionView, survey: SurveyLine | None, offers: Mapping[Activity, Money], people: int
) -> Forecast:
    """What a request with these parts asks of each of so many people, and what it costs; no statement."""
    return Forecast(
        people=people,
        words=version.words,
        review_minutes=whole_minutes(reading_seconds(version.words)),
        survey_minutes=survey.minutes if survey else 0,
        offers=offers,
    )


def _survey_line(survey: Survey, hourly_rate: Money | None, assessment: Assessment | None = None) -> SurveyLine:
    view, effort = view_of(survey, assessment), estimate_of(survey)
    return SurveyLine(
        id=view.id,
        title=view.title,
        privacy=view.privacy,
        questions=view.questions,
        minutes=whole_minutes(view.seconds),
        fair_pay=suggested_pay(effort, hourly_rate) if effort else None,
        problems=view.problems,
    )
