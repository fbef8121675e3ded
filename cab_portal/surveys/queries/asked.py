"""A survey as members meet it: its few columns that their pages show, with the answers so far, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, Select, Text, bindparam, cast, null, select

from cab_portal.accounts.models import Person
from cab_portal.database.statements import table_of
from cab_portal.drafts.models import Version
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.queries.usual import usual_milliseconds
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy, SurveyStatus


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """The request that a survey was sent with; ``title`` is what the draft was called in it."""

    id: UUID
    title: str
    status: RequestStatus
    closes_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AskedSurvey:
    """A survey that was sent. ``text`` is its questions as JSON, by which work on them is kept."""

    id: UUID
    title: str
    purpose: str
    privacy: SurveyPrivacy
    layout: SurveyLayout
    status: SurveyStatus
    smallest_group: int | None
    text: str
    owner_name: str
    request: AskedRequest

    @property
    def request_id(self) -> UUID:
        return self.request.id


AnySurvey = Survey | AskedSurvey
"""A survey, of which members are asked or the team writes: what they have in common."""

_SURVEYS, _OWNERS, _REQUESTS, _VERSIONS = map(table_of, (Survey, Person, ReviewRequest, Version))
_OF_SURVEY: tuple[ColumnElement[Any], ...] = (
    _SURVEYS.c.id,
    _SURVEYS.c.title,
    _SURVEYS.c.purpose,
    _SURVEYS.c.privacy,
    _SURVEYS.c.layout,
    _SURVEYS.c.status,
    _SURVEYS.c.smallest_group,
    cast(_SURVEYS.c.definition, Text),
    _OWNERS.c.name,
)
_OF_REQUEST = (
    _REQUESTS.c.id,
    _VERSIONS.c.title,
    _REQUESTS.c.status,
    _REQUESTS.c.closes_at,
    _REQUESTS.c.closed_at,
)
_ASKED = len(_OF_SURVEY) + len(_OF_REQUEST)


def asked_from(row: Row[Any]) -> AskedSurvey:
    """The survey in a row of the statements below."""
    split = len(_OF_SURVEY)
    return AskedSurvey(*(*row[:split], AskedRequest(*row[split:_ASKED])))


@cache
def asked_statement() -> Select[Any]:
    """Surveys that were sent, one row for each."""
    return select(*_OF_SURVEY, *_OF_REQUEST).select_from(_sent())


@cache
def sheet_statement(*, timed: bool) -> Select[Any]:
    """The same with what a ``person`` answered, one row for each answer, at least one.

    With ``timed`` it tells how long the others usually take for the survey with an ``id``.
    """
    responses, answers = table_of(Response), table_of(Answer)
    own = (responses.c.survey_id == _SURVEYS.c.id) & (responses.c.person_id == bindparam("person"))
    usual = usual_milliseconds() if timed else null()
    return (
        select(
            *_OF_SURVEY,
            *_OF_REQUEST,
            responses.c.id.label("response_id"),
            responses.c.submitted_at,
            responses.c.started_at,
            responses.c.changed_at,
            responses.c.changes,
            answers.c.question_id,
            answers.c.code,
            answers.c.words,
            usual.label("usual"),
        )
        .select_from(_sent().outerjoin(responses, own).outerjoin(answers, answers.c.response_id == responses.c.id))
        .order_by(answers.c.question_id, answers.c.ordinal)
    )


def _sent() -> FromClause:
    return (
        _SURVEYS.join(_OWNERS, _OWNERS.c.id == _SURVEYS.c.owner_id)
        .join(_REQUESTS, _REQUESTS.c.id == _SURVEYS.c.request_id)
        .join(_VERSIONS, _VERSIONS.c.id == _REQUESTS.c.version_id)
    )
