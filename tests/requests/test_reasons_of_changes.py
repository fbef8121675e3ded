"""Beside a changed step stands why: in its authors' words, and as decisions answer what members said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy
from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.launches import service
from cab_portal.launches.models import Decision
from cab_portal.launches.rules import DecisionInput, Outcome
from tests.factories import comments, working
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignedIn = Callable[[Person], PageClient]
ANSWER = "It says two days."


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
        words = compared(signed_in(scene.seats[place].person), scene)
        assert f"Because 2 of you said: “One day is too short.” {ANSWER}" in words


def test_on_a_sealed_board_nobody_learns_who_or_how_many(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.SEALED)
    assert "Because you said: “One day is too short.”" in compared(signed_in(scene.seats[0].person), scene)
    assert "Because members said: “One day is too short.”" in compared(signed_in(scene.seats[2].person), scene)


def test_what_is_only_promised_is_no_reason_of_a_change(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    scene.dispose(thread)
    scene.change()
    decide(scene, Outcome.WILL)
    assert "Because" not in compared(signed_in(scene.seats[0].person), scene)


def test_the_pages_take_as_many_statements_for_many_decisions_as_for_one(signed_in: SignedIn) -> None:
    scene = scene_with(Privacy.OPEN)
    browser = signed_in(scene.seats[0].person)
    few = len(statements_of(lambda: compared(browser, scene)))
    for _ in range(3):
        decide(scene, Outcome.DID)
    assert len(statements_of(lambda: compared(browser, scene))) == few <= 12
