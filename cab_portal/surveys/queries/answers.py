"""One member's answers to one survey."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cab_portal.database import session
from cab_portal.surveys.models import Answer, Response
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.questionnaire.answers import AnswerRow
from cab_portal.surveys.questionnaire.definition import Questionnaire


@dataclass(frozen=True)
class Sheet:
    """The answers so far by question id, whether their questions are shown or not; empty before the first.

    Of answers to an anonymous survey that ``is_received``, nothing else can be told.
    """

    response_id: UUID | None = None
    submitted_at: datetime | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    is_received: bool = False

    @property
    def is_sent(self) -> bool:
        return self.is_received or self.submitted_at is not None


def sheet_of(survey_id: UUID, questionnaire: Questionnaire, person_id: UUID) -> Sheet:
    """What a member answered; one statement."""
    rows = session.execute(
        select(Response.id, Response.submitted_at, Answer.question_id, Answer.code, Answer.words)
        .outerjoin(Answer, Answer.response_id == Response.id)
        .where(Response.survey_id == survey_id, Response.person_id == person_id)
        .order_by(Answer.question_id, Answer.ordinal)
    ).all()
    if not rows:
        return Sheet()
    given = ((row.question_id, row.code, row.words) for row in rows if row.question_id is not None)
    return Sheet(rows[0].id, rows[0].submitted_at, values_of(questionnaire, given))


def values_of(questionnaire: Questionnaire, rows: Iterable[tuple[str, str | None, str | None]]) -> dict[str, Value]:
    """Answers made again of their rows (question id, code, words), which come in the order of their ordinals."""
    given: dict[str, list[AnswerRow]] = defaultdict(list)
    for row_id, code, words in rows:
        question_rows = given[row_id.partition(".")[0]]
        question_rows.append(AnswerRow(row_id, len(question_rows), code, words))
    return {question_id: questionnaire.question(question_id).from_rows(found) for question_id, found in given.items()}
