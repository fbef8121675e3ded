"""Every response sent, one after another, for files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.models import Organization, Person
from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire

_PORTION = 500


@dataclass(frozen=True)
class ResponseRow:
    """One member's answers, for a table of responses."""

    name: str
    organization: str
    submitted_at: datetime
    answers: Answers


def responses_of(survey_id: UUID, questionnaire: Questionnaire) -> Iterator[ResponseRow]:
    """Every response sent, in the order of sending, read in portions from one ordered cursor; one statement."""
    rows = session.execute(
        select(
            Response.id,
            Response.submitted_at,
            Person.name,
            Organization.name,
            Answer.question_id,
            Answer.code,
            Answer.words,
        )
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Answer, Answer.response_id == Response.id)
        .where(Response.survey_id == survey_id, Response.submitted_at.is_not(None))
        .order_by(Response.submitted_at, Response.id, Answer.question_id, Answer.ordinal),
        execution_options={"yield_per": _PORTION},
    )
    # Whoever stops reading in the middle leaves no cursor open behind.
    with rows:
        for (_key, sent_at, name, organization), group in groupby(rows, key=lambda row: tuple(row[:4])):
            answers = values_of(questionnaire, ((row[4], row[5], row[6]) for row in group))
            yield ResponseRow(name, organization or "", sent_at, answers)
