"""How many took part, told so that nobody can be singled out while answers come in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select

from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.models import ReleasedAnswers, Response, Survey
from cab_portal.surveys.rules import SMALLEST_GROUP, Reading, SurveyPrivacy, SurveyStatus, at_least


@dataclass(frozen=True)
class Participation:
    """How far the invited have come.

    Where ``is_exact`` is false, ``answered`` is a whole number of groups of ``group`` people, and more may have
    answered; of fewer than one group nothing is told, not even at the end.
    """

    invited: int
    answered: int
    started: int = 0
    is_exact: bool = True
    group: int = SMALLEST_GROUP

    @property
    def under_way(self) -> int:
        return max(0, self.started - self.answered)


def participation_of(survey: Survey, reading: Reading) -> Participation:
    """How many were invited, began and answered, as far as the reader may know; one statement."""
    begun = select(func.count()).where(Response.survey_id == survey.id).scalar_subquery()
    invited, answered, started = session.execute(
        select(invited_to(), answers_to(), begun).select_from(Survey).where(Survey.id == survey.id)
    ).one()
    if reading is Reading.NAMES:
        return Participation(invited, answered, started)
    return coarse(survey, invited, answered)


def participation_of_request(request_id: UUID) -> Participation | None:
    """Of the survey that was sent with a request, as anybody of the team may be told; one statement."""
    row = session.execute(
        select(Survey, invited_to(), answers_to()).where(Survey.request_id == request_id)
    ).one_or_none()
    return None if row is None else coarse(*row)


def coarse(survey: Survey, invited: int, answered: int) -> Participation:
    """Participation as it may be told to anybody of the team: exact where the survey is named."""
    if survey.privacy is SurveyPrivacy.NAMED:
        return Participation(invited, answered, answered)
    group = survey.smallest_group or SMALLEST_GROUP
    if survey.status is SurveyStatus.CLOSED and answered >= group:
        return Participation(invited, answered, answered, group=group)
    return Participation(invited, at_least(answered, group), is_exact=False, group=group)


def invited_to() -> ScalarSelect[int]:
    """How many were asked, as part of a statement about surveys."""
    return (
        select(func.count())
        .where(Assignment.request_id == Survey.request_id, Assignment.invited_at.is_not(None))
        .correlate(Survey)
        .scalar_subquery()
    )


def answers_to() -> ColumnElement[int]:
    """How many answers there are to be told of, as part of a statement about surveys.

    Of an anonymous survey those that were sealed, and after its end those that are shown. No survey has both kinds.
    """
    sent = (
        select(func.count())
        .where(Response.survey_id == Survey.id, Response.submitted_at.is_not(None))
        .correlate(Survey)
        .scalar_subquery()
    )
    shown = (
        select(func.count())
        .where(
            ReleasedAnswers.survey_id == Survey.id,
            or_(ReleasedAnswers.is_shown.is_(True), Survey.status != SurveyStatus.CLOSED),
        )
        .correlate(Survey)
        .scalar_subquery()
    )
    return sent + shown
