"""Whom a change of a draft's steps touches: who commented on them, and who has read them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.rules import RequestStatus


@dataclass(frozen=True, slots=True)
class Touch:
    """One comment on a step, or one member who has read it: of which board and segment.

    ``is_open`` tells of a comment that nobody has decided about it, of a reader that the review is still open. The
    segment is empty for a seat without one.
    """

    step_id: UUID
    board: str
    segment: str
    person_id: UUID
    is_open: bool


def comments_on_steps(draft_id: UUID, version_id: UUID) -> list[Touch]:
    """Every sent comment on the draft at the step where it stands in a version; one statement.

    For staff, who see all that is sent. A comment whose words are gone counts where they last stood.
    """
    rows = session.execute(
        select(ThreadPlace.step_id, Board.name, Segment.name, Thread.author_id, Thread.disposition)
        .select_from(Thread)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == version_id))
        .join(Board, Board.id == Thread.board_id)
        .join(Assignment, Assignment.id == Thread.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(Thread.draft_id == draft_id, Thread.shared_at.is_not(None))
    )
    return [
        Touch(step_id, board, segment or "", author_id, disposition is None)
        for step_id, board, segment, author_id, disposition in rows
    ]


def readers_of_steps(draft_id: UUID) -> list[Touch]:
    """Every member who marked a step of the draft as read, in any version, for each step; one statement."""
    rows = session.execute(
        select(ReadMark.step_id, Board.name, Segment.name, Assignment.person_id, ReviewRequest)
        .select_from(ReadMark)
        .join(Assignment, Assignment.id == ReadMark.assignment_id)
        .join(ReviewRequest, ReviewRequest.id == Assignment.request_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(ReviewRequest.draft_id == draft_id)
    )
    at = clock.now()
    return [
        Touch(step_id, board, segment or "", person_id, request.status is RequestStatus.OPEN and request.closes_at > at)
        for step_id, board, segment, person_id, request in rows
    ]
