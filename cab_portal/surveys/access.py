"""Who may see, design and answer surveys.

Staff see every survey and, because only named surveys are sent, every answer. A member sees a survey while a seat of
theirs is in force to which its request was sent.
"""

from sqlalchemy import ColumnElement, exists, false, true

from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import writes
from cab_portal.reviews.access import own_assignment, was_sent
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.surveys.models import Survey


class SurveyPermission(Permission):
    """``DESIGN`` covers all that makes a survey; ``ANSWER`` is for members, ``RESULTS`` for staff."""

    READ = "survey.read"
    DESIGN = "survey.design"
    ANSWER = "survey.answer"
    RESULTS = "survey.results"


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
        },
    ),
)
