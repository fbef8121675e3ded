"""A suggestion in Chromium: written by a member, applied by the team with one click, read again in the next version."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts.queries import steps_of
from tests.browser import review_story
from tests.browser.browsers import DESK, PHONE, Browsers
from tests.browser.review_story import Story
from tests.factories import drafts

pytestmark = pytest.mark.browser

QUOTE = "We match your columns and show anything we are unsure about before saving."
WORDS = "We match your columns and list every guess before saving."
OTHER = "Drop the file on the import page."
APPLY = "Apply the suggestion"


@pytest.fixture
def story(app: Flask) -> Story:
    return review_story.tell()


def suggestion_of(story: Story) -> Thread:
    """What Jonas would have the draft say in the place of a sentence."""
    session.rollback()
    return session.scalars(select(Thread).where(Thread.kind == ThreadKind.SUGGESTION)).one()


def open_thread(page: Page, thread: Thread) -> None:
    page.goto(f"/staff/drafts/threads/{ids.encode(thread.id)}", wait_until="networkidle")


def press(page: Page, name: str) -> None:
    """Press a button, and wait until the page that it leads to is there with all its files."""
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")


def working(story: Story) -> str:
    session.rollback()
    return steps_of(story.request.draft_id)[1].markdown


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_j22_a_kept_suggestion_is_applied_by_one_click_and_read_in_the_next_version(
    story: Story, browse: Browsers, width: int
) -> None:
    before = working(story)
    page = browse(story.owner, width=width).new_page()
    open_thread(page, suggestion_of(story))
    press(page, APPLY)
    expect(page.locator("#apply")).to_contain_text("The working text has these words.")
    assert working(story) == before.replace(QUOTE, WORDS)
    press(page, "Undo it")
    expect(page.get_by_role("button", name=APPLY)).to_be_visible()
    assert working(story) == before
    press(page, APPLY)
    page.goto(f"/staff/drafts/{ids.encode(story.request.draft_id)}/versions/new", wait_until="networkidle")
    press(page, "Share version 2")
    expect(page.locator(".notices")).to_contain_text("Version 2 is shared.")
    reader = browse(story.jonas, width=width).new_page()
    reader.goto(f"/reviews/{ids.encode(story.request.id)}/v/2/steps/2", wait_until="networkidle")
    expect(reader.locator("[data-prose]")).to_contain_text(WORDS)
    expect(reader.locator("[data-prose]")).not_to_contain_text("anything we are unsure about")


def test_j22_where_the_quoted_words_changed_no_button_is_offered(story: Story, browse: Browsers) -> None:
    page = browse(story.owner).new_page()
    thread = suggestion_of(story)
    step = steps_of(story.request.draft_id)[1]
    drafts.rewrite(step, step.markdown.replace(OTHER, "Put the file on the import page."))
    open_thread(page, thread)
    expect(page.get_by_role("button", name=APPLY)).to_be_visible()
    drafts.rewrite(step, working(story).replace("anything we are unsure about", "what we doubt"))
    open_thread(page, thread)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Suggestion by Jonas Weber")
    expect(page.get_by_role("button", name=APPLY)).to_have_count(0)
