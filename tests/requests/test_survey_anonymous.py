"""An anonymous survey on its pages: what members read and keep, and what the team can and cannot see."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from cab_portal.accounts.models import Person, SignInSession
from cab_portal.audit.models import AuditEntry
from cab_portal.boards.models import Seat
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.surveys.jobs import seal_due
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Participant
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.web.limits import limiter
from tests.factories import accounts, boards, drafts, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]*"')
pytestmark = pytest.mark.usefixtures("app")


def anonymous(members: int = 12) -> Sent:
    return surveys.sent_survey(members, privacy=SurveyPrivacy.ANONYMOUS, reward=Money(4_000, "EUR"))


def address(sent: Sent, ending: str = "") -> str:
    return f"/surveys/{ids.encode(sent.survey.id)}{ending}"


def results(sent: Sent, ending: str = "/results") -> str:
    return f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}"


def count(model: type[object]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def close(sent: Sent) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def answer_on(page: Page, value: object) -> Page:
    return page.form().fill(answer=value).submit("Continue")


def answered_by(browser: PageClient, sent: Sent) -> Page:
    """The check page, after the first two questions."""
    page = browser.get(address(sent)).follow("Start survey")
    answer_on(answer_on(page, "9"), "right")
    return browser.get(address(sent, "/check"))


def test_a_member_answers_without_a_name(signed_in: SignIn) -> None:
    sent = anonymous()
    browser = signed_in(sent.people[0])
    start = browser.get(address(sent))
    assert "Your answers are stored without your name." in start.words
    assert "The two lists are not linked." in start.words
    assert "It is paid after the survey closes, to all who took part at once." in start.words
    assert "not on another device" in start.words
    check = answered_by(browser, sent)
    assert "This survey is anonymous." in check.words
    done = check.form().submit("Send 2 answers")
    assert done.path == address(sent, "/done")
    assert "without your name" in done.words
    assert "€40 is paid after the survey has closed" in done.words
    assert "Read my answers" not in done.words
    page = browser.get(address(sent))
    assert "cannot be shown, changed or taken back" in page.words
    assert "About right" not in page.words
    assert "€40 is paid after the survey has closed" in page.words
    assert "Received" in browser.get("/surveys").words
    assert "Start the survey" not in browser.get("/").words
    assert browser.get(address(sent, "/q/1")).location == address(sent)
    assert (count(AnonymousAnswers), count(AnswersUnderWay)) == (1, 0)


def test_own_words_come_with_a_warning(signed_in: SignIn) -> None:
    sent = anonymous()
    browser = signed_in(sent.people[0])
    assert "Do not name yourself" in browser.get(address(sent, "/q/5")).words
    assert "Do not name yourself" not in browser.get(address(sent, "/q/1")).words
    draft = drafts.draft()
    made = surveys.survey(draft, privacy=SurveyPrivacy.ANONYMOUS)
    design = signed_in(draft.owner).get(f"/staff/surveys/{ids.encode(made.id)}/design")
    assert "Own words can give people away" in design.words


def test_answers_under_way_are_the_browsers_alone(signed_in: SignIn) -> None:
    sent = anonymous()
    browser = signed_in(sent.people[0])
    answered_by(browser, sent)
    cookie = browser.client.get_cookie("answers", path=address(sent))
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", address(sent))
    assert len(cookie.value) >= 43
    assert "Welcome back. You were at question 3." in browser.get(address(sent)).words
    assert "Start survey" in signed_in(sent.people[0]).get(address(sent)).words
    # A colleague at the same computer finds nothing.
    colleague = signed_in(sent.people[1])
    colleague.client.set_cookie("answers", cookie.value, path=address(sent))
    assert "Start survey" in colleague.get(address(sent)).words
    stored = session.scalars(select(AnswersUnderWay.key)).one()
    assert cookie.value.encode() not in stored
    browser.get(address(sent, "/check")).form().submit()
    assert browser.client.get_cookie("answers", path=address(sent)) is None


def test_j30_a_second_sending_is_as_good_as_one(signed_in: SignIn) -> None:
    sent = anonymous()
    form = answered_by(signed_in(sent.people[0]), sent).form()
    assert [form.submit(follow=False).location for _ in range(2)] == [address(sent, "/done")] * 2
    assert count(AnonymousAnswers) == 1


def test_an_empty_survey_cannot_be_sent(signed_in: SignIn) -> None:
    sent = anonymous()
    refused = signed_in(sent.people[0]).get(address(sent, "/check")).form().submit()
    assert refused.status == 422
    assert "Question 1 needs an answer." in refused.words


def test_survey_pages_note_no_sign_of_life(signed_in: SignIn) -> None:
    sent = anonymous()
    browser = signed_in(sent.people[0])
    long_ago = clock.now() - timedelta(days=5)
    with unit_of_work():
        session.execute(update(SignInSession).values(last_seen_at=long_ago))
    answered_by(browser, sent).form().submit()
    for ending in ("", "/done", "/stored"):
        browser.get(address(sent, ending))
    seen = select(SignInSession.last_seen_at).where(SignInSession.person_id == sent.people[0].id)
    assert session.scalar(seen) == long_ago
    browser.get("/surveys")
    session.rollback()
    assert session.scalar(seen) != long_ago


def test_no_count_is_kept_of_who_writes_when(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    acquire = limiter.limiter.hit

    def hit(item: object, *identifiers: str, **options: int) -> bool:
        keys.extend(identifiers)
        return bool(acquire(item, *identifiers, **options))  # type: ignore[arg-type]

    sent = anonymous()
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent)).follow("Start survey")
    monkeypatch.setattr(limiter.limiter, "hit", hit)
    answer_on(page, "9")
    assert keys
    assert not any(str(sent.people[0].id) in key or "127.0.0.1" in key for key in keys), keys


def test_a_member_sees_what_is_stored(signed_in: SignIn) -> None:
    sent = anonymous()
    browser = signed_in(sent.people[0])
    page = browser.get(address(sent)).follow("See what is stored about you")
    assert "Answers received No" in page.words
    answered_by(browser, sent)
    page = browser.get(address(sent, "/stored"))
    assert "a long random number that only this browser knows" in page.words
    assert "About right" in page.words
    browser.get(address(sent, "/check")).form().submit()
    page = browser.get(address(sent, "/stored"))
    assert "Answers received Yes" in page.words
    assert "neither can we" in page.words
    assert "About right" not in page.words
    named = surveys.sent_survey()
    surveys.response(named.survey, named.people[0])
    page = signed_in(named.people[0]).get(address(named, "/stored"))
    assert "Stored with your name." in page.words
    assert "Calm" in page.words


def test_j29_the_team_sees_steps_then_totals_and_never_a_name(signed_in: SignIn) -> None:
    sent = anonymous()
    for place, person in enumerate(sent.people[:11]):
        surveys.send_unlinked(sent.survey, person, UNHAPPY if place < 6 else {**HAPPY, "q5": f"Word {place:02}"})
        session.rollback()
        seal_due()
    for staff in (sent.owner, accounts.staff()):
        browser = signed_in(staff)
        page = browser.get(results(sent))
        assert "10 or more of 12 invited" in page.words
        assert "Results come when the survey closes" in page.words
        assert page.soup.select("[id^=chart-]") == []
        for ending in ("/results.csv", "/results/q5"):
            assert browser.get(results(sent, ending)).status == 403
        assert "under way" not in page.words
        progress = browser.get(f"/staff/requests/{ids.encode(sent.request.id)}")
        assert "Answered the survey 10 or more of 12" in progress.words
        assert "Survey" not in [cell.text for cell in progress.soup.select("#members th[scope=col]")]
    close(sent)
    browser = signed_in(sent.owner)
    page = browser.get(results(sent))
    assert "11 of 12 invited" in page.words
    voices = browser.get(results(sent, "/results/q5"))
    assert voices.words.index("Word 06") < voices.words.index("Word 07") < voices.words.index("Word 10")
    for text in (page.text, voices.text):
        assert not any(person.name in text for person in sent.people)
    file = browser.get(results(sent, "/results.csv")).response.get_data(as_text=True)
    assert "About right,5" in file
    assert "Word 06" not in file, "what one person answered is not put side by side"


def test_j29_no_page_file_or_log_row_joins_a_person_to_an_answer_and_no_segment_is_told(
    signed_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    """Each member writes a word of their own; wherever one of the words stands, nobody's name does."""
    sent = anonymous()
    segments = [boards.segment(sent.board, name) for name in ("Carriers", "Shippers")]
    with unit_of_work():
        for place, seat in enumerate(sent.seats):
            # Four of twelve are in the smaller one.
            session.get_one(Seat, seat.id).segment_id = segments[place % 3 > 0].id
    caplog.set_level(logging.INFO)
    words = {f"canary{place:02}": person for place, person in enumerate(sent.people)}
    for word, person in words.items():
        browser = signed_in(person)
        page = browser.get(address(sent)).follow("Start survey")
        for value in ("9", "right", ["data"], "4", word):
            page = answer_on(page, value)
        page.form().submit("Send 5 answers")
    close(sent)
    owner, admin = signed_in(sent.owner), signed_in(accounts.staff(Role.ADMIN))
    told = [owner.get(results(sent, ending)) for ending in ("/results", "/results/q5", "/results.csv")]
    told += [owner.get(f"/staff/requests/{ids.encode(sent.request.id)}"), owner.get("/staff/surveys")]
    told += [admin.get(path) for path in ("/admin/audit", "/admin/mail", "/admin/rewards")]
    bodies = [page.response.get_data(as_text=True) for page in told]
    assert any("canary03" in body for body in bodies), "the words can be read"
    for body in (*bodies, caplog.text):
        names = [person.name for person in sent.people if person.name in body]
        assert not names or not any(word in body for word in words)
    for body in bodies[:3]:
        assert not any(name in body for name in ("Carriers", "Shippers"))
    session.rollback()
    assert [entry.event for entry in session.scalars(select(AuditEntry)) if entry.event.startswith("response.")] == []


def test_j29_what_too_few_answered_is_hidden_everywhere(signed_in: SignIn) -> None:
    sent = anonymous()
    for place, person in enumerate(sent.people[:10]):
        surveys.send_unlinked(sent.survey, person, UNHAPPY if place < 4 else {"q1": 9, "q2": "right"})
    close(sent)
    browser = signed_in(sent.owner)
    page = browser.get(results(sent))
    assert "Fewer than 5 people answered, and of so few nothing is shown." in page.words
    assert "A person to call." not in page.text
    assert browser.get(results(sent, "/results/q6")).soup.select(".voice") == []
    file = browser.get(results(sent, "/results.csv")).response.get_data(as_text=True)
    assert "How clear or unclear is the first week?,Too few answered this question to show anything," in file
    assert "Very clear" not in file


def test_its_request_says_that_the_survey_stays_closed(signed_in: SignIn) -> None:
    sent = anonymous()
    close(sent)
    extend = f"/staff/requests/{ids.encode(sent.request.id)}/extend"
    assert "Its survey stays closed" in signed_in(sent.owner).get(extend).words


def test_who_was_never_asked_finds_nothing(signed_in: SignIn) -> None:
    sent = anonymous()
    for stranger in (accounts.person(), accounts.staff()):
        for ending in ("", "/q/1", "/check", "/done", "/stored"):
            assert signed_in(stranger).get(address(sent, ending)).status == 404
    assert count(Participant) == 12


def test_what_the_team_sees_changes_only_by_whole_groups(signed_in: SignIn) -> None:
    """Every page of the team is asked again and again as answers come in; a few answers alone change none of them."""
    sent = anonymous()
    draft = f"/staff/drafts/{ids.encode(sent.survey.draft_id)}"
    doors = [
        *(results(sent, ending) for ending in ("/results", "/results?by=q1&q1=9", "/design")),
        f"/staff/requests/{ids.encode(sent.request.id)}",
        f"/staff/requests/{ids.encode(sent.request.id)}/close",
        "/staff/surveys",
        "/staff",
        draft,
        f"{draft}/launch",
    ]
    log = "/admin/audit"
    owner, admin = signed_in(sent.owner), signed_in(accounts.staff(Role.ADMIN))
    readers = [*((owner, door) for door in doors), *((admin, door) for door in (log, "/admin/mail", "/admin/rewards"))]

    def seen() -> list[str]:
        found = []
        for browser, door in readers:
            page = browser.get(door)
            assert page.status == 200, door
            # The token of a form holds the second in which its page was asked for.
            body = TOKEN.sub("", page.response.get_data(as_text=True))
            found.append(body + repr(sorted(page.response.headers.items())))
        return found

    seen()  # The first visit sets a cookie.
    before = seen()
    changed: dict[int, set[str]] = {}
    for place, person in enumerate(sent.people[:11]):
        surveys.send_unlinked(sent.survey, person, {**HAPPY, "q5": f"Word {place}"})
        session.rollback()
        seal_due()
        # Looked at before, at and after each step.
        if (number := place + 1) in (1, 4, 5, 6, 9, 10, 11):
            now = seen()
            differ = {door for (_browser, door), old, new in zip(readers, before, now, strict=True) if old != new}
            changed |= {number: differ} if differ else {}
            before = now
    assert list(changed) == [5, 10]
    assert {log, results(sent), "/staff/surveys"} <= changed[5] == changed[10]
    close(sent)
    assert "11 of 12 invited" in owner.get(results(sent)).words
