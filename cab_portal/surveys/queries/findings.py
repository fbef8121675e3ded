"""What the design assistant finds in a survey."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import select

from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries.questionnaires import expected_seconds, text_of
from cab_portal.surveys.questionnaire.advice import Advice, advise
from cab_portal.surveys.questionnaire.definition import compiled
from cab_portal.surveys.questionnaire.linter import Panel
from cab_portal.surveys.rules import SurveyPrivacy

RECENT = timedelta(days=90)
MOST_SURVEYS = 50
"""Of so many surveys at most it is remembered what they asked."""


@dataclass(frozen=True)
class Assessment:
    """What the assistant says about a survey, or about one of its questions: what is open, the gravest first."""

    open: tuple[Advice, ...] = ()

    def of_question(self, question_id: str) -> "Assessment":
        """What concerns one question."""
        return Assessment(tuple(advice for advice in self.open if advice.question_id == question_id))

    def count(self, level: str) -> int:
        """How many of a level are open, by the name of the level."""
        return sum(advice.level == level for advice in self.open)


def assessment_of(survey: Survey) -> Assessment:
    """What is found in a survey; one statement, none while it has no questions."""
    text = text_of(survey)
    if not text:
        return Assessment()
    return Assessment(_advice(text, survey.privacy is SurveyPrivacy.ANONYMOUS, asked_before(survey)))


def asked_before(survey: Survey) -> frozenset[str]:
    """The texts of the questions that the boards of its draft were asked in the last 90 days; one statement."""
    boards = select(ReviewRequest.board_id).where(ReviewRequest.draft_id == survey.draft_id)
    recent = (
        select(Survey.definition)
        .join(ReviewRequest, ReviewRequest.id == Survey.request_id)
        .where(ReviewRequest.board_id.in_(boards), Survey.opened_at > clock.now() - RECENT, Survey.id != survey.id)
        .order_by(Survey.opened_at.desc(), Survey.id)
        .limit(MOST_SURVEYS)
    )
    return frozenset(question["text"] for definition in session.scalars(recent) for question in definition["questions"])


@lru_cache(maxsize=64)
def _advice(text: str, is_anonymous: bool, asked: frozenset[str]) -> tuple[Advice, ...]:
    panel = Panel(is_anonymous=is_anonymous, asked_before=asked)
    return advise(compiled(text), panel, expected_seconds(text))
