"""The outbox: once, in time, never lost; with a real SMTP server at the other end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal import worker
from cab_portal.accounts.service import people
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.core.errors import Conflict
from cab_portal.core.settings import MailServer
from cab_portal.database import session, unit_of_work
from cab_portal.outbox import service as outbox
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from tests.smtp import Sink, smtp_server

ADDRESS = "hana@fernhill.example"


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """An SMTP server that the application sends through, and a person who may get mail."""
    with unit_of_work():
        people.create_person(ADDRESS, "Hana Vogt", Role.ADMIN)
    before = app.extensions["cab_mail_server"]
    with smtp_server() as (sink, port):
        app.extensions["cab_mail_server"] = MailServer("127.0.0.1", port)
        yield sink
    app.extensions["cab_mail_server"] = before


def ask(key: str = "k", address: str = ADDRESS, **more: object) -> bool:
    with unit_of_work():
        return outbox.enqueue("fresh_link", address, key=key, secret={"link": "s" * 43}, **more)  # type: ignore[arg-type]


def only_message() -> OutboxMessage:
    session.rollback()
    return session.scalars(select(OutboxMessage)).one()


def test_a_mail_arrives_with_both_parts_and_its_headers(app: Flask, sink: Sink) -> None:
    ask()
    assert worker.pump(app) == 1
    mail = sink.mails[0]
    assert sink.recipients == [[ADDRESS]]
    assert mail["Subject"] == "Your fresh link"
    assert mail["To"] == ADDRESS
    assert mail["Message-ID"] == f"<{only_message().id}@localhost>"
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    link = "http://localhost/sign-in/" + "s" * 43
    assert link in text.get_content()
    assert f'href="{link}"' in html.get_content()


def test_the_secret_is_blanked_when_the_mail_has_left(app: Flask, sink: Sink) -> None:
    ask()
    assert only_message().secret
    worker.pump(app)
    assert (only_message().status, only_message().secret) == (MessageStatus.SENT, {})
    assert worker.pump(app) == 0
    assert len(sink.mails) == 1


def test_asking_twice_under_one_key_sends_once(app: Flask, sink: Sink) -> None:
    assert ask() is True
    assert ask() is False
    assert worker.pump(app) == 1


def test_an_unknown_address_gets_nothing(app: Flask, sink: Sink) -> None:
    ask(address="nobody@elsewhere.example")
    assert worker.pump(app) == 0
    assert (only_message().status, only_message().secret, sink.mails) == (MessageStatus.DROPPED, {}, [])


def test_a_link_that_expired_is_not_sent_late(app: Flask, sink: Sink) -> None:
    ask(expires_at=clock.now() + timedelta(minutes=15))
    with clock.standing_at(clock.now() + timedelta(minutes=16)):
        assert worker.pump(app) == 0
    assert only_message().status is MessageStatus.DROPPED


def test_a_server_that_refuses_is_tried_six_times_over_a_day(app: Flask, sink: Sink) -> None:
    sink.answer = "451 not now"
    ask()
    at = clock.now()
    for tries in range(1, 7):
        with clock.standing_at(at):
            assert worker.pump(app) == 0
        message = only_message()
        assert message.tries == tries
        assert "451" in message.last_error
        at = message.next_try_at
    assert only_message().status is MessageStatus.DEAD
    assert only_message().secret == {}, "a link that lies for who knows how long is a danger"
    with clock.standing_at(at), pytest.raises(Conflict, match="expired"), unit_of_work():
        outbox.send_again(session.scalars(select(OutboxMessage)).one())


def test_it_is_sent_later_when_the_server_is_back(app: Flask, sink: Sink) -> None:
    sink.answer = "451 not now"
    ask()
    worker.pump(app)
    sink.answer = "250 taken"
    assert worker.pump(app) == 0, "not before its next try"
    with clock.standing_at(only_message().next_try_at):
        assert worker.pump(app) == 1


def test_no_server_at_all_loses_nothing(app: Flask, sink: Sink) -> None:
    app.extensions["cab_mail_server"] = MailServer("127.0.0.1", 1)
    ask()
    assert worker.pump(app) == 0
    assert (only_message().status, only_message().tries) == (MessageStatus.WAITING, 1)


def test_a_dead_letter_is_sent_again_with_a_fresh_link(app: Flask, sink: Sink) -> None:
    sink.answer = "550 no"
    with unit_of_work():
        people.invite_staff("ines@fernhill.example", "Ines Roth", Role.CSM)
    for _ in range(6):
        with clock.standing_at(only_message().next_try_at):
            worker.pump(app)
    assert (only_message().status, only_message().secret) == (MessageStatus.DEAD, {})
    sink.answer = "250 taken"
    with unit_of_work():
        outbox.send_again(session.scalars(select(OutboxMessage)).one())
    assert worker.pump(app) == 1
    assert "http://localhost/sign-in/" in sink.mails[-1].as_string()
    with pytest.raises(Conflict), unit_of_work():
        outbox.send_again(session.scalars(select(OutboxMessage)).one())


def test_two_pumps_at_once_send_each_mail_once(app: Flask, sink: Sink) -> None:
    for number in range(20):
        ask(key=f"k{number}")
    threads = [threading.Thread(target=worker.pump, args=(app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.mails) == 20
    assert len({mail["Message-ID"] for mail in sink.mails}) == 20


def test_a_claim_of_a_dead_worker_runs_out(app: Flask, sink: Sink) -> None:
    ask()
    with unit_of_work():
        session.scalars(select(OutboxMessage)).one().claimed_until = clock.now() + timedelta(seconds=90)
    assert worker.pump(app) == 0
    with clock.standing_at(clock.now() + timedelta(seconds=91)):
        assert worker.pump(app) == 1
