"""When people were reminded."""

from uuid import UUID

from sqlalchemy import Integer, Select, cast, extract, select

from cab_portal.reviews.models import Assignment
from cab_portal.routing.models import Reminder
from cab_portal.routing.rules import ReminderKind

_HOUR = 3_600


def reminder_hours(request_id: UUID) -> "Select[int]":
    """The full hours, since 1970, at which anybody was reminded of a request: part of a statement.

    An invitation that was sent again is kept beside the assignment.
    """
    return (
        select((cast(extract("epoch", Reminder.asked_at), Integer) // _HOUR).label("hour"))
        .join(Assignment, Assignment.id == Reminder.assignment_id)
        .where(Assignment.request_id == request_id, Reminder.kind != ReminderKind.AGAIN)
    )
