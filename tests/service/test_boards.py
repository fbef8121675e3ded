"""Boards and seats: who is invited, for how long, and when access ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards import queries, service
from cab_portal.boards.access import boards_visible_to, seat_in_force
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import BoardInput, InvitationInput, Privacy, SeatInput, SeatStatus
from cab_portal.core import clock
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.program.models import Program
from tests.factories import accounts, boards

pytestmark = pytest.mark.usefixtures("app")
TODAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
GIVEN = BoardInput("Onboarding", "Hears what new customers will meet.", Privacy.SEALED, "We meet monthly.", ("Large",))


def invitation(email: str, **changes: object) -> InvitationInput:
    given = InvitationInput(email, "Petra Lind", "Oakline", SeatInput(None, TODAY, date(2027, 11, 1)))
    return replace(given, **changes)  # type: ignore[arg-type]


def test_a_board_starts_with_its_charter_and_segments() -> None:
    with unit_of_work():
        board = service.create_board(GIVEN)
    charter = queries.newest_charter(board.id)
    assert (charter.number, charter.text) == (1, "We meet monthly.")
    assert [segment.name for segment in queries.segments_of(board.id)] == ["Large"]


def test_only_a_changed_charter_text_becomes_a_new_version() -> None:
    board = boards.board("Onboarding")
    text = queries.newest_charter(board.id).text
    with unit_of_work():
        service.update_board(session.get_one(Board, board.id), BoardInput("Start", "New", Privacy.OPEN, text))
    assert queries.newest_charter(board.id).number == 1
    with unit_of_work():
        service.update_board(
            session.get_one(Board, board.id), BoardInput("Start", "New", Privacy.OPEN, text + " Twice a year.")
        )
    assert queries.newest_charter(board.id).number == 2


@pytest.mark.parametrize("name", ["Onboarding", "ONBOARDING"])
def test_two_boards_have_different_names(name: str) -> None:
    boards.board("Onboarding")
    with pytest.raises(InvalidInput, match="already"), unit_of_work():
        service.create_board(replace(GIVEN, name=name))


def test_segments_of_a_board_have_different_names() -> None:
    with pytest.raises(InvalidInput, match="same name"), unit_of_work():
        service.create_board(replace(GIVEN, segments=("Large", "large")))
    board = boards.board()
    boards.segment(board, "Small")
    with pytest.raises(InvalidInput, match="same name"), unit_of_work():
        service.add_segment(session.get_one(Board, board.id), "small")


def test_a_segment_with_seats_stays() -> None:
    board = boards.board()
    used, unused = boards.segment(board), boards.segment(board)
    boards.seat(board, segment=used, status=SeatStatus.ENDED)
    with unit_of_work():
        service.remove_segment(session.get_one(Segment, unused.id))
    with pytest.raises(Conflict), unit_of_work():
        service.remove_segment(session.get_one(Segment, used.id))
    assert [segment.id for segment in queries.segments_of(board.id)] == [used.id]


def test_a_term_lasts_to_the_end_of_its_last_day_in_the_zone_of_the_program() -> None:
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "Europe/Berlin"
    board = boards.board()
    person = accounts.person()
    with clock.standing_at(NOON), unit_of_work():
        seat = service.invite(board, person, None, date(2026, 3, 1), date(2027, 2, 28))
    assert seat.starts_at == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert seat.ends_at == datetime(2027, 2, 28, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence"),
    [
        (TODAY, TODAY - timedelta(days=1), "ends before it starts"),
        (TODAY - timedelta(days=30), TODAY - timedelta(days=1), "over already"),
        (TODAY, TODAY + timedelta(days=3_000), "too long"),
    ],
)
def test_a_term_that_cannot_be_is_refused(starts_on: date, ends_on: date, sentence: str) -> None:
    board, person = boards.board(), accounts.person()
    with pytest.raises(InvalidInput, match=sentence), clock.standing_at(NOON), unit_of_work():
        service.invite(board, person, None, starts_on, ends_on)


def test_somebody_new_is_added_with_a_new_organization() -> None:
    board = boards.board()
    with clock.standing_at(NOON), unit_of_work():
        seat = service.invite_by_address(board, invitation("petra@oakline.example"), None)
    row = queries.seat_row(seat.id)
    assert (row.name, row.organization_name, row.status) == ("Petra Lind", "Oakline", SeatStatus.INVITED)


def test_somebody_known_keeps_their_name_and_organization() -> None:
    board, person = boards.board(), accounts.person("Jonas Weber")
    with clock.standing_at(NOON), unit_of_work():
        seat = service.invite_by_address(board, invitation(person.email), None)
    assert queries.seat_row(seat.id).name == "Jonas Weber"
    assert len(session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize(("changes", "field"), [({"name": ""}, "name"), ({"new_organization": ""}, "organization")])
def test_a_new_person_needs_a_name_and_an_organization(changes: dict[str, object], field: str) -> None:
    board = boards.board()
    with pytest.raises(InvalidInput) as refusal, clock.standing_at(NOON), unit_of_work():
        service.invite_by_address(board, invitation("petra@oakline.example", **changes), None)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize("status", [SeatStatus.INVITED, SeatStatus.ACTIVE, SeatStatus.PAUSED])
def test_a_person_holds_one_seat_of_a_board(status: SeatStatus) -> None:
    board, person = boards.board(), accounts.person()
    boards.seat(board, person, status=status)
    with pytest.raises(InvalidInput, match="already"), unit_of_work():
        service.invite(board, person, None, clock.now().date(), clock.now().date())


@pytest.mark.parametrize("status", [SeatStatus.DECLINED, SeatStatus.ENDED])
def test_who_left_may_be_invited_again(status: SeatStatus) -> None:
    board, person = boards.board(), accounts.person()
    boards.seat(board, person, status=status)
    with unit_of_work():
        service.invite(board, person, None, clock.now().date(), clock.now().date())
    assert len(queries.seats_of_person(person.id)) == 2


def test_staff_and_deactivated_people_hold_no_seats() -> None:
    board = boards.board()
    for person in (accounts.staff(), accounts.person(deactivated_at=NOON)):
        with pytest.raises(InvalidInput), clock.standing_at(NOON), unit_of_work():
            service.invite(board, person, None, TODAY, TODAY)


def test_a_segment_of_another_board_is_refused() -> None:
    board, person, foreign = boards.board(), accounts.person(), boards.segment(boards.board())
    with pytest.raises(InvalidInput, match="another board"), clock.standing_at(NOON), unit_of_work():
        service.invite(board, person, foreign, TODAY, TODAY)


def test_accepting_remembers_the_charter() -> None:
    board = boards.board()
    seat = boards.seat(board, status=SeatStatus.INVITED)
    charter = queries.newest_charter(board.id)
    with unit_of_work():
        service.accept(session.get_one(Seat, seat.id), charter.id)
    seat = session.get_one(Seat, seat.id)
    assert (seat.status, seat.charter_id) == (SeatStatus.ACTIVE, charter.id)


def test_a_charter_that_changed_meanwhile_must_be_read_first() -> None:
    board = boards.board()
    seat = boards.seat(board, status=SeatStatus.INVITED)
    read = queries.newest_charter(board.id)
    boards.charter(board, "Something else.", 2)
    with pytest.raises(Conflict, match="changed while you read"), unit_of_work():
        service.accept(session.get_one(Seat, seat.id), read.id)
    assert session.get_one(Seat, seat.id).status is SeatStatus.INVITED


@pytest.mark.parametrize("status", [SeatStatus.DECLINED, SeatStatus.ENDED, SeatStatus.PAUSED, SeatStatus.ACTIVE])
def test_an_invitation_is_answered_once(status: SeatStatus) -> None:
    board = boards.board()
    seat = boards.seat(board, status=status)
    charter = queries.newest_charter(board.id)
    with pytest.raises(Conflict), unit_of_work():
        service.accept(session.get_one(Seat, seat.id), charter.id)
    with pytest.raises(Conflict), unit_of_work():
        service.decline(session.get_one(Seat, seat.id), "No time.")


def test_an_invitation_to_a_term_that_is_over_cannot_be_accepted() -> None:
    board = boards.board()
    today = clock.now().date()
    seat = boards.seat(
        board, status=SeatStatus.INVITED, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    charter = queries.newest_charter(board.id)
    with pytest.raises(Conflict, match="over"), unit_of_work():
        service.accept(session.get_one(Seat, seat.id), charter.id)


def test_access_is_for_the_term_of_an_active_seat_alone() -> None:
    board = boards.board()
    person = accounts.person()
    seat = boards.seat(board, person, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    actor = accounts.actor_of(person)

    def has_access(at: datetime) -> bool:
        with clock.standing_at(at):
            seen = session.scalar(select(Board.id).where(boards_visible_to(actor)))
            found = session.scalar(select(Seat.id).where(seat_in_force(actor)))
        assert (seen is None) == (found is None)
        return found is not None

    second = timedelta(seconds=1)
    assert not has_access(datetime(2026, 1, 1, tzinfo=UTC) - second)
    assert has_access(datetime(2026, 1, 1, tzinfo=UTC))
    assert has_access(datetime(2027, 1, 1, tzinfo=UTC) - second)
    assert not has_access(datetime(2027, 1, 1, tzinfo=UTC))
    with unit_of_work():
        service.end(session.get_one(Seat, seat.id), "Left the company.")
    assert not has_access(NOON)


def test_nobody_else_has_access_through_a_seat() -> None:
    boards.seat(boards.board())
    for person in (accounts.person(), accounts.staff()):
        assert session.scalar(select(Seat.id).where(seat_in_force(accounts.actor_of(person)))) is None


def test_those_who_can_be_asked_hold_a_seat_in_force_and_are_active() -> None:
    board = boards.board()
    large = boards.segment(board, "Large")
    seated = boards.seat(board, accounts.person("Asked"), segment=large)
    boards.seat(board, status=SeatStatus.INVITED)
    boards.seat(board, accounts.person(deactivated_at=NOON))
    today = clock.now().date()
    boards.seat(board, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    boards.seat(boards.board())
    found = queries.seats_in_force(board.id)
    assert [(view.seat_id, view.name, view.segment_name) for view in found] == [(seated.id, "Asked", "Large")]


def test_a_term_may_be_moved_and_keeps_an_old_end() -> None:
    board = boards.board()
    today = clock.now().date()
    over = boards.seat(board, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    segment = boards.segment(board)
    with unit_of_work():
        seat = session.get_one(Seat, over.id)
        service.change_seat(seat, SeatInput(segment.id, seat.starts_on, seat.ends_on))
    with pytest.raises(InvalidInput, match="over already"), unit_of_work():
        service.change_seat(
            session.get_one(Seat, over.id), SeatInput(None, today - timedelta(days=9), today - timedelta(days=2))
        )
    with unit_of_work():
        service.change_seat(session.get_one(Seat, over.id), SeatInput(None, today, today + timedelta(days=9)))
    assert [view.seat_id for view in queries.seats_in_force(board.id)] == [over.id]


def test_an_invitation_is_not_sent_again_at_once() -> None:
    seat = boards.seat(boards.board(), status=SeatStatus.INVITED)
    with unit_of_work():
        service.resend_invitation(session.get_one(Seat, seat.id))
    with pytest.raises(Conflict, match="15 minutes"), unit_of_work():
        service.resend_invitation(session.get_one(Seat, seat.id))
    with clock.standing_at(clock.now() + timedelta(minutes=16)), unit_of_work():
        service.resend_invitation(session.get_one(Seat, seat.id))
