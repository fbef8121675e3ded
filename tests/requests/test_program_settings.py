"""Settings, mail and audit log, as admins see them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import people
from cab_portal.audit.models import AuditEntry
from cab_portal.boards.models import Seat
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role, acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.service import enqueue
from cab_portal.program.models import Program
from cab_portal.program.queries import program
from tests.factories import accounts, boards
from tests.page_client import PageClient
from tests.statements import statements_of

SignedIn = Callable[[Person], PageClient]
RIGHT = {
    "name": "Fernhill board",
    "reply_address": "Board@Fernhill.example",
    "time_zone": "Europe/Berlin",
    "currency": "usd",
    "hourly_rate": "120.50",
    "finished_percent": "70",
    "finished_per_segment": "0",
}


@pytest.fixture
def hana(app: object) -> Person:
    return accounts.staff(Role.ADMIN, "Hana Vogt", email="hana@fernhill.example")


@pytest.fixture
def admin(hana: Person, signed_in: SignedIn) -> PageClient:
    return signed_in(hana)


def test_the_rate_must_be_chosen_and_then_is_kept(admin: PageClient) -> None:
    page = admin.get("/admin")
    assert "The hourly rate is not chosen" in page.words
    page = page.follow("Choose the hourly rate")
    assert page.form().submit().status == 422
    page = page.form().fill(**RIGHT).submit()
    assert "The settings are saved." in page.words
    assert "The hourly rate is not chosen" not in page.words
    found = program()
    assert (found.currency, found.hourly_rate_minor, found.time_zone) == ("USD", 12_050, "Europe/Berlin")
    assert (found.reply_address, found.finished_percent, found.finished_per_segment) == (
        "board@fernhill.example",
        70,
        0,
    )
    form = admin.get("/admin/settings").form()
    assert form.values["hourly_rate"] == ["120.50"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("currency", "DEM", "Write the three letters of a currency"),
        ("currency", "XXX", "Write the three letters of a currency"),
        ("time_zone", "Europe/Berln", "Write a time zone like"),
        ("time_zone", "../../etc/passwd", "Write a time zone like"),
        ("hourly_rate", "1,200", "Write an amount like 120"),
        ("hourly_rate", "-5", "Write an amount like 120"),
        ("hourly_rate", "1.234", "finer than the smallest unit"),
        ("hourly_rate", "٣", "Write an amount like 120"),
        ("hourly_rate", "NaN", "Write an amount like 120"),
        ("hourly_rate", "", "Write an amount; 0 where members take no money."),
        ("reply_address", "nobody", "Write an e-mail address like"),
        ("finished_percent", "101", "Write a number from 1 to 100."),
        ("finished_percent", "many", "Write a whole number."),
        ("finished_per_segment", "-1", "Write a number from 0 to 20."),
        ("name", "a\0b", "NUL"),
    ],
)
def test_settings_that_cannot_be_keep_the_form(admin: PageClient, field: str, value: str, sentence: str) -> None:
    page = admin.get("/admin/settings").form().fill_all({**RIGHT, field: value}).submit()
    assert page.status == 422
    assert sentence in page.words
    assert page.form().values["currency"][0].upper() == ("USD" if field != "currency" else value)
    assert program().hourly_rate_minor is None


def test_all_that_is_wrong_with_settings_is_said_at_once(admin: PageClient) -> None:
    wrong = {"currency": "EU", "time_zone": "Berlin", "hourly_rate": "120,50"}
    page = admin.get("/admin/settings").form().fill_all({**RIGHT, **wrong}).submit()
    assert page.status == 422
    said = [link.get_text(strip=True) for link in page.soup.select(".error-summary a")]
    assert [sentence.split(",")[0] for sentence in said] == [
        "Write a time zone like Europe/Berlin",
        "Write the three letters of a currency",
        "Write an amount like 120 or 120.50",
    ]


def test_nothing_is_worth_nothing(admin: PageClient) -> None:
    admin.get("/admin/settings").form().fill_all({**RIGHT, "hourly_rate": "0"}).submit()
    assert program().hourly_rate_minor == 0
    assert "The hourly rate is not chosen" not in admin.get("/admin").words


def test_terms_follow_the_time_zone(admin: PageClient) -> None:
    seat = boards.seat(boards.board(), starts_on=date(2026, 1, 1), ends_on=date(2030, 12, 31))
    assert seat.ends_at == datetime(2031, 1, 1, tzinfo=UTC)
    admin.get("/admin/settings").form().fill(**RIGHT).submit()
    assert session.get_one(Seat, seat.id).ends_at == datetime(2030, 12, 31, 23, tzinfo=UTC)


def message(status: MessageStatus = MessageStatus.WAITING, **values: object) -> OutboxMessage:
    key = ids.encode(ids.new_id())
    with unit_of_work():
        enqueue("sign_in_link", "petra@oakline.example", key=key, secret={"link": "the-secret-link", "code": "314159"})
        made = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
        made.status = status
        for name, value in values.items():
            setattr(made, name, value)
    return made


def test_mail_is_listed_by_status(admin: PageClient) -> None:
    message()
    message(MessageStatus.DEAD, last_error="SMTPServerDisconnected: gone")
    page = admin.get("/admin").follow("See what was given up")
    assert page.words.count("petra@oakline.example") == 1
    assert "Given up" in page.words
    assert "Link to sign in" in admin.get("/admin/mail?status=waiting").words
    assert "No mails here" in admin.get("/admin/mail?status=sent").words
    assert admin.get("/admin/mail?status=lost").status == 404


@pytest.mark.parametrize("secret", [{"link": "the-secret-link", "code": "314159"}, {}])
def test_a_preview_hides_what_only_the_reader_may_have(admin: PageClient, secret: dict[str, str]) -> None:
    made = message(secret=secret)
    path = f"/admin/mail/{ids.encode(made.id)}"
    page = admin.get(path)
    assert page.h1 == "Your sign-in link"
    assert "type this code as well: hidden" in page.words
    html = admin.client.get(f"{path}/html")
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    for body in (page.text, html.get_data(as_text=True)):
        assert "the-secret-link" not in body
        assert "314159" not in body
        assert "/sign-in/hidden" in body


def test_a_preview_holds_no_working_stop_of_mails(
    app: Flask, admin: PageClient, hana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = message(person_id=hana.id)
    assert "Stop these mails" not in admin.get(f"/admin/mail/{ids.encode(made.id)}").words
    monkeypatch.setitem(app.extensions, "cab_is_stoppable", lambda template: template == "sign_in_link")
    assert "/unsubscribe/hidden" in admin.get(f"/admin/mail/{ids.encode(made.id)}").words


def test_in_the_demo_a_preview_shows_everything(admin: PageClient) -> None:
    made = message()
    with unit_of_work():
        session.get_one(Program, 1).is_demo = True
    page = admin.get(f"/admin/mail/{ids.encode(made.id)}")
    assert ("the-secret-link" in page.text) == ("This is a demo." in page.words)


def test_a_mail_whose_wording_is_gone_says_so(admin: PageClient) -> None:
    made = message(template="not_there_any_more")
    page = admin.get(f"/admin/mail/{ids.encode(made.id)}")
    assert "cannot be shown" in page.words
    assert admin.get(f"/admin/mail/{ids.encode(made.id)}/html").status == 404


def test_a_mail_that_was_given_up_is_sent_again(admin: PageClient) -> None:
    made = message(MessageStatus.DEAD, tries=6, last_error="SMTPServerDisconnected: gone")
    path = f"/admin/mail/{ids.encode(made.id)}"
    page = admin.get(path)
    assert "SMTPServerDisconnected" in page.words
    again = page.form(f"{path}/release")
    assert "The message is sent again." in again.submit().words
    assert session.get_one(OutboxMessage, made.id).status is MessageStatus.WAITING
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.event == "message.released")).all()) == 1
    twice = again.submit()
    assert twice.status == 409
    assert "not given up" in twice.words


def test_an_expired_mail_is_not_sent_again(admin: PageClient) -> None:
    made = message(MessageStatus.DEAD, expires_at=clock.now() - timedelta(hours=1))
    path = f"/admin/mail/{ids.encode(made.id)}"
    assert admin.get(path).form(f"{path}/release").submit().status == 409


def test_the_log_says_who_did_what(admin: PageClient, hana: Person) -> None:
    with acting_as(accounts.actor_of(hana)), unit_of_work():
        jonas = people.create_person("jonas@fernhill.example", "Jonas Weber", Role.CSM)
    with unit_of_work():
        people.rename_person(session.get_one(Person, jonas.id), "Jonas Lind")
    page = admin.get("/admin").follow("Audit log")
    assert "A person was added Hana Vogt Jonas Lind" in page.words
    found = page.form().fill(event="person.renamed").submit()
    assert "A person was added Hana" not in found.words
    assert "System Jonas Lind" in found.words
    found = page.form().fill(actor="hana@").submit()
    assert "System" not in found.words
    assert "No entries fit this filter" in page.form().fill(actor="nobody of this name").submit().words


def test_the_log_is_exported_with_its_filter(admin: PageClient, hana: Person) -> None:
    with acting_as(accounts.actor_of(hana)), unit_of_work():
        people.create_person("evil@fernhill.example", '=HYPERLINK("x")', Role.CSM)
    page = admin.get("/admin/audit?event=person.created&actor=Hana")
    export = admin.client.get(page.link("Export as CSV"))
    assert export.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    text = export.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["What happened"] for row in rows] == ["A person was added"]
    assert (rows[0]["Who"], rows[0]["About"]) == ("Hana Vogt", '\'=HYPERLINK("x")')
    everything = admin.client.get("/admin/audit.csv").get_data(as_text=True)
    assert len(everything.splitlines()) == 1 + len(session.scalars(select(AuditEntry)).all())


@pytest.mark.parametrize("query", ["event=no.such", "actor=a%00b"])
def test_a_filter_of_the_log_that_cannot_be_is_refused(admin: PageClient, query: str) -> None:
    assert admin.get(f"/admin/audit?{query}").status == 422
    assert admin.get(f"/admin/audit.csv?{query}").status == 422


@pytest.mark.parametrize("path", ["/admin/mail", "/admin/audit"])
def test_statements_do_not_grow_with_rows(admin: PageClient, path: str) -> None:
    message()
    admin.get(path)
    few = statements_of(lambda: admin.get(path))
    for _ in range(60):
        message()
        accounts.person()
    with unit_of_work():
        for count in range(60):
            people.create_person(f"p{count}@fernhill.example", f"P {count}", Role.CSM)
    many = statements_of(lambda: admin.get(path))
    page = admin.get(path)
    assert len(many) == len(few) <= 9, "eight, and BEGIN"
    assert "1 to 50 of 6" in page.words


def test_foreign_ids_lead_nowhere(admin: PageClient, hana: Person) -> None:
    token = admin.get("/admin").form("/sign-out").values["csrf_token"]
    path = f"/admin/mail/{ids.encode(hana.id)}"
    assert admin.get(path).status == 404
    assert admin.get(f"{path}/html").status == 404
    assert admin.post(f"{path}/release", {"csrf_token": token}).status == 404
