"""The reviewing page in Chromium: selecting, the composer, the phone, and the same without script."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import Verdict
from tests.browser import review_story
from tests.browser.browsers import Browsers
from tests.browser.inspecting import problems_of
from tests.browser.review_story import Story
from tests.factories import comments as factory

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# A highlight that the server drew, and not the one of a selection.
KEPT = "mark:not(.mark-chosen)"

# Selects words as a person with a mouse does, and lets the button go.
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.querySelector("[data-prose]"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    walker.currentNode.parentElement.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    return;
  }
  throw new Error(`no such words: ${words}`);
}"""


@pytest.fixture
def story(app: Flask) -> Story:
    return review_story.tell()


@pytest.fixture
def open_page(story: Story, browse: Browsers) -> Open:
    """Opens a path of the review as its reader."""

    def make(path: str = "/v/1/steps/2", **options: Any) -> Page:
        page = browse(story.priya, **options).new_page()
        page.goto(f"/reviews/{ids.encode(story.request.id)}{path}", wait_until="networkidle")
        return page

    return make


def threads_of(story: Story) -> list[Thread]:
    session.rollback()
    return list(session.scalars(select(Thread).where(Thread.author_id == story.priya.id).order_by(Thread.id)))


def drag_over(page: Page, words: str) -> None:
    """Select words by the mouse itself."""
    box = page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("[data-prose]"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            const { left, right, top, height } = range.getBoundingClientRect();
            return { left, right, middle: top + height / 2 };
          }
        }""",
        words,
    )
    page.mouse.move(box["left"] + 1, box["middle"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["middle"], steps=5)
    page.mouse.up()


def test_j11_a_suggestion_on_words_selected_by_mouse_appears_at_once_and_stays(open_page: Open, story: Story) -> None:
    page = open_page()
    drag_over(page, "three totals")
    form = page.locator("[data-margin] #compose")
    expect(form.locator("[data-quote]")).to_have_text("three totals")
    expect(form.get_by_label("Replace with")).to_be_hidden()
    form.locator(".kind-suggestion").click()
    replacement = form.get_by_label("Replace with")
    expect(replacement).to_have_value("three totals")
    expect(form.locator("[data-diff]")).to_be_hidden()
    replacement.fill("three sums")
    expect(form.locator("[data-diff]")).to_have_text("three removed: totalsadded: sums")
    expect(form.get_by_label("Why is that better?")).to_be_visible()
    form.locator("[name=body]").press("Control+Enter")
    expect(page.locator(KEPT, has_text="three totals")).to_have_count(1)
    card = page.locator("[data-margin] article", has_text="sums")
    expect(card).to_be_focused()
    expect(page.locator(".bar-state")).to_contain_text("1 comment waiting")
    expect(page.locator("#compose")).to_have_count(0)
    page.reload(wait_until="networkidle")
    expect(page.locator(KEPT, has_text="three totals")).to_have_count(1)
    (thread,) = threads_of(story)
    assert (thread.exact, thread.replacement, thread.kind) == ("three totals", "three sums", ThreadKind.SUGGESTION)


def overlaps_of(page: Page) -> list[str]:
    """Pairs of neighbors in the margin of which one covers the other, by their tops and ends in px."""
    cards = page.locator(".review-cards > [data-thread], .threads-group")
    boxes = sorted((box["y"], box["y"] + box["height"]) for box in (card.bounding_box() for card in cards.all()) if box)
    return [f"{above} covers {below}" for above, below in pairwise(boxes) if above[1] > below[0] + 1]


def test_no_card_of_the_margin_covers_another(open_page: Open, story: Story) -> None:
    page = open_page()
    page.evaluate(SELECT, "three totals")
    page.locator("#compose .kind-suggestion").click()
    expect(page.get_by_label("Replace with")).to_be_visible()
    assert overlaps_of(page) == []
    review_story.share_version_2(story)
    page = open_page("/v/2/steps/2")
    expect(page.get_by_text("About earlier wording")).to_be_visible()
    assert overlaps_of(page) == []


def test_words_that_are_gone_are_placed_again_by_selecting_others(open_page: Open, story: Story) -> None:
    factory.thread(story.mine, "unless you tell her the time does not suit", position=1)
    review_story.share_version_2(story)
    page = open_page("/v/2/steps/2")
    page.get_by_role("link", name="Place it again").click()
    expect(page.get_by_role("button", name="Place it here")).to_be_hidden()
    page.evaluate(SELECT, "three totals")
    expect(page.locator("[data-chosen]")).to_have_text("three totals")
    page.get_by_role("button", name="Place it here").click()
    expect(page.locator(KEPT, has_text="three totals")).to_have_count(1)
    expect(page.get_by_text("Your comment stands on these words now.")).to_be_visible()


def test_j12_an_emoji_before_the_selection_shifts_nothing(open_page: Open, story: Story) -> None:
    page = open_page("/v/1/steps/1")
    page.evaluate(SELECT, "You reach me")
    form = page.locator("#compose")
    form.locator(".kind-praise").click()
    form.get_by_role("button", name="Add comment").click()
    expect(page.locator(KEPT, has_text="You reach me")).to_have_count(1)
    (thread,) = threads_of(story)
    canonical = factory.step_of(thread.version_id).canonical
    assert "🎉" in canonical[: thread.start]
    assert (thread.exact, thread.start) == ("You reach me", canonical.index("You reach me"))


def test_j13_a_selection_that_cuts_a_placeholder_takes_all_of_it(open_page: Open) -> None:
    page = open_page()
    page.evaluate(SELECT, "Hi {first")
    expect(page.locator("#compose [data-quote]")).to_have_text("Hi {first name}")


def test_j14_a_selection_beyond_the_step_is_refused_with_a_sentence(open_page: Open) -> None:
    page = open_page()
    page.evaluate(
        """() => {
          const prose = document.querySelector("[data-prose]");
          const title = document.querySelector(".envelope dd");
          getSelection().setBaseAndExtent(title.firstChild, 0, prose.querySelector("p").firstChild, 4);
          prose.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
        }"""
    )
    expect(page.locator("[data-said]")).to_have_text("Select words of this step alone, then comment on them.")
    expect(page.locator("#compose")).to_have_count(0)


def test_j10_escape_closes_and_gives_the_focus_back_and_unsent_words_are_kept(open_page: Open) -> None:
    page = open_page()
    page.evaluate(SELECT, "three totals")
    page.locator("#compose").locator("[name=body]").fill("Half a thought")
    page.keyboard.press("Escape")
    expect(page.locator("#compose")).to_have_count(0)
    expect(page.locator("[data-block]", has_text="Check the three totals")).to_be_focused()
    expect(page.locator(".mark-chosen")).to_have_count(0)
    page.reload(wait_until="networkidle")
    page.evaluate(SELECT, "three totals")
    expect(page.locator("#compose").locator("[name=body]")).to_have_value("Half a thought")


def test_what_is_missing_is_said_in_the_composer(open_page: Open) -> None:
    page = open_page()
    page.evaluate(SELECT, "three totals")
    page.locator("#compose").locator("[name=body]").fill("Which ones?")
    page.locator("#compose").get_by_role("button", name="Add comment").click()
    expect(page.locator("#compose .error-summary")).to_contain_text("Choose what your comment is.")
    expect(page.locator("#compose").locator("[name=body]")).to_have_value("Which ones?")
    page.locator("#compose .kind-question").click()
    page.locator("#compose").get_by_role("button", name="Add comment").click()
    expect(page.locator(KEPT, has_text="three totals")).to_have_count(1)


def test_j8_the_phone_comments_from_the_bar_on_the_remembered_selection(open_page: Open, story: Story) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    for button in page.locator(".bar-actions .button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.evaluate(SELECT, "three totals")
    page.locator("[data-comment]").tap()
    dialog = page.locator("dialog")
    expect(dialog).to_be_visible()
    assert page.url.endswith("#compose")
    box = dialog.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    dialog.locator(".kind-concern").tap()
    dialog.locator("[name=body]").fill("Which ones?")
    dialog.get_by_role("button", name="Add comment").tap()
    expect(page.locator(KEPT, has_text="three totals")).to_have_count(1)
    expect(dialog).to_have_count(0)
    (thread,) = threads_of(story)
    assert (thread.exact, thread.kind) == ("three totals", ThreadKind.CONCERN)


def test_the_phone_asks_for_a_paragraph_where_nothing_is_selected(open_page: Open) -> None:
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.locator("[data-comment]").tap()
    expect(page.get_by_role("heading", name="Which paragraph is it about?")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (WIDE, "dark")])
def test_j1_j4_every_page_of_a_review_is_accessible_and_as_wide_as_the_screen(
    open_page: Open, story: Story, viewport: dict[str, int], scheme: str
) -> None:
    waiting = factory.thread(story.mine, "three totals", position=1)
    gone = factory.thread(story.mine, "unless you tell her the time does not suit", position=1)
    review_story.share_version_2(story)
    paths = [
        f"/comments/{ids.encode(gone.id)}/place?version=2&step=2&block=1",
        "/v/1",
        "/v/1/steps/2",
        "/v/2/steps/2",
        "/comments/new?version=1&step=2&block=1",
        "/comments/new",
        "/finish",
    ]
    paths += ["/compare", f"/comments/{ids.encode(waiting.id)}", f"/comments/{ids.encode(waiting.id)}/edit"]
    found = {}
    for path in paths:
        page = open_page(path, viewport=viewport, scheme=scheme)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] = problems_of(page) + ([f"{wider} px too wide"] if wider > 0 else [])
    page = open_page(viewport=viewport, scheme=scheme)
    page.evaluate(SELECT, "three totals")
    if viewport is PHONE:
        page.locator("[data-comment]").click()
    expect(page.locator("#compose")).to_be_visible()
    found["composer"] = problems_of(page)
    assert {path: problems for path, problems in found.items() if problems} == {}


def test_j6_a_review_without_script(open_page: Open, story: Story) -> None:
    page = open_page("", script=False, viewport=PHONE)
    page.get_by_role("button", name="Next step").click()
    page.get_by_role("link", name="Comment on paragraph 2").click()
    page.get_by_label("Concern").check(force=True)
    page.get_by_label("Most teams finish their first import").check()
    page.locator("[name=body]").fill("Not with our files.")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator("[data-margin] article", has_text="Not with our files.")).to_be_visible()
    page.get_by_role("link", name="Finish review").click()
    page.get_by_label("Good with changes").check()
    page.get_by_role("button", name="Send my review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your review was sent")
    (thread,) = threads_of(story)
    assert thread.shared_at is not None
    assert session.get_one(Assignment, story.mine.id).verdict is Verdict.GOOD_WITH_CHANGES
