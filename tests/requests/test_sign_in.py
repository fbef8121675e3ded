"""Signing in as people do it: from an address to a page, with everything that goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from cab_portal.accounts.models import Person, SignInLink, SignInSession
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service import people, sign_in
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.core.ids import fingerprint
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import db
from cab_portal.outbox.models import OutboxMessage
from cab_portal.web.mail_transport import stop_token
from tests.page_client import Page, PageClient
from tests.snapshot import assert_mail

EMAIL = "hana@fernhill.example"
NewBrowser = Callable[[], PageClient]
SentMail = Callable[[], list[OutboxMessage]]


@pytest.fixture
def hana(app: Flask) -> Person:
    with unit_of_work():
        person = people.create_person(EMAIL, "Hana Vogt", Role.ADMIN)
    session.refresh(person)
    return person


def ask(browser: PageClient, email: str = EMAIL, **query: str) -> Page:
    page = browser.get("/sign-in", query_string=query)
    return page.form().fill(email=email).submit()


def mailed_link(purpose: LinkPurpose, target: str = "/me") -> str:
    with unit_of_work():
        return sign_in.create_link(EMAIL, purpose, target)


@pytest.mark.usefixtures("hana")
def test_from_the_address_to_the_page(client: PageClient, sent_mail: SentMail) -> None:
    page = ask(client, next="/admin")
    assert page.h1 == "Look into your mail"
    link = client.get(f"/sign-in/{sent_mail()[0].secret['link']}")
    assert "Continue as h…@fernhill.example" in link.text
    there = link.form().submit()
    assert there.path == "/admin"
    assert there.h1 == "Admin"


@pytest.mark.usefixtures("hana")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_link_never_uses_it(client: PageClient, sent_mail: SentMail, method: str) -> None:
    ask(client)
    secret = sent_mail()[0].secret["link"]
    for _ in range(3):
        assert client.open(method, f"/sign-in/{secret}").status == 200
    assert client.get(f"/sign-in/{secret}").form().submit().path == "/staff"


@pytest.mark.usefixtures("hana")
def test_a_link_is_good_once(client: PageClient, new_browser: NewBrowser, sent_mail: SentMail) -> None:
    ask(client)
    secret = sent_mail()[0].secret["link"]
    form = client.get(f"/sign-in/{secret}").form()
    form.submit()
    client.get("/me").form("/sign-out").submit()
    again = client.get(f"/sign-in/{secret}")
    assert (again.status, again.h1) == (410, "This link is used or too old")


@pytest.mark.usefixtures("hana")
def test_the_code_works_in_the_asking_browser(client: PageClient, sent_mail: SentMail) -> None:
    page = ask(client)
    code = sent_mail()[0].secret["code"]
    assert page.form().fill(code=f"{code[:3]} {code[3:]}").submit().path == "/staff"


@pytest.mark.usefixtures("hana")
def test_in_another_browser_the_link_asks_for_the_code(
    client: PageClient, new_browser: NewBrowser, sent_mail: SentMail
) -> None:
    ask(client)
    secret = sent_mail()[0].secret
    elsewhere = new_browser()
    page = elsewhere.get(f"/sign-in/{secret['link']}")
    assert "asked for in another browser" in page.words
    assert elsewhere.post(f"/sign-in/{secret['link']}").status == 400, "without a token nothing happens"
    wrong = page.form().fill(code="000000" if secret["code"] != "000000" else "111111").submit()
    assert wrong.status == 422
    assert "not the code" in wrong.words
    assert wrong.form().fill(code=secret["code"]).submit().path == "/staff"


@pytest.mark.usefixtures("hana")
def test_after_five_wrong_codes_the_link_is_void(client: PageClient, sent_mail: SentMail) -> None:
    page = ask(client)
    code = sent_mail()[0].secret["code"]
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        page = page.form().fill(code=wrong).submit()
        assert page.status == 422
    page = page.form().fill(code=code).submit()
    assert page.status == 422
    assert "five times" in page.words
    assert session.scalars(select(SignInSession)).all() == []


@pytest.mark.usefixtures("hana")
def test_a_new_link_voids_the_old_one(client: PageClient, sent_mail: SentMail) -> None:
    ask(client)
    ask(client)
    old, new = (message.secret["link"] for message in sent_mail())
    assert client.get(f"/sign-in/{old}").status == 410
    assert client.get(f"/sign-in/{new}").status == 200


@pytest.mark.usefixtures("hana")
def test_a_link_lives_for_15_minutes(client: PageClient, sent_mail: SentMail) -> None:
    ask(client)
    secret = sent_mail()[0].secret["link"]
    with clock.standing_at(clock.now() + timedelta(minutes=15)):
        assert client.get(f"/sign-in/{secret}").status == 410


def test_at_rest_there_are_only_hashes(client: PageClient, hana: Person, sent_mail: SentMail) -> None:
    ask(client)
    secret = sent_mail()[0].secret
    link = session.scalars(select(SignInLink)).one()
    assert link.secret_hash == fingerprint(secret["link"])
    assert link.code_hash not in (None, fingerprint(secret["code"]))


def statements_of(ask_for: Callable[[], object]) -> list[str]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        ask_for()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def test_known_unknown_and_deactivated_addresses_look_alike(
    new_browser: NewBrowser, hana: Person, sent_mail: SentMail
) -> None:
    with unit_of_work():
        people.create_person("gone@fernhill.example", "Gone", Role.CSM).deactivated_at = clock.now()
    answers = []
    for email in (EMAIL, "nobody@elsewhere.example", "gone@fernhill.example"):
        browser = new_browser()
        form = browser.get("/sign-in").form().fill(email=email)
        pages: list[Page] = []
        statements = statements_of(lambda form=form, pages=pages: pages.append(form.submit(follow=False)))  # type: ignore[misc]
        shown = browser.get("/sign-in/sent").words.replace(email, "ADDRESS")
        answers.append((pages[0].status, pages[0].location, shown, statements))
    assert answers[0] == answers[1] == answers[2]
    assert [message.address for message in sent_mail()] == [EMAIL]


@pytest.mark.usefixtures("hana")
def test_a_mailbox_gets_at_most_five_links_an_hour(new_browser: NewBrowser) -> None:
    for _ in range(5):
        assert ask(new_browser()).status == 200
    sixth = ask(new_browser())
    assert sixth.status == 429
    with clock.standing_at(clock.now() + timedelta(minutes=61)):
        assert ask(new_browser()).status == 200


def test_an_address_may_ask_thirty_times_an_hour(new_browser: NewBrowser) -> None:
    browser = new_browser()
    form = browser.get("/sign-in").form()
    for number in range(30):
        assert form.fill(email=f"a{number}@elsewhere.example").submit(follow=False).status == 303
    refused = form.fill(email="a31@elsewhere.example").submit(follow=False)
    assert refused.status == 429
    assert 3_500 < int(refused.response.headers["Retry-After"]) <= 3_601
    assert "Wait 6" in refused.words
    assert "minutes" in refused.words


@pytest.mark.parametrize("email", ["", "hana", "hana@", "a b@c.example", "x" * 300 + "@c.example", "a\0b@c.example"])
def test_a_wrong_address_is_explained_and_kept(client: PageClient, email: str) -> None:
    page = client.get("/sign-in").form().fill(email=email).submit()
    assert page.status == 422
    assert page.title.startswith("Error:")
    field = page.soup.select_one("#email")
    assert field is not None
    assert field["value"] == email.replace("\0", "\ufffd") or "\0" in email


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
@pytest.mark.usefixtures("hana")
def test_sign_in_leads_nowhere_else(client: PageClient, sent_mail: SentMail, target: str) -> None:
    ask(client, next=target)
    page = client.get(f"/sign-in/{sent_mail()[0].secret['link']}").form().submit(follow=False)
    assert page.location == "/"


@pytest.mark.usefixtures("hana")
def test_a_link_of_ours_needs_no_code(client: PageClient) -> None:
    secret = mailed_link(LinkPurpose.REQUEST)
    page = client.get(f"/sign-in/{secret}")
    assert page.form().submit().path == "/me"


@pytest.mark.usefixtures("hana")
def test_both_mails_say_what_their_button_does(client: PageClient, sent_mail: SentMail) -> None:
    ask(client)
    assert_mail("sign_in_link", sent_mail()[0])
    with clock.standing_at(clock.now() - timedelta(days=4)):
        old = mailed_link(LinkPurpose.REQUEST)
    client.get(f"/sign-in/{old}").form().submit()
    assert_mail("fresh_link", sent_mail()[-1])


@pytest.mark.usefixtures("hana")
def test_a_used_link_offers_a_fresh_one_and_nothing_to_type(client: PageClient, sent_mail: SentMail) -> None:
    secret = mailed_link(LinkPurpose.REQUEST)
    with clock.standing_at(clock.now() + timedelta(hours=73)):
        page = client.get(f"/sign-in/{secret}")
        assert page.status == 410
        sent = page.form().submit()
        assert sent.h1 == "A fresh link is on its way"
        fresh = sent_mail()[0].secret["link"]
        assert client.get(f"/sign-in/{fresh}").form().submit().path == "/me"


def test_who_is_signed_in_already_is_there_at_once(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    secret = mailed_link(LinkPurpose.REQUEST)
    page = signed_in(hana).get(f"/sign-in/{secret}")
    assert (page.status, page.location) == (303, "/me")


@pytest.mark.usefixtures("hana")
def test_a_link_to_somebody_else_ends_the_session_of_who_was_here(
    signed_in: Callable[[Person], PageClient],
) -> None:
    with unit_of_work():
        mara = people.create_person("mara@fernhill.example", "Mara Lind", Role.CSM)
    browser = signed_in(mara)
    secret = mailed_link(LinkPurpose.REQUEST)
    there = browser.get(f"/sign-in/{secret}").form(f"/sign-in/{secret}").submit()
    assert EMAIL in there.words
    open_sessions = select(SignInSession.person_id).where(SignInSession.ended_at.is_(None))
    assert mara.id not in session.scalars(open_sessions).all()


def test_a_made_up_link_says_so(client: PageClient) -> None:
    assert client.get("/sign-in/" + "x" * 43).status == 410


def test_signing_out_ends_the_session_on_the_server(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    browser = signed_in(hana)
    with browser.client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    browser.get("/me").form("/sign-out").submit()
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert browser.get("/me").status == 303


def test_end_all_sessions_ends_the_others_too(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    here, elsewhere = signed_in(hana), signed_in(hana)
    assert "2 browsers" in here.get("/me").words
    here.get("/me").form("/me/end-all-sessions").submit()
    assert elsewhere.get("/me").status == 303


def test_end_all_sessions_voids_links_that_lie_in_the_mailbox(
    hana: Person, client: PageClient, signed_in: Callable[[Person], PageClient]
) -> None:
    secret = mailed_link(LinkPurpose.REQUEST)
    signed_in(hana).get("/me").form("/me/end-all-sessions").submit()
    assert client.get(f"/sign-in/{secret}").status == 410


def test_a_session_ends_when_idle(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    browser = signed_in(hana)
    with clock.standing_at(clock.now() + timedelta(hours=11)):
        assert browser.get("/me").status == 200, "a sign of life within 12 hours"
    with clock.standing_at(clock.now() + timedelta(hours=22)):
        assert browser.get("/me").status == 200
    with clock.standing_at(clock.now() + timedelta(hours=36)):
        assert browser.get("/me").status == 303


def test_deactivation_ends_access_at_the_next_request(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    browser = signed_in(hana)
    with unit_of_work():
        people.create_person("other@fernhill.example", "Other", Role.ADMIN)
        people.deactivate(session.get_one(Person, hana.id))
    assert browser.get("/me").status == 303


def test_a_post_without_a_session_shows_what_was_typed(client: PageClient) -> None:
    page = client.post("/me/stop-mails", {"body": "A long thought\nthat took an hour."})
    assert page.status == 401
    assert "A long thought\nthat took an hour." in page.text


def test_a_post_without_its_token_shows_what_was_typed(hana: Person, signed_in: Callable[[Person], PageClient]) -> None:
    page = signed_in(hana).post("/me/stop-mails", {"body": "A long thought."})
    assert page.status == 400
    assert "A long thought." in page.text


def test_mails_stop_by_one_click_without_sign_in(app: Flask, client: PageClient, hana: Person) -> None:
    token = stop_token(OutboxMessage(person_id=hana.id, context={}))
    assert client.get(f"/unsubscribe/{token}").h1 == "Stop mails about reviews and surveys"
    session.rollback()
    assert session.get_one(Person, hana.id).mails_stopped_at is None
    done = client.post(f"/unsubscribe/{token}", {"List-Unsubscribe": "One-Click"})
    assert done.h1 == "These mails have stopped"
    session.expire_all()
    assert session.get_one(Person, hana.id).mails_stopped_at is not None
    assert client.get(f"/unsubscribe/{token}x").status == 404


def test_cookies_and_hosts(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    cookie = client.get_cookie("cab")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    assert client.get("/sign-in", base_url="http://evil.example").status_code == 400
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
