"""What answers have to be before they are taken, whatever the survey promises."""

from datetime import datetime

from cab_portal.core import clock
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.reviews.rules import ended_at
from cab_portal.surveys.queries import AnySurvey
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import check_complete, clear_hidden
from cab_portal.surveys.rules import CLOSED, NOTHING_ANSWERED, is_open, may_finish_late


def ensure_open(survey: AnySurvey, begun_at: datetime | None = None) -> None:
    """``Conflict`` where a survey takes no answers, or none any more; who began before its end has a little longer."""
    request, at = survey.request, clock.now()
    if request is not None and is_open(survey.status, request.status, request.closes_at, at):
        return
    if request is not None:
        ended = ended_at(request.closes_at, request.closed_at)
        if may_finish_late(survey.privacy, request.status, ended, begun_at, at):
            return
    raise Conflict(CLOSED, code="closed")


def complete_answers(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers to the questions that are shown.

    ``InvalidInput`` (``fields`` by question id) where a required one is missing, or all are.
    """
    problems = check_complete(questionnaire, answers)
    if problems:
        raise InvalidInput(
            str(problems[0].error.sentence),
            code="incomplete",
            fields={problem.question.id: str(problem.error.sentence) for problem in problems},
        )
    shown = clear_hidden(questionnaire, answers)
    if not shown:
        raise InvalidInput(NOTHING_ANSWERED, code="nothing_answered")
    return shown
