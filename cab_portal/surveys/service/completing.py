"""What answers have to be before they are taken, whatever the survey promises."""

from cab_portal.core import clock
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import check_complete, clear_hidden
from cab_portal.surveys.rules import CLOSED, NOTHING_ANSWERED, is_open


def ensure_open(survey: Survey) -> None:
    """``Conflict`` where a survey takes no answers, or none any more."""
    request = survey.request
    if request is None or not is_open(survey.status, request.status, request.closes_at, clock.now()):
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
