"""What may be read of an anonymous survey: a member's own part, and the answers that were released."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import bindparam, select

from cab_portal.database import session
from cab_portal.database.statements import run, table_of
from cab_portal.surveys.models import AnswersUnderWay, Participant, ReleasedAnswers
from cab_portal.surveys.queries.answers import Sheet
from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import restore

_PARTICIPANTS, _UNDER_WAY = table_of(Participant).c, table_of(AnswersUnderWay).c
_BODY = select(_UNDER_WAY.body).where(_UNDER_WAY.survey_id == bindparam("survey"), _UNDER_WAY.key == bindparam("key"))
_OWN_PART = select(_PARTICIPANTS.is_done, _BODY.scalar_subquery()).where(
    _PARTICIPANTS.survey_id == bindparam("survey"), _PARTICIPANTS.person_id == bindparam("person")
)


def unlinked_sheet_of(survey_id: UUID, questionnaire: Questionnaire, person_id: UUID, key: bytes | None) -> Sheet:
    """Whether the member's answers were received; until then those under the browser's key; one statement."""
    asked = {"survey": survey_id, "person": person_id, "key": key or b""}
    row = run(_OWN_PART, asked).one_or_none()
    if row is None:
        return Sheet()
    is_done, body = row
    return Sheet(is_received=True) if is_done else Sheet(answers=restore(questionnaire, body or {}))


def people_done(survey_id: UUID) -> list[UUID]:
    """Who took part, in the order of their ids: for paying them, once the survey has closed; one statement."""
    return list(
        session.scalars(
            select(Participant.person_id)
            .where(Participant.survey_id == survey_id, Participant.is_done.is_(True))
            .order_by(Participant.person_id)
        )
    )


def released_answers(survey_id: UUID, questionnaire: Questionnaire) -> dict[str, list[Answer]]:
    """By question: the answers that may be shown, in an order that says nothing of who gave them; one statement.

    Answers to two questions are not told to be of one person: each list stands in an order of its own.
    """
    bodies = session.scalars(
        select(ReleasedAnswers.body).where(ReleasedAnswers.survey_id == survey_id, ReleasedAnswers.is_shown.is_(True))
    )
    given: dict[str, list[Answer]] = defaultdict(list)
    for body in bodies:
        for question_id, answer in restore(questionnaire, body).items():
            given[question_id].append(answer)
    return {question_id: sorted(answers, key=_in_words) for question_id, answers in given.items()}


def _in_words(answer: Answer) -> tuple[str, str]:
    text = str(answer)
    return text.casefold(), text
