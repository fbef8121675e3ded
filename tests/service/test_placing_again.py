"""A person puts a comment on other words: that beats the machine there and in later versions."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import Passage, PlaceStatus
from cab_portal.comments.service.placing_again import place_again
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.models import Assignment
from tests.factories import accounts, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of

FIRST = "Welcome on board. Mara is your contact for the first ninety days.\n\nReply any time."
SECOND = "Welcome on board. Questions go to the desk of your region.\n\nReply any time."
THIRD = "Hello. Questions go to the desk of your own region.\n\nReply any time."
FOURTH = "Hello. Mara is your contact for the first ninety days.\n\nReply any time."
DESK = "Questions go to the desk of your region."


class Story:
    """A shared comment on "Mara is your contact …", which the second version no longer has."""

    def __init__(self) -> None:
        self.review: Assignment = reviews.review(texts=(FIRST, "The second step."))
        self.thread: Thread = factory.thread(
            self.review, "Mara is your contact for the first ninety days.", shared=True
        )
        self.staff: Actor = actor_of(accounts.staff())
        self.second = self.share(SECOND)

    def share(self, text: str, other: str = "The second step.") -> Version:
        return reviews.shared_version(session.get_one(Draft, self.thread.draft_id), (text, other))

    def again(self, version: Version, words: str, actor: Actor | None = None, position: int = 0) -> ThreadPlace:
        step = factory.step_of(version.id, position)
        with unit_of_work():
            thread = session.get_one(Thread, self.thread.id)
            return place_again(actor or self.staff, thread, step, factory.passage(step, words))

    def words_in(self, version: Version) -> tuple[str, PlaceStatus, str]:
        session.expire_all()
        place = session.get_one(ThreadPlace, (self.thread.id, version.id))
        steps = [factory.step_of(version.id, position) for position in (0, 1)]
        text = next(step.canonical for step in steps if step.step_id == place.step_id)
        return text[place.start : place.end] if place.start is not None else "", place.status, place.method


@pytest.fixture
def story(app: Flask) -> Story:
    return Story()


def told() -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.event == "thread.placed_again")))


def test_a_person_chooses_words_that_the_machine_did_not_find(story: Story) -> None:
    assert story.words_in(story.second) == ("", PlaceStatus.REMOVED, "none")
    story.again(story.second, DESK)
    assert story.words_in(story.second) == (DESK, PlaceStatus.EDITED, "person")
    [entry] = told()
    assert entry.payload["thread_id"] == str(story.thread.id)
    assert entry.payload["version_id"] == str(story.second.id)


def test_the_choice_is_carried_into_later_versions_shared_before_and_after(story: Story) -> None:
    third = story.share(THIRD)
    story.again(story.second, DESK)
    carried = ("Questions go to the desk of your own region.", PlaceStatus.EDITED, "map")
    assert story.words_in(third) == carried
    fourth = story.share(THIRD + " Bye.")
    assert story.words_in(fourth) == carried
    place = session.get_one(ThreadPlace, (story.thread.id, fourth.id))
    assert (place.placed_by_id, place.placed_at is None) == (story.staff.id, False)


def test_words_that_a_person_chose_are_never_taken_for_those_commented_on(story: Story) -> None:
    story.again(story.second, DESK)
    assert story.words_in(story.share(SECOND)) == (DESK, PlaceStatus.EDITED, "map")


def test_a_later_choice_stands_when_an_earlier_one_is_made_anew(story: Story) -> None:
    third = story.share(THIRD)
    fourth = story.share(THIRD)
    story.again(third, "Reply any time.")
    story.again(story.second, DESK)
    assert [story.words_in(version)[0] for version in (story.second, third, fourth)] == [
        DESK,
        "Reply any time.",
        "Reply any time.",
    ]


def test_another_step_is_told_as_moved_and_the_own_words_as_kept(story: Story) -> None:
    story.again(story.second, "The second step.", position=1)
    assert story.words_in(story.second)[1] is PlaceStatus.MOVED_EDITED
    back = story.share(FOURTH)
    story.again(back, "Mara is your contact for the first ninety days.")
    assert story.words_in(back)[1] is PlaceStatus.KEPT


def test_the_same_place_again_changes_nothing(story: Story) -> None:
    story.again(story.second, DESK)
    story.again(story.second, DESK)
    assert len(told()) == 1


def test_the_version_that_it_was_made_on_is_not_for_choosing(story: Story) -> None:
    with pytest.raises(Conflict, match="later version"):
        story.again(session.get_one(Version, story.thread.version_id), "Reply any time.")


def test_words_of_another_draft_are_not_found(story: Story) -> None:
    other = reviews.shared_version(reviews.draft(), (FIRST, SECOND))
    with pytest.raises(NotFound):
        story.again(other, "Reply any time.")


def test_the_words_decide_and_have_a_limit(story: Story) -> None:
    step = factory.step_of(story.second.id)
    with unit_of_work(), pytest.raises(Conflict, match="not in this text"):
        place_again(story.staff, session.get_one(Thread, story.thread.id), step, Passage(0, 4, "no such words"))
    with unit_of_work(), pytest.raises(InvalidInput, match="at most"):
        place_again(story.staff, session.get_one(Thread, story.thread.id), step, Passage(0, 4, "x" * 2_001))


def test_a_comment_that_waits_is_placed_by_its_author_alone(story: Story) -> None:
    waiting = factory.thread(story.review, "Reply any time.")
    author = actor_of(session.get_one(Person, waiting.author_id))
    step = factory.step_of(story.second.id)
    with unit_of_work(), pytest.raises(NotFound):
        place_again(story.staff, session.get_one(Thread, waiting.id), step, factory.passage(step, DESK))
    with unit_of_work():
        place_again(author, session.get_one(Thread, waiting.id), step, factory.passage(step, DESK))
    assert session.get_one(ThreadPlace, (waiting.id, story.second.id)).method == "person"
