"""Surveys: states, promises, and what keeps one from being sent or answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from babel.numbers import get_currency_precision

from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.money import Money
from cab_portal.core.states import StateMachine
from cab_portal.reviews import rules as reviews
from cab_portal.reviews.rules import RequestStatus
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.effort import Estimate, fair_pay

LONGEST_TITLE = 200
LONGEST_PURPOSE = 500

NOT_NAMED = "A survey can only be named: the team sees who gave which answer. Nothing else can be promised yet."
LOCKED = "This survey was sent, so its questions stay as they are. Duplicate what you need in a new survey."
STALE = "Somebody changed this survey after you opened this page. Compare with what it says now, then save again."
CLOSED = "This survey is closed, so your answers could not be taken any more."
SENT_BEFORE = "You sent your answers already. They can be read, and not changed any more."
NOTHING_ANSWERED = "There is nothing to send yet. Answer at least one question."


class SurveyStatus(StrEnum):
    """``writing`` until it is sent with its request; its questions never change afterwards."""

    WRITING = "writing"
    OPEN = "open"
    CLOSED = "closed"


SURVEYS = StateMachine(
    SurveyStatus.WRITING,
    {
        SurveyStatus.WRITING: frozenset({SurveyStatus.OPEN}),
        SurveyStatus.OPEN: frozenset({SurveyStatus.CLOSED}),
        SurveyStatus.CLOSED: frozenset({SurveyStatus.OPEN}),
    },
)


class SurveyPrivacy(StrEnum):
    """What the company promises about who learns of an answer. Frozen when the survey is sent."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class SurveyInput:
    """What a survey is, beside its questions. ``purpose`` is told to members on the first page."""

    title: str
    purpose: str
    privacy: SurveyPrivacy = SurveyPrivacy.NAMED


def ensure_named(privacy: SurveyPrivacy) -> None:
    """Refuse a promise that this house does not keep yet."""
    if privacy is not SurveyPrivacy.NAMED:
        raise InvalidInput(NOT_NAMED, code="privacy_refused", fields={"privacy": NOT_NAMED})


def ensure_changeable(status: SurveyStatus, revision: int, seen_revision: int) -> None:
    """What was sent never changes, and nobody overwrites what they have not seen."""
    if status is not SurveyStatus.WRITING:
        raise Conflict(LOCKED, code="locked")
    if revision != seen_revision:
        raise Conflict(STALE, code="stale")


def sending_problems(questionnaire: Questionnaire | None) -> tuple[str, ...]:
    """What keeps a survey from being sent, one sentence each; empty where it may go."""
    if questionnaire is None:
        return ("The survey has no questions yet. Add the first one.",)
    return tuple(
        f"Question {number}: say what you will do with the answer."
        for number, question in enumerate(questionnaire.questions, start=1)
        if not question.decision
    )


def is_open(status: SurveyStatus, request_status: RequestStatus, closes_at: datetime, at: datetime) -> bool:
    """Whether answers are taken: sent, and its request neither closed nor past its closing date."""
    return status is SurveyStatus.OPEN and reviews.is_open(request_status, closes_at, at)


def suggested_pay(estimate: Estimate, hourly_rate: Money | None) -> Money | None:
    """The program's rate for the time within which most people finish, in whole units; None without a rate."""
    if hourly_rate is None:
        return None
    whole = 10 ** get_currency_precision(hourly_rate.currency)
    return Money(fair_pay(estimate.high, hourly_rate.minor, 0, whole), hourly_rate.currency)
