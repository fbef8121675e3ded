"""The design assistant in Chromium: it answers while a question is typed, and counts aloud when a field is left."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey
from tests.browser.browsers import Browsers
from tests.browser.inspecting import problems_of, widths_exceeded_by
from tests.factories import surveys

pytestmark = pytest.mark.browser


@pytest.mark.usefixtures("app")
def test_the_assistant_answers_while_one_types(browse: Browsers, app: Flask) -> None:
    survey = surveys.survey()
    page = browse(survey.owner).new_page()
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/questions/new?type=short_text", wait_until="networkidle")
    zone, voice = page.locator("#assistant"), page.locator("#assistant + [aria-live]")
    expect(zone).to_contain_text("Nothing found")
    page.get_by_label("Question", exact=True).fill("Do you always read it first?")
    expect(zone.locator("mark").first).to_have_text("always")
    expect(voice).to_have_text("")
    page.keyboard.press("Tab")
    expect(voice).to_have_text("2 should fix")
    page.get_by_label("What will you do with the answer?").fill("We send it earlier.")
    expect(zone.locator("[data-tally]")).to_have_text("1 should fix")
    zone.get_by_text("Ignore, because").click()
    zone.get_by_label("Why it stays as it is").fill("Our rule says so.")
    page.get_by_label("Question", exact=True).fill("Do you always read it first of all?")
    expect(zone.locator("q").first).to_contain_text("first of all")
    expect(zone.get_by_label("Why it stays as it is")).to_have_value("Our rule says so.")
    assert problems_of(page) == []
    assert widths_exceeded_by(page) == []
    page.goto(f"/staff/surveys/{ids.encode(survey.id)}/design")
    assert problems_of(page) == []
    assert widths_exceeded_by(page) == []
    session.rollback()
    assert len(session.get_one(Survey, survey.id).definition["questions"]) == 6
