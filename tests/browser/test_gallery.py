"""Every component, looked at by Chromium: accessible in both themes, never wider than the screen, quiet under the page policy."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from tests.gallery.app import PAGES, create_gallery

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ADDRESSES = [*PAGES, *(f"{page}?errors" for page in ("forms", "nps", "scale", "choice", "text")), "review?dir=rtl&demo"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser itself objected to: refused styles and scripts, errors in scripts."""
    return []


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    context = chromium.new_context(color_scheme=request.param)
    page = context.new_page()
    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_violation(page: Page, gallery: str, complaints: list[str], address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{gallery}/{address}")
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.response["passes"], "axe ran no rule"
    assert not result.response["violations"], result.generate_report()
    assert complaints == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_never_wider_than_the_screen(chromium: Browser, gallery: str, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{gallery}/{address}")
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
    page.close()


def test_the_phone_menu_closes_on_escape_and_returns_the_focus(chromium: Browser, gallery: str) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{gallery}/home", wait_until="networkidle")
    menu = page.locator("details.menu")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Rewards").focus()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.matches('.menu > summary')")
    page.close()


def test_cards_stand_level_with_their_highlights_and_never_overlap(chromium: Browser, gallery: str) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{gallery}/review", wait_until="networkidle")

    def tops() -> dict[str, float]:
        tops: dict[str, float] = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll("[data-margin] > [data-thread], [data-mark]")].map((element) => [
                 element.dataset.thread ? "card " + element.dataset.thread : "mark " + element.dataset.mark,
                 element.getBoundingClientRect().top]))"""
        )
        return tops

    page.wait_for_function("document.querySelector('#thread-t1').style.transform !== ''")
    before = tops()
    assert before["card t1"] == pytest.approx(before["mark t1"], abs=1)
    page.locator("#thread-t2").click(position={"x": 60, "y": 10})
    after = tops()
    assert after["card t2"] == pytest.approx(after["mark t2"], abs=1)
    boxes = [page.locator(f'[data-margin] > [data-thread="{name}"]').bounding_box() for name in ("t1", "t2", "new")]
    for upper, lower in zip(boxes, boxes[1:], strict=False):
        assert upper is not None and lower is not None
        assert upper["y"] + upper["height"] <= lower["y"]
    page.close()


def test_the_count_appears_from_three_quarters_of_the_limit_on(chromium: Browser, gallery: str) -> None:
    page = chromium.new_page()
    page.goto(f"{gallery}/text", wait_until="networkidle")
    text, counter = page.locator("textarea"), page.locator(".counter")
    text.fill("a" * 149)
    assert counter.is_hidden()
    text.fill("🙂" * 150)
    assert counter.inner_text() == "50 characters left"
    text.fill("a" * 203)
    assert counter.inner_text() == "3 characters too many"
    page.close()


def test_without_script_the_cards_keep_the_order_of_the_text(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{gallery}/review")
    boxes = [page.locator(f'[data-margin] > [data-thread="{name}"]').bounding_box() for name in ("t1", "t2", "new")]
    tops = [box["y"] for box in boxes if box is not None]
    assert len(tops) == 3 and tops == sorted(tops)
    context.close()
