"""The two pictures of the README, and those of what is judged by eye, taken of a running demo.

Start `cab-portal run --demo` with fresh demo data, then run `python -m tests.browser.pictures http://127.0.0.1:8000`,
and with a folder after the address for the pictures by eye: the reviewing page as its mock-up shows it, at both widths,
light and dark; the first screen of a phone is point 25. Priya Raman is switched to the newest version on the way;
nothing else is written.
"""

from __future__ import annotations

import re
import sys
from functools import partial
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.serving import chromium

IMAGES = Path(__file__).resolve().parents[2] / "static" / "images"
DRAFT = "Onboarding e-mail series"
SURVEY = "How did onboarding feel?"
STEP = "Your first import"
# Tall enough for a whole composer in the margin.
SIZE = ViewportSize(width=1280, height=1100)

# Hides the strip of the demo.
TIDY = "document.querySelector('.demo').hidden = true"
# Selects the words of a list item as a person with a mouse does, and lets the button go.
SELECT = """() => {
  const item = document.querySelector("[data-prose] li");
  const text = document.createTreeWalker(item, NodeFilter.SHOW_TEXT).nextNode();
  getSelection().setBaseAndExtent(text, 0, text, text.data.trimEnd().length);
  item.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
}"""


def signed_in(browser: Browser, base: str, name: str) -> Page:
    """A wide, light page of one of the people of the demo."""
    page = browser.new_context(base_url=base, viewport=SIZE, color_scheme="light").new_page()
    page.goto("/demo")
    page.get_by_role("button", name=f"Continue as {name}").click()
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
    """The reviewing page and what leads on from it, as a person judges them."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, scheme in product((1280, 390), ("light", "dark")):
        is_phone = width < 500
        context = browser.new_context(
            base_url=base,
            viewport=ViewportSize(width=width, height=844 if is_phone else 1100),
            color_scheme="dark" if scheme == "dark" else "light",
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        page = context.new_page()
        page.goto("/demo")
        page.get_by_role("button", name="Continue as Priya Raman").click()
        page.goto("/reviews")
        page.get_by_role("link", name=DRAFT, exact=True).click()
        address = re.sub(r"/steps/.*", "", page.url)
        take = partial(_take, page, folder, f"{width}-{scheme}")
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
        context.close()


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
