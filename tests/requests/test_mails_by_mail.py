"""Each mail to a member as a mail program gets it: two parts, one button, a way to stop it, a link that works once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from cab_portal import worker
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import replies, restatements
from cab_portal.core import clock, ids
from cab_portal.core.settings import MailServer
from cab_portal.database import session, unit_of_work
from cab_portal.routing import jobs
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.smtp import Sink, smtp_server

pytestmark = pytest.mark.usefixtures("app")
NewBrowser = Callable[[], PageClient]


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    before = app.extensions["cab_mail_server"]
    with smtp_server() as (sink, port):
        app.extensions["cab_mail_server"] = MailServer("127.0.0.1", port)
        yield sink
    app.extensions["cab_mail_server"] = before


def arrived(app: Flask, sink: Sink, at: datetime) -> EmailMessage:
    """The one mail that leaves at an instant."""
    sink.mails.clear()
    with clock.standing_at(at):
        worker.pump(app)
    (mail,) = sink.mails
    return mail


def invited(_scene: Reviewed, _at: datetime) -> datetime:
    return clock.now()


def reminded(scene: Reviewed, at: datetime) -> datetime:
    at = at.replace(hour=12) + timedelta(days=5)
    while at.weekday() >= 5:
        at += timedelta(days=1)
    with clock.standing_at(at):
        jobs.remind_missing()
    return at


def replied(scene: Reviewed, at: datetime) -> datetime:
    with unit_of_work():
        thread = session.get_one(Thread, scene.comment(ThreadKind.QUESTION).id)
        replies.reply(scene.actor, thread, "Two days.")
    return at + timedelta(days=1)


def restated(scene: Reviewed, at: datetime) -> datetime:
    with unit_of_work():
        restatements.restate(scene.actor, session.get_one(Thread, scene.comment().id), "You worry about weekends.")
    return at + timedelta(days=1)


def accepted(scene: Reviewed, at: datetime) -> datetime:
    scene.dispose(scene.comment())
    return at + timedelta(days=1)


def declined(scene: Reviewed, at: datetime) -> datetime:
    scene.dispose(scene.comment(), Disposition.DECLINED)
    return at + timedelta(days=1)


def several(scene: Reviewed, at: datetime) -> datetime:
    replied(scene, at)
    return accepted(scene, at)


CASES = {
    "A draft to read: Onboarding, about": invited,
    "you are at step 1 of 2": reminded,
    "answered your question on “We reply to every question”": replied,
    "Did we understand your concern about": restated,
    "You said it, we take it up: Onboarding": accepted,
    "We decided not to change “within one working day”, and why": declined,
    "answered your question on “We reply to every question”, and 1 more": several,
}


@pytest.mark.parametrize(("subject", "happens"), CASES.items(), ids=lambda case: getattr(case, "__name__", None))
def test_j40_each_mail_has_what_a_mail_program_needs_and_a_link_that_works_once(
    app: Flask,
    sink: Sink,
    new_browser: NewBrowser,
    subject: str,
    happens: Callable[[Reviewed, datetime], datetime],
) -> None:
    at = clock.now()
    scene = reviewed(1, finished=0, closed=False)
    if happens is not invited:
        worker.pump(app)
    mail = arrived(app, sink, happens(scene, at))
    assert subject in str(mail["Subject"])
    assert mail["To"] == scene.assignments[0].person.email
    assert mail["Reply-To"] == f"{scene.owner.name} <{scene.owner.email}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = part(mail, "plain"), part(mail, "html")
    (link,) = {line for line in text.splitlines() if line.startswith("http://localhost/sign-in/")}
    assert html.count("background:#0a574a") == 1, "one button"
    assert link in html
    assert "<img" not in html, "nothing is fetched, so nobody is followed"
    stop = str(mail["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost")
    assert app.test_client().post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    path = link.removeprefix("http://localhost")
    page = new_browser().get(path).form().submit()
    assert page.status == 200
    assert page.path.startswith("/reviews")
    again = new_browser().get(path)
    assert "fresh link" in again.words, "who comes a second time is offered a new one"


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_j40_a_link_that_is_too_old_leads_to_a_page_with_a_new_one(
    app: Flask, sink: Sink, new_browser: NewBrowser
) -> None:
    reviewed(1, finished=0, closed=False)
    mail = arrived(app, sink, clock.now())
    (link,) = {line for line in part(mail, "plain").splitlines() if line.startswith("http://localhost/sign-in/")}
    with clock.standing_at(clock.now() + timedelta(hours=73)):
        page = new_browser().get(link.removeprefix("http://localhost"))
        assert "fresh link" in page.words


def test_j24_two_tabs_with_one_thread_lose_no_reply(signed_in: Callable[..., PageClient]) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment(ThreadKind.QUESTION)
    path = f"/staff/drafts/threads/{ids.encode(thread.id)}"
    browser = signed_in(scene.owner)
    first, second = (browser.get(path).form(f"{path}/replies") for _ in range(2))
    first.fill(body="Also on Sundays.").submit()
    page = second.fill(body="And on holidays.").submit()
    assert "Also on Sundays." in page.words
    assert "And on holidays." in page.words
    member = signed_in(scene.assignments[0].person)
    own = f"/reviews/{ids.encode(scene.request.id)}/comments/{ids.encode(thread.id)}"
    words = member.get(own).words
    assert words.index("Also on Sundays.") < words.index("And on holidays.")
