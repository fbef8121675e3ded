"""Beside a change stands why: in its authors' words, and as decisions and dispositions answer what members said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import suggestions
from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.launches import service
from cab_portal.launches.models import Decision
from cab_portal.launches.rules import DecisionInput, Outcome
from tests.factories import comments, drafts, working
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import Page, PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignedIn = Callable[[Person], PageClient]
ANSWER = "It says two days."
TWO = "Hello {first name},\n\nyour workspace is **ready**. We reply to every question within two working days.\n\n"


def scene_with(privacy: Privacy) -> Reviewed:
    """The first of three members commented, the second says the same; the step changed, the decision is published."""
    scene = reviewed(closed=False)
    with working():
        session.get_one(Board, scene.board.id).privacy = privacy
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        thread = scene.comment()
        if privacy is not Privacy.SEALED:
            comments.supported(thread, scene.assignments[1])
        scene.dispose(thread)
    scene.change()
    decide(scene, Outcome.DID)
    return scene


def decide(scene: Reviewed, outcome: Outcome) -> None:
    with unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        given = DecisionInput(outcome, "One day is too short.", ANSWER, "As agreed.", clock.now().date() + timedelta(9))
        made = service.create_decision(draft, scene.actor, given, [thread.id for thread in scene.decided_threads()])
        service.publish_decision(session.get_one(Decision, made.id))


def compared(browser: PageClient, scene: Reviewed) -> str:
    return browser.get(f"/reviews/{ids.encode(scene.request.id)}/compare").words


def test_the_team_reads_how_many_said_it(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.OPEN)
    page = signed_in(scene.owner).get(f"/staff/drafts/{ids.encode(scene.draft.id)}/compare")
    assert f"Because 2 members said: “One day is too short.” {ANSWER}" in page.words


def test_members_who_read_each_other_learn_how_many(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.WORDS)
    for place in (0, 2):
        words = compared(signed_in(scene.assignments[place].person), scene)
        assert f"Because 2 of you said: “One day is too short.” {ANSWER}" in words


def test_on_a_sealed_board_nobody_learns_who_or_how_many(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.SEALED)
    assert "Because you said: “One day is too short.”" in compared(signed_in(scene.assignments[0].person), scene)
    assert "Because members said: “One day is too short.”" in compared(signed_in(scene.assignments[2].person), scene)


def test_what_is_only_promised_is_no_reason_of_a_change(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    scene.dispose(thread)
    scene.change()
    decide(scene, Outcome.WILL)
    assert "Because" not in compared(signed_in(scene.assignments[0].person), scene)


def test_the_pages_take_as_many_statements_for_many_decisions_as_for_one(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.OPEN)
    browser = signed_in(scene.assignments[0].person)
    few = len(statements_of(lambda: compared(browser, scene)))
    for _ in range(3):
        decide(scene, Outcome.DID)
    assert len(statements_of(lambda: compared(browser, scene))) == few <= 12


def beside(page: Page, words: str) -> list[str]:
    """The reasons beside the changed paragraph that has these words."""
    found = [one for one in page.soup.select(".version-change") if words in one.get_text()]
    assert len(found) == 1
    return [" ".join(reason.get_text().split()) for reason in found[0].select(".thanks")]


def above(page: Page) -> list[str]:
    """The reasons at steps as a whole."""
    return [" ".join(reason.get_text().split()) for reason in page.soup.select(".version-step > .thanks")]


def pages(signed_in: SignedIn, scene: Reviewed) -> tuple[Page, Page, Page]:
    """The comparison as the team, the author of the comment and another member read it."""
    member = f"/reviews/{ids.encode(scene.request.id)}/compare"
    return (
        signed_in(scene.owner).get(f"/staff/drafts/{ids.encode(scene.draft.id)}/compare"),
        signed_in(scene.assignments[0].person).get(member),
        signed_in(scene.assignments[2].person).get(member),
    )


def test_a_decision_stands_beside_the_paragraph_that_was_spoken_of(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    with working():
        session.get_one(Board, scene.board.id).privacy = Privacy.WORDS
    scene.dispose(scene.comment())
    scene.change(TWO + "One more paragraph.")
    decide(scene, Outcome.DID)
    team, author, other = pages(signed_in, scene)
    said = f"“One day is too short.” {ANSWER}"
    assert beside(team, "two") == [f"Because 1 member said: {said}"]
    assert beside(author, "two") == [f"Because you said: {said}"]
    assert beside(other, "two") == [f"Because one of you said: {said}"]
    for page in (team, author, other):
        assert beside(page, "One more paragraph.") == above(page) == []


def test_where_the_words_are_of_others_the_reason_names_the_step_alone(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.SEALED)
    _team, author, other = pages(signed_in, scene)
    assert above(author) == []
    assert above(other) == [f"Because members said: “One day is too short.” {ANSWER}"]
    assert other.soup.select(".version-change .thanks") == []


def test_a_comment_that_was_taken_up_is_a_reason_for_who_may_read_it(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.dispose(scene.comment(body="One day is not enough for our desk."), Disposition.PARTLY)
    scene.change(TWO)
    team, author, other = pages(signed_in, scene)
    said = "“One day is not enough for our desk.” It will say two days."
    assert beside(team, "two") == [f"Because 1 member said: {said}"]
    assert beside(author, "two") == [f"Because you said: {said}"]
    assert other.soup.select(".version-step .thanks") == []


def test_a_reason_is_told_once_and_of_no_later_change(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.dispose(scene.comment())
    scene.change(TWO)
    scene.change(TWO.replace("two", "three"))
    team = signed_in(scene.owner)
    address = f"/staff/drafts/{ids.encode(scene.draft.id)}/compare"
    assert beside(team.get(f"{address}?from=2&to=3"), "three") == []
    assert len(beside(team.get(f"{address}?from=1&to=3"), "three")) == 1


def test_of_words_that_are_gone_the_reason_stands_beside_what_was_taken_out(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.dispose(scene.comment())
    scene.change("Hello {first name},\n\nRead the handbook of your region first.")
    team, *_ = pages(signed_in, scene)
    assert len(beside(team, "within one working day")) == 1


@pytest.mark.parametrize("privacy", list(Privacy))
def test_kept_words_of_a_member_are_told_as_far_as_the_board_lets_them(signed_in: SignedIn, privacy: Privacy) -> None:
    scene = reviewed(closed=False)
    with working():
        session.get_one(Board, scene.board.id).privacy = privacy
    quote, words = "within one working day", "within two working days"
    kind = ThreadKind.SUGGESTION
    thread = comments.thread(scene.assignments[0], quote, kind=kind, body="", replacement=words, shared=True)
    with unit_of_work():
        draft, row = session.get_one(Draft, scene.draft.id), session.get_one(Thread, thread.id)
        suggestions.apply(scene.actor, draft, row)
    drafts.version(session.get_one(Draft, scene.draft.id))
    team, author, other = pages(signed_in, scene)
    name = scene.assignments[0].person.name
    assert beside(team, "two")[0].startswith(f"Words of {name}, ")
    assert beside(author, "two") == [f"Your words, in version 2: “{words}”"]
    told = beside(other, "two")
    if privacy is Privacy.SEALED:
        assert told == []
    elif privacy is Privacy.WORDS:
        assert told == [f"Words of a member of your board, in version 2: “{words}”"]
    else:
        assert told[0].startswith(f"Words of {name}, ")
