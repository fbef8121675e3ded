"""Mails about seats and staff: what they say, to whom, and when they are still due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal import wiring
from cab_portal.accounts.models import Person
from cab_portal.accounts.service import people
from cab_portal.boards import queries, service
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock
from cab_portal.core.actor import Role, acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from tests.factories import accounts, boards
from tests.snapshot import assert_mail

SentMail = Callable[[], list[OutboxMessage]]
pytestmark = pytest.mark.usefixtures("app")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def seat(app: Flask) -> Seat:
    """An invitation to Petra Lind, written by Hana Vogt."""
    board = boards.board("Onboarding", purpose="Hears what new customers will meet.")
    person = accounts.person("Petra Lind", email="petra@oakline.example")
    hana = accounts.staff(Role.ADMIN, "Hana Vogt")
    with clock.standing_at(NOON), acting_as(accounts.actor_of(hana)), unit_of_work():
        return service.invite(session.get_one(Board, board.id), person, None, date(2026, 11, 2), date(2027, 11, 1))


def test_an_invitation_says_what_it_is_about(seat: Seat, sent_mail: SentMail) -> None:
    with clock.standing_at(NOON):
        [mail] = sent_mail()
        assert_mail("seat_invitation", mail)
    assert mail.address == "petra@oakline.example"
    assert not wiring.is_stoppable(mail.template)


def test_who_joined_is_welcomed(seat: Seat, sent_mail: SentMail) -> None:
    with clock.standing_at(NOON):
        with unit_of_work():
            found = session.get_one(Seat, seat.id)
            service.accept(found, queries.newest_charter(found.board_id).id)
        [mail] = sent_mail()
        assert_mail("seat_accepted", mail)


@pytest.mark.parametrize("role", [Role.CSM, Role.ADMIN])
def test_a_colleague_is_told_what_they_may_do(role: Role, sent_mail: SentMail) -> None:
    hana = accounts.staff(Role.ADMIN, "Hana Vogt")
    with clock.standing_at(NOON), acting_as(accounts.actor_of(hana)), unit_of_work():
        people.invite_staff("mara@fernhill.example", "Mara Keller", role)
    with clock.standing_at(NOON):
        [mail] = sent_mail()
        assert_mail(f"staff_invitation_{role}", mail)


def test_what_the_system_asks_for_names_nobody(sent_mail: SentMail) -> None:
    with clock.standing_at(NOON), unit_of_work():
        people.invite_staff("mara@fernhill.example", "Mara Keller", Role.CSM)
    with clock.standing_at(NOON):
        [mail] = sent_mail()
        assert_mail("staff_invitation_by_the_system", mail)


def test_an_invitation_is_sent_although_mails_were_stopped(seat: Seat, sent_mail: SentMail) -> None:
    with unit_of_work():
        people.stop_mails(seat.person_id)
    with clock.standing_at(NOON):
        assert len(sent_mail()) == 1


def end_seat(seat: Seat) -> None:
    service.end(session.get_one(Seat, seat.id))


def decline_seat(seat: Seat) -> None:
    service.decline(session.get_one(Seat, seat.id), "No time.")


def deactivate_person(seat: Seat) -> None:
    people.deactivate(session.get_one(Person, seat.person_id))


@pytest.mark.parametrize("happens", [end_seat, decline_seat, deactivate_person])
def test_an_invitation_that_is_of_no_use_any_more_is_dropped(
    seat: Seat, sent_mail: SentMail, happens: Callable[[Seat], None]
) -> None:
    with clock.standing_at(NOON):
        with unit_of_work():
            happens(seat)
        assert sent_mail() == []
    assert session.scalars(select(OutboxMessage.status)).all() == [MessageStatus.DROPPED]


def test_an_invitation_is_not_sent_after_its_link_expired(seat: Seat, sent_mail: SentMail) -> None:
    with clock.standing_at(NOON + timedelta(hours=73)):
        assert sent_mail() == []


def test_each_sending_has_a_link_of_its_own(seat: Seat, sent_mail: SentMail) -> None:
    with clock.standing_at(NOON):
        [first] = [mail.secret["link"] for mail in sent_mail()]
    later = NOON + timedelta(hours=1)
    with clock.standing_at(later):
        with unit_of_work():
            service.resend_invitation(session.get_one(Seat, seat.id))
        [second] = [mail.secret["link"] for mail in sent_mail()]
    assert first != second
    assert session.get_one(Seat, seat.id).status is SeatStatus.INVITED
