"""One click from a mail: stop the mails about one review, or all; without sign-in, and undone as easily."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment
from cab_portal.routing import jobs
from cab_portal.web.mail_transport import render
from tests.factories.requests import ground_of, open_request
from tests.page_client import PageClient

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]


def stop_path(sent_mail: SentMail) -> str:
    open_request(ground_of(seats=1), closes_at=clock.now() + timedelta(days=4))
    (mail,) = sent_mail()
    return render(mail).stop_address.removeprefix("http://localhost")


def stopped() -> tuple[bool, bool]:
    """Whether the mails of the review, and whether all mails are stopped."""
    session.rollback()
    (assignment,) = session.scalars(select(Assignment))
    person = session.get_one(Person, assignment.person_id)
    return assignment.mails_stopped_at is not None, person.mails_stopped_at is not None


def test_looking_changes_nothing_and_one_button_stops_one_review(client: PageClient, sent_mail: SentMail) -> None:
    path = stop_path(sent_mail)
    page = client.get(path)
    assert stopped() == (False, False)
    page = page.form(path).submit()
    assert "Mails about this review have stopped" in page.words
    assert stopped() == (True, False)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        jobs.remind_missing()
        assert sent_mail() == []
    page = page.form(f"{path}/resume").submit()
    assert "You get mails about this review again" in page.words
    assert stopped() == (False, False)


def test_a_mail_program_stops_the_review_by_one_post(app: Flask, sent_mail: SentMail) -> None:
    path = stop_path(sent_mail)
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, stopped()) == (200, (True, False))


def test_all_mails_stop_on_demand(client: PageClient, sent_mail: SentMail) -> None:
    path = stop_path(sent_mail)
    page = client.get(path).form(path).forge(scope="all").submit()
    assert "These mails have stopped" in page.words
    assert stopped() == (False, True)


def test_a_token_of_another_making_is_nothing(client: PageClient, sent_mail: SentMail) -> None:
    path = stop_path(sent_mail)
    for made_up in (f"{path}x", path[:-1], "/unsubscribe/x", "/unsubscribe/x/resume"):
        assert client.get(made_up).status in (404, 405)
    assert stopped() == (False, False)
