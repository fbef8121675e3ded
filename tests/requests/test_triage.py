"""Triage in the browser: reading, answering, deciding, and who may."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import service as drafts
from cab_portal.drafts.models import Draft
from cab_portal.outbox.models import OutboxMessage
from tests.factories import accounts, comments
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignedIn = Callable[[Person], PageClient]


def triage_path(scene: Reviewed) -> str:
    return f"/staff/drafts/{ids.encode(scene.draft.id)}/triage"


def thread_path(thread: Thread) -> str:
    return f"/staff/drafts/threads/{ids.encode(thread.id)}"


def test_a_draft_without_comments_says_when_they_come(signed_in: SignedIn) -> None:
    scene = reviewed()
    page = signed_in(scene.owner).get(triage_path(scene))
    assert "Comments come here when a member finishes a review." in page.words


def test_a_thread_is_answered_and_decided(signed_in: SignedIn, sent_mail: Callable[[], list[OutboxMessage]]) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment(ThreadKind.QUESTION, "Even on Sundays?")
    sent_mail()
    page = signed_in(scene.owner).get(triage_path(scene))
    assert "Even on Sundays?" in page.words
    page = page.follow("Answer or decide")
    page = page.form(f"{thread_path(thread)}/replies").fill(body="Also on Sundays.").submit()
    assert "Your reply was sent." in page.words
    assert "Also on Sundays." in page.words
    page = (
        page.form(f"{thread_path(thread)}/disposition").fill(disposition="accepted", reason="We will say so.").submit()
    )
    assert (page.path, "Your decision was saved." in page.words) == (triage_path(scene), True)
    assert "Accepted" in page.words
    assert [message.template for message in sent_mail()] == ["comment_replied", "thread_disposed"]


def test_the_mail_leads_to_the_thread_with_reply_and_decision(
    signed_in: SignedIn, new_browser: Callable[[], PageClient], sent_mail: Callable[[], list[OutboxMessage]]
) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment(ThreadKind.QUESTION)
    scene.dispose(thread, Disposition.DECLINED)
    message = next(message for message in sent_mail() if message.template == "thread_disposed")
    page = new_browser().get(f"/sign-in/{message.secret['link']}").form().submit()
    assert page.path == f"/reviews/{ids.encode(scene.request.id)}/comments/{ids.encode(thread.id)}"
    assert "It will say two days." in page.words


def test_what_is_missing_is_said_and_what_was_typed_is_kept(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    browser = signed_in(scene.owner)
    form = browser.get(thread_path(thread)).form(f"{thread_path(thread)}/disposition")
    page = form.fill(disposition="duplicate", reason="Asked before.").submit()
    assert page.status == 422
    assert "Choose the comment that says the same." in page.words
    assert page.form(f"{thread_path(thread)}/disposition").values["reason"] == ["Asked before."]
    page = browser.get(thread_path(thread)).form(f"{thread_path(thread)}/replies").fill(body="A\0B").submit()
    assert (page.status, "NUL character" in page.words) == (422, True)
    foreign = reviewed(closed=False).comment()
    form = browser.get(thread_path(thread)).form(f"{thread_path(thread)}/disposition")
    page = (
        form.fill(disposition="duplicate", reason="Asked before.").forge(duplicate_of=ids.encode(foreign.id)).submit()
    )
    assert page.status == 422


def test_filters_keep_each_other_and_nonsense_is_no_filter(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.comment(ThreadKind.CONCERN, "This is wrong.")
    decided = scene.comment(ThreadKind.QUESTION, "Who replies?")
    scene.dispose(decided)
    browser = signed_in(scene.owner)
    page = browser.get(f"{triage_path(scene)}?kind=question&state=decided")
    assert ("Who replies?" in page.words, "This is wrong." in page.words) == (True, False)
    page = browser.get(f"{triage_path(scene)}?kind=praise")
    assert "No comment fits all of these filters." in page.words
    assert "This is wrong." in browser.get(f"{triage_path(scene)}?kind=nonsense&state=nonsense&page=x").words


def test_comments_are_selected_and_put_together(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    first = scene.comment(ThreadKind.QUESTION, "Even on Sundays?")
    second = scene.comment(ThreadKind.QUESTION, "On a Sunday?", member=1)
    browser = signed_in(scene.owner)
    page = browser.get(triage_path(scene))
    boxes = [str(box["value"]) for box in page.soup.select('input[name="thread"][form="group"]')]
    assert sorted(boxes) == sorted(ids.encode(thread.id) for thread in (first, second))
    groups = f"/staff/drafts/{ids.encode(scene.draft.id)}/groups"
    assert "Choose at least two comments" in browser.get(f"{groups}/new?thread={boxes[0]}").words
    page = browser.get(f"{groups}/new?thread={boxes[0]}&thread={boxes[1]}")
    page = page.form(groups).fill(leader=ids.encode(first.id)).submit()
    assert "One more member says the same. What you answer and decide here reaches both." in page.words
    page = page.form(f"{thread_path(first)}/replies").fill(body="Also on Sundays.").submit()
    assert "Your reply was sent to 2 members." in page.words
    page = browser.get(triage_path(scene))
    assert len(page.soup.select("article.thread")) == 1
    page = browser.get(thread_path(second)).form(f"{thread_path(second)}/ungroup").submit()
    assert "stands for itself again" in page.words


def test_a_draft_with_many_groups_takes_as_many_statements_as_with_one(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    browser = signed_in(scene.owner)
    counts = []
    for rows in (1, 60):
        for _ in range(rows):
            first, second = scene.comment(ThreadKind.QUESTION), scene.comment(ThreadKind.QUESTION, member=1)
            with unit_of_work():
                session.get_one(Thread, second.id).duplicate_of_id = first.id
        counts.append(len(statements_of(lambda: browser.get(triage_path(scene)))))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize(
    ("who", "reads", "decides"),
    [
        ("owner", 200, 303),
        ("collaborator", 200, 303),
        ("admin", 200, 303),
        ("other csm", 200, 403),
        ("member", 404, 404),
    ],
)
def test_who_reads_and_who_decides(who: str, reads: int, decides: int, signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    person = {
        "owner": lambda: scene.owner,
        "collaborator": accounts.staff,
        "admin": lambda: accounts.staff(Role.ADMIN),
        "other csm": accounts.staff,
        "member": lambda: scene.assignments[0].person,
    }[who]()
    if who == "collaborator":
        with unit_of_work():
            drafts.add_collaborator(session.get_one(Draft, scene.draft.id), session.get_one(Person, person.id))
    browser = signed_in(person)
    for path in (triage_path(scene), thread_path(thread), f"/staff/drafts/{ids.encode(scene.draft.id)}/comments.csv"):
        assert browser.get(path).status == reads
    token = {"csrf_token": csrf_of(browser)}
    reply = browser.post(f"{thread_path(thread)}/replies", {**token, "body": "Two days is right."})
    assert reply.status == decides
    given = {
        **token,
        "disposition": "accepted",
        "reason": "We do.",
        "duplicate_of": "",
        "unconfirmed_reason": "As agreed.",
    }
    assert browser.post(f"{thread_path(thread)}/disposition", given).status == decides
    if reads == 200:
        assert ("Save decision" in browser.get(thread_path(thread)).words) == (decides == 303)


def csrf_of(browser: PageClient) -> str:
    return str(browser.get("/me").form("/sign-out").values["csrf_token"][0])


def test_a_waiting_comment_does_not_exist_for_the_team(signed_in: SignedIn) -> None:
    scene = reviewed(2, finished=0, closed=False)
    waiting = comments.thread(scene.assignments[0], "within one working day", kind=ThreadKind.CONCERN)
    assert signed_in(scene.owner).get(thread_path(waiting)).status == 404


def test_the_file_of_comments_is_guarded_against_formulas(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.comment(ThreadKind.CONCERN, "=1+1")
    page = signed_in(scene.owner).get(f"/staff/drafts/{ids.encode(scene.draft.id)}/comments.csv")
    assert page.response.mimetype == "text/csv"
    (row,) = csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff")))
    assert (row["comment"], row["private to the team"]) == ("'=1+1", "no")


def test_the_page_takes_as_many_statements_for_many_threads_as_for_one(signed_in: SignedIn) -> None:
    few, many = reviewed(closed=False), reviewed(closed=False)
    few.comment()
    for count in range(100):
        many.comment(body=f"Concern {count}.")

    def statements(scene: Reviewed) -> int:
        browser, path = signed_in(scene.owner), triage_path(scene)
        return len(statements_of(lambda: browser.get(path)))

    assert statements(few) == statements(many)
