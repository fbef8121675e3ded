"""Reviews that a member has finished, and whose draft has changed since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from cab_portal.boards.access import in_force
from cab_portal.boards.models import Seat
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.reviews.access import was_sent
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.queries.reviews import open_now


@dataclass(frozen=True, slots=True)
class FreshReading:
    """Steps that changed after a member finished a review, and that this member has not read since.

    ``older`` numbers the version of the verdict, ``newer`` the newest one, and ``note`` is its authors' word on it.
    """

    assignment_id: UUID
    request_id: UUID
    draft_title: str
    note: str
    older: int
    newer: int
    steps: int
    closes_at: datetime


def fresh_readings_of(person_id: UUID) -> list[FreshReading]:
    """What a member has finished and could read again, what closes first on top; one statement."""
    return _found(Assignment.person_id == person_id)


def fresh_reading_of(assignment_id: UUID) -> FreshReading | None:
    """The same for one review; None where nothing changed that the member has not read. One statement."""
    return next(iter(_found(Assignment.id == assignment_id)), None)


def fresh_readings_of_draft(draft_id: UUID) -> list[FreshReading]:
    """The same for everybody who has finished a review of a draft that is open; one statement."""
    return _found(ReviewRequest.draft_id == draft_id)


def _found(condition: ColumnElement[bool]) -> list[FreshReading]:
    newer, older = aliased(Version), aliased(Version)
    newest = select(func.max(Version.number)).where(Version.draft_id == ReviewRequest.draft_id).scalar_subquery()
    is_read = exists().where(
        ReadMark.assignment_id == Assignment.id,
        ReadMark.step_id == VersionStep.step_id,
        ReadMark.version_number >= VersionStep.changed_in,
    )
    review = (Assignment.id, ReviewRequest.id, newer.title, newer.note, older.number, newer.number)
    rows = session.execute(
        select(*review, func.count(), ReviewRequest.closes_at)
        .select_from(ReviewRequest)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Seat, and_(Seat.id == Assignment.seat_id, Seat.person_id == Assignment.person_id))
        .join(older, older.id == Assignment.verdict_version_id)
        .join(newer, and_(newer.draft_id == ReviewRequest.draft_id, newer.number == newest))
        .join(VersionStep, and_(VersionStep.version_id == newer.id, VersionStep.changed_in > older.number))
        .where(condition, in_force(clock.now()), was_sent(), open_now())
        .where(Assignment.finished_at.is_not(None), not_(is_read))
        .group_by(*review, ReviewRequest.closes_at)
        .order_by(ReviewRequest.closes_at, Assignment.id)
    )
    return [FreshReading(*row) for row in rows]
