"""Review and survey in one go with script switched off: what script saves are trips, nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.comments.models import Thread
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import Verdict
from cab_portal.surveys.models import Response
from tests.browser.browsers import DESK, PHONE, Browsers
from tests.factories import surveys

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_member_reviews_and_answers_with_script_off(browse: Browsers, width: int) -> None:
    sent = surveys.sent_survey(reward=Money(1_500, "EUR"))
    page = browse(sent.people[0], width=width, script=False).new_page()
    page.goto("/")
    page.get_by_role("link", name="Open the draft").click()
    comment_on_a_sentence(page)
    finish(page)
    page.get_by_role("link", name="Continue to the survey").click()
    answer(page)
    page.get_by_role("link", name="Choose how to get €15").click()
    page.get_by_role("button", name=re.compile("^Take €15")).click()
    expect(page.get_by_text("You take it")).to_be_visible()
    session.rollback()
    thread = session.scalars(select(Thread)).one()
    assert thread.exact == "Bring one file with 50 rows."
    assert thread.shared_at is not None
    assert session.scalars(select(Assignment.verdict)).one() is Verdict.GOOD_WITH_CHANGES
    assert session.scalars(select(Response)).one().submitted_at is not None


def comment_on_a_sentence(page: Page) -> None:
    """Read on to the second step and say something about a sentence of its first paragraph."""
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("link", name="Comment on paragraph 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New comment")
    page.get_by_label("Bring one file with 50 rows.").check()
    page.locator("label", has_text="Concern").click()
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=body]").fill("Ours has 60 columns.")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator("article.thread", has_text="Ours has 60 columns.")).to_be_visible()
    expect(page.locator("mark", has_text="Bring one file with 50 rows.")).to_be_visible()


def finish(page: Page) -> None:
    """Read to the end, and send a verdict with the comment."""
    page.get_by_role("button", name="Finish review").click()
    expect(page.get_by_role("heading", name="1 comment to send")).to_be_visible()
    page.get_by_label("Good with changes").check()
    page.get_by_role("button", name="Send my review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your review was sent")


def answer(page: Page) -> None:
    """One question on each page, back once, and a check before sending."""
    page.get_by_role("link", name="Start survey").click()
    page.get_by_label("9", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("9", exact=True)).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("About right").check()
    for _question in ("pace", "topics", "clear", "word"):
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.get_by_role("button", name="Send 2 answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
