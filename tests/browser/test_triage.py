"""Triage in Chromium by the keyboard alone: reach, read, answer, decide, and put comments together."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.comments.models import Comment, Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core import ids
from cab_portal.database import session
from tests.browser import review_story
from tests.browser.browsers import Browsers
from tests.browser.review_story import Story
from tests.factories import comments as factory

pytestmark = pytest.mark.browser

# What the focus is on: its name, and whether it stands on the screen with a ring around it or its label.
FOCUSED = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const around = here.closest("label, .choice");
  const name = here.getAttribute("aria-label") ?? here.labels?.[0]?.textContent ?? here.textContent;
  const isRinged = [here, around].some((one) => one && getComputedStyle(one).outlineStyle !== "none");
  return { name: name.trim().replace(/\\s+/g, " "), isSeen: isRinged && box.bottom > 0 && box.top < innerHeight };
}"""


@pytest.fixture
def story(app: Flask) -> Story:
    return review_story.tell()


def tab_to(page: Page, name: str) -> None:
    """Press the tab key until the focus is on what is named so; it is seen wherever it stands."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        assert here["isSeen"], f"nobody sees the focus on {here['name']}"
        if here["name"].startswith(name):
            return
    raise AssertionError(f"the tab key does not lead to {name}")


def test_comments_are_answered_and_decided_by_keyboard_alone(story: Story, browse: Browsers) -> None:
    page = browse(story.owner).new_page()
    page.goto(f"/staff/drafts/{ids.encode(story.request.draft_id)}/triage", wait_until="networkidle")
    tab_to(page, "Answer or decide")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Concern by Jonas Weber")
    tab_to(page, "Your reply")
    page.keyboard.type("Which day suits the dock?")
    tab_to(page, "Send reply")
    page.keyboard.press("Enter")
    expect(page.locator(".reply")).to_contain_text("Which day suits the dock?")
    tab_to(page, "Accept")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Reason")
    page.keyboard.type("The call moves to Monday.")
    tab_to(page, "Why you decide before the member has answered")
    page.keyboard.type("Agreed on the phone.")
    tab_to(page, "Save decision")
    page.keyboard.press("Enter")
    expect(page.locator(".thread-answer").first).to_contain_text("The call moves to Monday.")
    session.rollback()
    concern = session.scalars(select(Thread).where(Thread.kind == ThreadKind.CONCERN)).one()
    assert (concern.disposition, concern.disposition_reason) == (Disposition.PARTLY, "The call moves to Monday.")
    assert session.scalars(select(Comment.body).where(Comment.author_id == story.owner.id)).all()[-1:] == [
        "Which day suits the dock?"
    ]


def test_comments_that_say_the_same_are_put_together_by_keyboard_alone(story: Story, browse: Browsers) -> None:
    factory.thread(story.mine, "Mara will call you on Friday", kind=ThreadKind.CONCERN, shared=True, position=1)
    page = browse(story.owner).new_page()
    page.goto(f"/staff/drafts/{ids.encode(story.request.draft_id)}/triage?kind=concern", wait_until="networkidle")
    for _ in range(2):
        tab_to(page, "Select")
        page.keyboard.press("Space")
    tab_to(page, "Put selected comments together")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put comments together")
    tab_to(page, "Jonas Weber")
    page.keyboard.press("Space")
    tab_to(page, "Put 2 comments together")
    page.keyboard.press("Enter")
    expect(page.get_by_text("One more member says the same").first).to_be_visible()
    session.rollback()
    twin = session.scalars(select(Thread).where(Thread.duplicate_of_id.is_not(None))).one()
    assert twin.author_id == story.priya.id
