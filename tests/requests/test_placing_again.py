"""A comment whose words are gone is put on other ones by a person: its author, or who decides about the draft."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import ThreadPlace
from cab_portal.core import clock, ids
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.models import ReviewRequest
from tests.factories import accounts, boards, reviews, working
from tests.factories import comments as factory
from tests.page_client import Form, PageClient
from tests.requests.review_reader import SECOND, TEXT, Reader, SignedIn

OTHER = "Welcome on board.\n\nQuestions go to the desk of your region. It answers within a day."


class Story:
    """A shared comment on words that the second version, which its author reads, does not have any more."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.reader = Reader(signed_in, reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT, SECOND]))
        self.thread = factory.thread(self.reader.assignment, "Mara is your contact", body="Since when?", shared=True)
        self.draft: Draft = session.scalars(select(Draft)).one()
        self.version: Version = reviews.shared_version(self.draft, [OTHER, SECOND])
        self.reader.get("/v/1/steps/1").form(f"{self.reader.base}/v/2/switch").submit()
        self.owner: PageClient = signed_in(self.draft.owner)

    @property
    def staff_address(self) -> str:
        return f"/staff/drafts/threads/{ids.encode(self.thread.id)}"

    def words(self) -> str:
        session.expire_all()
        place = session.get_one(ThreadPlace, (self.thread.id, self.version.id))
        if place.start is None:
            return ""
        steps = (factory.step_of(self.version.id, position) for position in (0, 1))
        return next(step.canonical for step in steps if step.step_id == place.step_id)[place.start : place.end]


def selected(form: Form, start: int, words: str) -> Form:
    """The form as a script fills it."""
    form.values |= {"start": [str(start)], "end": [str(start + len(words))], "exact": [words]}
    return form


@pytest.fixture
def story(app: Flask, signed_in: SignedIn) -> Story:
    return Story(signed_in)


def test_the_author_chooses_a_sentence_without_a_script(story: Story) -> None:
    page = story.reader.get("/v/2/steps/1")
    assert "About earlier wording" in page.words
    choosing = page.follow("Place it again comment 1")
    assert choosing.soup.select(".bar button:not([hidden])") == []
    paragraph = choosing.follow("Choose words of paragraph 2")
    placed = paragraph.form("place").fill(passage="2").submit("Place it here")
    assert placed.path == f"{story.reader.base}/v/2/steps/1"
    assert "Your comment stands on these words now." in placed.words
    assert "About earlier wording" not in placed.words
    assert [mark.get_text() for mark in placed.soup.select("mark")] == ["It answers within a day."]
    assert story.words() == "It answers within a day."


def test_the_team_chooses_in_another_step_and_readers_see_it_there(story: Story) -> None:
    choosing = story.owner.get(f"/staff/drafts/{ids.encode(story.draft.id)}/triage").follow("Place it again")
    paragraph = choosing.follow("2. Step 2").follow("Choose words of paragraph 1")
    placed = paragraph.form("place").fill(passage="1").submit("Place it here")
    assert placed.path == story.staff_address
    assert story.words() == "Export one month as a CSV file."
    assert "Moved, and wording changed, since version 1" in placed.words
    assert "Moved from step 1. Wording changed since version 1" in story.reader.get("/v/2/steps/2").words


def test_readers_are_told_who_placed_it_and_the_author_may_choose_once_more(story: Story, signed_in: SignedIn) -> None:
    form = story.owner.get(f"{story.staff_address}/place?step=1&block=1").form("place").fill(passage="2")
    placed = form.submit("Place it here")
    assert f"Placed here by {story.draft.owner.name}," in placed.words
    assert "Place it again" in story.owner.get(f"/staff/drafts/{ids.encode(story.draft.id)}/triage").words
    page = story.reader.get("/v/2/steps/1")
    assert f"Placed here by {story.draft.owner.name} on " in page.words
    page = page.follow("Place it again comment 1").follow("Choose words of paragraph 1")
    page = page.form("place").fill(passage="whole").submit("Place it here")
    assert "You placed it here on " in page.words
    request = session.get_one(ReviewRequest, story.reader.request_id)
    with working():
        peer = reviews.assignment(request, boards.seat(session.get_one(Board, request.board_id)))
    other = Reader(signed_in, peer).get("/v/2/steps/1")
    assert "Placed here by its author on " in other.words
    assert "Place it again" not in other.words


def test_words_that_were_edited_are_a_doubtful_place_too(story: Story) -> None:
    reviews.shared_version(story.draft, [TEXT.replace("Mara is your contact", "Mara is your new contact"), SECOND])
    story.reader.get("/v/2/steps/1").form(f"{story.reader.base}/v/3/switch").submit()
    page = story.reader.get("/v/3/steps/1")
    assert "Wording changed since version 1" in page.words
    assert page.follow("Place it again comment 1").path.endswith("/place")
    assert "Place it again" not in story.reader.get("/v/1/steps/1").words


def test_a_selection_of_a_script_is_taken_and_one_that_is_not_in_the_text_is_refused(story: Story) -> None:
    step = factory.step_of(story.version.id)
    words = "desk of your region"
    start = step.canonical.index(words)
    form = story.owner.get(f"{story.staff_address}/place").form("place")
    refused = selected(form, 3, "no such words here").submit()
    assert refused.status == 409
    assert "The comment stays where it was" in refused.words
    assert story.words() == ""
    selected(form, start, words).submit()
    assert story.words() == words


def test_nothing_chosen_is_said_at_the_choice(story: Story) -> None:
    page = story.owner.get(f"{story.staff_address}/place?step=1&block=1").form("place").submit("Place it here")
    assert page.status == 422
    assert "Choose the words that your comment is about." in page.words


def test_a_word_of_the_version_that_the_comment_was_made_on_is_refused(story: Story) -> None:
    form = story.owner.get(f"{story.staff_address}/place?version=1&step=1&block=1").form("place")
    page = form.fill(passage="1").submit("Place it here")
    assert page.status == 409
    assert "A comment stays on its own words in the version that it was made on." in page.words


def test_only_the_author_and_who_decides_are_offered_it(story: Story, signed_in: SignedIn) -> None:
    other = signed_in(accounts.staff(name="Otto Other"))
    assert other.get(f"{story.staff_address}/place").status == 403
    assert "Place it again" not in other.get(f"/staff/drafts/{ids.encode(story.draft.id)}/triage").words
    assert other.get(f"{story.reader.base}/comments/{ids.encode(story.thread.id)}/place").status == 404


def test_after_the_review_has_closed_the_author_only_reads(story: Story) -> None:
    address = f"/comments/{ids.encode(story.thread.id)}/place?step=1&block=1"
    form = story.reader.get(address).form("place").fill(passage="1")
    with working():
        session.get_one(ReviewRequest, story.reader.request_id).closes_at = clock.now()
    page = form.submit("Place it here")
    assert page.status == 409
    assert "This review has closed" in page.words
    assert story.words() == ""
