"""What is printed, and what is read from right to left: points that are judged by eye, held by a ruler here."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from cab_portal.core import ids
from cab_portal.core.money import Money
from tests.browser import review_story
from tests.browser.browsers import PHONE, Browsers
from tests.browser.inspecting import problems_of
from tests.factories import launches, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent

pytestmark = pytest.mark.browser

# A4 in pixels of 1/96 inch, without margins of 1 cm.
PAPER = 718

INK = """() => {
  const isDark = (color) => {
    const channels = color.match(/[\\d.]+/g).map(Number);
    return Math.max(...channels.slice(0, 3)) <= (color.startsWith("color(") ? 0.25 : 64);
  };
  const words = [...document.querySelectorAll("main h1, main h2, main p, main li, main td, main th, main dd")]
    .filter((one) => one.checkVisibility() && one.textContent.trim());
  return words.filter((one) => !isDark(getComputedStyle(one).color)).map((one) => one.outerHTML.slice(0, 120));
}"""
CUT = """() => [...document.querySelectorAll("main svg[role='img'], main .bars")]
  .filter((one) => one.checkVisibility())
  .filter((one) => {
    const panel = one.closest(".panel") ?? one;
    const box = one.getBoundingClientRect();
    return getComputedStyle(panel).breakInside !== "avoid" || box.right > innerWidth + 1 || box.width === 0;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
BARS = ".top, .foot, .bar, .demo, .skip, .button, .tabs, .filters"


def answered() -> Sent:
    sent = surveys.sent_survey(6, reward=Money(4_000, "EUR"))
    for person, answers in zip(sent.people, (HAPPY, UNHAPPY, HAPPY, UNHAPPY, HAPPY), strict=False):
        surveys.response(sent.survey, person, answers)
    return sent


def printed(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})


def faults_on_paper(page: Page) -> dict[str, Any]:
    body = page.evaluate(
        "(() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]; })()"
    )
    return {
        "ground and ink": [] if body == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"] else body,
        "pale words": page.evaluate(INK),
        "bars": page.locator(BARS).locator("visible=true").count(),
        "cut": page.evaluate(CUT),
        "wide": page.evaluate("document.documentElement.scrollWidth > innerWidth"),
    }


NO_FAULTS = {"ground and ink": [], "pale words": [], "bars": 0, "cut": [], "wide": False}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_j38_results_print_black_on_white_without_bars_and_no_chart_is_cut(browse: Browsers, scheme: str) -> None:
    sent = answered()
    page = browse(sent.owner, scheme).new_page()
    printed(page, f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    assert page.locator("main svg[role='img']").count() > 5
    assert faults_on_paper(page) == NO_FAULTS


def test_j38_readiness_prints_black_on_white_without_bars(browse: Browsers) -> None:
    scene = launches.reviewed()
    page = browse(scene.owner, "dark").new_page()
    printed(page, f"/staff/drafts/{ids.encode(scene.draft.id)}/launch")
    assert faults_on_paper(page) == NO_FAULTS


# Boxes beside each other that lie over one another, in pixels; a pixel is rounding.
OVERLAPS = """(selectors) => {
  const boxes = selectors.map((one) => [one, document.querySelector(one)]).filter(([, box]) => box?.checkVisibility());
  const found = [];
  boxes.forEach(([name, one], at) => boxes.slice(at + 1).forEach(([other, two]) => {
    const a = one.getBoundingClientRect(), b = two.getBoundingClientRect();
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 1) found.push(`${name} and ${other}`);
  }));
  return found;
}"""


@pytest.mark.parametrize("width", [1280, PHONE])
def test_j39_a_review_read_from_right_to_left(app: Flask, browse: Browsers, width: int) -> None:
    story = review_story.tell()
    page = browse(story.priya, width=width).new_page()
    page.goto(f"/reviews/{ids.encode(story.request.id)}/v/1/steps/2", wait_until="networkidle")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert problems_of(page) == []
    assert page.evaluate(OVERLAPS, [".review-rail", "[data-prose]", "[data-margin]"]) == []
    if width == PHONE:
        return
    rail, prose, margin = (
        page.locator(part).first.bounding_box() for part in (".review-rail", "[data-prose]", "[data-margin]")
    )
    assert rail
    assert prose
    assert margin
    assert rail["x"] > prose["x"] + prose["width"], "the rail is at the right"
    assert margin["x"] + margin["width"] < prose["x"], "and the comments at the left"


# Words of a chart that stand outside of its panel.
OUTSIDE = """() => [...document.querySelectorAll("main svg.chart text")].filter((text) => {
  const box = text.getBoundingClientRect(), panel = text.closest(".panel").getBoundingClientRect();
  return box.left < panel.left || box.right > panel.right;
}).map((text) => text.textContent)"""


@pytest.mark.parametrize("width", [1280, PHONE])
def test_j39_results_read_from_right_to_left(browse: Browsers, width: int) -> None:
    sent = answered()
    page = browse(sent.owner, width=width).new_page()
    page.goto(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert problems_of(page) == []
    panels = [f"#question-{number}" for number in range(1, 7)]
    assert page.evaluate(OVERLAPS, [*panels, "#arrivals", "#reading"]) == []
    assert page.evaluate(OUTSIDE) == []
    if width != PHONE:
        first, second = (page.locator(panel).bounding_box() for panel in panels[:2])
        assert first
        assert second
        assert first["x"] > second["x"], "the first panel is at the right"


def test_j39_an_arrow_back_points_the_other_way_from_right_to_left(browse: Browsers) -> None:
    sent = surveys.sent_survey()
    page = browse(sent.people[0], width=PHONE).new_page()
    page.goto(f"/surveys/{ids.encode(sent.survey.id)}/q/1")
    arrow = page.locator(".question-back .icon-directed")
    turned = "one => [getComputedStyle(one).scale, getComputedStyle(one).transform]"
    before = arrow.evaluate(turned)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert arrow.evaluate(turned) != before
    back, place = arrow.bounding_box(), page.locator(".question-place > span").bounding_box()
    assert back
    assert place
    assert back["x"] > place["x"] + place["width"], "the way back is at the right"
    assert problems_of(page) == []
