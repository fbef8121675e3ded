"""Correcting answers that were sent, until the survey closes."""

from collections.abc import Mapping

from sqlalchemy import delete

from cab_portal.core import clock
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.surveys.events import ResponseCorrected
from cab_portal.surveys.models import Response, ThemedAnswer
from cab_portal.surveys.queries import AnySurvey, sent_questionnaire_of
from cab_portal.surveys.queries.answers import with_changes
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.service.completing import complete_answers, ensure_open
from cab_portal.surveys.service.storing import replace_answers, stored_answers


def correct_by_changes(survey: AnySurvey, response: Response) -> Response:
    """Send the corrections that were kept; where there are none nothing changes."""
    if not response.changes:
        return response
    questionnaire = sent_questionnaire_of(survey)
    before = stored_answers(questionnaire, response.id)
    return correct(survey, response, with_changes(questionnaire, before, response.changes))


def correct(survey: AnySurvey, response: Response, answers: Mapping[str, Value]) -> Response:
    """Let these answers stand for those that were sent; the same ones change nothing.

    ``Conflict`` where the survey is closed, ``InvalidInput`` where a required answer is missing: then what was sent
    stands. Answers in own words that changed lose the themes that the team gave to the old ones.
    """
    questionnaire = sent_questionnaire_of(survey)
    before = stored_answers(questionnaire, response.id)
    if answers == before and not response.changes:
        return response
    ensure_open(survey)
    shown = complete_answers(questionnaire, answers)
    changed = [key for key in before.keys() | shown.keys() if before.get(key) != shown.get(key)]
    response.changes = {}
    if not changed:
        return response
    session.execute(
        delete(ThemedAnswer).where(ThemedAnswer.response_id == response.id, ThemedAnswer.question_id.in_(changed))
    )
    replace_answers(questionnaire, response.id, shown)
    response.changed_at = clock.now()
    publish(ResponseCorrected(response_id=response.id, survey_id=survey.id, person_id=response.person_id))
    return response
