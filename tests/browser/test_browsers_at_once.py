"""Two members and a CSM in three browsers at once: 30 comments, two versions, nothing lost, nothing seen too early."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Comment
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts.queries import steps_of
from cab_portal.drafts.rules import StepInput
from tests.browser.browsers import Browsers
from tests.factories import accounts, boards, drafts, reviews

pytestmark = pytest.mark.browser
COUNT = 15
PARAGRAPHS = [f"Paragraph {number} tells what happens on day {number} and who helps." for number in range(COUNT)]

SELECT_PARAGRAPH = """(number) => {
  const block = document.querySelectorAll("[data-prose] [data-block]")[number];
  getSelection().selectAllChildren(block);
  block.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


@dataclass
class Member:
    """One member's browser, and how many comments it has added."""

    name: str
    page: Page
    added: int = 0

    def words(self, number: int) -> str:
        return f"{self.name} about {number:02}" + (", for the team alone" if self.is_private(number) else "")

    @staticmethod
    def is_private(number: int) -> bool:
        return number % 3 == 0

    def write(self, number: int) -> None:
        """A concern about this paragraph, wherever it stands by now, up to its button."""
        block = next(
            place
            for place, text in enumerate(self.page.locator("[data-prose] [data-block]").all_inner_texts())
            if f"on day {number} and" in text
        )
        self.page.evaluate(SELECT_PARAGRAPH, block)
        form = self.page.locator("#compose")
        form.locator(".kind-concern").click()
        form.locator("[name=body]").fill(self.words(number))
        if self.is_private(number):
            form.locator("[name=private]").check()

    def sees_it(self) -> None:
        self.added += 1
        expect(self.page.locator("#compose")).to_have_count(0)
        expect(self.page.locator(".bar-state")).to_contain_text(
            f"{self.added} comment{'s' if self.added > 1 else ''} waiting"
        )


def rewritten(count: int) -> str:
    """The text with other first words, and so many of its paragraphs at the end instead of the beginning."""
    return "\n\n".join([f"What is new in the {count}. edition.", *PARAGRAPHS[count:], *PARAGRAPHS[:count]])


# Pressed without waiting: the next browser is pressed at the same time.
PRESS = "(button) => { setTimeout(() => button.click()) }"


class Scene:
    """A draft before two members of a board who read each other, and the CSM who shares versions of it."""

    def __init__(self, browse: Browsers) -> None:
        owner = accounts.staff()
        draft = drafts.draft(owner, steps=[StepInput("Welcome", "\n\n".join(PARAGRAPHS))])
        board = boards.board(privacy=Privacy.WORDS)
        request = reviews.request(board, drafts.version(draft))
        people = [accounts.person(name) for name in ("Priya", "Jonas")]
        for person in people:
            reviews.assignment(request, boards.seat(board, person))
        self.draft_id = draft.id
        self.address, self.desk = f"/reviews/{ids.encode(request.id)}", f"/staff/drafts/{ids.encode(draft.id)}"
        self.members = [Member(person.name, browse(person).new_page()) for person in people]
        self.team = browse(owner).new_page()
        for member in self.members:
            self.read(member, 1)

    def read(self, member: Member, version: int) -> None:
        member.page.goto(f"{self.address}/v/{version}/steps/1?comments=all")

    def comment(self, number: int, version: int | None = None) -> None:
        """Both members say something about a paragraph, while the team shares this version, if it is one."""
        for member in self.members:
            member.write(number)
        if version is not None:
            drafts.rewrite(steps_of(self.draft_id)[0], rewritten(version - 1))
            self.team.goto(f"{self.desk}/versions/new")
            self.team.get_by_role("button", name=f"Share version {version}").evaluate(PRESS)
        for member in self.members:
            member.page.locator("#compose [type=submit]").evaluate(PRESS)
        for member in self.members:
            member.sees_it()

    def go_on(self, version: int) -> None:
        """What waits is before nobody; one member goes on in the new version, the other in the one before it."""
        expect(self.team.get_by_text("is shared. It stays as it is.")).to_be_visible()
        self.team.goto(f"{self.desk}/triage")
        expect(self.team.get_by_text("No comments yet")).to_be_visible()
        first, other = self.members
        first.page.reload(wait_until="networkidle")
        expect(first.page.get_by_text(f"{other.name} about ")).to_have_count(0)
        first.page.get_by_role("button", name="Switch to version").first.click()
        self.read(first, version)

    def finish(self) -> None:
        for member in self.members:
            member.page.goto(f"{self.address}/finish")
            member.page.get_by_label("Good to go").check()
        for member in self.members:
            member.page.get_by_role("button", name="Send my review").evaluate(PRESS)
        for member in self.members:
            expect(member.page.get_by_role("heading", level=1)).to_have_text("Your review was sent")


def test_three_browsers_30_comments_and_two_new_versions(app: Flask, browse: Browsers) -> None:
    scene = Scene(browse)
    for number in range(COUNT):
        version = {5: 2, 10: 3}.get(number)
        scene.comment(number, version)
        if version is not None:
            scene.go_on(version)
    scene.finish()
    priya, jonas = scene.members
    nothing_is_lost(scene.team, scene.desk, priya, jonas)
    for mine, other in ((priya, jonas), (jonas, priya)):
        scene.read(mine, 3)
        each_reads_what_is_theirs_beside_its_paragraph(mine.page, mine, other)


def nothing_is_lost(team: Page, desk: str, *members: Member) -> None:
    session.rollback()
    written = sorted(session.scalars(select(Comment.body)))
    assert written == sorted(member.words(number) for member in members for number in range(COUNT))
    team.goto(f"{desk}/triage")
    expect(team.locator("article.thread").first).to_be_visible()
    shown: set[str] = set()
    while True:
        shown |= {text for text in team.locator("article.thread > p").all_inner_texts() if " about " in text}
        following = team.get_by_role("link", name="Next")
        if not following.count():
            break
        following.click()
    assert sorted(shown) == written


def each_reads_what_is_theirs_beside_its_paragraph(page: Page, mine: Member, other: Member) -> None:
    cards = page.locator("[data-margin] article.thread")
    beside = {
        (card.locator(".quote").inner_text(), card.locator("p", has_text=" about ").inner_text())
        for card in cards.all()
    }
    expected = {(PARAGRAPHS[number], mine.words(number)) for number in range(COUNT)}
    expected |= {(PARAGRAPHS[number], other.words(number)) for number in range(COUNT) if not other.is_private(number)}
    assert beside == expected
    expect(page.get_by_text("About earlier wording")).to_have_count(0)
    assert sorted(set(page.locator("[data-prose] mark").all_inner_texts())) == sorted(PARAGRAPHS)
