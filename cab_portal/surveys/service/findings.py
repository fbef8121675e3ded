"""Answering the design assistant: findings are set aside with a reason, taken up again, or mended by themselves.

A survey passed in must be locked by the caller. A finding is named by the key of its advice.
"""

from sqlalchemy import delete, select

from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.surveys.events import FindingSetAside, FindingTakenUp
from cab_portal.surveys.models import SetAside, Survey
from cab_portal.surveys.queries import assessment_of, questionnaire_of
from cab_portal.surveys.queries.findings import Assessment
from cab_portal.surveys.questionnaire.advice import Advice
from cab_portal.surveys.questionnaire.mending import with_fix
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.rules import (
    FOUND_NO_MORE,
    LOCKED,
    MUST_BE_FIXED,
    NO_FIX,
    SurveyStatus,
    ensure_changeable,
    reason_to_ignore,
)
from cab_portal.surveys.service.design import save_questionnaire


def set_aside(survey: Survey, actor: Actor, key: str, reason: str, assessment: Assessment | None = None) -> None:
    """Let a finding be, for a reason that is kept with the survey; a changed text brings it back.

    ``assessment`` is that of questions which are about to be saved; without it, of those that were.

    ``Conflict`` where the survey was sent, where it is not found any more, and for what must be fixed.
    """
    _ensure_in_writing(survey)
    told = reason_to_ignore(reason)
    found = _open(assessment or assessment_of(survey), key)
    if not found.may_be_ignored:
        raise Conflict(MUST_BE_FIXED, code="must_be_fixed")
    session.add(
        SetAside(
            survey_id=survey.id,
            key=key,
            question_id=found.question_id,
            rule=found.rule,
            text=found.text,
            reason=told,
            person_id=actor.id,
            set_aside_at=clock.now(),
        )
    )
    session.flush()
    publish(FindingSetAside(survey_id=survey.id, question_id=found.question_id, rule=found.rule))


def take_up(survey: Survey, key: str) -> None:
    """Take a reason back, so that its finding stands again. ``Conflict`` where there is none or the survey was sent."""
    _ensure_in_writing(survey)
    kept = session.scalar(select(SetAside).where(SetAside.survey_id == survey.id, SetAside.key == key))
    if kept is None:
        raise Conflict(FOUND_NO_MORE, code="found_no_more")
    session.delete(kept)
    session.flush()
    publish(FindingTakenUp(survey_id=survey.id, question_id=kept.question_id, rule=kept.rule))


def mend(survey: Survey, key: str, seen_revision: int) -> str:
    """Make the change that a finding offers; the id of its question. ``Conflict`` where that cannot be done."""
    ensure_changeable(survey.status, survey.revision, seen_revision)
    found, questionnaire = _open(assessment_of(survey), key), questionnaire_of(survey)
    if found.fix is None or questionnaire is None:
        raise Conflict(NO_FIX, code="no_fix")
    try:
        mended = with_fix(questionnaire, found.question_id, found.fix)
    except DefinitionError as error:
        problem = error.problems[0]
        raise Conflict(str(problem), code=problem.code, about=problem.question_id or "") from error
    save_questionnaire(survey, mended, seen_revision)
    return found.question_id


def drop_idle_reasons(survey: Survey, assessment: Assessment) -> None:
    """Forget the reasons for texts that are gone, so that a sent survey keeps those that it was sent with."""
    needed = [reason.key for _, reason in assessment.set_aside]
    session.execute(delete(SetAside).where(SetAside.survey_id == survey.id, SetAside.key.not_in(needed)))


def _ensure_in_writing(survey: Survey) -> None:
    if survey.status is not SurveyStatus.WRITING:
        raise Conflict(LOCKED, code="locked")


def _open(assessment: Assessment, key: str) -> Advice:
    for advice in assessment.open:
        if advice.key == key:
            return advice
    raise Conflict(FOUND_NO_MORE, code="found_no_more")
