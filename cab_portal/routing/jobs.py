"""Reminders by the clock: once before a request closes, to who is missing then."""

from datetime import timedelta

from sqlalchemy import select

from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.program.queries import program
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.routing import queries, service
from cab_portal.routing.rules import DAYS_BEFORE_CLOSING, clock_reminds_at, is_reminding_time

# A closing date on a Sunday is told of on the Friday before the Friday's hour: two days, and a weekend.
_LOOK_AHEAD = timedelta(days=DAYS_BEFORE_CLOSING + 3)


def remind_missing() -> None:
    """Remind everybody whose review closes soon and who may be reminded; each once for one closing date."""
    at, zone = clock.now(), program().zone
    if not is_reminding_time(at, zone):
        session.rollback()
        return
    # Asked first, because a unit of work takes the write lock.
    closing = session.execute(
        select(ReviewRequest.id, ReviewRequest.closes_at).where(
            ReviewRequest.status == RequestStatus.OPEN,
            ReviewRequest.closes_at > at,
            ReviewRequest.closes_at <= at + _LOOK_AHEAD,
        )
    ).all()
    due = [request_id for request_id, closes_at in closing if clock_reminds_at(closes_at, zone) <= at]
    due = [request_id for request_id in due if queries.progress_of(request_id).to_remind]
    session.rollback()
    for request_id in due:
        with unit_of_work():
            request = session.scalar(
                select(ReviewRequest).where(ReviewRequest.id == request_id).with_for_update(skip_locked=True)
            )
            if request is not None:
                service.remind_by_clock(request)
