"""What a stranger puts into addresses, cookies and texts: never an error of ours, and never more than text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask_login import encode_cookie
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from cab_portal.accounts.models import Person, SignInLink
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.service import enqueue
from cab_portal.web import guards, mail_transport
from tests.factories import accounts, drafts, launches
from tests.page_client import PageClient

SignedIn = Callable[[Person], PageClient]
TOO_LONG_TO_PARSE = "9" * 5_000
TOO_LARGE_TO_COMPARE = str(10**30)
NUMBERS = (TOO_LONG_TO_PARSE, TOO_LARGE_TO_COMPARE, "-1", "\u00b2", "\0", "1e9", "")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("number", NUMBERS, ids=ascii)
def test_a_number_out_of_reach_in_an_address_is_no_error_of_ours(signed_in: SignedIn, number: str) -> None:
    scene = launches.reviewed(2, closed=False)
    request, thread = (ids.encode(key) for key in (scene.request.id, scene.comment().id))
    base = f"/staff/drafts/{ids.encode(scene.draft.id)}"
    owner = signed_in(scene.owner)

    queries = [
        (f"/reviews/{request}/comments/{thread}", "version"),
        (f"/reviews/{request}/compare", "from"),
        (f"/reviews/{request}/compare", "to"),
        (f"{base}/compare", "from"),
        (f"{base}/compare", "to"),
        ("/staff/drafts", "page"),
    ]
    for path, name in queries:
        assert owner.client.get(path, query_string={name: number}).status_code < 500, (path, name)
    for path in (
        f"{base}/versions/{number}",
        f"{base}/versions/{number}/markdown",
        f"/reviews/{request}/v/{number}/steps/1",
    ):
        assert owner.client.get(path.replace("\0", "%00")).status_code < 500, path


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("name", "value"), [("endpoint", "public.home"), ("_method", "POST"), ("_scheme", "javascript"), ("_external", "1")]
)
def test_the_links_of_a_pager_keep_the_query_string_and_obey_none_of_it(
    signed_in: SignedIn, name: str, value: str
) -> None:
    drafts.draft()
    page = signed_in(accounts.staff()).get(f"/staff/drafts?page=2&{name}={value}&a=1&a=2")
    assert page.status == 200
    previous = [str(link["href"]) for link in page.soup.select("a[href]") if f"{name}={value}" in str(link["href"])]
    assert previous == [f"/staff/drafts?{name}={value}&a=1&a=2"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("cookie", ["somebody|é", "a|b", "|"])
def test_a_remember_cookie_is_of_no_effect(client: PageClient, cookie: str) -> None:
    client.client.set_cookie("remember_token", cookie)
    page = client.get("/")
    assert page.status == 303
    assert (page.location or "").startswith("/sign-in")


def test_a_remember_cookie_does_not_replace_a_session(app: Flask, client: PageClient, signed_in: SignedIn) -> None:
    browser = signed_in(accounts.staff())
    with browser.client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    client.client.set_cookie("remember_token", encode_cookie(secret, app.secret_key))
    assert client.get("/me").status == 303


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("path", ["//elsewhere.example/", "/\\\\elsewhere.example/", "/me"])
def test_the_way_back_from_an_old_form_leads_to_us(signed_in: SignedIn, path: str) -> None:
    page = signed_in(accounts.person()).post("/me/stop-mails", headers={"Referer": f"http://localhost{path}"})
    assert page.status == 400
    assert page.link("Open the page again") == "/" + path.lstrip("/\\")


@pytest.mark.usefixtures("app")
def test_a_target_that_no_page_has_is_not_kept(client: PageClient) -> None:
    form = client.get("/sign-in").form()
    form.fill(email="priya@oakline.example").forge(next="/" + "a" * 100_000).submit()
    assert session.query(SignInLink).one().target == "/"


@pytest.mark.usefixtures("app")
def test_words_of_others_are_text_in_every_part_of_a_mail() -> None:
    payload = "</title></p><a href=//elsewhere.example>Sign in</a>\r\nBcc: all@example.com & co"
    context = dict.fromkeys(("name", "title", "quote", "replier"), payload)
    with unit_of_work():
        enqueue(
            "comment_replied",
            "priya@oakline.example",
            key="one",
            person_id=ids.new_id(),
            context={**context, "thread_id": "x", "kind": "concern"},
            secret={"link": "one"},
        )
    mail = mail_transport.render(session.query(OutboxMessage).one())
    assert "elsewhere.example&gt;" in mail.html
    assert "<a href=//" not in mail.html
    assert mail.html.count("</title>") == 1
    assert "&amp;lt;" not in mail.html, "escaped once, not twice"
    assert "<a href=//elsewhere.example>" in mail.text, "plain text is left as it is"
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject


@pytest.mark.usefixtures("app")
def test_an_error_of_the_database_tells_no_text() -> None:
    with pytest.raises(StatementError) as caught:
        session.execute(text("SELECT nothing FROM nowhere WHERE it = :it"), {"it": "priya@oakline.example"})
    session.rollback()
    assert "nowhere" in str(caught.value)
    assert "priya@oakline.example" not in str(caught.value)


def test_an_unexpected_error_is_logged_without_what_the_request_held(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @guards.public
    def broken() -> str:
        typed = "".join(("priya", "@oakline.example"))
        raise RuntimeError("broken after " + str(len(typed)))

    monkeypatch.setitem(app.view_functions, "public.alive", broken)
    assert client.get("/healthz").status == 500
    logged = "".join(capsys.readouterr())
    assert "broken after 21" in logged
    assert "priya@oakline.example" not in logged
    assert str(app.secret_key) not in logged
