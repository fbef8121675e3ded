"""One member's answers to one survey."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Float, Select, bindparam, cast, func, null, select

from cab_portal.database import session
from cab_portal.surveys.models import Answer, PageTime, Response, Survey
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.answers import AnswerRow
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import restore
from cab_portal.surveys.rules import FEWEST_TIMES


@dataclass(frozen=True)
class Sheet:
    """The answers so far by question id, whether their questions are shown or not; empty before the first.

    Of answers to an anonymous survey that ``is_received``, nothing else can be told. ``usual_seconds`` is the median of
    all who finished, where it was asked for and there are enough of them. ``changed`` are the answers with
    corrections that were not sent yet, None where there are none.
    """

    response_id: UUID | None = None
    submitted_at: datetime | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    is_received: bool = False
    usual_seconds: float | None = None
    started_at: datetime | None = None
    changed_at: datetime | None = None
    changed: Mapping[str, Value] | None = None

    @property
    def is_sent(self) -> bool:
        return self.is_received or self.submitted_at is not None


def sheet_of(survey_id: UUID, questionnaire: Questionnaire, person_id: UUID, *, timed: bool = False) -> Sheet:
    """What a member answered, and with ``timed`` how long the others usually take; one statement."""
    rows = session.execute(_sheet_statement(timed), {"survey": survey_id, "person": person_id}).all()
    given = ((row.question_id, row.code, row.words) for row in rows if row.question_id is not None)
    first = rows[0]
    seconds = None if first.usual is None else float(first.usual) / 1000
    answers = values_of(questionnaire, given)
    return Sheet(
        first.id,
        first.submitted_at,
        answers,
        usual_seconds=seconds,
        started_at=first.started_at,
        changed_at=first.changed_at,
        changed=with_changes(questionnaire, answers, first.changes) if first.changes else None,
    )


@cache
def _sheet_statement(timed: bool) -> Select[Any]:
    """Of a ``survey`` and a ``person``; built once, for every page of every survey asks it."""
    own = (Response.survey_id == Survey.id) & (Response.person_id == bindparam("person"))
    usual = _usual_milliseconds() if timed else cast(null(), Float)
    return (
        select(
            Response.id,
            Response.submitted_at,
            Response.started_at,
            Response.changed_at,
            Response.changes,
            Answer.question_id,
            Answer.code,
            Answer.words,
            usual.label("usual"),
        )
        .select_from(Survey)
        .outerjoin(Response, own)
        .outerjoin(Answer, Answer.response_id == Response.id)
        .where(Survey.id == bindparam("survey"))
        .order_by(Answer.question_id, Answer.ordinal)
    )


def with_changes(
    questionnaire: Questionnaire, answers: Mapping[str, Value], changes: Mapping[str, object]
) -> dict[str, Value]:
    """Answers with corrections, which are stored answers by question, None for one taken out."""
    given = restore(questionnaire, {key: value for key, value in changes.items() if value is not None})
    return {**{key: value for key, value in answers.items() if key not in changes}, **given}


def _usual_milliseconds() -> ColumnElement[float]:
    """The median over all who finished the ``survey`` of a statement; null where they are too few."""
    taken = (
        select(func.sum(PageTime.milliseconds).label("time"))
        .join(Response, Response.id == PageTime.response_id)
        .where(Response.survey_id == bindparam("survey"), Response.submitted_at.is_not(None))
        .group_by(Response.id)
        .subquery()
    )
    ranked = select(
        taken.c.time,
        func.row_number().over(order_by=taken.c.time).label("place"),
        func.count().over().label("people"),
    ).subquery()
    middle = (2 * ranked.c.place).between(ranked.c.people, ranked.c.people + 2)
    return cast(select(func.avg(ranked.c.time)).where(middle, ranked.c.people >= FEWEST_TIMES).scalar_subquery(), Float)


def values_of(questionnaire: Questionnaire, rows: Iterable[tuple[str, str | None, str | None]]) -> dict[str, Value]:
    """Answers made again of their rows (question id, code, words), which come in the order of their ordinals."""
    given: dict[str, list[AnswerRow]] = defaultdict(list)
    for row_id, code, words in rows:
        question_rows = given[row_id.partition(".")[0]]
        question_rows.append(AnswerRow(row_id, len(question_rows), code, words))
    return {question_id: questionnaire.question(question_id).from_rows(found) for question_id, found in given.items()}
