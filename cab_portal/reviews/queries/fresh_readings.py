"""Reviews that a member has finished, and whose draft has changed since."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, not_, select
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
    """Steps that changed after a member finished a review, and that this member has not read since."""

    request_id: UUID
    draft_title: str
    older: int
    newer: int
    steps: int
    closes_at: datetime


def fresh_readings_of(person_id: UUID) -> list[FreshReading]:
    """What a member has finished and could read again, what closes first on top; one statement."""
    newer, older = aliased(Version), aliased(Version)
    newest = select(func.max(Version.number)).where(Version.draft_id == ReviewRequest.draft_id).scalar_subquery()
    is_read = exists().where(
        ReadMark.assignment_id == Assignment.id,
        ReadMark.step_id == VersionStep.step_id,
        ReadMark.version_number >= VersionStep.changed_in,
    )
    rows = session.execute(
        select(ReviewRequest.id, newer.title, older.number, newer.number, func.count(), ReviewRequest.closes_at)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(older, older.id == Assignment.verdict_version_id)
        .join(newer, and_(newer.draft_id == ReviewRequest.draft_id, newer.number == newest))
        .join(VersionStep, and_(VersionStep.version_id == newer.id, VersionStep.changed_in > older.number))
        .where(Assignment.person_id == person_id, Seat.person_id == person_id, in_force(clock.now()))
        .where(was_sent(), open_now(), Assignment.finished_at.is_not(None), not_(is_read))
        .group_by(ReviewRequest.id, newer.title, older.number, newer.number, ReviewRequest.closes_at)
        .order_by(ReviewRequest.closes_at, ReviewRequest.id)
    )
    return [FreshReading(*row) for row in rows]
