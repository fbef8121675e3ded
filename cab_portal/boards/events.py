"""Facts about boards and seats."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BoardCreated(Event):
    name = "board.created"
    says = "A board was created"
    board_id: UUID


@dataclass(frozen=True, kw_only=True)
class BoardChanged(Event):
    name = "board.changed"
    says = "A board was changed"
    board_id: UUID


@dataclass(frozen=True, kw_only=True)
class CharterWritten(Event):
    name = "charter.written"
    says = "A charter was written"
    board_id: UUID
    charter_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class SeatInvited(Event):
    name = "seat.invited"
    says = "A person was invited to a seat"
    seat_id: UUID
    board_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationResent(Event):
    name = "seat.invitation_resent"
    says = "An invitation to a seat was sent again"
    seat_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeatAccepted(Event):
    name = "seat.accepted"
    says = "A member accepted the charter and took a seat"
    seat_id: UUID
    board_id: UUID
    person_id: UUID
    charter_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeatDeclined(Event):
    name = "seat.declined"
    says = "A person declined a seat"
    seat_id: UUID
    board_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeatChanged(Event):
    name = "seat.changed"
    says = "The term or segment of a seat was changed"
    seat_id: UUID


@dataclass(frozen=True, kw_only=True)
class SeatEnded(Event):
    name = "seat.ended"
    says = "A seat was ended"
    seat_id: UUID
    board_id: UUID
    person_id: UUID
