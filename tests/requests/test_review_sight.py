"""Who sees whose comments: by level, by setting, before and after the own review, on every page that could tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy, ReadingOthers
from cab_portal.comments.models import Thread
from cab_portal.comments.service import replies
from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import Assignment, ReviewRequest
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of
from tests.page_client import Page, PageClient

TEXT = "Mara is your contact. She calls you on Friday. You can also write to her."
SignedIn = Callable[[Person], PageClient]


@dataclass
class Panel:
    """An author and a peer on one board, their browsers, and what each of them wrote."""

    author: Person
    peer: Person
    browser: PageClient
    base: str
    board_id: UUID
    request_id: UUID
    peer_part_id: UUID
    shared_id: UUID
    private_id: UUID
    waiting_id: UUID
    own_id: UUID

    def set(self, privacy: Privacy, of_board: ReadingOthers, of_request: ReadingOthers, *, finished: bool) -> None:
        with unit_of_work():
            board = session.get_one(Board, self.board_id)
            board.privacy, board.reading_others = privacy, of_board
            session.get_one(ReviewRequest, self.request_id).reading_others = of_request
            session.get_one(Assignment, self.peer_part_id).finished_at = clock.now() if finished else None

    def page(self) -> Page:
        return self.browser.get(f"{self.base}/v/1/steps/1")

    def permalink(self, thread_id: UUID) -> Page:
        return self.browser.get(f"{self.base}/comments/{ids.encode(thread_id)}")

    def post(self, thread_id: UUID, end: str, **data: str) -> int:
        token = self.page().soup.select_one("input[name=csrf_token]")
        assert token is not None
        path = f"{self.base}/comments/{ids.encode(thread_id)}/{end}"
        return self.browser.post(path, {"csrf_token": str(token["value"]), **data}).status


@pytest.fixture
def panel(app: Flask, signed_in: SignedIn) -> Panel:
    author_part = reviews.review(boards.board(privacy=Privacy.OPEN), [TEXT])
    request = session.get_one(ReviewRequest, author_part.request_id)
    peer_part = reviews.assignment(request, boards.seat(request.board))
    author, peer = (session.get_one(Person, part.person_id) for part in (author_part, peer_part))
    # The author's words stand before the peer's, so that a hidden one would be missing from the numbers.
    shared = factory.thread(author_part, "Mara is your contact", body="Shared words.", shared=True)
    private = factory.thread(author_part, "Mara is your contact", body="Private words.", is_private=True, shared=True)
    waiting = factory.thread(author_part, "Mara is your contact", body="Waiting words.")
    own = factory.thread(peer_part, "You can also write to her", body="Own words.", shared=True)
    factory.supported(shared, peer_part)
    factory.supported(own, author_part)
    with unit_of_work():
        replies.reply(actor_of(author), session.get_one(Thread, own.id), "Reply of the author.")
        replies.reply(
            actor_of(accounts.staff(name="Mara Keller")), session.get_one(Thread, own.id), "Reply of the team."
        )
    return Panel(
        author,
        peer,
        signed_in(peer),
        f"/reviews/{ids.encode(request.id)}",
        request.board_id,
        request.id,
        peer_part.id,
        shared.id,
        private.id,
        waiting.id,
        own.id,
    )


def reads_others(privacy: Privacy, settings: tuple[ReadingOthers, ReadingOthers], *, finished: bool) -> bool:
    """The promise in its own words, apart from the code that keeps it."""
    if privacy is Privacy.SEALED or ReadingOthers.NEVER in settings:
        return False
    return finished or ReadingOthers.WHEN_FINISHED not in settings


AT_ONCE = ReadingOthers.AT_ONCE
# Level, the board's setting, the request's setting, whether the reader has finished. All 54 are asked of the queries in
# tests/service/test_thread_sight.py; pages are asked where something else should be told.
ON_PAGES = (
    (Privacy.SEALED, AT_ONCE, AT_ONCE, True),
    (Privacy.WORDS, AT_ONCE, AT_ONCE, False),
    (Privacy.WORDS, ReadingOthers.WHEN_FINISHED, AT_ONCE, True),
    (Privacy.OPEN, AT_ONCE, AT_ONCE, False),
    (Privacy.OPEN, ReadingOthers.WHEN_FINISHED, AT_ONCE, False),
    (Privacy.OPEN, AT_ONCE, ReadingOthers.WHEN_FINISHED, False),
    (Privacy.OPEN, AT_ONCE, ReadingOthers.WHEN_FINISHED, True),
    (Privacy.OPEN, ReadingOthers.NEVER, AT_ONCE, True),
    (Privacy.OPEN, AT_ONCE, ReadingOthers.NEVER, True),
)


@pytest.mark.parametrize(("privacy", "of_board", "of_request", "finished"), ON_PAGES)
def test_no_page_tells_what_its_reader_may_not_know(
    panel: Panel, privacy: Privacy, of_board: ReadingOthers, of_request: ReadingOthers, *, finished: bool
) -> None:
    panel.set(privacy, of_board, of_request, finished=finished)
    reads = reads_others(privacy, (of_board, of_request), finished=finished)
    names = reads and privacy is Privacy.OPEN
    assert what_is_told(panel, panel.page()) == {
        "shared": reads,
        "private": False,
        "waiting": False,
        "reply of a member": reads,
        "reply of the team": True,
        "name": names,
        "organization": names,
        "number of the own comment": 2 if reads else 1,
        "comments in the rail": 2 if reads else 1,
        "count of the own comment": reads,
        "numbers in the text": 2 if reads else 1,
    }
    assert panel.permalink(panel.shared_id).status == (200 if reads else 404)
    assert ("Reply of the author." in panel.permalink(panel.own_id).text) is reads


def what_is_told(panel: Panel, page: Page) -> dict[str, object]:
    own = next(card for card in page.soup.select("article.thread") if "Own words." in card.get_text())
    rail = page.soup.select_one(".review-rail .step-count .visually-hidden")
    assert rail is not None
    organization = panel.author.organization.name if panel.author.organization else ""
    assert organization
    return {
        "shared": "Shared words." in page.text,
        "private": "Private words." in page.text,
        "waiting": "Waiting words." in page.text,
        "reply of a member": "Reply of the author." in page.text,
        "reply of the team": "Reply of the team." in page.text,
        "name": panel.author.name in page.text,
        "organization": organization in page.text,
        "number of the own comment": int(str(own["data-thread"])),
        "comments in the rail": int(rail.get_text().split()[0]),
        "count of the own comment": "Same for 1 other" in own.get_text(),
        "numbers in the text": len(page.soup.select("[data-prose] a.ref")),
    }


def test_j23_nobody_acts_on_what_is_hidden(panel: Panel) -> None:
    """Point 23: what waits, and what is private, is not there for others, whatever they send."""
    for thread_id in (panel.private_id, panel.waiting_id):
        assert panel.permalink(thread_id).status == 404
        for end in ("replies", "support", "support/withdraw", "delete"):
            assert panel.post(thread_id, end, body="Mine") == 404, end
    panel.set(Privacy.OPEN, ReadingOthers.WHEN_FINISHED, AT_ONCE, finished=False)
    for end in ("replies", "support", "support/withdraw"):
        assert panel.post(panel.shared_id, end, body="Mine") == 404, end


def test_a_member_of_another_board_and_one_whose_term_is_over_see_nothing(panel: Panel, signed_in: SignedIn) -> None:
    stranger = signed_in(boards.seat(boards.board(privacy=Privacy.OPEN)).person)
    for path in ("", "/v/1/steps/1", f"/comments/{ids.encode(panel.shared_id)}", "/finish"):
        assert stranger.get(panel.base + path).status == 404


def test_support_is_said_and_taken_back_and_counts_once(panel: Panel) -> None:
    panel.set(Privacy.WORDS, ReadingOthers.AT_ONCE, ReadingOthers.AT_ONCE, finished=False)
    page = panel.page()
    withdraw = f"{panel.base}/comments/{ids.encode(panel.shared_id)}/support/withdraw"
    page = page.form(withdraw).submit()
    assert page.path == f"{panel.base}/v/1/steps/1"
    button = page.soup.select_one("[aria-pressed]")
    assert button is not None
    assert " ".join(button.get_text().split()) == "Same for us comment 1"
    assert button["aria-pressed"] == "false"
    support = f"{panel.base}/comments/{ids.encode(panel.shared_id)}/support"
    form = page.form(support)
    form.submit()
    page = form.submit()
    button = page.soup.select_one("[aria-pressed]")
    assert button is not None
    assert " ".join(button.get_text().split()) == "Same for us (1) comment 1"
    assert button["aria-pressed"] == "true"


def test_nobody_supports_an_own_comment(panel: Panel) -> None:
    assert panel.post(panel.own_id, "support") == 403


def test_where_nobody_reads_others_there_is_no_private_switch(panel: Panel) -> None:
    for privacy, setting, offered in (
        (Privacy.OPEN, ReadingOthers.AT_ONCE, True),
        (Privacy.WORDS, ReadingOthers.WHEN_FINISHED, True),
        (Privacy.WORDS, ReadingOthers.NEVER, False),
        (Privacy.SEALED, ReadingOthers.AT_ONCE, False),
    ):
        panel.set(privacy, setting, ReadingOthers.AT_ONCE, finished=False)
        page = panel.browser.get(f"{panel.base}/comments/new?version=1&step=1&block=0")
        assert bool(page.soup.select("input[name=private]")) is offered, (privacy, setting)
        assert ("Other members see neither" in panel.page().words) is not offered
