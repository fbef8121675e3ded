"""Many comments, many reviews: pages that take as many statements as with few."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select

from cab_portal.boards.models import Seat
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.faces.member.thread_cards import CARDS_AT_FIRST
from cab_portal.reviews.models import ReviewRequest
from tests.factories import boards, reviews
from tests.factories import comments as factory
from tests.requests.review_reader import SECOND, TEXT, Reader, SignedIn
from tests.statements import statements_of


@pytest.fixture
def reader(app: Flask, signed_in: SignedIn) -> Reader:
    return Reader(signed_in, reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT, SECOND]))


def reads_of(reader: Reader, path: str) -> int:
    """How many statements a page takes; to begin is none."""
    return sum(not statement.startswith("BEGIN") for statement in statements_of(lambda: reader.get(path)))


def test_500_comments_on_one_step_stay_within_ten_statements_and_one_page(reader: Reader, signed_in: SignedIn) -> None:
    """Only so many stand on the page at first; the rest is one link away, and one's own are always there."""
    request = session.get_one(ReviewRequest, reader.request_id)
    peer = reviews.assignment(request, boards.seat(request.board))
    reader.get("/v/1/steps/1")
    first = factory.thread(peer, "Mara is your contact", body="Comment 0.", shared=True)
    few = reads_of(reader, "/v/1/steps/1")
    copies(first, 499)
    own = factory.thread(reader.assignment, "You can also write to her", body="My own.")
    assert reads_of(reader, "/v/1/steps/1") == few <= 10
    page = reader.get("/v/1/steps/1")
    assert len(page.soup.select("[data-margin] article")) == CARDS_AT_FIRST + 1
    assert page.soup.select_one("#thread-501") is not None
    assert len(page.text) < 100_000
    every = page.follow("Show all 501 comments")
    assert len(every.soup.select("[data-margin] article")) == 501
    late = session.scalars(select(Thread).where(Thread.id != own.id).order_by(Thread.id.desc()).limit(1)).one()
    card = reader.get(f"/comments/{ids.encode(late.id)}?version=1")
    assert "comments=all#thread-" in str(card.location)


def copies(thread: Thread, count: int) -> None:
    """The same thread again and again, each with a comment of its own; as rows, because services take their time."""
    columns = {column.key for column in Thread.__table__.columns} - {"id"}
    with unit_of_work():
        origin = session.get_one(Thread, thread.id)
        place = session.get_one(ThreadPlace, (thread.id, thread.version_id))
        made = [ids.new_id() for _ in range(count)]
        session.execute(
            insert(Thread), [{"id": key, **{name: getattr(origin, name) for name in columns}} for key in made]
        )
        session.execute(
            insert(Comment),
            [
                {"id": ids.new_id(), "thread_id": key, "author_id": origin.author_id, "body": f"Comment {number}."}
                | {"created_at": origin.created_at, "edited_at": None}
                for number, key in enumerate(made, 1)
            ],
        )
        names = [column.key for column in ThreadPlace.__table__.columns if column.key != "thread_id"]
        session.execute(
            insert(ThreadPlace), [{"thread_id": key, **{name: getattr(place, name) for name in names}} for key in made]
        )


@pytest.mark.parametrize("path", ["/v/1/steps/1", "/finish", "/comments/new?version=1&step=1&block=1"])
def test_statements_do_not_grow_with_threads(reader: Reader, path: str) -> None:
    reader.get("/v/1/steps/1")
    factory.thread(reader.assignment, "Mara is your contact", body="The first.")
    few = reads_of(reader, path)
    with unit_of_work():
        for count in range(99):
            made = factory.thread(reader.assignment, "Mara is your contact", body=f"Comment {count}.")
            made.shared_at = clock.now() if count % 2 else None
    assert reads_of(reader, path) == few <= 10


def test_the_list_takes_as_many_statements_for_many_reviews(reader: Reader, app: Flask) -> None:
    seat = session.get_one(Seat, reader.assignment.seat_id)
    before = len(statements_of(lambda: reader.browser.get("/reviews")))
    with unit_of_work():
        for _ in range(60):
            version = reviews.shared_version(reviews.draft(), ["One."], tell=False)
            reviews.assignment(reviews.request(seat.board, version), seat)
    page = reader.browser.get("/reviews")
    assert "1 to 50 of 61" in page.words
    assert len(statements_of(lambda: reader.browser.get("/reviews"))) == before
