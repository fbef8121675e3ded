"""Facts about surveys and responses."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.surveys.rules import SurveyPrivacy


@dataclass(frozen=True, kw_only=True)
class SurveyCreated(Event):
    name = "survey.created"
    says = "A survey was created"
    survey_id: UUID
    draft_id: UUID


@dataclass(frozen=True, kw_only=True)
class SurveyChanged(Event):
    name = "survey.changed"
    says = "A survey was changed"
    survey_id: UUID
    revision: int


@dataclass(frozen=True, kw_only=True)
class FindingSetAside(Event):
    name = "survey.finding_set_aside"
    says = "A finding of the design assistant was set aside with a reason"
    survey_id: UUID
    question_id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class FindingTakenUp(Event):
    name = "survey.finding_taken_up"
    says = "A finding that was set aside was taken up again"
    survey_id: UUID
    question_id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class SurveyCorrected(Event):
    name = "survey.corrected"
    says = "Slips of the pen were corrected in a survey that was sent"
    survey_id: UUID
    question_id: str
    texts: int
    revision: int


@dataclass(frozen=True, kw_only=True)
class TranslationConfirmed(Event):
    name = "survey.translation_confirmed"
    says = "A translation was looked at again after its question was worded anew, and holds"
    survey_id: UUID
    question_id: str
    language: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Event):
    name = "survey.opened"
    says = "A survey was sent with its request"
    survey_id: UUID
    request_id: UUID
    privacy: SurveyPrivacy


@dataclass(frozen=True, kw_only=True)
class SurveyClosed(Event):
    name = "survey.closed"
    says = "A survey was closed"
    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class SurveySealed(Event):
    name = "survey.sealed"
    says = "Answers to an anonymous survey were sealed"
    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class SurveyReopened(Event):
    name = "survey.reopened"
    says = "A survey was opened again with its request"
    survey_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResponseSubmitted(Event):
    name = "response.submitted"
    says = "A member sent the answers to a survey"
    response_id: UUID
    survey_id: UUID
    request_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class ResponseCorrected(Event):
    name = "response.corrected"
    says = "A member corrected answers that were sent"
    response_id: UUID
    survey_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerThemed(Event):
    name = "answer.themed"
    says = "An answer in own words was given its themes"
    survey_id: UUID
    response_id: UUID
    themes: int


@dataclass(frozen=True, kw_only=True)
class ThemeRenamed(Event):
    name = "theme.renamed"
    says = "A theme was renamed, or merged into another"
    survey_id: UUID
    theme_id: UUID
    merged_into_id: UUID | None
