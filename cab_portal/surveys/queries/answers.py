"""One member's answers to one survey."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.answers import AnswerRow
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import restore


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


def sheet_of(questionnaire: Questionnaire, rows: Sequence[Row[Any]], usual_seconds: float | None = None) -> Sheet:
    """What a member answered, by the rows of a ``sheet_statement``; the usual time as well, where it is not known."""
    given = ((row.question_id, row.code, row.words) for row in rows if row.question_id is not None)
    first = rows[0]
    answers = values_of(questionnaire, given)
    return Sheet(
        first.response_id,
        first.submitted_at,
        answers,
        usual_seconds=usual_seconds if first.usual is None else float(first.usual) / 1000,
        started_at=first.started_at,
        changed_at=first.changed_at,
        changed=with_changes(questionnaire, answers, first.changes) if first.changes else None,
    )


def with_changes(
    questionnaire: Questionnaire, answers: Mapping[str, Value], changes: Mapping[str, object]
) -> dict[str, Value]:
    """Answers with corrections, which are stored answers by question, None for one taken out."""
    given = restore(questionnaire, {key: value for key, value in changes.items() if value is not None})
    return {**{key: value for key, value in answers.items() if key not in changes}, **given}


def values_of(questionnaire: Questionnaire, rows: Iterable[tuple[str, str | None, str | None]]) -> dict[str, Value]:
    """Answers made again of their rows (question id, code, words), which come in the order of their ordinals."""
    given: dict[str, list[AnswerRow]] = defaultdict(list)
    for row_id, code, words in rows:
        question_rows = given[row_id.partition(".")[0]]
        question_rows.append(AnswerRow(row_id, len(question_rows), code, words))
    return {question_id: questionnaire.question(question_id).from_rows(found) for question_id, found in given.items()}
