"""Who may see and change boards and seats.

Access ends with the term, at the next request: every door asks ``seat_in_force`` of the same row.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, true

from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import SeatStatus
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor
from cab_portal.database.statements import present


class BoardPermission(Permission):
    """What may be done with a board and its segments."""

    READ = "board.read"
    EDIT = "board.edit"


class SegmentPermission(Permission):
    """What may be done with a segment of a board."""

    EDIT = "segment.edit"


class SeatPermission(Permission):
    """What may be done with a seat; ``ANSWER`` is to accept or to decline the invitation to it."""

    EDIT = "seat.edit"
    ANSWER = "seat.answer"


def in_force(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """The seats that give access at ``at``, whoever holds them."""
    return and_(Seat.status == SeatStatus.ACTIVE, Seat.starts_at <= at, Seat.ends_at > at)


def seat_in_force(actor: Actor) -> ColumnElement[bool]:
    """The seats of this actor that give access at present; none for staff and strangers."""
    if not actor.is_member:
        return false()
    return and_(Seat.person_id == actor.id, in_force(present()))


def boards_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Staff see every board, a member those on which a seat of theirs is in force."""
    if actor.is_staff:
        return true()
    return exists().where(Seat.board_id == Board.id, seat_in_force(actor))


def seats_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Staff see every seat, a member their own, also before and after its term: they may answer it, and read that it

    is over. What a seat in force opens is asked by ``seat_in_force``.
    """
    if actor.is_staff:
        return true()
    return Seat.person_id == actor.id if actor.is_member else false()


def segments_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Segments are the program's own matter."""
    return true() if actor.is_staff else false()


def _everybody_who_sees_it(_actor: Actor, _thing: object) -> bool:
    return True


def _admins(actor: Actor, _thing: object) -> bool:
    return actor.is_admin


def _its_person(actor: Actor, seat: Seat) -> bool:
    return seat.person_id == actor.person_id


POLICIES: tuple[Policy, ...] = (
    Policy(Board, boards_visible_to, {BoardPermission.READ: _everybody_who_sees_it, BoardPermission.EDIT: _admins}),
    Policy(Segment, segments_visible_to, {SegmentPermission.EDIT: _admins}),
    Policy(
        Seat,
        seats_visible_to,
        {
            SeatPermission.EDIT: _admins,
            SeatPermission.ANSWER: _its_person,
        },
    ),
)
