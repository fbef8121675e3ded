"""What the design assistant finds in a survey, and what somebody set aside of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys.models import SetAside, Survey
from cab_portal.surveys.queries.questionnaires import expected_seconds, text_of
from cab_portal.surveys.questionnaire.advice import Advice, advise, general_message
from cab_portal.surveys.questionnaire.definition import Questionnaire, compiled
from cab_portal.surveys.questionnaire.effort import estimate
from cab_portal.surveys.questionnaire.linter import Panel
from cab_portal.surveys.questionnaire.wording import Sentence
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus

RECENT = timedelta(days=90)
MOST_SURVEYS = 50
"""Of so many surveys at most it is remembered what they asked."""


@dataclass(frozen=True)
class Reason:
    """Why a finding was set aside, by whom and when. ``text`` is what the question said then."""

    key: str
    question_id: str
    rule: str
    text: str
    reason: str
    name: str
    at: datetime

    @property
    def message(self) -> Sentence | str:
        """What the rule says in general; its name, where there is no such rule any more."""
        return general_message(self.rule) or self.rule


@dataclass(frozen=True)
class Assessment:
    """What the assistant says about a survey, or about one of its questions, the gravest first.

    ``set_aside`` is what stays as it is for a reason, ``reasons`` all reasons that were given, by key.
    """

    open: tuple[Advice, ...] = ()
    set_aside: tuple[tuple[Advice, Reason], ...] = ()
    reasons: Mapping[str, Reason] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Sequence[Advice], reasons: Mapping[str, Reason]) -> "Assessment":
        """What was found, told apart by the reasons that were given."""
        told = [(advice, _reason_for(advice, reasons)) for advice in found]
        return cls(
            tuple(advice for advice, reason in told if reason is None),
            tuple((advice, reason) for advice, reason in told if reason is not None),
            reasons,
        )

    def of_question(self, question_id: str) -> "Assessment":
        """What concerns one question."""
        return Assessment(
            tuple(advice for advice in self.open if advice.question_id == question_id),
            tuple(pair for pair in self.set_aside if pair[0].question_id == question_id),
            self.reasons,
        )

    @property
    def record(self) -> tuple[tuple[Advice | None, Reason], ...]:
        """All reasons that were given, each with its finding where it is still found."""
        found = {reason.key: advice for advice, reason in self.set_aside}
        return tuple((found.get(reason.key), reason) for reason in self.reasons.values())

    def count(self, level: str) -> int:
        """How many of a level are open, by the name of the level."""
        return sum(advice.level == level for advice in self.open)


def _reason_for(advice: Advice, reasons: Mapping[str, Reason]) -> Reason | None:
    """The reason to ignore a finding, or a graver form of it."""
    return next((reasons[key] for key in (advice.key, *advice.graver_keys) if key in reasons), None)


def assessment_of(survey: Survey) -> Assessment:
    """What is found in a survey; two statements in writing, one after it was sent, none without questions."""
    return assessments_of([survey])[survey.id]


def assessments_of(surveys: Sequence[Survey]) -> dict[UUID, Assessment]:
    """What is found in each of several surveys about one draft; as many statements as for one."""
    texts = {survey.id: text_of(survey) for survey in surveys}
    if not any(texts.values()):
        return dict.fromkeys(texts, Assessment())
    # What was sent is not held against what was asked before: it was asked itself.
    in_writing = any(survey.status is SurveyStatus.WRITING for survey in surveys)
    asked = _asked_before(surveys[0].draft_id) if in_writing else frozenset()
    reasons = reasons_of(list(texts))
    return {
        survey.id: Assessment.of(_advice(texts[survey.id], _is_anonymous(survey), asked), reasons[survey.id])
        for survey in surveys
    }


def assessment_of_typed(survey: Survey, questionnaire: Questionnaire) -> Assessment:
    """What would be found in a survey with these questions; two statements."""
    panel = Panel(is_anonymous=_is_anonymous(survey), asked_before=_asked_before(survey.draft_id))
    found = advise(questionnaire, panel, estimate(questionnaire).expected)
    return Assessment.of(found, reasons_of([survey.id])[survey.id])


def reasons_of(survey_ids: Sequence[UUID]) -> dict[UUID, dict[str, Reason]]:
    """The reasons given for surveys, by key, in the order of their times; one statement."""
    rows = session.execute(
        select(SetAside, Person.name)
        .join(Person, Person.id == SetAside.person_id)
        .where(SetAside.survey_id.in_(survey_ids))
        .order_by(SetAside.set_aside_at, SetAside.key)
    )
    found: dict[UUID, dict[str, Reason]] = {survey_id: {} for survey_id in survey_ids}
    for row, name in rows:
        found[row.survey_id][row.key] = Reason(
            row.key, row.question_id, row.rule, row.text, row.reason, name, row.set_aside_at
        )
    return found


def _is_anonymous(survey: Survey) -> bool:
    return survey.privacy is SurveyPrivacy.ANONYMOUS


def _asked_before(draft_id: UUID) -> frozenset[str]:
    """The texts of the questions that the boards of a draft were asked in the last 90 days; one statement."""
    boards = select(ReviewRequest.board_id).where(ReviewRequest.draft_id == draft_id)
    recent = (
        select(Survey.definition)
        .join(ReviewRequest, ReviewRequest.id == Survey.request_id)
        .where(ReviewRequest.board_id.in_(boards), Survey.opened_at > clock.now() - RECENT)
        .order_by(Survey.opened_at.desc(), Survey.id)
        .limit(MOST_SURVEYS)
    )
    return frozenset(question["text"] for definition in session.scalars(recent) for question in definition["questions"])


@lru_cache(maxsize=64)
def _advice(text: str, is_anonymous: bool, asked: frozenset[str]) -> tuple[Advice, ...]:
    if not text:
        return ()
    panel = Panel(is_anonymous=is_anonymous, asked_before=asked)
    return advise(compiled(text), panel, expected_seconds(text))
