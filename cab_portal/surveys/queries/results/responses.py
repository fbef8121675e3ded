"""Every response sent, one after another, for files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import select, type_coerce
from sqlalchemy.types import NULLTYPE

from cab_portal.accounts.models import Organization, Person
from cab_portal.database import session
from cab_portal.surveys.models import Answer as AnswerRow
from cab_portal.surveys.models import Response
from cab_portal.surveys.queries.answers import values_of
from cab_portal.surveys.questionnaire.answers import Answer, Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire

_PORTION = 500
_KNOWN = 4_096
"""Of so many different answers at most it is kept how they read, so that memory does not grow with the responses."""


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
            # It only tells one response from the next, so nothing need be made of what the driver hands over.
            type_coerce(Response.id, NULLTYPE),
            Response.submitted_at,
            Person.name,
            Organization.name,
            AnswerRow.question_id,
            AnswerRow.code,
            AnswerRow.words,
        )
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(AnswerRow, AnswerRow.response_id == Response.id)
        .where(Response.survey_id == survey_id, Response.submitted_at.is_not(None))
        .order_by(Response.submitted_at, Response.id, AnswerRow.question_id, AnswerRow.ordinal),
        execution_options={"yield_per": _PORTION},
    )
    known: dict[Stored, Answer] = {}
    # Whoever stops reading in the middle leaves no cursor open behind.
    with rows:
        for (_key, sent_at, name, organization), group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
            answers = _answers(questionnaire, [tuple(row[4:]) for row in group], known)
            yield ResponseRow(name, organization or "", sent_at, answers)


Stored: TypeAlias = tuple[tuple[str, str | None, str | None], ...]
"""Question id, code and words of each row of one answer."""


def _answers(questionnaire: Questionnaire, rows: Iterable[Any], known: dict[Stored, Answer]) -> Answers:
    """The answers of a response. Those without words are few, given again and again, and read once."""
    found = {}
    for question_id, stored in groupby(rows, key=lambda row: row[0].partition(".")[0]):
        key = tuple(stored)
        answer = known.get(key)
        if answer is None:
            answer = values_of(questionnaire, key)[question_id]
            if len(known) < _KNOWN and not any(words for _row_id, _code, words in key):
                known[key] = answer
        found[question_id] = answer
    return found
