"""Comments: who sees them, what they hang on, and that they follow their words from version to version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import Privacy, SeatStatus
from cab_portal.comments import queries
from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.rules import CommentInput, Passage, PlaceStatus, ThreadKind
from cab_portal.comments.service import replies, threads
from cab_portal.core import clock
from cab_portal.core.actor import SYSTEM, Actor
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of

PARAGRAPH = "Most teams finish their first import in under an hour. You can stop at any point without losing work."


def actor_for(assignment: Assignment) -> Actor:
    return actor_of(session.get_one(Person, assignment.person_id))


def seen_by(actor: Actor) -> set[str]:
    bodies = session.scalars(select(Comment.body).join(Thread).where(visible_threads(actor)))
    return set(bodies)


@pytest.fixture
def panel(app: Flask) -> Callable[[Privacy], dict[str, Actor]]:
    """Three comments of one member, and everybody who may ask for them."""

    def make(privacy: Privacy) -> dict[str, Actor]:
        board = boards.board(privacy=privacy)
        mine = reviews.review(board)
        request = session.get_one(ReviewRequest, mine.request_id)
        peer = reviews.assignment(request, boards.seat(board))
        past = boards.seat(board)
        reviews.assignment(request, past)
        actors = {
            "author": actor_for(mine),
            "peer": actor_for(peer),
            "past": actor_of(session.get_one(Person, past.person_id)),
            "stranger": actor_of(boards.seat(boards.board(privacy=Privacy.OPEN)).person),
            "staff": actor_of(accounts.staff()),
            "system": SYSTEM,
        }
        with unit_of_work():
            session.get_one(Seat, past.id).status = SeatStatus.ENDED
        factory.thread(mine, body="waiting")
        factory.thread(mine, body="shared", shared=True)
        factory.thread(mine, body="private", is_private=True, shared=True)
        return actors

    return make


@pytest.mark.parametrize(
    ("privacy", "of_peer"), [(Privacy.SEALED, set()), (Privacy.WORDS, {"shared"}), (Privacy.OPEN, {"shared"})]
)
def test_who_sees_a_comment(panel: Callable[[Privacy], dict[str, Actor]], privacy: Privacy, of_peer: set[str]) -> None:
    actors = panel(privacy)
    seen = {name: seen_by(actor) for name, actor in actors.items()}
    assert seen == {
        "author": {"waiting", "shared", "private"},
        "peer": of_peer,
        "past": set(),
        "stranger": set(),
        "staff": {"shared", "private"},
        "system": set(),
    }


@pytest.mark.parametrize(("privacy", "is_named"), [(Privacy.WORDS, False), (Privacy.OPEN, True)])
def test_names_are_told_on_open_boards_alone(
    panel: Callable[[Privacy], dict[str, Actor]], privacy: Privacy, is_named: bool
) -> None:
    actors = panel(privacy)
    thread = session.scalars(select(Thread).where(Thread.shared_at.is_not(None), ~Thread.is_private)).one()
    helper = session.get_one(Person, actors["staff"].id)
    with unit_of_work():
        replies.reply(actors["author"], thread, "One more thing.")
        replies.reply(actors["staff"], thread, "We look into it.")
    view = queries.thread_view(actors["peer"], thread.id)
    author = session.get_one(Person, actors["author"].id)
    assert view.author == (author.name if is_named else "")
    assert bool(view.organization) is is_named
    assert [reply.author for reply in view.replies] == [author.name if is_named else "", helper.name]
    assert queries.thread_view(actors["author"], thread.id).author == author.name
    assert queries.thread_view(actors["staff"], thread.id).organization


def test_a_withdrawn_request_takes_its_threads_out_of_sight(app: Flask) -> None:
    mine = reviews.review()
    factory.thread(mine, shared=True)
    with unit_of_work():
        session.get_one(ReviewRequest, mine.request_id).status = RequestStatus.WITHDRAWN
    assert seen_by(actor_for(mine)) == set()


def start(assignment: Assignment, passage: Passage, **given: Any) -> Thread:
    with unit_of_work():
        mine = session.get_one(Assignment, assignment.id)
        kind = given.pop("kind", ThreadKind.QUESTION)
        body = given.pop("body", "Why?")
        step = factory.step_of(mine.version_id, given.pop("position", 0))
        return threads.start(mine, step, passage, CommentInput(kind, body, **given))


def test_the_text_decides_and_not_the_offsets_that_were_sent(app: Flask) -> None:
    mine = reviews.review(texts=["🎉 Mara calls you on Friday."])
    thread = start(mine, Passage(999, 1004, "Mara calls"))
    assert (thread.start, thread.end, thread.exact) == (2, 12, "Mara calls")
    place = session.get_one(ThreadPlace, (thread.id, thread.version_id))
    assert (place.start, place.end, place.status) == (2, 12, PlaceStatus.KEPT)


def test_words_that_are_not_in_the_text_are_refused(app: Flask) -> None:
    mine = reviews.review()
    with pytest.raises(Conflict) as refused:
        start(mine, Passage(0, 5, "no such words"))
    assert refused.value.code == "text_changed"
    assert session.scalar(select(func.count()).select_from(Thread)) == 0


def test_a_passage_is_widened_over_a_placeholder_that_it_cuts(app: Flask) -> None:
    mine = reviews.review(texts=["Hi {first name}, welcome."])
    assert start(mine, Passage(0, 9, "Hi {first")).exact == "Hi {first name}"


def test_a_passage_has_a_limit(app: Flask) -> None:
    mine = reviews.review(texts=["word " * 900])
    text = factory.step_of(mine.version_id).canonical
    with pytest.raises(InvalidInput) as refused:
        start(mine, Passage(0, len(text), text))
    assert refused.value.code == "passage_too_long"


def test_a_form_sent_twice_is_one_comment(app: Flask) -> None:
    mine = reviews.review(texts=[PARAGRAPH])
    first = start(mine, Passage(0, 10, "Most teams"))
    again = start(mine, Passage(0, 10, "Most teams"))
    other = start(mine, Passage(0, 10, "Most teams"), body="Another question.")
    assert first.id == again.id != other.id


def test_a_reply_sent_twice_is_one_reply_and_one_mail(app: Flask, sent_mail: Callable[[], list[OutboxMessage]]) -> None:
    mine = reviews.review(texts=[PARAGRAPH])
    thread_id = factory.thread(mine, "Most teams", shared=True).id
    author, team = actor_for(mine), actor_of(accounts.staff())

    def reply(actor: Actor, body: str = "We look into it.") -> UUID:
        with unit_of_work():
            return replies.reply(actor, session.get_one(Thread, thread_id), body).id

    first = reply(team)
    assert reply(team) == first
    assert len(sent_mail()) == 1
    other = reply(author, "And on Sundays?")
    later = reply(team)
    assert len({first, other, later}) == 3, "said again after somebody else's words, it is a reply of its own"
    assert len(sent_mail()) == 1


def test_nobody_writes_after_the_request_has_closed(app: Flask) -> None:
    mine = reviews.review()
    thread = factory.thread(mine)
    closes_at = session.get_one(ReviewRequest, mine.request_id).closes_at
    with clock.standing_at(closes_at):
        with pytest.raises(Conflict):
            start(mine, Passage(0, 2, "Hi"))
        for act in (threads.remove, lambda thread, mine: threads.change(thread, mine, CommentInput(ThreadKind.PRAISE))):
            with pytest.raises(Conflict), unit_of_work():
                act(session.get_one(Thread, thread.id), session.get_one(Assignment, mine.id))
    assert session.get(Thread, thread.id) is not None


def test_a_waiting_comment_is_changed_and_removed_and_a_shared_one_is_not(app: Flask) -> None:
    mine = reviews.review()
    waiting, shared = factory.thread(mine), factory.thread(mine, body="Shared.", shared=True)
    with unit_of_work():
        held = session.get_one(Assignment, mine.id)
        given = CommentInput(ThreadKind.SUGGESTION, "", "Mara and Jo are your contacts", True)
        threads.change(session.get_one(Thread, waiting.id), held, given)
    changed = session.get_one(Thread, waiting.id)
    assert (changed.kind, changed.is_private, changed.replacement) == (
        ThreadKind.SUGGESTION,
        True,
        "Mara and Jo are your contacts",
    )
    assert changed.comments[0].edited_at is not None
    with unit_of_work():
        threads.remove(session.get_one(Thread, waiting.id), session.get_one(Assignment, mine.id))
    assert session.get(Thread, waiting.id) is None
    assert session.scalar(select(func.count()).select_from(ThreadPlace)) == 1
    with pytest.raises(Conflict), unit_of_work():
        threads.remove(session.get_one(Thread, shared.id), session.get_one(Assignment, mine.id))


def test_a_thread_of_another_review_is_not_ones_own(app: Flask) -> None:
    mine, other = reviews.review(), reviews.review()
    thread = factory.thread(other)
    with pytest.raises(NotFound), unit_of_work():
        threads.remove(session.get_one(Thread, thread.id), session.get_one(Assignment, mine.id))


def test_a_comment_after_the_finish_is_shared_at_once(app: Flask) -> None:
    mine = reviews.review()
    with unit_of_work():
        session.get_one(Assignment, mine.id).finished_at = clock.now()
    assert factory.thread(mine).shared_at is not None


def test_replies_need_a_shared_thread_and_words_and_the_team_stops_the_clock(app: Flask) -> None:
    mine = reviews.review()
    waiting, shared = factory.thread(mine), factory.thread(mine, body="Shared.", shared=True)
    author, team = actor_for(mine), actor_of(accounts.staff())
    with pytest.raises(Conflict), unit_of_work():
        replies.reply(author, session.get_one(Thread, waiting.id), "More.")
    with pytest.raises(InvalidInput), unit_of_work():
        replies.reply(author, session.get_one(Thread, shared.id), "")
    with unit_of_work():
        replies.reply(author, session.get_one(Thread, shared.id), "More.")
        assert session.get_one(Thread, shared.id).replied_at is None
        replies.reply(team, session.get_one(Thread, shared.id), "Thanks.")
    assert session.get_one(Thread, shared.id).replied_at is not None


def places_of(thread: Thread) -> list[tuple[PlaceStatus, str | None]]:
    """Status and words of a thread in each version after its own."""
    found = []
    rows = session.scalars(
        select(ThreadPlace).where(ThreadPlace.thread_id == thread.id).order_by(ThreadPlace.version_id)
    )
    for place in list(rows)[1:]:
        steps = [factory.step_of(place.version_id, position) for position in (0, 1)]
        text = next(step.canonical for step in steps if step.step_id == place.step_id)
        found.append((place.status, None if place.start is None else text[place.start : place.end]))
    return found


SECOND = "A second step, which says something else altogether and is long enough to be read."


@pytest.mark.parametrize(
    ("v2", "v3", "expected"),
    [
        # A typo mended elsewhere.
        (
            (PARAGRAPH.replace("losing", "loosing"), SECOND),
            (PARAGRAPH, SECOND),
            [(PlaceStatus.KEPT, "finish their first import"), (PlaceStatus.KEPT, "finish their first import")],
        ),
        # The quoted words changed.
        (
            (PARAGRAPH.replace("their first import", "their very first import"), SECOND),
            (PARAGRAPH.replace("their first import", "their very first import"), SECOND),
            [(PlaceStatus.EDITED, "finish their very first import")] * 2,
        ),
        # The paragraph moved to the other step.
        (
            ("Nothing else is left in this step at all.", f"{SECOND}\n\n{PARAGRAPH}"),
            ("Nothing else is left in this step at all.", f"{SECOND}\n\n{PARAGRAPH}"),
            [(PlaceStatus.MOVED, "finish their first import")] * 2,
        ),
        # Taken out in version 2, put back in version 3.
        (
            ("Nothing else is left in this step at all.", SECOND),
            (PARAGRAPH, SECOND),
            [(PlaceStatus.REMOVED, None), (PlaceStatus.KEPT, "finish their first import")],
        ),
    ],
)
def test_comments_follow_their_words_over_three_versions(
    app: Flask,
    v2: tuple[str, str],
    v3: tuple[str, str],
    expected: list[tuple[PlaceStatus, str | None]],
) -> None:
    mine = reviews.review(texts=[PARAGRAPH, SECOND])
    waiting = factory.thread(mine, "finish their first import")
    shared = factory.thread(mine, "finish their first import", body="Shared.", shared=True)
    draft = session.get_one(Draft, waiting.draft_id)
    reviews.shared_version(draft, v2)
    reviews.shared_version(draft, v3)
    assert places_of(session.get_one(Thread, waiting.id)) == expected
    assert places_of(session.get_one(Thread, shared.id)) == expected


def test_a_comment_on_an_older_version_is_placed_in_the_newer_ones(app: Flask) -> None:
    mine = reviews.review(texts=[PARAGRAPH, SECOND])
    draft = session.scalars(select(Draft)).one()
    reviews.shared_version(draft, [f"New words before. {PARAGRAPH}", SECOND])
    reviews.shared_version(draft, ["Nothing else is left in this step at all.", SECOND])
    thread = factory.thread(mine, "finish their first import")
    assert places_of(thread) == [(PlaceStatus.KEPT, "finish their first import"), (PlaceStatus.REMOVED, None)]


def test_a_thread_of_a_removed_step_is_shown_under_the_step_before(app: Flask) -> None:
    mine = reviews.review(texts=[SECOND, PARAGRAPH])
    thread = factory.thread(mine, "finish their first import", position=1)
    first = factory.step_of(mine.version_id, 0).step_id
    version = reviews.shared_version(session.scalars(select(Draft)).one(), [SECOND], step_ids=[first])
    place = session.get_one(ThreadPlace, (thread.id, version.id))
    assert (place.status, place.step_id) == (PlaceStatus.REMOVED, first)


def test_threads_of_a_step_in_reading_order_with_counts(app: Flask) -> None:
    mine = reviews.review(texts=[PARAGRAPH, SECOND])
    late = factory.thread(mine, "losing work")
    early = factory.thread(mine, "Most teams")
    factory.thread(mine, "A second step", position=1)
    step = factory.step_of(mine.version_id)
    found = queries.threads_of_request_step(actor_for(mine), mine.request_id, mine.version_id, step.step_id)
    assert [thread.id for thread in found.threads] == [early.id, late.id]
    assert sorted(found.counts.values()) == [1, 2]
    assert found.waiting == 3


def test_the_audit_log_keeps_no_words(app: Flask) -> None:
    factory.thread(reviews.review(), body="A word nobody else writes: quokka")
    assert not [entry for entry in session.scalars(select(AuditEntry)) if "quokka" in str(entry.payload)]
