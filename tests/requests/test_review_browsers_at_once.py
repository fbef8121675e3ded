"""Two members and a CSM in three browsers at once on one draft: nothing is lost, and nothing is seen too early."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event

from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Comment, ThreadPlace
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Version
from cab_portal.drafts.queries import steps_of
from cab_portal.drafts.rules import StepInput
from tests.factories import accounts, boards, drafts, reviews
from tests.page_client import PageClient

PARAGRAPHS = [f"Paragraph {number} tells what happens on day {number} and who helps." for number in range(15)]
PRIVATE = "the team alone reads this"


@dataclass
class Member:
    """One member's browser and words; ``is_sending`` once the end of the review is on its way."""

    name: str
    browser: PageClient
    is_sending: Event = field(default_factory=Event)

    def words(self, number: int) -> str:
        return f"{self.name} about {number:02}" + (f", {PRIVATE}" if number % 3 == 0 else "")


def browser_of(app: Flask, person: Person) -> PageClient:
    with unit_of_work():
        secret = sign_in.open_session(session.get_one(Person, person.id))
    browser = PageClient(app.test_client())
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = secret, True
    return browser


class Scene:
    """A draft before two members of a board who read each other, and what was seen of it too early."""

    def __init__(self, app: Flask) -> None:
        owner = accounts.staff()
        draft = drafts.draft(owner, steps=[StepInput("Welcome", "\n\n".join(PARAGRAPHS))])
        board = boards.board(privacy=Privacy.WORDS)
        request = reviews.request(board, drafts.version(draft))
        people = [accounts.person(name) for name in ("Priya", "Jonas")]
        for person in people:
            reviews.assignment(request, boards.seat(board, person))
        self.team = browser_of(app, owner)
        self.members = [Member(person.name, browser_of(app, person)) for person in people]
        self.address, self.desk = f"/reviews/{ids.encode(request.id)}", f"/staff/drafts/{ids.encode(draft.id)}"
        self.draft_id = draft.id
        self.too_early: list[str] = []

    def review(self, mine: Member, other: Member) -> None:
        for number in range(len(PARAGRAPHS)):
            composer = mine.browser.get(f"{self.address}/comments/new?version=1&step=1&block={number}").form("compose")
            given = {"private": "y"} if number % 3 == 0 else {}
            composer.fill(kind="concern", passage="whole", body=mine.words(number), **given).submit("Add comment")
            self.look(mine.browser, other, f"{self.address}/v/1/steps/1?comments=all")
        mine.is_sending.set()
        end = mine.browser.get(f"{self.address}/finish").form(f"{self.address}/finish")
        end.fill(verdict="good").submit("Send my review")

    def share(self) -> None:
        """Two versions, each in a new order, so that every comment has to follow."""
        for count in (1, 2):
            text = "\n\n".join([*PARAGRAPHS[count * 4 :], *PARAGRAPHS[: count * 4]])
            drafts.rewrite(steps_of(self.draft_id)[0], text)
            form = self.team.get(f"{self.desk}/versions/new").form(f"{self.desk}/versions")
            form.submit(f"Share version {count + 1}")
            for member in self.members:
                self.look(self.team, member, f"{self.desk}/triage", is_team=True)

    def look(self, browser: PageClient, other: Member, path: str, *, is_team: bool = False) -> None:
        """What another browser sees of a member: nothing that waits, and nothing private unless it is the team's."""
        words = browser.get(path).words
        if f"{other.name} about" in words and not other.is_sending.is_set():
            self.too_early.append(f"{path}: words of {other.name} that wait")
        if not is_team and any(other.words(number) in words for number in range(0, len(PARAGRAPHS), 3)):
            self.too_early.append(f"{path}: private words of {other.name}")


def test_three_browsers_30_comments_and_two_new_versions(app: Flask) -> None:
    scene = Scene(app)
    priya, jonas = scene.members
    together(app, [lambda: scene.review(priya, jonas), lambda: scene.review(jonas, priya), scene.share])
    assert scene.too_early == []
    session.rollback()
    written = sorted(session.scalars(select(Comment.body)))
    assert written == sorted(member.words(number) for member in scene.members for number in range(len(PARAGRAPHS)))
    assert session.scalar(select(func.count()).select_from(Version)) == 3
    assert session.scalar(select(func.count()).select_from(ThreadPlace)) == 2 * len(PARAGRAPHS) * 3
    each_reads_in_the_newest_version_what_is_theirs_to_read(scene.address, priya, jonas)
    everything_is_before_the_team(scene.team, f"{scene.desk}/comments.csv", priya, jonas)


def each_reads_in_the_newest_version_what_is_theirs_to_read(address: str, *members: Member) -> None:
    for mine, other in (members, members[::-1]):
        page = mine.browser.get(f"{address}/v/3/steps/1?comments=all")
        seen = {number for number in range(len(PARAGRAPHS)) if other.words(number) in page.words}
        assert seen == {number for number in range(len(PARAGRAPHS)) if number % 3}
        assert all(mine.words(number) in page.words for number in range(len(PARAGRAPHS)))
        # Each beside its own paragraph.
        assert "About earlier wording" not in page.words
        assert {mark.get_text() for mark in page.soup.select("mark")} >= set(PARAGRAPHS)


def everything_is_before_the_team(team: PageClient, path: str, *members: Member) -> None:
    file = team.get(path).text
    assert all(member.words(number) in file for member in members for number in range(len(PARAGRAPHS)))


def together(app: Flask, acts: list[Callable[[], None]]) -> None:
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait()
            act()

    session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
