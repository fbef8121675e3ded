"""Surveys in Chromium: accessible, never wider than the screen, and taken and designed with script off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cab_portal.core import ids
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.surveys.models import Response, Survey
from cab_portal.surveys.questionnaire.definition import from_data
from tests.browser.browsers import Browsers
from tests.browser.inspecting import problems_of
from tests.factories import surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent

VIEWS = {"light-390": ("light", 390), "dark-1280": ("dark", 1280)}
pytestmark = pytest.mark.browser


def violations(page: Page, path: str) -> list[str]:
    page.goto(path)
    return problems_of(page)


def answered() -> Sent:
    sent = surveys.sent_survey(6, reward=Money(4_000, "EUR"))
    for person, answers in zip(sent.people, (HAPPY, UNHAPPY, HAPPY), strict=False):
        surveys.response(sent.survey, person, answers)
    surveys.answer(sent.survey, sent.people[3], UNHAPPY)
    return sent


@pytest.mark.parametrize("view", VIEWS)
def test_no_violation_on_the_pages_of_members(browse: Browsers, view: str) -> None:
    sent = answered()
    base = f"/surveys/{ids.encode(sent.survey.id)}"
    under_way = browse(sent.people[3], *VIEWS[view]).new_page()
    done = browse(sent.people[0], *VIEWS[view]).new_page()
    found = [problem for k in range(1, 7) for problem in violations(under_way, f"{base}/q/{k}")]
    found += violations(under_way, "/surveys") + violations(under_way, base) + violations(under_way, f"{base}/check")
    found += violations(done, base) + violations(done, f"{base}/done") + violations(done, "/surveys")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("view", VIEWS)
def test_no_violation_on_the_pages_of_staff(browse: Browsers, view: str) -> None:
    sent = answered()
    writing = surveys.survey(sent.survey.draft)
    page = browse(sent.owner, *VIEWS[view]).new_page()
    base, design = (f"/staff/surveys/{ids.encode(key)}" for key in (sent.survey.id, writing.id))
    paths = ["/staff/surveys", "/staff/surveys/new", f"{base}/results", f"{base}/results/q5", f"{design}/design"]
    paths += [f"{design}/questions/{name}" for name in ("q1", "q2", "q4", "q6", "new?type=battery")]
    paths += [f"{design}/preview", f"{design}/bank", f"{base}/design", f"{base}/questions/q2/correct"]
    found = [problem for path in paths for problem in violations(page, path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_survey_is_taken_with_script_off(browse: Browsers, width: int) -> None:
    sent = surveys.sent_survey()
    page = browse(sent.people[0], width=width, script=False).new_page()
    page.goto("/surveys")
    page.get_by_role("link", name="Start survey").click()
    page.get_by_role("link", name="Start survey").click()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("3", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Too fast").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Our data").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Rather clear").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Rather clear")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox").fill("Calm")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("textbox").fill("A person to call.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send 6 answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
    session.rollback()
    assert session.query(Response).one().submitted_at is not None


def test_a_survey_is_designed_with_script_off(browse: Browsers) -> None:
    survey = surveys.survey(empty=True)
    page = browse(survey.owner, script=False).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/design")
    page.get_by_role("link", name="0 to 10, recommendation").click()
    page.get_by_label("What will you do with the answer?").fill("Call who would not.")
    page.get_by_label("Question", exact=True).fill("Would you recommend us?")
    page.get_by_role("button", name="Add question").click()
    page.get_by_role("link", name="Long text").click()
    page.get_by_label("What will you do with the answer?").fill("Read it out.")
    page.get_by_label("Question", exact=True).fill("Why?")
    page.get_by_label("Question of line 1").select_option(label="1. Would you recommend us?")
    page.get_by_label("Comparison of line 1").select_option(label="is at most")
    page.get_by_label("Answer of line 1").select_option(label="6")
    page.get_by_role("button", name="Add question").click()
    expect(page.get_by_text("Shown if question 1 is 6 or lower", exact=True)).to_be_visible()
    page.get_by_role("link", name="Preview survey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Would you recommend us?")


def test_a_question_is_written_by_keyboard_and_saves_itself(browse: Browsers) -> None:
    survey = surveys.survey()
    page = browse(survey.owner).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/questions/q2")
    status = page.locator('[data-part="status"]')
    page.get_by_label("Question", exact=True).focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("Is it too slow, right or too fast?")
    expect(status).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.get_by_role("button", name="Add an answer").focus()
    page.keyboard.press("Enter")
    added = page.get_by_label("Words of answer 4")
    expect(added).to_be_focused()
    page.keyboard.type("It varies")
    expect(status).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How does the first week feel?")
    session.rollback()
    question = session.get_one(Survey, survey.id, populate_existing=True).definition["questions"][1]
    assert question["text"] == "Is it too slow, right or too fast?"
    assert [option["id"] for option in question["options"]] == ["slow", "right", "fast", "it_varies"]


def test_questions_are_put_in_order_by_keyboard_alone(browse: Browsers) -> None:
    survey = surveys.survey()
    page = browse(survey.owner).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/design", wait_until="networkidle")
    page.get_by_role("button", name="Move up question 3").focus()
    for _ in range(2):
        with page.expect_navigation(wait_until="networkidle"):
            page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_text("Move down question 1")
    page.get_by_label("Position of question 1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Enter")
    expect(page.locator(":focus")).to_have_attribute("id", "position-2")
    session.rollback()
    questions = session.get_one(Survey, survey.id, populate_existing=True).definition["questions"]
    assert [question["id"] for question in questions] == ["q1", "q3", "q2", "q4", "q5", "q6"]


@pytest.mark.parametrize("script", [True, False])
def test_a_deletion_is_undone_by_the_next_key(browse: Browsers, script: bool) -> None:
    survey = surveys.survey()
    page = browse(survey.owner, width=390, script=script).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/design", wait_until="networkidle")
    page.get_by_role("button", name="Delete question 5").focus()
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    undo = page.get_by_role("button", name="Undo the deletion")
    expect(undo).to_be_focused()
    expect(undo).to_be_in_viewport()


def test_the_preview_lays_a_ranking_out_as_on_a_phone(browse: Browsers) -> None:
    survey = surveys.survey(empty=True)
    options = [{"id": name, "label": f"The {name} of our answers"} for name in ("speed", "length", "tone")]
    ranking = {"type": "ranking", "id": "q1", "text": "What matters most?", "options": options, "decision": "Act."}
    surveys.replace_questions(survey, from_data({"questions": [ranking]}))
    page = browse(survey.owner).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/preview", wait_until="networkidle")
    label, movers = page.locator(".ranking-row").first.locator(".ranking-label, .buttons").all()
    words, buttons = label.bounding_box(), movers.bounding_box()
    assert words is not None
    assert buttons is not None
    assert words["height"] < 2 * 24
    assert buttons["y"] >= words["y"] + words["height"]


def test_the_paths_are_as_large_on_a_small_phone_and_scroll_by_themselves(browse: Browsers) -> None:
    survey = surveys.survey()
    page = browse(survey.owner, width=320).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/design")
    scale = "drawing => drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width"
    assert page.locator(".path-map").evaluate(scale) >= 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert not problems_of(page)
