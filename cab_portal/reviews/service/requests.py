"""Preparing, sending and changing review requests. A request passed in must be locked by the caller."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from cab_portal.boards import queries as boards
from cab_portal.boards.queries import SeatView
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts import service as drafts
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.queries import VersionView
from cab_portal.drafts.rules import DraftStage
from cab_portal.reviews import events
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import (
    NO_SEAT,
    REQUESTS,
    RequestInput,
    RequestStatus,
    ensure_closing_date,
    ensure_later,
    is_open,
    may_resend,
)

NOT_PREPARING = "This request was sent already, so it cannot be changed like this any more."
NOT_OPEN = "This request is not open. Extend it first."


def create_request(actor: Actor, draft: Draft, version: Version | VersionView, given: RequestInput) -> ReviewRequest:
    """Prepare a request; nobody is told before it is sent."""
    at = clock.now()
    ensure_closing_date(given.closes_at, at)
    request = ReviewRequest(
        id=ids.new_id(),
        draft_id=draft.id,
        board_id=given.board_id,
        version_id=version.id,
        status=REQUESTS.first,
        message=given.message,
        reading_others=given.reading_others,
        created_by_id=actor.id,
        created_at=at,
        closes_at=given.closes_at,
    )
    session.add(request)
    session.flush()
    _assign(request, _chosen_seats(given.board_id, given.seat_ids), invited_at=None)
    publish(events.RequestCreated(request_id=request.id, draft_id=draft.id))
    return request


def change_request(request: ReviewRequest, given: RequestInput) -> None:
    """Prepare it otherwise: another board, other seats, another date or message."""
    at = clock.now()
    if request.status is not RequestStatus.PREPARING:
        raise Conflict(NOT_PREPARING)
    ensure_closing_date(given.closes_at, at)
    seats = _chosen_seats(given.board_id, given.seat_ids)
    request.board_id = given.board_id
    request.closes_at = given.closes_at
    request.message = given.message
    request.reading_others = given.reading_others
    kept = {assignment.seat_id: assignment for assignment in _assignments(request)}
    for seat_id, assignment in kept.items():
        if seat_id not in given.seat_ids:
            session.delete(assignment)
    _assign(request, [seat for seat in seats if seat.seat_id not in kept], invited_at=None)
    publish(events.RequestChanged(request_id=request.id))


def send(request: ReviewRequest, version: Version | VersionView) -> None:
    """Put ``version`` before everybody chosen whose seat is still in force; whose seat ended meanwhile is left out."""
    at = clock.now()
    request.status = REQUESTS.move(request.status, RequestStatus.OPEN, "This request was sent or withdrawn already.")
    ensure_closing_date(request.closes_at, at)
    assignments = _assignments(request)
    in_force = {seat.seat_id for seat in boards.seats_in_force(request.board_id)}
    invited = [assignment for assignment in assignments if assignment.seat_id in in_force]
    for assignment in assignments:
        if assignment not in invited:
            session.delete(assignment)
    for assignment in invited:
        assignment.version_id = version.id
        assignment.invited_at = at
    if not invited:
        raise Conflict("None of the seats chosen is in force any more. Choose others, then send the invitations.")
    request.version_id = version.id
    request.sent_at = at
    drafts.move_stage(_locked_draft(request), DraftStage.IN_REVIEW)
    publish(events.RequestSent(request_id=request.id, draft_id=request.draft_id, people=len(invited)))


def extend(request: ReviewRequest, closes_at: datetime) -> None:
    """Let it close later; a request that has closed opens again, unless its draft was launched meanwhile."""
    at = clock.now()
    ensure_closing_date(closes_at, at)
    ensure_later(closes_at, request.closes_at if request.status is RequestStatus.OPEN else at)
    if request.status is not RequestStatus.OPEN:
        draft = _locked_draft(request)
        if draft.stage is DraftStage.LAUNCHED:
            raise Conflict("This draft was launched, so its review stays closed. Send a new request instead.")
        request.status = REQUESTS.move(
            request.status, RequestStatus.OPEN, "A request that was never sent or was withdrawn cannot be extended."
        )
        request.closed_at = None
        drafts.move_stage(draft, DraftStage.IN_REVIEW)
    request.closes_at = closes_at
    publish(events.RequestExtended(request_id=request.id, closes_at=closes_at))


def widen(request: ReviewRequest, version: Version | VersionView, seat_ids: Collection[UUID]) -> None:
    """Ask more seats of the same board; they begin with ``version``. Who was asked before is left alone."""
    at = clock.now()
    if not is_open(request.status, request.closes_at, at):
        raise Conflict(NOT_OPEN)
    seats = _chosen_seats(request.board_id, seat_ids)
    asked = {assignment.seat_id for assignment in _assignments(request)}
    added = _assign(
        request, [seat for seat in seats if seat.seat_id not in asked], invited_at=at, version_id=version.id
    )
    if added:
        publish(events.RequestWidened(request_id=request.id, people=added))


def resend(request: ReviewRequest, assignment: Assignment) -> None:
    """Mail the invitation to one person again."""
    at = clock.now()
    if not is_open(request.status, request.closes_at, at):
        raise Conflict(NOT_OPEN)
    if assignment.finished_at is not None:
        raise Conflict("This member finished the review already, so there is nothing to ask for.")
    last = assignment.resent_at or assignment.invited_at
    if last is not None and not may_resend(last, at):
        raise Conflict("A mail went out to this member less than ten minutes ago. Give it time to arrive.")
    assignment.resent_at = at
    publish(events.RequestResent(request_id=request.id, assignment_id=assignment.id))


def close(request: ReviewRequest) -> None:
    """End it, before or at its closing date; what was finished stays."""
    request.status = REQUESTS.move(request.status, RequestStatus.CLOSED, "Only an open request can be closed.")
    request.closed_at = clock.now()
    publish(events.RequestClosed(request_id=request.id, draft_id=request.draft_id))
    _leave_review(request, DraftStage.DECIDING)


def withdraw(request: ReviewRequest) -> None:
    """Take it back. Members lose sight of it; reviews that were finished, and rewards earned, stay."""
    was_sent = request.status is not RequestStatus.PREPARING
    request.status = REQUESTS.move(
        request.status, RequestStatus.WITHDRAWN, "A request that has closed cannot be withdrawn any more."
    )
    request.closed_at = clock.now()
    publish(events.RequestWithdrawn(request_id=request.id, draft_id=request.draft_id))
    if was_sent:
        _leave_review(request, DraftStage.DECIDING if _was_reviewed(request.draft_id) else DraftStage.WRITING)


def _chosen_seats(board_id: UUID, seat_ids: Collection[UUID]) -> list[SeatView]:
    """The seats behind these ids; refused unless every one is a seat in force of this board."""
    if not seat_ids:
        raise InvalidInput(NO_SEAT, fields={"seats": NO_SEAT})
    chosen = [seat for seat in boards.seats_in_force(board_id) if seat.seat_id in seat_ids]
    if len(chosen) < len(set(seat_ids)):
        sentence = "A seat that you chose is not in force on this board. Check the list and choose again."
        raise InvalidInput(sentence, fields={"seats": sentence})
    return chosen


def _assign(
    request: ReviewRequest, seats: Iterable[SeatView], *, invited_at: datetime | None, version_id: UUID | None = None
) -> int:
    added = [
        Assignment(
            id=ids.new_id(),
            request_id=request.id,
            seat_id=seat.seat_id,
            person_id=seat.person_id,
            version_id=version_id or request.version_id,
            invited_at=invited_at,
        )
        for seat in seats
    ]
    session.add_all(added)
    session.flush()
    return len(added)


def _assignments(request: ReviewRequest) -> list[Assignment]:
    return list(session.scalars(select(Assignment).where(Assignment.request_id == request.id)))


def _locked_draft(request: ReviewRequest) -> Draft:
    return session.get_one(Draft, request.draft_id, with_for_update=True, populate_existing=True)


def _leave_review(request: ReviewRequest, stage: DraftStage) -> None:
    """Move the draft on when the last of its open requests has ended."""
    session.flush()
    draft = _locked_draft(request)
    still_open = session.scalar(
        select(ReviewRequest.id)
        .where(ReviewRequest.draft_id == draft.id, ReviewRequest.status == RequestStatus.OPEN)
        .limit(1)
    )
    if still_open is None and draft.stage is DraftStage.IN_REVIEW:
        drafts.move_stage(draft, stage)


def _was_reviewed(draft_id: UUID) -> bool:
    """Whether the draft has anything to decide on: a request that ran its course, or a finished review."""
    found = (
        select(ReviewRequest.id)
        .outerjoin(Assignment, Assignment.request_id == ReviewRequest.id)
        .where(
            ReviewRequest.draft_id == draft_id,
            or_(ReviewRequest.status == RequestStatus.CLOSED, Assignment.finished_at.is_not(None)),
        )
    )
    return session.scalar(found.limit(1)) is not None
