"""Decisions: written and published by the team, read by the members concerned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.launches import service
from cab_portal.launches.models import Decision
from cab_portal.launches.rules import DecisionInput, Outcome
from tests.factories import accounts, boards, launches
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignedIn = Callable[[Person], PageClient]
SAID = "You told us that one working day is not what happens."


def new_path(scene: Reviewed) -> str:
    return f"/staff/drafts/{ids.encode(scene.draft.id)}/decisions/new"


def changes_path(scene: Reviewed) -> str:
    return f"/changes/{ids.encode(scene.draft.id)}"


def decided(title: str = "Onboarding") -> Reviewed:
    scene = reviewed(closed=False, title=title)
    scene.dispose(scene.comment(ThreadKind.CONCERN))
    return scene


def decision(scene: Reviewed, *, published: bool = True, said: str = SAID) -> Decision:
    with unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        threads = [thread.id for thread in scene.decided_threads()]
        made = service.create_decision(draft, scene.actor, DecisionInput(Outcome.DID, said, "It says two."), threads)
        if published:
            service.publish_decision(made)
    return made


def test_a_decision_is_written_published_and_read(signed_in: SignedIn) -> None:
    scene = decided()
    browser, member = signed_in(scene.owner), signed_in(scene.assignments[0].person)
    assert "Nothing is decided yet" in member.get("/changes").words
    page = browser.get(new_path(scene))
    (thread,) = scene.decided_threads()
    form = page.form().fill(said=SAID, outcome="did", answer="It says two days.", threads=[ids.encode(thread.id)])
    page = form.submit("Save without publishing")
    assert (page.path, "Not published" in page.words) == ("/staff/decisions", True)
    assert "Nothing is decided yet" in member.get("/changes").words
    page = page.follow("Change")
    assert page.form().values["threads"] == [ids.encode(thread.id)]
    page = page.form().fill(answer="It says two working days.").submit("Publish decision")
    assert "The decision is published." in page.words
    seen = member.get("/changes")
    assert SAID in seen.words
    assert "It says two working days." in seen.words
    assert "Your part: “within one working day”" in seen.words
    other = signed_in(scene.assignments[1].person).get("/changes")
    assert (SAID in other.words, "Your part" in other.words) == (True, False)


def promise(scene: Reviewed, said: str, days: int) -> None:
    due_on = (clock.now() + timedelta(days=days)).date()
    with clock.standing_at(clock.now() - timedelta(days=30)), unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        given = DecisionInput(Outcome.WILL, said, "We will say so.", due_on=due_on)
        service.publish_decision(service.create_decision(draft, scene.actor, given, []))


def test_where_nothing_waits_a_member_reads_what_was_done_last_and_what_is_promised_next(signed_in: SignedIn) -> None:
    scene = decided()
    scene.finish()
    scene.close()
    member = signed_in(scene.assignments[0].person)
    assert "Answered last" not in member.get("/").words
    decision(scene, published=False, said="Nobody reads this yet.")
    decision(scene, said="The first thing you said.")
    decision(scene)
    page = member.get("/")
    assert "Answered last" in page.words
    assert (SAID in page.words, "Your part: “within one working day”" in page.words) == (True, True)
    assert not any(words in page.words for words in ("Nobody reads this yet.", "The first thing", "promised next"))
    for said, days in (("Over since yesterday.", -1), ("In a month.", 31), ("In a week.", 7)):
        promise(scene, said, days)
    page = member.get("/")
    assert "Answered last, and promised next" in page.words
    assert [said in page.words for said in ("Over since", "In a month.", "In a week.")] == [False, False, True]
    assert page.follow(scene.draft.title).path == changes_path(scene)
    assert SAID not in signed_in(boards.seat(boards.board()).person).get("/").words


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": "will"}, "Choose the day by which it is done, from tomorrow on."),
        ({"outcome": "will", "due_on": "2020-01-01"}, "Choose the day by which it is done, from tomorrow on."),
        ({"outcome": "will", "due_on": "soon"}, "Write a day like 2026-11-30."),
        ({"outcome": "will_not"}, "Say why not."),
        ({"outcome": "did", "said": ""}, "Say in one or two sentences what members said."),
        ({"outcome": "did", "said": "A\0B"}, "NUL character"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    given: dict[str, str], sentence: str, signed_in: SignedIn
) -> None:
    scene = decided()
    form = signed_in(scene.owner).get(new_path(scene)).form()
    page = form.fill_all({"said": SAID, "answer": "It says two days.", **given}).submit("Publish decision")
    assert (page.status, sentence in page.words) == (422, True)
    assert page.form().values["answer"] == ["It says two days."]


def test_only_decided_threads_of_the_draft_are_answered(signed_in: SignedIn) -> None:
    scene, other = decided(), decided()
    (foreign,) = other.decided_threads()
    form = signed_in(scene.owner).get(new_path(scene)).form()
    form.fill(said=SAID, outcome="did", answer="It says two days.").forge(threads=[ids.encode(foreign.id)])
    assert form.submit("Publish decision").status == 422


def test_a_published_decision_stays_as_it_is(signed_in: SignedIn) -> None:
    scene = decided()
    made = decision(scene)
    browser = signed_in(scene.owner)
    path = f"/staff/decisions/{ids.encode(made.id)}"
    assert browser.get(f"{path}/edit").location == "/staff/decisions"
    token = str(browser.get("/me").form("/sign-out").values["csrf_token"][0])
    given = {"csrf_token": token, "said": "Other.", "outcome": "did", "answer": "Other."}
    assert browser.post(path, given).status == 409
    assert browser.post(f"{path}/publish", {"csrf_token": token}).status == 303


@pytest.mark.parametrize(("who", "reads", "writes"), [("csm", 200, 403), ("admin", 200, 200), ("member", 404, 404)])
def test_who_reads_and_who_writes(who: str, reads: int, writes: int, signed_in: SignedIn) -> None:
    scene = decided()
    made = decision(scene, published=False)
    person = {
        "csm": accounts.staff,
        "admin": lambda: accounts.staff(Role.ADMIN),
        "member": lambda: scene.assignments[0].person,
    }[who]()
    browser = signed_in(person)
    assert browser.get("/staff/decisions").status == reads
    path = f"/staff/decisions/{ids.encode(made.id)}"
    assert [browser.get(one).status for one in (new_path(scene), f"{path}/edit")] == [writes, writes]
    token = str(browser.get("/me").form("/sign-out").values["csrf_token"][0])
    assert browser.post(f"{path}/publish", {"csrf_token": token}).status == (303 if writes == 200 else writes)


def test_an_overdue_promise_is_marked(signed_in: SignedIn) -> None:
    scene = decided()
    tomorrow = clock.now().date() + timedelta(days=1)
    with unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        made = service.create_decision(
            draft, scene.actor, DecisionInput(Outcome.WILL, SAID, "We will say so.", due_on=tomorrow), []
        )
        service.publish_decision(made)
    browser = signed_in(scene.owner)
    assert "Promise overdue" not in browser.get("/staff/decisions").words
    with unit_of_work():
        session.get_one(Decision, made.id).due_on = tomorrow - timedelta(days=2)
    assert "Promise overdue" in browser.get("/staff/decisions").words


def test_a_member_reads_what_became_of_the_own_comments(signed_in: SignedIn) -> None:
    scene = decided()
    scene.dispose(scene.comment(ThreadKind.QUESTION), Disposition.DECLINED)
    scene.comment(ThreadKind.CONCERN, "A matter of others.", member=1)
    decision(scene)
    scene.change("Hello,\n\nyour workspace is **ready**. We reply to every question within two working days.")
    scene.close()
    page = signed_in(scene.assignments[0].person).get(changes_path(scene))
    assert "Accepted" in page.words
    assert "Declined" in page.words
    assert "It will say two days." in page.words
    assert SAID in page.words
    compared = next(str(link["href"]) for link in page.soup.select("#comments a") if "/compare" in str(link["href"]))
    assert page.client.get(compared).status == 200
    assert "Not decided yet" not in page.words


def test_a_launch_is_read_under_what_changed(signed_in: SignedIn) -> None:
    scene = decided()
    scene.close()
    launches.launch(scene)
    page = signed_in(scene.assignments[0].person).get("/changes")
    assert "Launched with your comments" in page.words
    assert "You wrote one comment. We took up one." in page.words
    assert "Launched with your comments" not in signed_in(scene.assignments[1].person).get("/changes").words


def test_what_changed_ends_with_the_seat_and_begins_with_a_review(signed_in: SignedIn) -> None:
    scene = decided()
    decision(scene)
    stranger = signed_in(boards.seat(scene.board).person)
    assert stranger.get(changes_path(scene)).status == 404
    assert SAID not in stranger.get("/changes").words
    assert signed_in(scene.owner).get(changes_path(scene)).status == 404
    member = signed_in(scene.assignments[0].person)
    assert member.get(changes_path(scene)).status == 200
    with unit_of_work():
        session.get_one(Seat, scene.assignments[0].seat_id).ends_at = clock.now() - timedelta(days=1)
    assert member.get(changes_path(scene)).status == 404
    assert SAID not in member.get("/changes").words


def test_the_pages_take_as_many_statements_for_many_rows_as_for_one(signed_in: SignedIn) -> None:
    few, many = decided(), decided("QBR")
    decision(few)
    for count in range(100):
        decision(many, said=f"Number {count}.")
        many.comment(ThreadKind.SUGGESTION, f"Comment {count}.")

    def statements(scene: Reviewed, path: str) -> int:
        browser = signed_in(scene.assignments[0].person)
        return len(statements_of(lambda: browser.get(path)))

    assert statements(few, "/changes") == statements(many, "/changes")
    assert statements(few, changes_path(few)) == statements(many, changes_path(many))
    admin = signed_in(accounts.staff(Role.ADMIN))
    both = len(statements_of(lambda: admin.get("/staff/decisions")))
    decision(few, published=False)
    decision(many, published=False)
    assert len(statements_of(lambda: admin.get("/staff/decisions"))) - both <= 1
