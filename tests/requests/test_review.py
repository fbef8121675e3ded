"""The pages of a review: reading, commenting by hand, replying, switching and finishing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.boards.models import Seat
from cab_portal.boards.rules import Privacy, SeatStatus
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.rules import RequestStatus, Verdict
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.requests.review_reader import SECOND, TEXT, Reader, SignedIn, comment_page


@pytest.fixture
def reader(app: Flask, signed_in: SignedIn) -> Reader:
    return Reader(signed_in, reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT, SECOND]))


def close(reader: Reader) -> None:
    with unit_of_work():
        request = session.get_one(ReviewRequest, reader.request_id)
        request.status, request.closed_at = RequestStatus.CLOSED, clock.now()


def test_a_review_opens_at_the_first_unread_step_and_next_marks_it_read(reader: Reader) -> None:
    listed = reader.browser.get("/reviews")
    assert "0 of 2 steps read" in listed.words
    page = reader.get(follow=True)
    assert page.path == f"{reader.base}/v/1/steps/1"
    after = page.form(f"{reader.base}/v/1/steps/1/read").submit("Next step")
    assert after.path == f"{reader.base}/v/1/steps/2"
    assert "1 of 2 read" in after.words
    assert reader.get(follow=True).path == f"{reader.base}/v/1/steps/2"
    last = after.form(f"{reader.base}/v/1/steps/2/read").submit("Finish review")
    assert last.path == f"{reader.base}/finish"
    assert len(session.scalars(select(ReadMark)).all()) == 2


def opened_at(reader: Reader) -> datetime | None:
    return reader.assignment.opened_at


def test_opened_at_is_set_by_the_first_get_alone(reader: Reader) -> None:
    step = f"{reader.base}/v/1/steps/1"
    reader.browser.open("HEAD", step)
    reader.browser.get(step, headers={"Sec-Purpose": "prefetch"})
    assert opened_at(reader) is None
    reader.browser.get(step)
    first = opened_at(reader)
    assert first is not None
    reader.browser.get(step)
    assert opened_at(reader) == first


def test_a_sentence_is_commented_on_without_script(reader: Reader) -> None:
    start = reader.get("/v/1/steps/1").follow("Comment on paragraph 2")
    page = start.form("compose").fill(kind="concern", passage="2", body="Fridays are busy.").submit("Add comment")
    assert page.path == f"{reader.base}/v/1/steps/1"
    thread = session.scalars(select(Thread)).one()
    assert (thread.exact, thread.kind) == ("She calls you on Friday.", ThreadKind.CONCERN)
    assert thread.shared_at is None
    assert "1 comment waiting" in page.words
    mark = page.soup.select_one("mark#m1")
    assert mark is not None
    assert mark.get_text() == "She calls you on Friday."
    assert page.soup.select_one("#thread-1") is not None


def test_without_a_paragraph_the_page_asks_for_one(reader: Reader) -> None:
    page = reader.get("/comments/new?version=1&step=1")
    links = [link["href"] for link in page.soup.select(".paragraphs a")]
    assert [href[-len("block=0") :] for href in links] == ["block=0", "block=1"]


def test_nothing_is_preset_and_what_is_missing_is_said(reader: Reader) -> None:
    page = comment_page(reader)
    assert not page.soup.select("input[name=kind][checked]")
    refused = page.form("compose").fill(body="Why?").submit("Add comment")
    assert refused.status == 422
    assert "Choose what your comment is." in refused.words
    refused = page.form("compose").fill(kind="question", body="Why?").submit("Add comment")
    assert "Choose the words that your comment is about." in refused.words
    refused = page.form("compose").fill(kind="question", passage="whole").submit("Add comment")
    assert "Write your question." in refused.words
    assert page.form("compose").fill(kind="praise", passage="whole").submit("Add comment").status == 200


def test_a_selection_that_is_not_in_the_text_keeps_what_was_typed(reader: Reader) -> None:
    form = comment_page(reader).form("compose").fill(kind="question", body="My long question")
    page = form.forge(start="0", end="9", exact="No such words").submit("Add comment")
    assert page.status == 409
    assert "are not in this text" in page.words
    assert "My long question" in page.text
    assert [choice["value"] for choice in page.soup.select("input[name=passage]")] == ["whole", "1", "2", "3"]
    again = page.form("compose").fill(passage="1").submit("Add comment")
    assert again.status == 200
    assert session.scalars(select(Thread)).one().exact == "Mara is your contact."


def test_a_selection_counts_code_points(reader: Reader) -> None:
    canonical = factory.step_of(reader.assignment.version_id).canonical
    start = canonical.index("You can also")
    form = comment_page(reader).form("compose").fill(kind="question", body="How?")
    form.forge(start=str(start), end=str(start + 12), exact="You can also").submit("Add comment")
    thread = session.scalars(select(Thread)).one()
    assert (thread.start, thread.exact) == (start, "You can also")


@pytest.mark.parametrize("field", ["body", "exact", "replacement"])
def test_a_nul_is_refused_and_the_text_kept(reader: Reader, field: str) -> None:
    form = comment_page(reader).form("compose").fill(kind="suggestion", passage="1", body="Kept words")
    page = form.forge(**{field: "Kept words\0", "start": "0", "end": "1"}).submit("Add comment")
    assert page.status == 422
    assert "NUL" in page.words
    assert "Kept words" in page.text
    assert session.scalars(select(Thread)).all() == []


def test_a_comment_after_the_close_is_refused_and_its_text_kept(reader: Reader) -> None:
    form = comment_page(reader).form("compose").fill(kind="question", passage="1", body="Too late?")
    close(reader)
    page = form.submit("Add comment")
    assert page.status == 409
    assert "This review has closed" in page.words
    assert "Too late?" in page.text
    shown = reader.get("/v/1/steps/1")
    assert shown.soup.select_one(".bar") is None
    assert shown.soup.select_one(".block-comment") is None


def test_waiting_comments_are_changed_and_removed(reader: Reader) -> None:
    factory.thread(reader.assignment, "Mara is your contact", body="Who else?")
    page = reader.get("/finish").follow("Change comment 1")
    page = (
        page.form("compose").fill(kind="suggestion", replacement="Mara and Jo are your contacts").submit("Save comment")
    )
    assert page.status == 200
    assert session.scalars(select(Thread)).one().replacement == "Mara and Jo are your contacts"
    address = page.soup.select_one("form[action$='/delete']")
    assert address is not None
    page = page.form(str(address["action"])).submit()
    assert page.path == f"{reader.base}/finish"
    assert session.scalars(select(Thread)).all() == []


def test_finishing_sends_all_once_and_says_what_happens_next(reader: Reader) -> None:
    for body in ("One.", "Two."):
        factory.thread(reader.assignment, "Mara is your contact", body=body)
    page = reader.get("/finish")
    assert "2 comments to send" in page.words
    assert page.form(f"{reader.base}/finish").fill(verdict="not_yet").submit().status == 422
    form = page.form(f"{reader.base}/finish").fill(verdict="not_yet", reason="The Friday call.")
    done = form.submit("Send my review")
    assert "Your review was sent" in done.h1
    again = form.submit("Send my review")
    assert (again.status, reader.assignment.verdict) == (200, Verdict.NOT_YET)
    assert all(thread.shared_at for thread in session.scalars(select(Thread)))
    after = comment_page(reader).form("compose").fill(kind="praise", passage="whole").submit("Add comment")
    assert "Waiting." not in after.words


def test_others_read_and_answer_by_the_level_of_the_board(reader: Reader, signed_in: SignedIn) -> None:
    request = session.get_one(ReviewRequest, reader.request_id)
    peer = Reader(signed_in, reviews.assignment(request, boards.seat(request.board)))
    shared = factory.thread(reader.assignment, "Mara is your contact", body="Shared words", shared=True)
    private = factory.thread(reader.assignment, "Mara is your contact", body="Own words", is_private=True, shared=True)
    waiting = factory.thread(reader.assignment, "Mara is your contact", body="Waiting words")
    page = peer.get("/v/1/steps/1")
    assert "Shared words" in page.words
    assert "Own words" not in page.words
    assert "Waiting words" not in page.words
    for thread in (private, waiting):
        assert peer.get(f"/comments/{ids.encode(thread.id)}").status == 404
        path = f"{peer.base}/comments/{ids.encode(thread.id)}"
        token = page.soup.select_one("input[name=csrf_token]")
        assert token is not None
        data = {"csrf_token": str(token["value"]), "body": "Mine", "kind": "praise"}
        for end in ("", "/delete", "/replies"):
            assert peer.browser.post(path + end, data).status == 404
    answered = peer.get(f"/comments/{ids.encode(shared.id)}").form("reply").fill(body="For us too.").submit("Add reply")
    assert "For us too." in answered.words
    assert "For us too." in reader.get("/v/1/steps/1").words


def test_a_thread_is_found_under_its_own_review_alone(reader: Reader, signed_in: SignedIn) -> None:
    other = reviews.review(boards.board(), [TEXT])
    with unit_of_work():
        session.get_one(Assignment, other.id).person_id = reader.assignment.person_id
    thread = factory.thread(reader.assignment, "Mara is your contact")
    foreign = f"/reviews/{ids.encode(other.request_id)}/comments/{ids.encode(thread.id)}"
    assert reader.browser.get(foreign).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/v/9/steps/1",
        "/v/1/steps/9",
        "/v/1/steps/0",
        "/compare?from=1&to=9",
        "/compare?from=x",
        "/comments/new?version=9",
    ],
)
def test_what_does_not_exist_is_not_found(reader: Reader, path: str) -> None:
    assert reader.get(path).status == 404


def test_strangers_and_staff(reader: Reader, signed_in: SignedIn) -> None:
    stranger = signed_in(accounts.person())
    for path in ("", "/v/1/steps/1", "/finish", "/compare", "/comments/new"):
        assert stranger.get(reader.base + path).status == 404
    staff = signed_in(accounts.staff())
    page = staff.get(f"{reader.base}/v/1/steps/1")
    assert "as its members do" in page.words
    assert page.soup.select_one(".bar") is None
    assert staff.get(f"{reader.base}/finish").status == 404


def test_a_closed_request_is_read_only_and_an_ended_term_ends_access(reader: Reader) -> None:
    request = session.get_one(ReviewRequest, reader.request_id)
    with clock.standing_at(request.closes_at + timedelta(seconds=1)):
        page = reader.get("/v/1/steps/1")
        assert "This review has closed" in page.words
        assert "Finish review" not in page.words
    with unit_of_work():
        session.get_one(Seat, reader.assignment.seat_id).status = SeatStatus.ENDED
    for path in ("", "/v/1/steps/1", "/finish", "/compare"):
        assert reader.get(path).status == 404
