"""The doors of the demo: open with the mark and on loopback only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from cab_portal import wiring
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service.sign_in import create_link
from cab_portal.app import create_app
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import engine
from cab_portal.database.unit_of_work import connect
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.service import enqueue
from cab_portal.program.models import Program
from cab_portal.web.mail_pages import MAIL_POLICY
from cab_portal.worker import pump
from tests.databases import MigratedDatabase, settings_for
from tests.factories import accounts
from tests.page_client import PageClient


@pytest.fixture
def marked(app: Flask) -> Flask:
    """The application over a database with the mark of the demo."""
    with unit_of_work():
        session.execute(update(Program).values(is_demo=True))
    return app


def mail_to(email: str) -> str:
    """Send a mail with a link to this address; the id under which it is shown."""
    with unit_of_work():
        link = create_link(email, LinkPurpose.REQUEST, "/me")
        enqueue("fresh_link", email, key=email, secret={"link": link}, expires_at=None)
    return email


def sent_one() -> str:
    message = session.query(OutboxMessage).where(OutboxMessage.status == MessageStatus.SENT).one()
    return ids.encode(message.id)


def test_people_are_listed_by_role_and_one_click_signs_in(marked: Flask, client: PageClient) -> None:
    accounts.person(name="Priya Raman")
    accounts.staff(name="Mara Keller")

    page = client.get("/demo")

    assert page.status == 200
    assert page.words.index("Priya Raman") < page.words.index("Mara Keller")
    person = accounts.staff(name="Hana Vogt", role=Role.ADMIN)
    home = client.get("/demo").form(f"/demo/people/{ids.encode(person.id)}").submit("Continue as Hana Vogt")
    assert home.path == "/staff"
    assert "Hana Vogt" in home.words


def test_changing_the_person_ends_the_session_before(marked: Flask, client: PageClient) -> None:
    first, second = accounts.staff(name="Mara Keller"), accounts.person(name="Priya Raman")
    client.get("/demo").form(f"/demo/people/{ids.encode(first.id)}").submit()
    kept = client.client.get_cookie("cab")
    assert kept is not None

    client.get("/demo").form(f"/demo/people/{ids.encode(second.id)}").submit()

    assert "Priya Raman" in client.get("/me").words
    client.client.set_cookie("cab", kept.value)
    assert (client.get("/me").location or "").startswith("/sign-in")


def test_a_deactivated_person_cannot_be_chosen(marked: Flask, client: PageClient) -> None:
    person = accounts.staff(name="Former Colleague")
    with unit_of_work():
        session.merge(person).deactivated_at = clock.now()

    page = client.get("/demo")

    assert "Former Colleague" not in page.words
    token = page.soup.select_one("input[name=csrf_token]")
    data = {"csrf_token": token["value"] if token else ""}
    assert client.post(f"/demo/people/{ids.encode(person.id)}", data).status in (400, 404)


def test_sent_mail_is_shown_with_a_link_that_works(marked: Flask, client: PageClient) -> None:
    person = accounts.person(name="Priya Raman")
    mail_to(person.email)
    pump(marked)
    session.rollback()

    listed = client.get("/demo/mail")
    shown = listed.client.get(f"/demo/mail/{sent_one()}")

    assert person.email in listed.words
    link = next(a["href"] for a in shown.soup.select("main a") if "/sign-in/" in str(a["href"]))
    assert client.get(str(link)).form().submit().path == "/me"


def test_the_html_part_has_its_own_policy(marked: Flask, client: PageClient) -> None:
    person = accounts.person()
    mail_to(person.email)
    pump(marked)

    with marked.app_context():
        answer = client.client.get(f"/demo/mail/{sent_one()}/html")

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == MAIL_POLICY
    assert "sandbox" in MAIL_POLICY


def test_mail_that_waits_is_not_shown(marked: Flask, client: PageClient) -> None:
    person = accounts.person()
    mail_to(person.email)
    message = session.query(OutboxMessage).one()

    assert client.get(f"/demo/mail/{ids.encode(message.id)}").status == 404


def doors() -> list[str]:
    other = ids.encode(ids.new_id())
    return ["/demo", "/demo/mail", f"/demo/mail/{other}", f"/demo/mail/{other}/html"]


def test_the_doors_do_not_exist_without_the_mark(
    app: Flask, client: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    person = accounts.staff(role=Role.ADMIN)
    mail_to(person.email)
    pump_as_demo(app)
    paths = [*doors(), f"/demo/mail/{sent_one()}", f"/demo/mail/{sent_one()}/html"]

    assert {client.get(path).status for path in paths} == {404}
    browser = signed_in(person)
    assert {browser.get(path).status for path in paths} == {404}
    token = browser.get("/me").soup.select_one("input[name=csrf_token]")
    data = {"csrf_token": token["value"] if token else ""}
    assert browser.post(f"/demo/people/{ids.encode(person.id)}", data).status == 404
    assert "demo" not in client.get("/sign-in").words.lower()


def pump_as_demo(app: Flask) -> None:
    """Let mail count as sent without a mail server."""
    with unit_of_work():
        session.execute(update(Program).values(is_demo=True))
    pump(app)
    with unit_of_work():
        session.execute(update(Program).values(is_demo=False))


def test_the_doors_do_not_exist_for_visitors_from_afar(marked: Flask) -> None:
    far = marked.test_client()
    answers = {far.get(path, environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code for path in doors()}
    assert answers == {404}


def test_the_doors_do_not_exist_under_another_host_name(
    marked: Flask, migrated: MigratedDatabase, tmp_path: Path
) -> None:
    person = accounts.staff(role=Role.ADMIN)
    url = migrated.settings.database_url
    served = create_app(settings_for(tmp_path, url, CAB_BASE_URL="https://board.fernhill.example"))
    connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
    served.config["WTF_CSRF_ENABLED"] = False
    browser = served.test_client()
    base = "https://board.fernhill.example"

    answers = [browser.get(path, base_url=base).status_code for path in doors()]
    answers.append(browser.post(f"/demo/people/{ids.encode(person.id)}", base_url=base).status_code)

    # A forged host, which the portal otherwise admits, or a visitor from afar open nothing either.
    answers += [browser.get(path, base_url="http://127.0.0.1").status_code for path in doors()]

    signing_in = browser.get("/sign-in", base_url=base).status_code
    with served.app_context():
        # The file of the database is swapped before the next test, so nobody may hold it open.
        engine().dispose()
    assert set(answers) == {404}
    assert signing_in == 200
