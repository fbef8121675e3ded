"""What an admin and a CSM do on the way from an empty portal to a launch, page by page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from cab_portal.core import clock
from tests.browser.walking import Walker

TITLE = "Fernhill onboarding series"
BOARD = "Mid-market board"
SURVEY = "Would this series help you start?"
FILES = Path(__file__).resolve().parent.parent / "processes" / "onboarding-series"
CHARTER = "You are here because your work depends on what we send you.\n\n- About one draft a month.\n- Plain words.\n"


def set_the_program_up(admin: Walker) -> None:
    admin.sees_heading("Admin")
    admin.sees("The hourly rate is not chosen")
    admin.follow("Choose the hourly rate")
    admin.fill("Name of the program", "Fernhill advisory boards")
    admin.fill("Address for replies to our mails", "boards@fernhill.example")
    admin.fill("Time zone", "Europe/Berlin")
    admin.fill("Currency", "EUR")
    admin.fill("What an hour of a member’s time is worth", "120")
    admin.fill("Members who finished, of each segment", "1")
    admin.press("Save settings")
    admin.sees("The settings are saved.")


def invite_a_csm(admin: Walker, csm: Walker) -> None:
    admin.go("Admin")
    admin.follow("People")
    admin.follow("Add a colleague")
    admin.fill("E-mail address", csm.address)
    admin.fill("Name", csm.name)
    admin.choose("Customer success manager")
    admin.press("Add colleague")
    admin.sees(f"{csm.name} is added and gets a mail with a link.")


def create_a_board(admin: Walker) -> None:
    admin.go("Admin")
    admin.follow("Boards and seats")
    admin.sees("No boards yet")
    admin.page.get_by_role("link", name="Create a board").first.click()
    admin.fill("Name", BOARD)
    admin.fill("Purpose", "Shows how our processes feel before everybody gets them.")
    admin.choose("Open")
    admin.fill("Charter", CHARTER)
    admin.fill("Segments", "Logistics\nRetail")
    admin.press("Create board")
    admin.sees("The board is created. Invite its first members.")


def invite_to_a_seat(admin: Walker, member: Walker, organization: str, segment: str) -> None:
    admin.page.get_by_role("link", name="Invite to a seat").first.click()
    admin.fill("E-mail address", member.address)
    admin.fill("Name", member.name)
    admin.fill("New organization", organization)
    admin.page.get_by_label("Segment").select_option(label=segment)
    admin.page.get_by_label("12 months").check()
    admin.press("Send invitation")
    admin.sees(f"{member.name} gets an invitation by mail.")
    expect(admin.page.get_by_role("row", name=member.name)).to_contain_text("Invited")


def import_a_draft(csm: Walker) -> None:
    csm.go("Drafts")
    csm.sees("No drafts yet")
    csm.follow("Import a file")
    csm.page.get_by_label("Markdown or Word file").set_input_files(FILES / "v1.md")
    csm.page.get_by_label("E-mail series").check()
    csm.press("Import file")
    csm.sees_heading("What the import did")
    csm.sees("Everything in the file was taken over.")
    csm.sees("New (6)")


def share_the_first_version(csm: Walker) -> None:
    csm.follow("Share a version")
    csm.press("Share version 1")
    csm.sees("Version 1 is shared. It stays as it is.")


def write_a_survey(csm: Walker) -> None:
    """Three questions, of which one is only for those who would not recommend."""
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.follow("Write a survey")
    csm.sees_heading("New survey")
    expect(csm.labelled("Draft")).to_contain_text(TITLE)
    csm.fill("Title", SURVEY)
    csm.fill("What it is for", "We decide by it whether the series is sent to everybody from March on.")
    csm.press("Create survey")
    csm.follow("0 to 10, recommendation")
    _ask(csm, "Call everybody at 6 or less.", "Would you recommend the series to a new customer?", required=True)
    csm.follow("Long text")
    csm.page.get_by_label("Question of line 1").select_option(index=1)
    csm.page.get_by_label("Comparison of line 1").select_option(label="is at most")
    csm.page.get_by_label("Answer of line 1").select_option(label="6")
    _ask(csm, "Read it to the team.", "What would you change in it?")
    csm.follow("One of several answers")
    for number, answer in enumerate(("Too short", "Just right", "Too long"), 1):
        csm.fill(f"Words of answer {number}", answer)
    _ask(csm, "Merge mails two and three.", "How long are the mails?", required=True)
    csm.sees("Shown if question 1 is 6 or lower")
    csm.sees("Not ready to be sent")
    csm.page.locator("summary", has_text="Ignore, because …").click()
    csm.fill("Why it stays as it is", "It is about the series, not about us as a company.")
    csm.press("Keep the reason")
    csm.sees("It can be sent with a review request of")


def _ask(csm: Walker, decision: str, question: str, *, required: bool = False) -> None:
    csm.fill("What will you do with the answer?", decision)
    csm.fill("Question", question)
    if required:
        csm.choose("An answer is required")
    csm.press("Add question")


def put_it_before_the_board(csm: Walker, *members: Walker) -> None:
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.follow("Put it before a board")
    for member in members:
        csm.page.get_by_role("checkbox", name=member.name).check()
    csm.labelled("Closes").fill((clock.now() + timedelta(days=10)).strftime("%Y-%m-%dT18:00"))
    csm.fill("A word to the members", "Tell us where you would stop reading.")
    csm.page.get_by_label("Survey", exact=True).select_option(index=1)
    csm.fill("For the review", "40")
    csm.fill("For the survey", "15")
    csm.press("Check the request")
    csm.sees_heading("Check before you send")
    csm.sees("€110")
    for member in members:
        csm.sees(member.name)
    csm.press("Send invitations")
    csm.sees("2 invitations are on their way.")


def be_refused_the_launch(csm: Walker) -> None:
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.tab("Launch")
    csm.sees("Not ready: 3 of 5 checks need you")
    csm.press("Approve launch")
    csm.sees_heading("This draft cannot be launched yet")
    csm.sees("1 of 1 concerns wait for a decision.")
    csm.follow("Back to launch readiness")


def answer_every_comment(csm: Walker) -> None:
    csm.go("Today")
    csm.page.get_by_role("link", name=TITLE).first.click()
    csm.sees_heading("Triage")
    _decide(csm, "Question", "Answered", "The mail now says who Tom is.", reply="Tom Vance. He sets up your account.")
    _decide(csm, "Concern", "Accept", "No call on a Friday any more.", unheard="Priya said so on the phone.")
    _decide(csm, "Suggestion", "Accept in part", "We say what we are unsure about.")
    csm.sees("Every comment is decided.")


def _decide(csm: Walker, kind: str, disposition: str, reason: str, *, reply: str = "", unheard: str = "") -> None:
    def open_it() -> None:
        card = csm.page.locator("article.thread", has=csm.page.locator(".tag", has_text=kind))
        card.get_by_role("link", name="Answer or decide").click()

    open_it()
    if reply:
        csm.fill("Your reply", reply)
        csm.press("Send reply")
        csm.sees("Your reply was sent.")
    csm.choose(disposition)
    csm.fill("Reason", reason)
    if unheard:
        csm.fill("Why you decide before the member has answered", unheard)
    csm.press("Save decision")
    csm.sees("Your decision was saved.")


def share_the_second_version(csm: Walker) -> None:
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.tab("Steps")
    csm.follow("Import a file")
    csm.page.get_by_label("Markdown or Word file").set_input_files(FILES / "v2.md")
    csm.press("Import file")
    csm.sees("Went on, with their comments (6)")
    csm.follow("Share a version")
    csm.sees("Changed since version 1")
    csm.fill("What changed, and why", "No call on a Friday, and an honest hour.")
    csm.press("Share version 2")
    csm.sees("Version 2 is shared. It stays as it is.")


def approve_the_payouts(admin: Walker) -> None:
    admin.go("Admin")
    admin.follow("Rewards")
    admin.page.get_by_label("Approve €40 for Priya Raman").check()
    admin.page.get_by_label("Approve €15 for Priya Raman").check()
    admin.press("Approve chosen payouts")
    admin.sees("2 payouts are approved.")


def publish_a_decision(csm: Walker) -> None:
    csm.go("Decisions")
    csm.follow(TITLE)
    csm.fill("You said", "A call on a Friday does not happen at a dock.")
    csm.choose("We did")
    csm.fill("Our answer", "The call is gone. You choose the day yourself.")
    csm.page.get_by_role("checkbox", name="Mara will call you on Friday").check()
    csm.press("Publish decision")
    csm.sees("The decision is published.")


def close_the_request(csm: Walker) -> None:
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.page.get_by_role("table", name="Reviews of this draft").get_by_role("link").click()
    csm.sees_heading("Progress of the review")
    csm.follow("Close early")
    csm.press("Close the request")
    csm.sees("Closed ")


def launch(csm: Walker) -> None:
    csm.go("Drafts")
    csm.follow(TITLE)
    csm.tab("Launch")
    csm.sees("Ready: all 5 checks hold")
    csm.press("Approve launch")
    csm.sees("The draft is launched. Everybody who commented gets a mail.")
    csm.sees("Version 2 is launched")


def read_the_results(csm: Walker) -> None:
    csm.go("Surveys")
    csm.sees("1 of 2 answered")
    csm.follow(SURVEY)
    csm.sees("Would you recommend the series to a new customer?")
    csm.sees("Too long")
