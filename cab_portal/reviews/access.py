"""Who may see and do what with review requests and their assignments."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, true

from cab_portal.boards.access import seat_in_force
from cab_portal.boards.models import Seat
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.drafts.access import writes
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus


class ReviewPermission(Permission):
    """``TAKE_PART`` is to mark as read, to comment and to finish; its rules decide whether it is open."""

    READ = "review.read"
    TAKE_PART = "review.take_part"


class RequestPermission(Permission):
    """``ROUTE`` covers all that is done with a request, by who writes the draft; what it costs, admins read as well."""

    ROUTE = "request.route"
    READ_COSTS = "request.read_costs"


def was_sent() -> ColumnElement[bool]:
    """A request that members may know of: sent, and not withdrawn."""
    return and_(
        ReviewRequest.sent_at.is_not(None),
        ReviewRequest.status.in_((RequestStatus.OPEN, RequestStatus.CLOSED)),
    )


def own_assignment(actor: Actor) -> ColumnElement[bool]:
    """An assignment of the actor on a seat in force; to be joined with or correlated to ``Assignment`` and ``Seat``."""
    return and_(
        Assignment.person_id == actor.person_id,
        Seat.id == Assignment.seat_id,
        seat_in_force(actor),
    )


def visible_requests(actor: Actor) -> ColumnElement[bool]:
    """Staff see every request, a member those that were sent to a seat of theirs that is in force."""
    if actor.is_staff:
        return true()
    if not actor.is_member:
        return false()
    assigned = exists().where(Assignment.request_id == ReviewRequest.id, own_assignment(actor))
    return and_(was_sent(), assigned.correlate(ReviewRequest))


def _visible_assignments(actor: Actor) -> ColumnElement[bool]:
    if actor.is_staff:
        return true()
    if not actor.is_member:
        return false()
    on_seat = exists().where(Seat.id == Assignment.seat_id, seat_in_force(actor))
    sent = exists().where(ReviewRequest.id == Assignment.request_id, was_sent())
    return and_(Assignment.person_id == actor.person_id, on_seat.correlate(Assignment), sent.correlate(Assignment))


def _may_read(_actor: Actor, _thing: Any) -> bool:
    return True


def _may_take_part(actor: Actor, _request: ReviewRequest) -> bool:
    return actor.is_member


def _may_take_own_part(actor: Actor, assignment: Assignment) -> bool:
    return assignment.person_id == actor.person_id


def _may_route(actor: Actor, request: ReviewRequest) -> bool:
    return writes(actor, request.draft)


POLICIES: tuple[Policy, ...] = (
    Policy(
        ReviewRequest,
        visible_requests,
        {
            ReviewPermission.READ: _may_read,
            ReviewPermission.TAKE_PART: _may_take_part,
            RequestPermission.ROUTE: _may_route,
            RequestPermission.READ_COSTS: lambda actor, request: actor.is_admin or _may_route(actor, request),
        },
    ),
    Policy(
        Assignment,
        _visible_assignments,
        {
            ReviewPermission.READ: _may_read,
            ReviewPermission.TAKE_PART: _may_take_own_part,
            RequestPermission.ROUTE: lambda actor, assignment: _may_route(actor, assignment.request),
        },
    ),
)
