"""Acceptance points of the reviewing page that need a whole browser; each test names the points that it proves.

Points 2 and 5 hold in every browser test: a browser that objects to anything fails it, and every page is checked by the
page client of the request tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments.models import Comment, Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from tests.browser import review_story
from tests.browser.browsers import PHONE, Browsers
from tests.browser.review_story import Story
from tests.factories import boards, reviews
from tests.factories import comments as factory

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

OPENING = "Most teams finish their first import in under an hour."
TYPO = "You can stop at any point without loosing your work, and go on whenever it suits you."
CALL = "Mara calls you on Friday at ten to look at the first result together with you."
PAPER = "In the second week we send you a printed contract by post, which you sign and return."
EXPORT = "The export holds one month of shipments and every column that your carrier sends along."
GUIDE = "Keep the short guide at hand."
TWIN = f"Before the call there is one thing to do. {GUIDE}"
OTHER = f"Whoever joins later reads everything that was said before. {GUIDE}"
INVITE = "Invite the two people who ask you for numbers most often."
FIRST = "\n\n".join((OPENING, TYPO, CALL, PAPER, OTHER, TWIN, EXPORT))


@pytest.fixture
def story(app: Flask) -> Story:
    return review_story.tell()


@pytest.fixture
def open_page(story: Story, browse: Browsers) -> Open:
    """Opens a path of the story's review as its reader."""

    def make(path: str = "/v/1/steps/2", **options: Any) -> Page:
        page = browse(story.priya, **options).new_page()
        page.goto(f"/reviews/{ids.encode(story.request.id)}{path}", wait_until="networkidle")
        return page

    return make


def test_j16_j17_j18_j19_j20_j21_comments_follow_their_words_and_never_stand_on_others(
    app: Flask, browse: Browsers
) -> None:
    """A typo elsewhere, an edit, a move, a deletion, a deleted twin, and words that come back in version 3."""
    part = reviews.review(boards.board(privacy=Privacy.OPEN), [FIRST, INVITE])
    factory.thread(part, OPENING, body="Kept.", shared=True)
    factory.thread(part, CALL, body="Edited.", shared=True)
    factory.thread(part, PAPER, body="Removed.", shared=True)
    factory.thread(part, EXPORT, body="Moved.", shared=True)
    factory.thread_at(part, GUIDE, TWIN, body="Twin.")
    draft = session.scalars(select(Draft)).one()
    second = [OPENING, TYPO.replace("loosing", "losing"), CALL.replace("Friday", "Monday"), OTHER]
    reviews.shared_version(draft, ["\n\n".join(second), f"{INVITE}\n\n{EXPORT}"])
    third = [*second[:3], PAPER, OTHER]
    reviews.shared_version(draft, ["\n\n".join(third), f"{INVITE}\n\n{EXPORT}"])
    page = browse(session.get_one(Person, session.merge(part).person_id)).new_page()
    base = f"/reviews/{ids.encode(session.merge(part).request_id)}/v"

    page.goto(f"{base}/2/steps/1")
    card = page.locator("article.thread")
    kept = card.filter(has_text="Kept.")
    expect(kept.locator(".thread-place, .words")).to_have_count(0)
    expect(page.locator("mark")).to_have_text([OPENING, CALL.replace("Friday", "Monday")])
    edited = card.filter(has_text="Edited.")
    expect(edited).to_contain_text("Wording changed since version 1")
    expect(edited.locator("del")).to_contain_text("Friday")
    expect(edited.locator("ins")).to_contain_text("Monday")
    earlier = page.locator(".threads-group", has_text="About earlier wording")
    expect(earlier.locator("article")).to_have_count(2)
    expect(earlier.locator("article", has_text="Removed.")).to_contain_text(PAPER)
    expect(earlier.locator("article", has_text="Twin.")).to_be_visible()
    expect(page.locator("[data-prose]")).not_to_contain_text("contract")
    earlier.locator("article", has_text="Removed.").get_by_role("link", name="See it in version 1").click()
    expect(page.locator("mark", has_text=PAPER)).to_have_count(1)
    assert "/v/1/steps/1#thread-" in page.url

    page.goto(f"{base}/2/steps/2")
    expect(card.filter(has_text="Moved.")).to_contain_text("Moved from step 1")
    expect(page.locator("mark")).to_have_text([EXPORT])
    page.goto(f"{base}/3/steps/1")
    expect(card.filter(has_text="Removed.").locator(".thread-place")).to_have_count(0)
    expect(page.locator("mark", has_text=PAPER)).to_have_count(1)


# One stop of the tab key: where the focus is in the order of the page, whether it is seen, and whether a bar covers it.
STOP = """() => {
  const here = document.activeElement;
  const box = here.getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const inBar = here.closest(".bar") !== null;
  const outline = getComputedStyle(here);
  const around = here.closest("label, .kind");
  return {
    name: here.getAttribute("aria-label") ?? here.textContent.trim().slice(0, 40),
    place: [...document.querySelectorAll("*")].indexOf(here),
    isSeen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && Number(outline.opacity) > 0,
    isOutlined: outline.outlineStyle !== "none" || (around && getComputedStyle(around).outlineStyle !== "none"),
    isCovered: !inBar && box.bottom > bar.top + 1,
  };
}"""


@pytest.mark.parametrize("width", [1280, PHONE])
def test_j7_the_tab_key_goes_in_reading_order_and_the_focus_is_always_seen(open_page: Open, width: int) -> None:
    page = open_page(viewport={"width": width, "height": 700})
    page.keyboard.press("Tab")
    assert page.evaluate(STOP)["name"] == "Skip to the draft"
    stops: list[dict[str, Any]] = []
    for _ in range(90):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stops and stop["place"] <= stops[-1]["place"]:
            break
        stops.append(stop)
    assert [stop["name"] for stop in stops][-1] == "Finish review", "the bar is the end of the page"
    for fault in ("isSeen", "isOutlined"):
        assert [stop["name"] for stop in stops if not stop[fault]] == [], fault
    assert [stop["name"] for stop in stops if stop["isCovered"]] == []


def test_j9_a_comment_by_keyboard_alone_and_two_keys_from_comment_to_comment(open_page: Open) -> None:
    page = open_page()
    page.locator("#step").focus()
    numbers = page.locator("[data-prose] .ref")
    page.keyboard.press("]")
    expect(numbers.nth(0)).to_be_focused()
    page.keyboard.press("]")
    expect(numbers.nth(1)).to_be_focused()
    expect(page.locator("[data-margin] #thread-2")).to_have_class("thread thread-suggestion thread-on")
    page.keyboard.press("[")
    expect(numbers.nth(0)).to_be_focused()
    page.locator(".review-rail").get_by_label("Keys [ and ]").uncheck()
    page.locator("#step").focus()
    page.keyboard.press("]")
    expect(page.locator("#step")).to_be_focused()
    page.get_by_role("link", name="Comment on paragraph 2").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Concern").focus()
    page.keyboard.press("Space")
    page.get_by_label("Whole paragraph").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[name=body]").focus()
    page.keyboard.type("Not with our files.")
    page.get_by_role("button", name="Add comment").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-margin] article", has_text="Not with our files.")).to_be_visible()


def test_words_that_were_selected_before_the_script_came_are_taken(open_page: Open) -> None:
    page = open_page()
    # A file that a page is left in the middle of stays open at the server of the tests.
    page.wait_for_load_state("networkidle")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/composer.js", hold)
    with page.expect_request("**/composer.js"):
        page.reload(wait_until="commit")
    page.locator("[data-prose] [data-block]").nth(1).select_text()
    for route in held:
        route.continue_()
    expect(page.locator("#compose [data-quote]")).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_support_is_said_without_a_new_page_and_disturbs_no_comment_that_is_being_written(open_page: Open) -> None:
    page = open_page()
    page.evaluate("window.same = true")
    page.evaluate(
        """() => {
          const text = document.querySelector("[data-prose] p").firstChild;
          getSelection().setBaseAndExtent(text, 0, text, 2);
          text.parentElement.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
        }"""
    )
    page.locator("#compose").locator("[name=body]").fill("Half a thought")
    card = page.locator("[data-margin] article").first
    # Cards are short while a comment is written; the one that is touched is shown whole.
    card.click(position={"x": 60, "y": 10})
    card.get_by_role("button", name="Same for us").click()
    expect(card.get_by_role("button", name="Same for us (1)")).to_have_attribute("aria-pressed", "true")
    expect(card).to_contain_text("Same for Priya Raman, Oakline Logistics")
    assert page.evaluate("window.same")
    expect(page.locator("#compose").locator("[name=body]")).to_have_value("Half a thought")


def test_unsent_words_stay_until_the_server_has_them_and_go_at_sign_out(open_page: Open, story: Story) -> None:
    thread = session.scalars(select(Thread).where(Thread.author_id == story.jonas.id).order_by(Thread.id)).first()
    assert thread is not None
    page = open_page(f"/comments/{ids.encode(thread.id)}")

    def lose(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>Lost</title><p>No network.")

    page.route("**/replies", lose)
    page.get_by_label("Your reply").fill("For us too.")
    page.get_by_role("button", name="Add reply").click()
    expect(page.get_by_text("No network.")).to_be_visible()
    page.unroute("**/replies")
    page.goto(f"/reviews/{ids.encode(story.request.id)}/comments/{ids.encode(thread.id)}", wait_until="networkidle")
    expect(page.get_by_label("Your reply")).to_have_value("For us too.")
    page.get_by_role("button", name="Add reply").click()
    expect(page.locator(".reply", has_text="For us too.")).to_be_visible()
    page.reload(wait_until="networkidle")
    expect(page.get_by_label("Your reply")).to_have_value("")
    page.get_by_label("Your reply").fill("Half a thought")
    assert page.evaluate("Object.keys(sessionStorage).length") == 1
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_j23_j24_two_members_and_two_tabs(open_page: Open, story: Story, browse: Browsers) -> None:
    """What waits is not there for another member until it is sent; two tabs with one thread lose no reply."""
    factory.thread(story.mine, "three totals", body="Which ones are meant?", position=1)
    theirs = browse(story.jonas).new_page()
    address = f"/reviews/{ids.encode(story.request.id)}/v/1/steps/2"
    theirs.goto(address)
    expect(theirs.locator("[data-prose] .ref")).to_have_count(3)
    expect(theirs.get_by_text("Which ones are meant?")).to_have_count(0)
    mine = open_page("/finish")
    mine.get_by_label("Good to go").check()
    mine.get_by_role("button", name="Send my review").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Your review was sent")
    theirs.reload()
    expect(theirs.locator("[data-prose] .ref")).to_have_count(4)
    theirs.locator("article", has_text="Which ones are meant?").get_by_role("link", name="Reply").click()
    other_tab = theirs.context.new_page()
    other_tab.goto(theirs.url)
    for tab, words in ((theirs, "The first tab."), (other_tab, "The second tab.")):
        tab.get_by_label("Your reply").fill(words)
    for tab in (theirs, other_tab):
        tab.get_by_role("button", name="Add reply").click()
    expect(other_tab.locator(".reply")).to_have_count(2)
    session.rollback()
    bodies = session.scalars(select(Comment.body).where(Comment.author_id == story.jonas.id)).all()
    assert {"The first tab.", "The second tab."} <= set(bodies)


def begin(page: Page, words: str, body: str) -> None:
    """Select words of one text node, and write about them up to the button."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("[data-prose]"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode() && !walker.currentNode.data.includes(words));
          const text = walker.currentNode;
          const at = text.data.indexOf(words);
          getSelection().setBaseAndExtent(text, at, text, at + words.length);
          text.parentElement.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
        }""",
        words,
    )
    page.locator("#compose .kind-concern").click()
    page.locator("#compose [name=body]").fill(body)


def test_j15_a_version_that_was_left_in_another_tab_keeps_the_text_and_offers_the_new_wording(
    open_page: Open, story: Story
) -> None:
    page = open_page()
    begin(page, "in under an hour", "Not with our files.")
    review_story.share_version_2(story)
    other_tab = page.context.new_page()
    other_tab.goto(page.url)
    other_tab.get_by_role("button", name="Switch to version 2").first.click()
    expect(other_tab.get_by_text("Version 2, shared")).to_be_visible()
    send = page.locator("#compose").get_by_role("button", name="Add comment")
    with page.expect_response("**/comments") as answer:
        send.click()
    assert answer.value.status == 409
    form = page.locator("#compose")
    expect(form).to_contain_text("you read version 2 now")
    expect(form.locator("[name=body]")).to_have_value("Not with our files.")
    form.get_by_label("within two hours").check()
    form.get_by_role("button", name="Add comment").click()
    expect(page.locator("[data-margin] article", has_text="Not with our files.")).to_be_visible()
    assert "/v/2/steps/2" in page.url


def test_without_a_network_the_text_stays_and_is_sent_once_it_is_back(open_page: Open) -> None:
    page = open_page()
    begin(page, "in under an hour", "Not with our files.")
    send = page.locator("#compose").get_by_role("button", name="Add comment")
    page.context.set_offline(True)
    send.click()
    expect(page.get_by_role("alert")).to_have_text(
        "Your comment was not sent: the portal could not be reached. Your text is still here. Try again."
    )
    page.context.set_offline(False)

    def send_slowly(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    # And once more over a network so slow that two impatient presses meet one sending.
    page.route("**/comments", send_slowly)
    send.evaluate("(button) => { button.click(); setTimeout(() => button.click(), 200); }")
    expect(page.locator("#compose")).to_have_count(0)
    expect(page.locator("[data-margin] article", has_text="Not with our files.")).to_have_count(1)


HOSTILE = '<img src=x onerror="window.hurt = 1"><script>window.hurt = 1</script>\'"><svg onload=window.hurt=1>{{7*7}}'


def test_hostile_words_execute_nothing(open_page: Open, story: Story) -> None:
    """In body, replacement, reply, and as what is kept and shown again by script."""
    factory.thread(story.mine, "three totals", body=HOSTILE, position=1)
    suggested = {"kind": ThreadKind.SUGGESTION, "replacement": HOSTILE, "shared": True, "position": 1}
    shared = factory.thread(story.theirs, "leave it out", body=HOSTILE, **suggested)  # type: ignore[arg-type]
    review_story.say(story.owner, shared, HOSTILE)
    page = open_page()
    page.evaluate(
        """() => {
          const text = document.querySelector("[data-prose] p").firstChild;
          getSelection().setBaseAndExtent(text, 0, text, 2);
          text.parentElement.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
        }"""
    )
    page.locator("#compose .kind-question").click()
    page.locator("#compose").locator("[name=body]").fill(HOSTILE)
    page.locator("#compose").get_by_role("button", name="Add comment").click()
    expect(page.locator("#compose")).to_have_count(0)
    for path in ("", f"/comments/{ids.encode(shared.id)}", "/finish"):
        if path:
            page.goto(f"/reviews/{ids.encode(story.request.id)}{path}")
        expect(page.get_by_text("{{7*7}}").first).to_be_visible()
        assert page.locator("main img, main script, main [onerror], main [onload]").count() == 0
        assert page.evaluate("window.hurt") is None


def test_j25_the_first_screen_of_a_phone_says_what_it_is_until_when_and_begins_the_text(open_page: Open) -> None:
    """The same is looked at by eye, in the pictures that tests/browser/pictures.py takes."""
    page = open_page(viewport={"width": PHONE, "height": 844}, has_touch=True, is_mobile=True)
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    for shown in (
        page.get_by_role("heading", level=1, name="Onboarding e-mail series"),
        page.get_by_text("Open until"),
        page.get_by_text("Step 2 of 5: Your first import"),
        page.locator("[data-prose] p").first,
    ):
        box = shown.first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"]
