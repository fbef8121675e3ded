"""The questionnaire in a survey's row, parsed once per process."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.surveys.models import DeletedQuestion, Survey, SurveyCorrection
from cab_portal.surveys.queries.asked import AnySurvey, AskedSurvey
from cab_portal.surveys.questionnaire.definition import Questionnaire, compiled
from cab_portal.surveys.questionnaire.effort import Estimate, estimate
from cab_portal.surveys.questionnaire.languages import spoken
from cab_portal.surveys.questionnaire.path_map import PathMap, path_map
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES


def questionnaire_of(survey: AnySurvey) -> Questionnaire | None:
    """The questions of a survey; None while there are none. No statement."""
    text = text_of(survey)
    return compiled(text) if text else None


def number_of_questions(survey: Survey) -> int:
    """How many questions there are to answer; texts that are only read do not count. No statement."""
    return sum(QUESTION_TYPES[question["type"]].answerable for question in survey.definition["questions"])


def sent_questionnaire_of(survey: AnySurvey) -> Questionnaire:
    """The questions of a survey that was sent, which always has some. No statement."""
    found = questionnaire_of(survey)
    if found is None:
        raise NotFound
    return found


def spoken_questionnaire_of(survey: AnySurvey, language: str) -> Questionnaire:
    """The same as it is read in a language, as far as it is translated. No statement."""
    found = sent_questionnaire_of(survey)
    return _spoken(text_of(survey), language) if language in found.translations else found


@lru_cache(maxsize=64)
def _spoken(text: str, language: str) -> Questionnaire:
    return spoken(compiled(text), language)


def estimate_of(survey: AnySurvey) -> Estimate | None:
    """How long the questions take; None while there are none. No statement."""
    text = text_of(survey)
    return _estimate(text) if text else None


def text_of(survey: AnySurvey) -> str:
    """The questions of a survey as one text, by which work on them is kept; empty while there are none."""
    if isinstance(survey, AskedSurvey):
        return survey.text
    # One database keeps the order of keys and the other does not: sorted, both give the same text.
    return json.dumps(survey.definition, sort_keys=True) if survey.definition.get("questions") else ""


def expected_seconds(text: str) -> float:
    """The expected time for the questions in a text of ``text_of``."""
    return _estimate(text).expected


def path_map_of(survey: Survey) -> PathMap | None:
    """The drawing of the paths through a survey; None while there are no questions. No statement."""
    text = text_of(survey)
    return _path_map(text) if text else None


@lru_cache(maxsize=64)
def _path_map(text: str) -> PathMap:
    return path_map(compiled(text))


@dataclass(frozen=True)
class DeletedLine:
    """A question that can be put back: what it asked, and where it stood, from 1."""

    question_id: str
    text: str
    position: int


def deleted_questions(survey_id: UUID) -> list[DeletedLine]:
    """The questions that can be put back, at most twenty, the last deleted first; one statement."""
    found = session.scalars(
        select(DeletedQuestion)
        .where(DeletedQuestion.survey_id == survey_id)
        .order_by(DeletedQuestion.deleted_at.desc(), DeletedQuestion.question_id)
        .limit(20)
    )
    return [DeletedLine(row.question_id, row.kept["question"]["text"], row.kept["place"] + 1) for row in found]


def deleted_type(survey_id: UUID, question_id: str) -> str | None:
    """The type of a question that can be put back, None where there is none; one statement."""
    gone = session.get(DeletedQuestion, (survey_id, question_id))
    return gone.kept["question"]["type"] if gone is not None else None


@dataclass(frozen=True)
class CorrectionLine:
    """A text that was corrected after its survey was sent: both wordings, when and by whom."""

    question_id: str
    before: str
    after: str
    made_at: datetime
    made_by: str


def corrections_of(survey_id: UUID) -> list[CorrectionLine]:
    """What was corrected in a survey, at most the last fifty, the last first; one statement."""
    rows = session.execute(
        select(SurveyCorrection, Person.name)
        .join(Person, Person.id == SurveyCorrection.made_by_id)
        .where(SurveyCorrection.survey_id == survey_id)
        .order_by(SurveyCorrection.made_at.desc(), SurveyCorrection.place)
        .limit(50)
    )
    return [CorrectionLine(row.question_id, row.before, row.after, row.made_at, name) for row, name in rows]


@lru_cache(maxsize=64)
def _estimate(text: str) -> Estimate:
    return estimate(compiled(text))
