"""Slips of the pen corrected after a survey was sent. A survey passed in must be locked by the caller."""

from collections.abc import Mapping

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.surveys.events import SurveyCorrected
from cab_portal.surveys.models import Survey, SurveyCorrection
from cab_portal.surveys.queries import sent_questionnaire_of
from cab_portal.surveys.questionnaire.corrections import corrected
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.rules import STALE, SurveyStatus


def correct_question(
    survey: Survey, actor: Actor, question_id: str, texts: Mapping[str, str], seen_revision: int
) -> int:
    """Correct texts of a question, by the way to each as ``texts_of`` tells it; how many were changed.

    What they were and are is kept with who and when. ``InvalidInput`` for what would change what is asked.
    """
    if survey.status is SurveyStatus.WRITING:
        raise Conflict("This survey was not sent yet. Edit the question itself.", code="not_sent")
    if survey.revision != seen_revision:
        raise Conflict(STALE, code="stale")
    try:
        questionnaire, changes = corrected(sent_questionnaire_of(survey), question_id, texts)
    except KeyError as error:
        raise NotFound from error
    except DefinitionError as error:
        fields = {str(problem.field[0]): str(problem.sentence) for problem in error.problems if problem.field}
        raise InvalidInput(str(error.problems[0].sentence), code=error.problems[0].code, fields=fields) from error
    if not changes:
        return 0
    survey.definition = questionnaire.model_dump(mode="json")
    survey.revision += 1
    survey.updated_at = clock.now()
    session.add_all(
        SurveyCorrection(
            id=ids.new_id(),
            survey_id=survey.id,
            question_id=question_id,
            place=place,
            before=change.before,
            after=change.after,
            made_at=survey.updated_at,
            made_by_id=actor.id,
        )
        for place, change in enumerate(changes)
    )
    publish(SurveyCorrected(survey_id=survey.id, question_id=question_id, texts=len(changes), revision=survey.revision))
    return len(changes)
