"""Surveys: states, promises, and what keeps one from being sent or answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from babel.numbers import get_currency_precision

from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.money import Money
from cab_portal.core.states import StateMachine
from cab_portal.reviews import rules as reviews
from cab_portal.reviews.rules import RequestStatus
from cab_portal.surveys.questionnaire.advice import Advice
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.effort import Estimate, fair_pay
from cab_portal.surveys.questionnaire.language_names import language_name
from cab_portal.surveys.questionnaire.linter import Level
from cab_portal.surveys.questionnaire.one_page import repeating_answers

LONGEST_TITLE = 200
LONGEST_PURPOSE = 500
LONGEST_THEME = 60
LONGEST_REASON = 500

# Who leaves a page open and does something else is not answering: so much of it counts for each question on the page.
LONGEST_PAUSE = timedelta(seconds=120)
# From so many finished answers on, the time they took says more than the estimate.
FEWEST_TIMES = 5

# The parts of what results rest on, each with a mark of its own: as many portions of responses, then the rest.
PORTIONS = 64
ASKED, BESIDE = PORTIONS, PORTIONS + 1

# What is said of fewer people than this could be said of one of them. An admin may raise it, and never go below three.
SMALLEST_GROUP = 5
LOWEST_GROUP = 3
# Of fewer, those who answer could too easily be guessed.
FEWEST_INVITED = 10

TOO_FEW_INVITED = (
    f"An anonymous survey goes to at least {FEWEST_INVITED} people, or answers could be guessed. Invite more, or "
    "choose another promise for the survey."
)
SURVEY_NOT_READY = "survey_not_ready"
"""The code of a refusal to send a survey that is mended in the designer."""

NOBODY_TRUSTED = "Name at least one person of the team who may read the answers with their names."
LOCKED = "This survey was sent, so its questions stay as they are. Duplicate what you need in a new survey."
STALE = "Somebody changed this survey after you opened this page. Compare with what it says now, then save again."
OR_A_REASON = "Or say in the design assistant why it stays as it is."
WANTED_REASON = f"Say why it stays as it is, in 1 to {LONGEST_REASON} characters."
FOUND_NO_MORE = "The assistant does not say this any more: the question was changed. Read what it says now."
MUST_BE_FIXED = "This is certain, so no reason can stand in its place. Change the question."
NOT_OUTDATED = "This translation was looked at again already. Nothing is left to be done."
NO_FIX = "There is no change that could be made by itself. Change the question by hand."
CLOSED = "This survey is closed, so your answers could not be taken any more."
RECEIVED_BEFORE = "Your answers were received already. They are stored without your name, so they cannot be changed."
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
    """What the company promises about who learns of an answer. Frozen when the survey is sent.

    ``named``: staff see who. ``confidential``: only the staff named on the survey see who, others see totals.
    ``anonymous``: nobody can see who.
    """

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class SurveyLayout(StrEnum):
    """How it is asked: ``paged`` is one question per page, ``whole`` all of them on one. Frozen when it is sent."""

    PAGED = "paged"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class SurveyInput:
    """What a survey is, beside its questions. ``purpose`` is told to members on the first page.

    ``confidants`` are the staff who may read a confidential survey's answers with their names; empty for the others.
    """

    title: str
    purpose: str
    privacy: SurveyPrivacy = SurveyPrivacy.NAMED
    confidants: frozenset[UUID] = frozenset()
    layout: SurveyLayout = SurveyLayout.PAGED

    def __post_init__(self) -> None:
        if self.privacy is SurveyPrivacy.CONFIDENTIAL and not self.confidants:
            raise InvalidInput(NOBODY_TRUSTED, fields={"confidants": NOBODY_TRUSTED})


class Reading(StrEnum):
    """How much of a survey's answers somebody of the team may read.

    ``names``: each answer with its name. ``totals``: counts of groups that are large enough, no words, no single
    response. ``released``: what an anonymous survey gave free. ``later``: these two, once the survey has closed.
    """

    NAMES = "names"
    TOTALS = "totals"
    RELEASED = "released"
    LATER = "later"


def reading_of(privacy: SurveyPrivacy, *, is_confidant: bool, is_closed: bool) -> Reading:
    """What the promise leaves to one of the team.

    Totals wait for the end of a survey that is not named: seen while answers come in, two of them would tell what was
    said between them. How many answered grows by whole groups; a question that not all answer would grow by one.
    """
    if privacy is SurveyPrivacy.NAMED or (privacy is SurveyPrivacy.CONFIDENTIAL and is_confidant):
        return Reading.NAMES
    if not is_closed:
        return Reading.LATER
    return Reading.RELEASED if privacy is SurveyPrivacy.ANONYMOUS else Reading.TOTALS


def may_reopen(privacy: SurveyPrivacy) -> bool:
    """Whether a survey that has closed may take answers again: totals that were seen must not grow by a few."""
    return privacy is SurveyPrivacy.NAMED


def at_least(count: int, group: int) -> int:
    """A count as it may be told while it grows: rounded down to whole groups."""
    return count - count % group


def ensure_changeable(status: SurveyStatus, revision: int, seen_revision: int) -> None:
    """What was sent never changes, and nobody overwrites what they have not seen."""
    if status is not SurveyStatus.WRITING:
        raise Conflict(LOCKED, code="locked")
    if revision != seen_revision:
        raise Conflict(STALE, code="stale")


def layout_problems(questionnaire: Questionnaire | None, layout: SurveyLayout) -> dict[int, str]:
    """What keeps all questions from standing on one page, by the question's number; empty where nothing does."""
    if questionnaire is None or layout is not SurveyLayout.WHOLE:
        return {}
    return {
        number: f"Question {number} repeats an earlier answer, which a page that asks everything at once cannot know. "
        "Ask one question per page, or write it without."
        for number in repeating_answers(questionnaire)
    }


def translation_problems(questionnaire: Questionnaire | None) -> tuple[str, ...]:
    """The languages in which the survey has no title or does not say what it is for; the assistant reads the rest."""
    if questionnaire is None:
        return ()
    return tuple(
        f"The title and what the survey is for are not there in: {language_name(language)}. "
        "Write them under “Languages”."
        for language, words in questionnaire.translations.items()
        if not (words.title and words.purpose)
    )


def sending_problems(
    questionnaire: Questionnaire | None, layout: SurveyLayout, found: Iterable[Advice]
) -> tuple[str, ...]:
    """What keeps a survey from being sent, one sentence each; empty where it may go.

    ``found`` is what the design assistant says and nobody has set aside.
    """
    if questionnaire is None or not questionnaire.asked:
        return ("The survey has no questions yet. Add the first one.",)
    in_the_way = tuple(_in_the_way(advice) for advice in found if advice.level is not Level.CONSIDER)
    return (*in_the_way, *layout_problems(questionnaire, layout).values())


def _in_the_way(advice: Advice) -> str:
    told = " ".join(str(sentence) for sentence in (advice.message, advice.suggestion) if sentence is not None)
    if advice.number is not None and not advice.names_its_question:
        told = f"Question {advice.number}: {told}"
    return f"{told} {OR_A_REASON}" if advice.may_be_ignored else told


def reason_to_ignore(reason: str) -> str:
    """Why a finding stays as it is, tidied. ``InvalidInput`` where it is missing or too long."""
    told = reason.strip()
    if not 0 < len(told) <= LONGEST_REASON:
        raise InvalidInput(WANTED_REASON, fields={"reason": WANTED_REASON})
    return told


def invitation_problems(privacy: SurveyPrivacy, invited: int) -> tuple[str, ...]:
    """What keeps a survey from being sent to so few; empty where nothing does."""
    return (TOO_FEW_INVITED,) if privacy is SurveyPrivacy.ANONYMOUS and invited < FEWEST_INVITED else ()


def is_open(status: SurveyStatus, request_status: RequestStatus, closes_at: datetime, at: datetime) -> bool:
    """Whether answers are taken: sent, and its request neither closed nor past its closing date."""
    return status is SurveyStatus.OPEN and reviews.is_open(request_status, closes_at, at)


def spent(passed: timedelta, questions: int = 1) -> int:
    """The milliseconds that count of the time since a page with so many questions was shown; at least 0."""
    counted = min(max(passed, timedelta()), LONGEST_PAUSE * questions)
    return counted // timedelta(milliseconds=1)


def may_finish_late(
    privacy: SurveyPrivacy, request_status: RequestStatus, ended: datetime, begun_at: datetime | None, at: datetime
) -> bool:
    """Whether who began before a survey ended may still send what was begun: for two days, in a named survey.

    The totals of the others are seen from their end on, and must not grow by a few.
    """
    is_begun = begun_at is not None and begun_at < ended
    return privacy is SurveyPrivacy.NAMED and is_begun and reviews.may_send_late(request_status, ended, at)


def suggested_pay(estimate: Estimate, hourly_rate: Money | None) -> Money | None:
    """The program's rate for the time within which most people finish, in whole units; None without a rate."""
    if hourly_rate is None:
        return None
    whole = 10 ** get_currency_precision(hourly_rate.currency)
    return Money(fair_pay(estimate.high, hourly_rate.minor, 0, whole), hourly_rate.currency)


def per_minute(pay: Money, estimate: Estimate) -> Money:
    """What a minute of the expected time is paid."""
    return Money(round(pay.minor * 60 / max(1.0, estimate.expected)), pay.currency)


@dataclass(frozen=True, slots=True)
class ThemesInput:
    """The themes that an answer is to have: some that are there, and the name of a new one or nothing."""

    chosen: frozenset[UUID]
    new_name: str = ""


def theme_name(name: str) -> str:
    """The name of a theme on one line. ``InvalidInput`` where it is empty or too long."""
    wanted = " ".join(name.split())
    if not 0 < len(wanted) <= LONGEST_THEME:
        sentence = f"Name the theme with 1 to {LONGEST_THEME} characters."
        raise InvalidInput(sentence, fields={"name": sentence, "new_name": sentence})
    return wanted
