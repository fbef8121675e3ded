"""What axe and a ruler find wrong with a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
WIDTHS = (320, 390, 768, 1280)
_AXE = Axe()


def problems_of(page: Page) -> list[str]:
    """What a page breaks of the accessibility rules, with every fold open, and whether it is wider than its screen."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    found = _AXE.run(page, options={"runOnly": list(RULES), "resultTypes": ["violations"]}).response
    assert found["passes"], "axe ran no rule"
    problems = [f"{wrong['id']}: {node['html']}" for wrong in found["violations"] for node in wrong["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems.append("wider than the screen")
    return [f"{page.url}: {problem}" for problem in problems]


def widths_exceeded_by(page: Page) -> list[str]:
    """The widths of a screen at which the page would have to be scrolled sideways."""
    before, found = page.viewport_size, []
    assert before is not None
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": before["height"]})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{page.url}: wider than a screen of {width}")
    page.set_viewport_size(before)
    return found
