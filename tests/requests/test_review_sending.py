"""When comments reach others: at the end of the review, each at once, or within 48 hours after it has closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.boards.models import Board
from cab_portal.boards.rules import BoardInput, Privacy, ReadingOthers
from cab_portal.boards.service import update_board
from cab_portal.comments.models import Thread
from cab_portal.core import clock, ids
from cab_portal.core.errors import InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from tests.factories import accounts, boards, drafts, reviews
from tests.factories import comments as factory
from tests.page_client import PageClient

TEXT = "Mara is your contact. She calls you on Friday."
SignedIn = Callable[[Person], PageClient]


@pytest.fixture
def part(app: Flask) -> Assignment:
    return reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT])


@pytest.fixture
def browser(part: Assignment, signed_in: SignedIn) -> PageClient:
    return signed_in(session.get_one(Person, part.person_id))


def base_of(part: Assignment) -> str:
    return f"/reviews/{ids.encode(session.merge(part).request_id)}"


def test_sharing_at_once_holds_for_the_comments_that_follow(part: Assignment, browser: PageClient) -> None:
    base = base_of(part)
    before = factory.thread(part, body="Before.")
    page = browser.get(f"{base}/v/1/steps/1")
    assert "Comments wait until you finish" in page.words
    form = next(form for form in page.soup.select("form.post") if "Share each comment at once" in form.get_text())
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": str(token["value"]), "at_once": "yes"}
    after = browser.post(str(form["action"]), data, follow=True)
    assert "each comment is shared at once" in after.words
    thread = factory.thread(part, body="After.")
    assert (session.merge(before).shared_at, thread.shared_at is None) == (None, False)
    assert "Shared at once" in browser.get(f"{base}/comments/new?version=1&step=1&block=0").words
    browser.post(str(form["action"]), {**data, "at_once": ""})
    assert factory.thread(part, body="Again.").shared_at is None


def close(part: Assignment) -> None:
    with unit_of_work():
        request = session.get_one(ReviewRequest, session.merge(part).request_id)
        request.status, request.closed_at = RequestStatus.CLOSED, clock.now()


def test_what_waits_at_closing_is_offered_for_48_hours_and_never_sent_silently(
    part: Assignment, browser: PageClient
) -> None:
    base = base_of(part)
    for body in ("One.", "Two."):
        factory.thread(part, body=body)
    at = clock.now()
    close(part)
    with clock.standing_at(at + timedelta(hours=47)):
        assert all(thread.shared_at is None for thread in session.scalars(select(Thread)))
        assert "Your 2 comments were not sent" in browser.get("/").words
        page = browser.get(f"{base}/v/1/steps/1").follow("Look at them and send them")
        assert "You can send your verdict alone" not in page.words
        done = page.form(f"{base}/finish/late").submit("Send 2 comments")
        assert "2 comments were sent." in done.words
        assert all(thread.shared_at for thread in session.scalars(select(Thread)))
        assert session.scalars(select(Assignment.finished_at)).one() is None
        events = session.scalars(select(AuditEntry.event)).all()
        assert events.count("threads.shared") == 1
        assert "not sent" not in browser.get("/").words


def test_after_48_hours_nothing_is_sent_and_the_comments_stay(part: Assignment, browser: PageClient) -> None:
    base = base_of(part)
    factory.thread(part, body="Too late.")
    at = clock.now()
    close(part)
    page = browser.get(f"{base}/finish")
    form = page.form(f"{base}/finish/late")
    with clock.standing_at(at + timedelta(hours=48, seconds=1)):
        refused = form.submit("Send 1 comment")
        assert refused.status == 409
        assert "The time to send these comments is over" in refused.words
        page = browser.get(f"{base}/finish")
        assert "Too late." in page.words
        assert not page.soup.select(f"form[action='{base}/finish/late']")
        assert "not sent" not in browser.get("/").words
    assert session.scalars(select(Thread.shared_at)).one() is None


def test_an_open_review_sends_nothing_late(part: Assignment, browser: PageClient) -> None:
    base = base_of(part)
    factory.thread(part)
    token = browser.get(f"{base}/finish").soup.select_one("input[name=csrf_token]")
    assert token is not None
    assert browser.post(f"{base}/finish/late", {"csrf_token": str(token["value"])}).status == 409
    assert session.scalars(select(Thread.shared_at)).one() is None


def test_a_request_may_be_stricter_than_its_board(signed_in: SignedIn, app: Flask) -> None:
    """The route page offers what is at least as strict, and the prepared request keeps it."""
    owner = accounts.staff()
    draft = drafts.draft(owner)
    drafts.version(draft)
    board = boards.board(privacy=Privacy.OPEN, reading_others=ReadingOthers.WHEN_FINISHED)
    boards.seat(board)
    form = signed_in(owner).get(f"/staff/drafts/{ids.encode(draft.id)}/route?board={ids.encode(board.id)}")
    offered = [choice["value"] for choice in form.soup.select("input[name=reading_others]")]
    assert offered == ["when_finished", "never"]
    page = form.form().fill(reading_others="never").submit()
    assert page.status == 200
    assert session.scalars(select(ReviewRequest.reading_others)).one() is ReadingOthers.NEVER


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (ReadingOthers.NEVER, ReadingOthers.AT_ONCE, False),
        (ReadingOthers.NEVER, ReadingOthers.WHEN_FINISHED, False),
        (ReadingOthers.WHEN_FINISHED, ReadingOthers.AT_ONCE, True),
        (ReadingOthers.AT_ONCE, ReadingOthers.NEVER, True),
    ],
)
def test_what_was_promised_to_stay_hidden_stays_so(
    app: Flask, before: ReadingOthers, after: ReadingOthers, *, kept: bool
) -> None:
    board = boards.board(privacy=Privacy.WORDS, reading_others=before)
    seat = boards.seat(board)
    with unit_of_work():
        session.merge(seat).charter_id = boards.charter(board, count=2).id

    def change() -> None:
        with unit_of_work():
            held = session.get_one(Board, board.id)
            update_board(held, BoardInput(held.name, held.purpose, Privacy.WORDS, "The same.", (), after))

    if kept:
        change()
    else:
        with pytest.raises(InvalidInput):
            change()
    assert session.get_one(Board, board.id).reading_others is (after if kept else before)
