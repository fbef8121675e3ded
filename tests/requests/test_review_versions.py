"""A newer version while a member reads: nothing moves by itself, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Thread
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from tests.factories import boards, reviews
from tests.factories import comments as factory
from tests.requests.review_reader import NEWER, SECOND, TEXT, Reader, SignedIn, comment_page


@pytest.fixture
def reader(app: Flask, signed_in: SignedIn) -> Reader:
    return Reader(signed_in, reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT, SECOND]))


def test_a_new_version_waits_until_the_member_switches(reader: Reader) -> None:
    factory.thread(reader.assignment, "She calls you on Friday", body="Not Fridays.")
    factory.thread(reader.assignment, "You can also write to her", body="How?")
    reader.get("/v/1/steps/1").form(f"{reader.base}/v/1/steps/1/read").submit("Next step")
    reviews.shared_version(session.scalars(select(Draft)).one(), [NEWER, SECOND])
    page = reader.get("/v/1/steps/1")
    assert "Version 2 is out. Keep reading 1, or switch; your 2 waiting comments move with you." in page.words
    compared = page.follow("See what changed")
    assert "Monday" in compared.words
    page = compared.form(f"{reader.base}/v/2/switch").submit("Switch to version 2")
    assert page.path == f"{reader.base}/v/2/steps/1"
    assert "Changed since you read it" in page.words
    assert "Wording changed since version 1" in page.words
    assert [mark.get_text() for mark in page.soup.select("mark")][-1] == "You can also write to her"


def test_removed_words_stand_under_earlier_wording_with_a_way_back(reader: Reader) -> None:
    factory.thread(reader.assignment, "Mara is your contact. She calls you on Friday.", body="Not Fridays.")
    reviews.shared_version(session.scalars(select(Draft)).one(), ["Quite another beginning.", SECOND])
    page = reader.get("/v/2/steps/1")
    assert "About earlier wording" in page.words
    assert page.soup.select("mark") == []
    old = page.follow("See it in version 1 (1)")
    assert old.path == f"{reader.base}/v/1/steps/1"
    assert len(old.soup.select("mark")) >= 1


def test_j15_a_comment_on_a_version_that_was_left_is_kept_and_the_new_wording_offered(reader: Reader) -> None:
    """Point 15: stale version on submit: text kept, 409, choice shown."""
    form = comment_page(reader).form("compose").fill(kind="concern", passage="2", body="Fridays are busy.")
    reviews.shared_version(session.scalars(select(Draft)).one(), [NEWER, SECOND])
    assert form.submit("Add comment").status == 200, "who reads version 1 still may comment on it"
    reader.get("/v/1/steps/1").form(f"{reader.base}/v/2/switch").submit()
    refused = form.fill(body="Not on Fridays.").submit("Add comment")
    assert refused.status == 409
    assert "you read version 2 now" in refused.words
    assert "Not on Fridays." in refused.text
    offered = {str(choice["value"]): choice.parent for choice in refused.soup.select("input[name=passage]")}
    assert list(offered) == ["whole", "1", "2", "3", "earlier"]
    assert "She calls you on Monday, if you like." in refused.words
    assert refused.form("compose").submit("Add comment").status == 422, "nothing is chosen for the member"
    done = refused.form("compose").fill(passage="2").submit("Add comment")
    assert done.path == f"{reader.base}/v/2/steps/1"
    refused.form("compose").fill(passage="earlier", body="Kept on the old words.").submit("Add comment")
    by_body = {thread.comments[0].body: thread for thread in session.scalars(select(Thread))}
    assert by_body["Not on Fridays."].exact == "She calls you on Monday, if you like."
    assert by_body["Kept on the old words."].exact == "She calls you on Friday."
    assert by_body["Kept on the old words."].version_id != by_body["Not on Fridays."].version_id


def test_words_that_are_the_same_in_the_newer_version_are_offered_again(reader: Reader) -> None:
    form = comment_page(reader).form("compose").fill(kind="question", body="How?")
    start = factory.step_of(reader.assignment.version_id).canonical.index("also write")
    forged = form.forge(start=str(start), end=str(start + 10), exact="also write")
    reviews.shared_version(session.scalars(select(Draft)).one(), [NEWER, SECOND])
    reader.get("/v/1/steps/1").form(f"{reader.base}/v/2/switch").submit()
    refused = forged.submit("Add comment")
    assert refused.status == 409
    assert next(choice["value"] for choice in refused.soup.select("input[name=passage]")) == "found"
    refused.form("compose").fill(passage="found").submit("Add comment")
    thread = session.scalars(select(Thread)).one()
    assert (thread.exact, session.get_one(Version, thread.version_id).number) == ("also write", 2)


def test_an_older_version_than_the_one_being_read_is_only_looked_at(reader: Reader) -> None:
    reviews.shared_version(session.scalars(select(Draft)).one(), [NEWER, SECOND])
    newer = reader.get("/v/2/steps/1")
    assert "You still read version 1" in newer.words
    newer.form(f"{reader.base}/v/2/switch").submit()
    page = reader.get("/v/1/steps/1")
    assert page.soup.select_one(".block-comment") is None
    assert page.soup.select_one(".bar") is None
