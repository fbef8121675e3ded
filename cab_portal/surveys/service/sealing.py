"""Sealing the answers of an anonymous survey: afterwards nothing in the database says in which order they came.

A batch is moved into ``released_answers`` in random order under new ids, together with all that was sealed before, and
every participant's row is written anew: on PostgreSQL a row tells which transaction wrote it, and where it lies tells
when. How many were sealed may be told at once, for it grows by whole groups. What they say is shown when the survey has
ended, all at once: a last handful alone would be compared with what was seen before it.
"""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.reviews.models import Assignment
from cab_portal.surveys.events import SurveySealed
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Participant, ReleasedAnswers, Seal, Survey
from cab_portal.surveys.rules import SMALLEST_GROUP, SurveyPrivacy, SurveyStatus
from cab_portal.surveys.service.anonymous import random_id

_chance = secrets.SystemRandom()


def invite_all(survey: Survey) -> None:
    """Note whoever the survey's request was sent to and is not noted yet; those who answer are marked in this list."""
    noted = select(Participant.person_id).where(Participant.survey_id == survey.id)
    asked = session.scalars(
        select(Assignment.person_id)
        .where(Assignment.request_id == survey.request_id, Assignment.person_id.not_in(noted))
        .distinct()
    )
    _write_participants(survey.id, [(person_id, False) for person_id in asked])


def due_for_sealing() -> list[UUID]:
    """The open surveys for which enough answers wait; one statement."""
    waiting = func.count()
    return list(
        session.scalars(
            select(AnonymousAnswers.survey_id)
            .join(Survey, Survey.id == AnonymousAnswers.survey_id)
            .where(Survey.status == SurveyStatus.OPEN)
            .group_by(AnonymousAnswers.survey_id, Survey.smallest_group)
            .having(waiting >= func.coalesce(Survey.smallest_group, SMALLEST_GROUP))
            .order_by(AnonymousAnswers.survey_id)
        )
    )


def seal(survey: Survey, *, is_last: bool = False) -> None:
    """Seal whole groups of the answers that wait, or all that are left where the survey ends.

    ``survey`` must be locked by the caller, so that nobody sends meanwhile.
    """
    if survey.privacy is not SurveyPrivacy.ANONYMOUS:
        return
    group = survey.smallest_group or SMALLEST_GROUP
    waiting = _rows(select(AnonymousAnswers.id, AnonymousAnswers.body).where(AnonymousAnswers.survey_id == survey.id))
    _chance.shuffle(waiting)
    batch = waiting if is_last else waiting[: len(waiting) - len(waiting) % group]
    if not batch and not is_last:
        return
    before = _rows(select(ReleasedAnswers.id, ReleasedAnswers.body).where(ReleasedAnswers.survey_id == survey.id))
    kept = [body for _key, body in (*before, *batch)]
    is_shown = is_last and len(kept) >= group
    session.execute(delete(ReleasedAnswers).where(ReleasedAnswers.survey_id == survey.id))
    session.execute(delete(AnonymousAnswers).where(AnonymousAnswers.id.in_([key for key, _body in batch])))
    _write(
        ReleasedAnswers,
        ({"id": random_id(), "survey_id": survey.id, "body": body, "is_shown": is_shown} for body in kept),
    )
    if is_last:
        session.execute(delete(AnswersUnderWay).where(AnswersUnderWay.survey_id == survey.id))
    _rewrite_participants(survey.id)
    _note_remains(survey.id)
    publish(SurveySealed(survey_id=survey.id))


def surveys_with_remains() -> list[UUID]:
    """The surveys that were sealed, and whose deleted rows may still lie in the database's files; one statement."""
    return list(session.scalars(select(Seal.survey_id).where(Seal.is_clean.is_(False)).order_by(Seal.survey_id)))


def note_clean(survey_ids: Iterable[UUID]) -> None:
    """The files were cleaned after these surveys were sealed."""
    session.execute(update(Seal).where(Seal.survey_id.in_(list(survey_ids))).values(is_clean=True))


def _note_remains(survey_id: UUID) -> None:
    if not insert_once(Seal, {"survey_id": survey_id, "is_clean": False}):
        session.execute(update(Seal).where(Seal.survey_id == survey_id).values(is_clean=False))


def _rewrite_participants(survey_id: UUID) -> None:
    rows = session.execute(
        select(Participant.person_id, Participant.is_done).where(Participant.survey_id == survey_id)
    ).all()
    session.execute(delete(Participant).where(Participant.survey_id == survey_id))
    _write_participants(survey_id, [(person_id, is_done) for person_id, is_done in rows])


def _write_participants(survey_id: UUID, people: list[tuple[UUID, bool]]) -> None:
    _write(
        Participant,
        ({"survey_id": survey_id, "person_id": person_id, "is_done": is_done} for person_id, is_done in people),
    )


def _rows(statement: Any) -> list[tuple[UUID, dict[str, Any]]]:
    return [(key, body) for key, body in session.execute(statement)]


def _write(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in random order: on PostgreSQL they lie in the order in which they are written."""
    shuffled = list(rows)
    _chance.shuffle(shuffled)
    if shuffled:
        session.execute(insert(model), shuffled)
