"""Asks to one person: one a day and two a week, over everything; one over the limit waits and is not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cab_portal import worker
from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat
from cab_portal.core import clock
from cab_portal.core.settings import MailServer
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.rules import Limit, free_from
from tests.factories import accounts, boards, drafts
from tests.factories.requests import Ground, open_request
from tests.smtp import Sink, smtp_server

SentMail = Callable[[], list[OutboxMessage]]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked(person: Person, *, board_seat: Seat | None = None, closes_in: timedelta = 20 * DAY) -> Ground:
    """One more request to this person, on a board of its own."""
    board = boards.board()
    seat = board_seat or boards.seat(board, person)
    owner = accounts.staff()
    draft = drafts.draft(owner)
    ground = Ground(owner, draft, drafts.version(draft), board, (seat,))
    open_request(ground, closes_at=clock.now() + closes_in)
    return ground


def left_at(sent_mail: SentMail, instants: list[datetime]) -> list[int]:
    counts = []
    for instant in instants:
        with clock.standing_at(instant):
            counts.append(len(sent_mail()))
    return counts


@pytest.mark.usefixtures("app")
def test_one_a_day_and_two_a_week_and_all_of_them_in_the_end(sent_mail: SentMail) -> None:
    with clock.standing_at(AT):
        person = accounts.person()
        for _ in range(4):
            asked(person)
    moments = [AT, AT + HOUR, AT + DAY - HOUR, AT + DAY, AT + 2 * DAY, AT + 7 * DAY, AT + 8 * DAY, AT + 14 * DAY]
    assert left_at(sent_mail, moments) == [1, 0, 0, 1, 0, 1, 1, 0]
    session.rollback()
    assert set(session.scalars(select(OutboxMessage.status))) == {MessageStatus.SENT}


@pytest.mark.usefixtures("app")
def test_somebody_else_is_not_held_back(sent_mail: SentMail) -> None:
    with clock.standing_at(AT):
        first, second = accounts.person(), accounts.person()
        for person in (first, first, second):
            asked(person)
        assert len(sent_mail()) == 2


@pytest.mark.usefixtures("app")
def test_an_ask_that_waits_falls_away_when_it_is_no_longer_due(sent_mail: SentMail) -> None:
    with clock.standing_at(AT):
        person = accounts.person()
        asked(person)
        asked(person, closes_in=5 * HOUR)
    assert left_at(sent_mail, [AT, AT + DAY]) == [1, 0]
    session.rollback()
    assert sorted(session.scalars(select(OutboxMessage.status))) == [MessageStatus.DROPPED, MessageStatus.SENT]


@pytest.mark.usefixtures("app")
def test_its_link_is_made_when_it_leaves(sent_mail: SentMail) -> None:
    with clock.standing_at(AT):
        person = accounts.person()
        asked(person)
        sent_mail()
        asked(person)
    session.rollback()
    waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.status == MessageStatus.WAITING)).one()
    assert waiting.secret == {}
    with clock.standing_at(AT + 6 * DAY):
        (mail,) = sent_mail()
    assert len(mail.secret["link"]) == 43


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    before = app.extensions["cab_mail_server"]
    with smtp_server() as (sink, port):
        app.extensions["cab_mail_server"] = MailServer("127.0.0.1", port)
        yield sink
    app.extensions["cab_mail_server"] = before


def test_two_workers_do_not_send_two_asks_at_once(app: Flask, sink: Sink) -> None:
    for _ in range(3):
        person = accounts.person()
        for _ask in range(3):
            asked(person)
    at = clock.now()

    def work() -> None:
        with clock.standing_at(at):
            worker.pump(app)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(mail["To"].addresses) for mail in sink.mails) == [1, 1, 1]
    assert len({str(mail["To"]) for mail in sink.mails}) == 3


def test_a_refusing_server_costs_no_second_place(app: Flask, sink: Sink) -> None:
    person = accounts.person()
    asked(person)
    at = clock.now()
    sink.answer = "451 not now"
    with clock.standing_at(at):
        assert worker.pump(app) == 0
    sink.answer = "250 taken"
    session.rollback()
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.tries, message.counted_at) == (1, at)
    with clock.standing_at(message.next_try_at):
        assert worker.pump(app) == 1


def test_a_mail_that_was_given_up_takes_nobodys_place(app: Flask, sink: Sink) -> None:
    person = accounts.person()
    asked(person)
    sink.answer = "451 not now"
    at = clock.now()
    for _ in range(6):
        with clock.standing_at(at):
            worker.pump(app)
        session.rollback()
        at = session.scalars(select(OutboxMessage)).one().next_try_at
    sink.answer = "250 taken"
    session.rollback()
    assert session.scalars(select(OutboxMessage)).one().status is MessageStatus.DEAD
    with clock.standing_at(at), unit_of_work():
        asked(person)
    with clock.standing_at(at):
        assert worker.pump(app) == 1


LIMITS = (Limit(1, DAY), Limit(2, 7 * DAY))


@given(st.lists(st.integers(0, 60 * 24 * 20), max_size=30))
def test_no_stretch_of_a_day_or_a_week_holds_more_than_allowed(minutes: list[int]) -> None:
    """Whoever asks whenever, and each time sends where it may be: the limits hold over every stretch."""
    sent: list[datetime] = []
    for asked_at in sorted(AT + timedelta(minutes=minute) for minute in minutes):
        if free_from(LIMITS, sent, asked_at) is None:
            sent.append(asked_at)
    for limit in LIMITS:
        for start in sent:
            assert sum(start <= instant < start + limit.within for instant in sent) <= limit.most


@given(st.lists(st.integers(0, 60 * 24 * 20), max_size=30))
def test_the_end_of_a_wait_is_the_first_instant_that_is_free(minutes: list[int]) -> None:
    sent = [AT + timedelta(minutes=minute) for minute in minutes]
    at = max(sent, default=AT)
    until = free_from(LIMITS, sent, at)
    if until is not None:
        assert free_from(LIMITS, sent, until) is None
        assert free_from(LIMITS, sent, until - timedelta(microseconds=1)) == until
