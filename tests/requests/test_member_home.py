"""What waits for a member besides open reviews and surveys, and what drafts are called for them."""

from __future__ import annotations

import pytest
from flask import Flask

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import RestatementAnswer, RestatementReply, ThreadKind
from cab_portal.comments.service import restatements
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import Verdict, VerdictInput
from cab_portal.reviews.service import reading
from tests.factories import accounts, boards, reviews, working
from tests.factories import comments as factory
from tests.requests.review_reader import NEWER, SECOND, TEXT, Reader, SignedIn
from tests.statements import statements_of

NOT_YET_SHARED = "A title that the team only tries"


@pytest.fixture
def reader(app: Flask, signed_in: SignedIn) -> Reader:
    return Reader(signed_in, reviews.review(boards.board(), [TEXT, SECOND]))


def draft_of(reader: Reader) -> Draft:
    return session.get_one(Draft, reader.assignment.request.draft_id)


def concern(reader: Reader) -> Thread:
    made = factory.thread(reader.assignment, "She calls you on Friday", kind=ThreadKind.CONCERN, shared=True)
    with working():
        actor = accounts.actor_of(accounts.staff(name="Mara Keller"))
        restatements.restate(actor, session.get_one(Thread, made.id), "You worry that nobody has time on a Friday.")
    return made


def finish(reader: Reader) -> None:
    with working():
        reading.finish(session.get_one(Assignment, reader.assignment_id), VerdictInput(Verdict.GOOD))


def test_a_restated_concern_waits_on_the_first_page_until_it_is_answered(reader: Reader) -> None:
    made = concern(reader)
    page = reader.browser.get("/")
    assert "The team put your concern about “She calls you on Friday” into its words." in page.words
    asked = page.follow("Say whether it is right")
    assert asked.path == f"{reader.base}/comments/{ids.encode(made.id)}/restatement"
    with working():
        restatements.answer(session.get_one(Thread, made.id), 1, RestatementReply(RestatementAnswer.CONFIRMED))
    assert "Say whether it is right" not in reader.browser.get("/").words


def test_nobody_else_is_asked_about_it(reader: Reader, signed_in: SignedIn) -> None:
    concern(reader)
    peer = boards.seat(reader.assignment.request.board).person
    assert "Say whether it is right" not in signed_in(peer).get("/").words


def test_who_has_finished_reads_there_what_changed_since_and_no_longer_once_it_is_read(reader: Reader) -> None:
    finish(reader)
    assert "Read what changed" not in reader.browser.get("/").words
    reviews.shared_version(draft_of(reader), [NEWER, SECOND])
    page = reader.browser.get("/")
    assert "Version 2 is out. 1 step changed since your review." in page.words
    compared = page.follow("Read what changed")
    assert "Monday" in compared.words
    switched = compared.form(f"{reader.base}/v/2/switch").submit("Switch to version 2")
    assert "Read what changed" in reader.browser.get("/").words, "switching is not reading"
    switched.form(f"{reader.base}/v/2/steps/1/read").submit("Next step")
    assert "Read what changed" not in reader.browser.get("/").words


def test_a_version_that_changes_no_step_asks_for_nothing(reader: Reader) -> None:
    finish(reader)
    reviews.shared_version(draft_of(reader), [TEXT, SECOND])
    assert "Read what changed" not in reader.browser.get("/").words


def test_the_page_takes_as_many_statements_for_much_as_for_little(reader: Reader) -> None:
    concern(reader)
    finish(reader)
    reviews.shared_version(draft_of(reader), [NEWER, SECOND])
    few = len(statements_of(lambda: reader.browser.get("/")))
    factory.thread(reader.assignment, "Mara is your contact", kind=ThreadKind.CONCERN, shared=True)
    concern(reader)
    reviews.shared_version(draft_of(reader), [NEWER, NEWER])
    assert len(statements_of(lambda: reader.browser.get("/"))) == few <= 10


@pytest.mark.parametrize("path", ["/", "/reviews", "/changes", "{review}", "{review}/finish", "{review}/compare"])
def test_a_working_title_is_the_teams_until_it_is_shared(reader: Reader, path: str) -> None:
    draft = draft_of(reader)
    shared = draft.title
    with working():
        session.get_one(Draft, draft.id).title = NOT_YET_SHARED
    page = reader.browser.get(path.format(review=reader.base), follow=True)
    assert NOT_YET_SHARED not in page.text
    assert shared in page.words or path == "/changes"
