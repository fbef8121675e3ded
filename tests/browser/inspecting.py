"""What axe and a ruler find wrong with a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = (*WCAG, "best-practice")
WIDTHS = (320, 390, 768, 1280)
_IS_THERE = "typeof axe === 'object'"
_RUN = "(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })"


def problems_of(page: Page, *rules: str) -> list[str]:
    """What a page breaks of the accessibility rules, with every fold open, and whether it is wider than its screen.

    ``rules`` are tags of axe; without any, all that we hold our pages to.
    """
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    # A page is looked at on several screens: half a megabyte of script is read once.
    if not page.evaluate(_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, list(rules or RULES))
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
