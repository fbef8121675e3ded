"""Every component in Chromium: accessible, never wider than the screen, quiet under the page policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.inspecting import WCAG, problems_of
from tests.browser.serving import serving
from tests.gallery.app import PAGES, create_gallery

WITH_ERRORS = tuple(f"{page}?errors" for page in ("forms", "nps", "scale", "choice", "text"))
ADDRESSES = (*PAGES, *WITH_ERRORS, "review?dir=rtl&demo")
CARDS = ("t1", "t2", "new")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with serving(create_gallery()) as url:
        yield url


@pytest.fixture
def wide(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def _violations(context: BrowserContext, url: str, *rules: str) -> list[str]:
    """What is wrong with one page with every fold open, and what the browser itself objected to."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    found = problems_of(page, *rules)
    page.close()
    return found + complaints


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        # The real pages are looked at in the dark as well: here one view tells whether a component is sound.
        ("light", 390),
        pytest.param("dark", 1280, marks=pytest.mark.long),
        pytest.param("light", 1280, marks=pytest.mark.long),
        pytest.param("dark", 390, marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(chromium: Browser, gallery: str, address: str, scheme: str, width: int) -> None:
    context = chromium.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
    )
    assert _violations(context, f"{gallery}/{address}") == []
    context.close()


def test_mail_has_no_violation(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    assert _violations(context, f"{gallery}/mail", *WCAG) == []
    context.close()


def test_never_wider_than_the_screen(wide: Page, gallery: str) -> None:
    too_wide = []
    for address in (*ADDRESSES, "mail"):
        wide.goto(f"{gallery}/{address}")
        for width in (320, 390, 700, 768, 1280):
            wide.set_viewport_size({"width": width, "height": 900})
            if wide.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append(f"{address} at {width}")
    assert too_wide == []


def test_the_phone_menu_closes_on_escape_and_returns_the_focus(wide: Page, gallery: str) -> None:
    wide.set_viewport_size({"width": 390, "height": 844})
    wide.goto(f"{gallery}/home", wait_until="networkidle")
    menu = wide.locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Rewards").focus()
    wide.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    expect(menu.locator("summary")).to_be_focused()


def _box(page: Page, selector: str) -> tuple[float, float]:
    """Top and bottom of one element, in pixels."""
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return box["y"], box["y"] + box["height"]


def _card(name: str) -> str:
    return f'[data-margin] > [data-thread="{name}"]'


def test_cards_stand_level_with_their_highlights_and_never_overlap(wide: Page, gallery: str) -> None:
    wide.goto(f"{gallery}/review")
    expect(wide.locator(_card("t1"))).to_have_attribute("style", re.compile("translateY"))
    assert _box(wide, _card("t1"))[0] == pytest.approx(_box(wide, '[data-mark="t1"]')[0], abs=1)
    wide.locator(_card("t2")).click(position={"x": 60, "y": 10})
    assert _box(wide, _card("t2"))[0] == pytest.approx(_box(wide, '[data-mark="t2"]')[0], abs=1)
    for (_, upper_bottom), (lower_top, _) in pairwise(_box(wide, _card(name)) for name in CARDS):
        assert upper_bottom <= lower_top


def test_the_count_appears_from_three_quarters_of_the_limit_on(wide: Page, gallery: str) -> None:
    wide.goto(f"{gallery}/text", wait_until="networkidle")
    text, counter = wide.locator("textarea"), wide.locator(".counter")
    text.fill("a" * 149)
    assert counter.is_hidden()
    text.fill("🙂" * 150)
    assert counter.inner_text() == "50 characters left"
    text.fill("a" * 203)
    assert counter.inner_text() == "3 characters too many"


def test_an_error_summary_takes_the_focus_and_leads_to_the_first_control(wide: Page, gallery: str) -> None:
    wide.goto(f"{gallery}/nps?errors")
    assert wide.title().startswith("Error: ")
    expect(wide.locator(".error-summary")).to_be_focused()
    wide.keyboard.press("Tab")
    wide.keyboard.press("Enter")
    expect(wide.get_by_role("radio").first).to_be_focused()


def test_without_script_the_cards_keep_the_order_of_the_text(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{gallery}/review")
    tops = [_box(page, _card(name))[0] for name in CARDS]
    assert tops == sorted(tops)
    context.close()
