"""Who may see, design and answer surveys.

Staff see every survey and its results; who gave which answer, they see of named surveys, and of a confidential one
where they are named on it. A member sees a survey while a seat of theirs is in force to which its request was sent.
"""

from sqlalchemy import ColumnElement, exists, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import writes
from cab_portal.reviews.access import own_assignment, was_sent
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import Reading, SurveyPrivacy, SurveyStatus, reading_of


class SurveyPermission(Permission):
    """``DESIGN`` covers all that makes a survey; ``ANSWER`` is for members, ``RESULTS`` for staff.

    ``READ_NAMES`` is to see who gave which answer.
    """

    READ = "survey.read"
    DESIGN = "survey.design"
    ANSWER = "survey.answer"
    RESULTS = "survey.results"
    READ_NAMES = "survey.read_names"


def assigned_to(actor: Actor) -> ColumnElement[bool]:
    """The surveys whose request was sent to a seat of this actor that is in force, and was not withdrawn."""
    return (
        exists()
        .where(
            Assignment.request_id == Survey.request_id,
            Assignment.invited_at.is_not(None),
            own_assignment(actor),
            ReviewRequest.id == Assignment.request_id,
            was_sent(),
        )
        .correlate(Survey)
    )


def visible_surveys(actor: Actor) -> ColumnElement[bool]:
    """Staff see every survey, members those that were put before them."""
    if actor.is_staff:
        return true()
    return assigned_to(actor) if actor.is_member else false()


def reading(actor: Actor, survey: Survey) -> Reading:
    """How much of the answers somebody of the team may read; one statement for a confidential survey, else none."""
    is_confidential = survey.privacy is SurveyPrivacy.CONFIDENTIAL
    return reading_of(
        survey.privacy,
        is_confidant=is_confidential and actor.person_id in {named.person_id for named in survey.confidants},
        is_closed=survey.status is SurveyStatus.CLOSED,
    )


def _reads_names(actor: Actor, survey: Survey) -> bool:
    return actor.is_staff and reading(actor, survey) is Reading.NAMES


def _whoever_sees_it(_actor: Actor, _survey: Survey) -> bool:
    return True


POLICIES: tuple[Policy, ...] = (
    Policy(
        Survey,
        visible_surveys,
        {
            SurveyPermission.READ: _whoever_sees_it,
            SurveyPermission.DESIGN: lambda actor, survey: writes(actor, survey.draft),
            SurveyPermission.ANSWER: lambda actor, _survey: actor.is_member,
            SurveyPermission.RESULTS: lambda actor, _survey: actor.is_staff,
            SurveyPermission.READ_NAMES: _reads_names,
        },
    ),
)
