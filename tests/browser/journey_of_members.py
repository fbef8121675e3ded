"""What members do on the way, page by page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.journey_of_staff import BOARD, SURVEY, TITLE
from tests.browser.mailbox import text_of
from tests.browser.walking import Walker

STEPS = 6


def join(member: Walker) -> None:
    """Follow the invitation, read the charter, and take the seat."""
    member.follow_mail(f"Fernhill advisory boards invites you to the board “{BOARD}”")
    member.sees_heading(f"Your seat on {BOARD}")
    member.sees("You are here because your work depends on what we send you.")
    member.sees("Each review and survey names its reward before you start.")
    member.press("Join the board")
    member.sees("You are on the board.")
    member.sees("Nothing waits for you")


def read_and_comment(member: Walker) -> None:
    """All steps in order, with three comments of three kinds, which wait."""
    member.sees_heading(TITLE)
    member.sees("€40 when you finish")
    read_on(member, to=2)
    member.comments("Tom runs the technical setup", "question", "Who is Tom, and how do I reach him?")
    read_on(member, to=3)
    member.comments("Mara will call you on Friday", "concern", "Fridays are our busiest day at the dock.")
    member.comments("Drop the file", "suggestion", "Say it is one file.", replacement="Drop one file")
    for number in range(4, STEPS + 1):
        read_on(member, to=number)
    expect(member.page.locator(".bar-state")).to_contain_text("3 comments waiting.")


def read_on(member: Walker, to: int) -> None:
    """Mark the step as read by going to the next, and wait until that one is there with its scripts."""
    member.press("Next step")
    expect(member.page).to_have_url(re.compile(f"/steps/{to}$"))
    member.page.wait_for_load_state()


def finish(member: Walker, verdict: str, reason: str = "") -> None:
    """End the review with a verdict."""
    member.sees_heading("Finish review")
    member.choose(verdict)
    if reason:
        member.fill("In one sentence, why", reason)
    member.press("Send my review")
    member.sees_heading("Your review was sent")


def answer_the_survey(member: Walker) -> None:
    """Answer, go back, answer otherwise, change an answer on the last page, and send."""
    member.follow("Continue to the survey")
    member.sees_heading(SURVEY)
    member.sees("€15")
    member.follow("Start survey")
    member.page.get_by_label("6", exact=True).check()
    member.press("Continue")
    member.sees_heading(re.compile("What would you change in it"))
    member.follow("Back")
    expect(member.page.get_by_label("6", exact=True)).to_be_checked()
    member.page.get_by_label("9", exact=True).check()
    member.press("Continue")
    member.sees_heading(re.compile("How long are the mails"))
    member.page.get_by_label("Just right").check()
    member.press("Continue")
    member.sees_heading("Check your answers")
    member.page.get_by_role("link", name=re.compile("^Change.*How long are the mails")).click()
    member.page.get_by_label("Too long").check()
    member.press("Continue")
    member.sees_heading("Check your answers")
    member.sees("Too long")
    member.press("Send 2 answers")
    member.sees_heading("Your answers were sent")


def choose_the_rewards(member: Walker) -> None:
    """Take one, give the other away."""
    member.follow("Choose how to get €15")
    member.sees_heading("Rewards")
    member.page.get_by_role("button", name=re.compile("^Take €40")).click()
    member.sees("You take it")
    member.page.get_by_role("button", name=re.compile("^Give €15 to charity")).click()
    member.sees("You give it to charity")


def read_the_second_version(member: Walker) -> None:
    """Go back to a finished review, switch, and read every step again."""
    member.go("Reviews")
    member.follow(TITLE)
    member.sees("Version 2 is out.")
    member.press("Switch to version 2")
    expect(member.page).to_have_url(re.compile("/v/2/steps/1$"))
    for number in range(2, STEPS + 1):
        read_on(member, to=number)
    member.press("Mark as read")
    member.sees("You have read version 2 to its end.")


def read_what_became_of_it(member: Walker) -> None:
    """The decisions, in one mail with the answers of the day, and the page of what changed.

    The receipt of the launch comes with the next day's mail.
    """
    member.follow_mail("Mara Keller answered your question on")
    news = " ".join(text_of(member.mailbox.newest_to(member.address)).split())
    assert f"You said it, we take it up: {TITLE}" in news, news
    member.go("What changed")
    member.page.locator("main").get_by_role("link", name=TITLE).first.click()
    member.sees_heading(f"What changed in {TITLE}")
    member.sees("No call on a Friday any more.")
    member.go("What changed")
    member.sees("Launched with your comments")
    member.sees("A call on a Friday does not happen at a dock.")
    member.sees("The call is gone. You choose the day yourself.")
    member.go("Rewards")
    member.sees("Approved for payment")
    member.sees("Approved for charity")
