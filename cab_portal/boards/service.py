"""Creating and changing boards; inviting people to seats, and what becomes of the seats."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from cab_portal.accounts import queries as accounts
from cab_portal.accounts.models import Organization, Person
from cab_portal.accounts.service import people
from cab_portal.boards import events, queries
from cab_portal.boards.models import Board, Charter, Seat, Segment
from cab_portal.boards.rules import (
    LIVING,
    SEATS,
    BoardInput,
    InvitationInput,
    SeatInput,
    SeatStatus,
    Term,
    ensure_distinct,
    ensure_keeps_promise,
    ensure_not_over,
    ensure_resendable,
    ensure_stays_hidden,
    term,
)
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role, acting
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.program.events import ProgramChanged
from cab_portal.program.queries import program

NEW_CHARTER = "The charter was changed while you read it. Read the new text below, then decide."
SEAT_GONE = "This invitation was answered or withdrawn already."


def create_board(given: BoardInput) -> Board:
    """A board with the first version of its charter and its segments."""
    _refuse_taken_name(given.name, None)
    ensure_distinct(given.segments)
    board = Board(
        id=ids.new_id(),
        name=given.name,
        purpose=given.purpose,
        privacy=given.privacy,
        reading_others=given.reading_others,
        created_at=clock.now(),
    )
    session.add(board)
    session.flush()
    publish(events.BoardCreated(board_id=board.id))
    _write_charter(board, given.charter, 1)
    for name in given.segments:
        session.add(Segment(board_id=board.id, name=name))
    return board


def update_board(board: Board, given: BoardInput) -> None:
    """Change what a board is for; its segments stay. A changed charter becomes its next version; seats keep their own.

    ``InvalidInput`` where members who took a seat would be shown more of each other than was promised to them.
    """
    _refuse_taken_name(given.name, board.id)
    was_accepted = _was_accepted(board.id)
    ensure_keeps_promise(board.privacy, given.privacy, was_accepted=was_accepted)
    ensure_stays_hidden(board.reading_others, given.reading_others, was_accepted=was_accepted)
    before = (board.name, board.purpose, board.privacy, board.reading_others)
    if before != (given.name, given.purpose, given.privacy, given.reading_others):
        board.name, board.purpose = given.name, given.purpose
        board.privacy, board.reading_others = given.privacy, given.reading_others
        publish(events.BoardChanged(board_id=board.id))
    newest = queries.newest_charter(board.id)
    if newest.text != given.charter:
        _write_charter(board, given.charter, newest.number + 1)


def add_segment(board: Board, name: str) -> Segment:
    """A further kind of customer that the board wants represented."""
    _refuse_taken_segment(board.id, name, None)
    segment = Segment(id=ids.new_id(), board_id=board.id, name=name)
    session.add(segment)
    publish(events.BoardChanged(board_id=board.id))
    return segment


def rename_segment(segment: Segment, name: str) -> None:
    """The same kind of customer under another name."""
    _refuse_taken_segment(segment.board_id, name, segment.id)
    segment.name = name
    publish(events.BoardChanged(board_id=segment.board_id))


def remove_segment(segment: Segment) -> None:
    """Remove a segment that no seat ever named; one with seats is part of their history."""
    if session.scalar(select(Seat.id).where(Seat.segment_id == segment.id).limit(1)):
        raise Conflict("Seats belong to this segment. Give them another segment first.")
    session.delete(segment)
    publish(events.BoardChanged(board_id=segment.board_id))


def invite_by_address(board: Board, given: InvitationInput, organization: Organization | None) -> Seat:
    """Invite somebody known by their address, or a new person of a known or a new organization."""
    segment = session.get(Segment, given.seat.segment_id) if given.seat.segment_id else None
    person = accounts.person_by_email(given.email) or _new_member(given, organization)
    return invite(board, person, segment, given.seat.starts_on, given.seat.ends_on)


def invite(board: Board, person: Person, segment: Segment | None, starts_on: date, ends_on: date) -> Seat:
    """Offer a person a seat for a term. The board's row is locked by the caller, so that two invitations of one

    person wait for each other.
    """
    at = clock.now()
    chosen = _term(starts_on, ends_on)
    ensure_not_over(chosen.ends_at, at)
    _ensure_own_segment(board.id, segment)
    _ensure_may_be_invited(board, person)
    seat = Seat(
        id=ids.new_id(),
        board_id=board.id,
        person_id=person.id,
        segment_id=segment.id if segment else None,
        status=SeatStatus.INVITED,
        starts_on=chosen.starts_on,
        ends_on=chosen.ends_on,
        starts_at=chosen.starts_at,
        ends_at=chosen.ends_at,
        invited_at=at,
        invited_by_id=acting().person_id,
    )
    session.add(seat)
    session.flush()
    publish(events.SeatInvited(seat_id=seat.id, board_id=board.id, person_id=person.id))
    return seat


def resend_invitation(seat: Seat) -> None:
    """Mail the invitation once more, with a fresh link."""
    at = clock.now()
    ensure_resendable(seat.status, seat.invited_at, seat.ends_at, at)
    seat.invited_at = at
    publish(events.InvitationResent(seat_id=seat.id))


def change_seat(seat: Seat, given: SeatInput) -> None:
    """Give a seat another segment or term. A term may be cut, but not to a day before today: end the seat instead."""
    if seat.status not in LIVING:
        raise Conflict("This seat has ended. Invite the person again instead.")
    segment = session.get(Segment, given.segment_id) if given.segment_id else None
    _ensure_own_segment(seat.board_id, segment)
    chosen = _term(given.starts_on, given.ends_on)
    if chosen.ends_on != seat.ends_on:
        ensure_not_over(chosen.ends_at, clock.now())
    seat.segment_id = given.segment_id
    _put_term(seat, chosen)
    publish(events.SeatChanged(seat_id=seat.id))


def accept(seat: Seat, charter_id: UUID) -> None:
    """Take the seat under that version of the charter; a newer one must be read first."""
    at = clock.now()
    _ensure_awaits_answer(seat)
    if seat.ends_at <= at:
        raise Conflict("The term of this seat is over. Ask the program for a new invitation.")
    if queries.newest_charter(seat.board_id).id != charter_id:
        raise Conflict(NEW_CHARTER, code="charter_changed")
    seat.status = SEATS.move(seat.status, SeatStatus.ACTIVE, SEAT_GONE)
    seat.charter_id = charter_id
    seat.answered_at = at
    publish(
        events.SeatAccepted(seat_id=seat.id, board_id=seat.board_id, person_id=seat.person_id, charter_id=charter_id)
    )


def decline(seat: Seat, reason: str) -> None:
    """Not take the seat, and say why."""
    _ensure_awaits_answer(seat)
    seat.status = SEATS.move(seat.status, SeatStatus.DECLINED, SEAT_GONE)
    seat.decline_reason = reason
    seat.answered_at = clock.now()
    publish(events.SeatDeclined(seat_id=seat.id, board_id=seat.board_id, person_id=seat.person_id))


def end(seat: Seat, reason: str = "") -> None:
    """End a seat, or withdraw the invitation to it; its access ends with the commit."""
    seat.status = SEATS.move(seat.status, SeatStatus.ENDED, "This seat has ended already.")
    seat.ended_at = clock.now()
    seat.end_reason = reason
    publish(events.SeatEnded(seat_id=seat.id, board_id=seat.board_id, person_id=seat.person_id))


def follow_time_zone(_changed: ProgramChanged) -> None:
    """Compute the terms of living seats anew, because the program's time zone has changed: their days stay."""
    zone = program().zone
    for seat in session.scalars(select(Seat).where(Seat.status.in_(LIVING))):
        _put_term(seat, term(seat.starts_on, seat.ends_on, zone))


def _ensure_awaits_answer(seat: Seat) -> None:
    """A paused seat could become active too, but not by an answer to its invitation."""
    if seat.status is not SeatStatus.INVITED:
        raise Conflict(SEAT_GONE, code=f"not_from_{seat.status}")


def _write_charter(board: Board, text: str, number: int) -> None:
    charter = Charter(id=ids.new_id(), board_id=board.id, number=number, text=text, created_at=clock.now())
    session.add(charter)
    session.flush()
    publish(events.CharterWritten(board_id=board.id, charter_id=charter.id, number=number))


def _term(starts_on: date, ends_on: date) -> Term:
    return term(starts_on, ends_on, program().zone)


def _put_term(seat: Seat, chosen: Term) -> None:
    seat.starts_on, seat.ends_on = chosen.starts_on, chosen.ends_on
    seat.starts_at, seat.ends_at = chosen.starts_at, chosen.ends_at


def _new_member(given: InvitationInput, organization: Organization | None) -> Person:
    missing = {}
    if not given.name:
        missing["name"] = "Write the name of the new person."
    if organization is None and not given.new_organization:
        missing["organization"] = "Choose the organization of the new person."
    if missing:
        raise InvalidInput("Nobody has this address yet.", fields=missing)
    if organization is None:
        organization = people.create_organization(given.new_organization, field="new_organization")
    return people.create_person(given.email, given.name, Role.MEMBER, organization.id)


def _ensure_may_be_invited(board: Board, person: Person) -> None:
    if person.role is not Role.MEMBER:
        raise InvalidInput(
            f"{person.name} is staff.", fields={"email": "Staff hold no seats. Choose somebody of a customer."}
        )
    if person.deactivated_at is not None:
        raise InvalidInput(
            f"{person.name} is deactivated.", fields={"email": "This person is deactivated. Reactivate them first."}
        )
    held = session.scalar(
        select(Seat.status).where(Seat.board_id == board.id, Seat.person_id == person.id, Seat.status.in_(LIVING))
    )
    if held is not None:
        sentence = (
            f"{person.name} is invited to this board already. Send the invitation again instead."
            if held is SeatStatus.INVITED
            else f"{person.name} has a seat on this board already. Change its term instead."
        )
        raise InvalidInput(sentence, fields={"email": sentence})


def _ensure_own_segment(board_id: UUID, segment: Segment | None) -> None:
    if segment is not None and segment.board_id != board_id:
        raise InvalidInput(
            "This segment belongs to another board.", fields={"segment": "Choose a segment of this board."}
        )


def _refuse_taken_name(name: str, own_id: UUID | None) -> None:
    taken = session.scalar(select(Board.id).where(func.lower(Board.name) == name.lower(), Board.id != own_id).limit(1))
    if taken is not None:
        raise InvalidInput(f"There is a board named {name} already.", fields={"name": "This name is taken."})


def _refuse_taken_segment(board_id: UUID, name: str, own_id: UUID | None) -> None:
    others = session.scalars(select(Segment.name).where(Segment.board_id == board_id, Segment.id != own_id))
    if name.casefold() in {other.casefold() for other in others}:
        raise InvalidInput("Two segments have the same name.", fields={"name": "This board has that segment already."})


def _was_accepted(board_id: UUID) -> bool:
    """Whether anybody ever took a seat of this board."""
    taken = select(Seat.id).where(Seat.board_id == board_id, Seat.charter_id.is_not(None)).limit(1)
    return session.scalar(taken) is not None
