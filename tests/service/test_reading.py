"""Reading: who may, what is marked as read, switching to a newer version, and finishing once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews import queries
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.rules import RequestStatus, StepState, Verdict, VerdictInput, step_state
from cab_portal.reviews.service import reading
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of


def actor_for(assignment: Assignment) -> Actor:
    return actor_of(session.get_one(Person, assignment.person_id))


def requests_seen_by(actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(ReviewRequest).where(visible_requests(actor))) or 0


@pytest.mark.parametrize(
    ("status", "is_seen"),
    [
        (RequestStatus.PREPARING, False),
        (RequestStatus.OPEN, True),
        (RequestStatus.CLOSED, True),
        (RequestStatus.WITHDRAWN, False),
    ],
)
def test_members_see_what_was_sent_to_a_seat_of_theirs(app: Flask, status: RequestStatus, is_seen: bool) -> None:
    board = boards.board()
    request = reviews.request(board, reviews.shared_version(reviews.draft()), status=status)
    mine = reviews.assignment(request, boards.seat(board))
    bystander = boards.seat(board)
    assert requests_seen_by(actor_for(mine)) == int(is_seen)
    assert requests_seen_by(actor_of(session.get_one(Person, bystander.person_id))) == 0
    assert requests_seen_by(actor_of(accounts.staff())) == 1


def test_access_ends_with_the_term(app: Flask) -> None:
    mine = reviews.review()
    ends_at = session.get_one(Seat, mine.seat_id).ends_at
    actor = actor_for(mine)
    with clock.standing_at(ends_at - timedelta(microseconds=1)):
        assert requests_seen_by(actor) == 1
    with clock.standing_at(ends_at):
        assert requests_seen_by(actor) == 0
        assert queries.assignment_for(actor, mine.request_id) is None


def mark(assignment: Assignment, version: Version, position: int = 0) -> None:
    with unit_of_work():
        mine = session.get_one(Assignment, assignment.id)
        reading.mark_read(mine, factory.step_of(version.id, position), session.get_one(Version, version.id))


def test_a_read_mark_clears_where_a_later_version_changes_the_step(app: Flask) -> None:
    mine = reviews.review(texts=["One.", "Two."])
    first = session.scalars(select(Version)).one()
    for position in (0, 1):
        mark(mine, first, position)
    second = reviews.shared_version(session.scalars(select(Draft)).one(), ["One.", "Two, changed."])
    marks = queries.read_marks(mine.id)
    steps = [factory.step_of(second.id, position) for position in (0, 1)]
    states = [step_state(marks.get(step.step_id), step.changed_in) for step in steps]
    assert states == [StepState.READ, StepState.CHANGED]
    mark(mine, second, 1)
    mark(mine, first, 1)
    assert queries.read_marks(mine.id)[steps[1].step_id] == 2
    assert session.scalar(select(func.count()).select_from(ReadMark)) == 2


def test_a_step_of_another_draft_is_not_marked(app: Flask) -> None:
    mine = reviews.review()
    foreign = reviews.shared_version(reviews.draft())
    with pytest.raises(NotFound):
        mark(mine, foreign)


def test_switching_goes_forward_only_and_within_the_draft(app: Flask) -> None:
    mine = reviews.review()
    first = session.scalars(select(Version)).one()
    second = reviews.shared_version(session.scalars(select(Draft)).one(), ["New.", "Words."])
    foreign = reviews.shared_version(reviews.draft())

    def switch(version: Version) -> None:
        with unit_of_work():
            reading.switch_version(session.get_one(Assignment, mine.id), session.get_one(Version, version.id))

    assert queries.review_view(actor_for(mine), mine.request_id).reads.number == 1
    switch(second)
    assert queries.review_view(actor_for(mine), mine.request_id).reads.number == 2
    with pytest.raises(Conflict):
        switch(first)
    with pytest.raises(NotFound):
        switch(foreign)


def test_finishing_shares_what_waits_and_a_second_finish_changes_nothing(app: Flask) -> None:
    mine = reviews.review()
    for body in ("One.", "Two."):
        factory.thread(mine, body=body)

    def finish(verdict: Verdict) -> bool:
        with unit_of_work():
            return reading.finish(session.get_one(Assignment, mine.id), VerdictInput(verdict, "Because."))

    assert finish(Verdict.NOT_YET)
    assert not finish(Verdict.GOOD)
    done = session.get_one(Assignment, mine.id)
    assert (done.verdict, done.verdict_version_id) == (Verdict.NOT_YET, done.version_id)
    assert all(thread.shared_at for thread in session.scalars(select(Thread)))
    told = session.execute(select(AuditEntry.event, AuditEntry.payload).order_by(AuditEntry.number)).all()
    counts = [payload["count"] for name, payload in told if name == "threads.shared"]
    assert counts == [2]
    assert [name for name, _payload in told].count("review.finished") == 1


def test_a_verdict_keeps_the_version_that_it_was_given_on(app: Flask) -> None:
    mine = reviews.review()
    first = session.scalars(select(Version)).one()
    with unit_of_work():
        reading.finish(session.get_one(Assignment, mine.id), VerdictInput(Verdict.GOOD))
    second = reviews.shared_version(session.scalars(select(Draft)).one(), ["New.", "Words."])
    with unit_of_work():
        reading.switch_version(session.get_one(Assignment, mine.id), session.get_one(Version, second.id))
    done = session.get_one(Assignment, mine.id)
    assert (done.verdict_version_id, done.version_id) == (first.id, second.id)


def test_a_closed_review_is_read_only(app: Flask) -> None:
    mine = reviews.review()
    version = session.scalars(select(Version)).one()
    closes_at = session.get_one(ReviewRequest, mine.request_id).closes_at
    with clock.standing_at(closes_at):
        with pytest.raises(Conflict):
            mark(mine, version)
        with pytest.raises(Conflict), unit_of_work():
            reading.finish(session.get_one(Assignment, mine.id), VerdictInput(Verdict.GOOD))
        with pytest.raises(Conflict), unit_of_work():
            reading.switch_version(session.get_one(Assignment, mine.id), session.get_one(Version, version.id))
    assert session.get_one(Assignment, mine.id).finished_at is None


def test_opening_is_noted_once(app: Flask) -> None:
    mine = reviews.review()
    at = clock.now()
    for later in (0, 5):
        with clock.standing_at(at + timedelta(minutes=later)), unit_of_work():
            reading.note_opened(mine.id)
    assert session.get_one(Assignment, mine.id).opened_at == at


def test_versions_before_members_begin_with_the_first_asked_and_end_with_the_close(app: Flask) -> None:
    board = boards.board()
    draft = reviews.draft()
    reviews.shared_version(draft)
    asked = reviews.shared_version(draft)
    request = reviews.request(board, asked)
    mine = reviews.assignment(request, boards.seat(board))
    reviews.shared_version(draft, ["New.", "Words."])
    with clock.standing_at(request.closes_at):
        reviews.shared_version(draft, ["Newer.", "Words."])
    view = queries.review_view(actor_for(mine), request.id)
    assert [version.number for version in view.versions] == [2, 3]
    assert (view.reads.number, view.newest.number, view.version(1), view.version(4)) == (2, 3, None, None)


def test_lists_put_what_waits_first_and_leave_out_what_is_done(app: Flask) -> None:
    board = boards.board(privacy=Privacy.OPEN)
    seat = boards.seat(board)
    at = clock.now()
    made = {}
    for name, days in (("late", 9), ("soon", 2), ("finished", 5), ("over", -1)):
        version = reviews.shared_version(reviews.draft(title=name), ["One.", "Two."])
        request = reviews.request(board, version, closes_at=at + timedelta(days=days))
        made[name] = reviews.assignment(request, seat)
    with unit_of_work():
        reading.finish(session.get_one(Assignment, made["finished"].id), VerdictInput(Verdict.GOOD))
    mark(made["late"], session.get_one(Version, made["late"].version_id))
    actor = actor_for(made["late"])
    page = queries.reviews_of(actor)
    assert ([line.draft_title for line in page.items], page.total) == (["soon", "late", "finished", "over"], 4)
    assert [(line.steps_read, line.steps) for line in page.items] == [(0, 2), (1, 2), (0, 2), (0, 2)]
    assert [line.draft_title for line in queries.open_assignments_of(actor.id)] == ["soon", "late"]


def test_counts_of_who_finished_by_segment(app: Flask) -> None:
    board = boards.board()
    segment = boards.segment(board)
    request = reviews.request(board, reviews.shared_version(reviews.draft()))
    done = reviews.assignment(request, boards.seat(board, segment=segment))
    reviews.assignment(request, boards.seat(board, segment=segment))
    reviews.assignment(request, boards.seat(board))
    with unit_of_work():
        reading.finish(session.get_one(Assignment, done.id), VerdictInput(Verdict.GOOD))
    counts = queries.finished_counts(request.id)
    assert (counts.invited, counts.opened, counts.finished) == (3, 1, 1)
    assert counts.by_segment == {segment.id: (2, 1), None: (1, 0)}
