"""What happens to review requests by the clock."""

from sqlalchemy import ColumnElement, select

from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.reviews.service import requests


def close_due() -> None:
    """Close every request past its closing date. Members are kept out from that instant on, before this has run."""
    # Asked first, because a unit of work takes the write lock.
    anything = session.scalar(select(ReviewRequest.id).where(*_due()).limit(1)) is not None
    session.rollback()
    if not anything:
        return
    with unit_of_work():
        due = select(ReviewRequest).where(*_due()).order_by(ReviewRequest.id)
        for request in session.scalars(due.with_for_update(skip_locked=True)).all():
            requests.close(request)


def _due() -> tuple[ColumnElement[bool], ...]:
    return (ReviewRequest.status == RequestStatus.OPEN, ReviewRequest.closes_at <= clock.now())
