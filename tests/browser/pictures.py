"""The two pictures of the README, and those of what is judged by eye, taken of a running demo.

Start `cab-portal run --demo` with fresh demo data, then run `python -m tests.browser.pictures http://127.0.0.1:8000`,
and with a folder after the address for the pictures by eye, at both widths, light and dark: the reviewing page as its
mock-up shows it (the first screen of a phone is point 25), what members see of an agenda and a policy, and what the
team sees of a course and a best practice before anybody else. Priya Raman is switched to the newest version on the
way; nothing else is written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.serving import chromium

IMAGES = Path(__file__).resolve().parents[2] / "static" / "images"
DRAFT = "Onboarding e-mail series"
SURVEY = "How did onboarding feel?"
STEP = "Your first import"
# What each kind of draft looks like beside a mail series: as its readers see it, and as the team sees it beforehand.
READ = {"qbr": "Quarterly review agenda", "policy": "How we answer: support tiers"}
PREVIEWED = {"course": "Fernhill for planners", "practice": "Delay reasons that help"}
# Tall enough for a whole composer in the margin.
SIZE = ViewportSize(width=1280, height=1100)

# Takes a picture under a name: of the page as it stands, or of an address.
Take = Callable[..., None]

# Hides the strip of the demo.
TIDY = "document.querySelector('.demo').hidden = true"
# Selects the words of a list item as a person with a mouse does, and lets the button go.
SELECT = """() => {
  const item = document.querySelector("[data-prose] li");
  const text = document.createTreeWalker(item, NodeFilter.SHOW_TEXT).nextNode();
  getSelection().setBaseAndExtent(text, 0, text, text.data.trimEnd().length);
  item.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


def _sign_in(page: Page, name: str) -> None:
    page.goto("/demo")
    page.get_by_role("button", name=f"Continue as {name}").click()


def signed_in(browser: Browser, base: str, name: str) -> Page:
    """A wide, light page of one of the people of the demo."""
    page = browser.new_context(base_url=base, viewport=SIZE, color_scheme="light").new_page()
    _sign_in(page, name)
    return page


def take_review(page: Page) -> None:
    """A step with its comments in the margin, and a question being written."""
    page.goto("/reviews")
    page.get_by_role("link", name=DRAFT, exact=True).click()
    switch = page.get_by_role("button", name=re.compile("Switch to version"))
    if switch.count():
        switch.click()
    page.get_by_role("link", name=STEP).first.click()
    page.evaluate(TIDY)
    page.evaluate(SELECT)
    composer = page.locator("[data-composer]")
    composer.get_by_text("Question").click()
    composer.locator("[name=body]").fill("Which report is that? Ours has three that could be meant.")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / "readme-review.png")


def take_results(page: Page) -> None:
    """What a survey has brought so far."""
    page.goto("/staff/surveys")
    page.get_by_role("link", name=SURVEY).click()
    page.evaluate(TIDY)
    page.screenshot(path=IMAGES / "readme-results.png")


def take_by_eye(browser: Browser, base: str, folder: Path) -> None:
    """What a person judges: pages of members and of the team, at both widths, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, scheme in product((1280, 390), ("light", "dark")):
        is_phone = width < 500
        context = browser.new_context(
            base_url=base,
            viewport=ViewportSize(width=width, height=844 if is_phone else 1100),
            color_scheme="dark" if scheme == "dark" else "light",
            # What is chosen has its color at once, not on the way to it.
            reduced_motion="reduce",
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        page = context.new_page()
        take = partial(_take, page, folder, f"{width}-{scheme}")
        _sign_in(page, "Priya Raman")
        _take_series(page, take, is_phone=is_phone)
        _sign_in(page, "Camila Restrepo")
        for name, title in READ.items():
            address = _review_of(page, title)
            take(f"{name}-outline", address)
            take(name, f"{address}/steps/2")
        _sign_in(page, "Mara Keller")
        for name, title in PREVIEWED.items():
            page.goto("/staff/drafts")
            page.get_by_role("link", name=title, exact=True).click()
            take(name, f"{page.url}/preview")
        context.close()


def _take_series(page: Page, take: Take, *, is_phone: bool) -> None:
    """The reviewing page, a suggestion being written, the series at a glance, and the end of the review."""
    address = _review_of(page, DRAFT)
    take("review", f"{address}/steps/2")
    page.evaluate(SELECT)
    if is_phone:
        # The page hears of a selection a moment after it was made.
        page.wait_for_timeout(200)
        page.locator("[data-comment]").tap()
    page.locator("[data-composer]").get_by_text("Suggestion").click()
    take("composer")
    take("outline", address)
    take("finish", re.sub(r"/v/.*", "/finish", address))


def _review_of(page: Page, title: str) -> str:
    """The address of the version that this reader has before them."""
    page.goto("/reviews")
    page.get_by_role("link", name=title, exact=True).click()
    return re.sub(r"/steps/.*", "", page.url)


def _take(page: Page, folder: Path, variant: str, name: str, address: str = "") -> None:
    if address:
        page.goto(address, wait_until="networkidle")
        page.evaluate(TIDY)
    page.screenshot(path=folder / f"{name}-{variant}.png")


def main(base: str, folder: str = "") -> None:
    with chromium() as browser:
        take_review(signed_in(browser, base, "Priya Raman"))
        take_results(signed_in(browser, base, "Mara Keller"))
        if folder:
            take_by_eye(browser, base, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
