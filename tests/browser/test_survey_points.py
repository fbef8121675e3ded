"""Acceptance points of answering a survey that need a whole browser; each test names the points that it proves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cab_portal.core import ids
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from tests.browser.browsers import Browsers
from tests.browser.inspecting import problems_of
from tests.factories import surveys
from tests.factories.surveys import Sent

pytestmark = pytest.mark.browser

PLACES = [{"id": name.lower(), "label": name} for name in ("Speed", "Price", "Help")]
REASONS = [{"id": "price", "label": "Price"}, {"id": "other", "label": "Another reason", "specify": True}]
POINTS = [{"value": value, "label": label} for value, label in enumerate(("Poor", "Fair", "Good"), 1)]
ITEMS = [{"id": "mail", "text": "The first e-mail"}, {"id": "call", "text": "The call"}]


def questions(*asked: dict[str, Any]) -> Questionnaire:
    given = [{"id": f"q{number}", "decision": "Choose.", **one} for number, one in enumerate(asked, 1)]
    return from_data({"questions": given})


def first_page(browse: Browsers, sent: Sent, width: int = 1280, **options: Any) -> Page:
    page = browse(sent.people[0], width=width, **options).new_page()
    page.goto(f"/surveys/{ids.encode(sent.survey.id)}/q/1", wait_until="networkidle")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def order_on(page: Page) -> list[str]:
    return [row.replace("\n", " ") for row in page.locator(".ranking-row .ranking-label").all_inner_texts()]


def test_j26_an_error_takes_the_focus_and_its_link_leads_to_the_control(browse: Browsers) -> None:
    ranking = {"type": "ranking", "text": "What matters most?", "options": PLACES, "required": True}
    battery = {"type": "battery", "text": "How are these?", "items": ITEMS, "points": POINTS, "required": True}
    page = first_page(browse, surveys.sent_survey(questions=questions(battery, ranking)))
    page.get_by_role("group", name="The first e-mail").get_by_label("Good").check()
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("group", name="The first e-mail").get_by_label("Good")).to_be_checked()
    page.get_by_role("link", name="Answer every line.").click()
    expect(page.get_by_role("group", name="The call").get_by_label("Poor")).to_be_focused()
    page.keyboard.press("Space")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What matters most?")
    press(page, "Continue")
    page.get_by_role("link", name="Put the answers in order.").click()
    expect(page.get_by_role("button", name="Move up Speed")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_parts_of_a_question_stand_apart(browse: Browsers, width: int) -> None:
    text = {"type": "statement", "text": "Before you start", "body": "Think of last week.\nThere is no wrong answer."}
    battery = {"type": "battery", "text": "How are these?", "items": ITEMS, "points": POINTS}
    number = {"type": "number", "text": "How many?", "not_applicable": "I do not know"}
    page = first_page(browse, surveys.sent_survey(questions=questions(text, battery, number)), width=width)
    heading, body = page.locator("h1").bounding_box(), page.get_by_text("Think of last week").bounding_box()
    assert heading is not None
    assert body is not None
    assert body["x"] == heading["x"]
    press(page, "Continue")
    assert _gap(page, ".battery > :first-child .choice >> nth=-1", ".battery > :nth-child(2) .legend") >= 16
    press(page, "Continue")
    assert _gap(page, "input[type=text]", "legend:has-text('Instead of a number')") >= 16


def _gap(page: Page, above: str, below: str) -> float:
    upper, lower = page.locator(above).bounding_box(), page.locator(below).bounding_box()
    assert upper is not None
    assert lower is not None
    return lower["y"] - upper["y"] - upper["height"]


def test_j31_the_scale_from_0_to_10_is_reached_and_read_at_320_px(browse: Browsers) -> None:
    asked = {"type": "nps", "text": "Would you recommend us?", "not_applicable": "I do not know"}
    page = first_page(browse, surveys.sent_survey(questions=questions(asked)), width=320)
    assert problems_of(page) == []
    boxes = [label.bounding_box() for label in page.locator(".nps-choice").all()]
    assert len(boxes) == 11
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["width"] >= 32
        assert box["height"] >= 44
    rows = sorted({round(box["y"]) for box in boxes if box})
    assert [sum(box is not None and round(box["y"]) == row for box in boxes) for row in rows] == [6, 5]
    sizes = page.locator(".nps-choice").evaluate_all(
        "all => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 14
    expect(page.locator(".nps-ends")).to_be_visible()
    page.get_by_label("0", exact=False).first.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_label("10, Extremely likely")).to_be_checked()


def test_j32_a_ranking_is_made_by_keyboard_alone(browse: Browsers) -> None:
    ranking = {"type": "ranking", "text": "What matters most?", "options": PLACES}
    page = first_page(browse, surveys.sent_survey(questions=questions(ranking)), width=320)
    assert problems_of(page) == []
    # Nothing is put in order before somebody does it.
    expect(page.locator("fieldset .hint")).to_have_text("Move the answers into your order, the first at the top.")
    expect(page.locator(".ranking-place")).to_have_text(["–", "–", "–"])
    press(page, "Move up Help")
    assert order_on(page) == ["Speed", "Help", "Price"]
    expect(page.locator("[data-ranking] [role='status']")).to_have_text("Help: place 2 of 3.")
    expect(page.get_by_role("button", name="Move up Help")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert order_on(page) == ["Help", "Speed", "Price"]
    press(page, "Move down Speed")
    expect(page.locator(".ranking-place")).to_have_text(["1", "2", "3"])
    assert problems_of(page) == []
    press(page, "Continue")
    expect(page.get_by_text("1. Help, 2. Price, 3. Speed")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    expect(page.locator(".ranking-label")).to_have_text(["Help", "Price", "Speed"])
    press(page, "Leave it without an answer")
    press(page, "Continue")
    expect(page.get_by_text("Not answered")).to_be_visible()


def test_a_ranking_is_made_by_numbers_with_script_off(browse: Browsers) -> None:
    ranking = {"type": "ranking", "text": "What matters most?", "options": PLACES, "top": 2}
    page = first_page(browse, surveys.sent_survey(questions=questions(ranking)), width=390, script=False)
    page.get_by_label("Price").select_option("1")
    page.get_by_label("Speed").select_option("2")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("1. Price, 2. Speed")).to_be_visible()


def test_own_words_are_asked_for_once_their_answer_is_chosen(browse: Browsers) -> None:
    several = {"type": "multi_choice", "text": "Why?", "options": REASONS}
    page = first_page(browse, surveys.sent_survey(questions=questions(several)), width=390)
    words = page.get_by_label("In your own words")
    expect(words).to_be_hidden()
    page.get_by_label("Another reason").check()
    words.fill("The manual")
    assert problems_of(page) == []
    page.get_by_label("Another reason").uncheck()
    expect(words).to_be_hidden()
    page.get_by_label("Price").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).not_to_contain_text("The manual")
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Another reason").check()
    words.fill("The manual")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Price and Another reason: The manual")).to_be_visible()


def test_answers_stay_in_the_form_without_a_network_and_are_sent_when_it_is_back(browse: Browsers) -> None:
    asked = {"type": "long_text", "text": "What is missing?"}
    page = first_page(browse, surveys.sent_survey(questions=questions(asked)), width=390)
    page.get_by_label("What is missing?").fill("A person to call.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("No connection. Your answers stay on this page")).to_be_visible()
    expect(page.get_by_label("What is missing?")).to_have_value("A person to call.")
    assert problems_of(page) == []
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("A person to call.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send 1 answer").click()
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
