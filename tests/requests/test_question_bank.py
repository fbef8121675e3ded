"""What a survey begins with and takes over: templates, instruments, and questions of other surveys."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.types import Nps
from tests.factories import drafts, surveys
from tests.page_client import Page, PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def bank(survey: Survey, words: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}/bank?words={words}"


def asked(survey: Survey) -> list[str]:
    definition = session.get_one(Survey, survey.id, populate_existing=True).definition
    return [question["text"] for question in definition["questions"]]


def add(page: Page, words: str) -> Page:
    """Press "Add to this survey" beside these words."""
    row = next(row for row in page.soup.select("li") if words in row.get_text(" "))
    values = {str(field["name"]): str(field["value"]) for field in row.select("input")}
    return page.client.post(page.path, values, follow=True)


def test_a_survey_begins_with_a_template(signed_in: SignIn) -> None:
    draft = drafts.draft()
    page = signed_in(draft.owner).get("/staff/surveys/new")
    form = page.form().fill(title="Onboarding in November", purpose="We decide what to tell sooner.")
    assert form.forge(starter="no-template").submit().status == 422
    page = form.fill(starter="onboarding-pulse").submit()
    assert "Ready" in page.words
    assert "How easy or difficult was it to get started?" in page.words


def test_an_empty_survey_begins_with_a_template(signed_in: SignIn) -> None:
    survey = surveys.survey(empty=True)
    page = signed_in(survey.owner).get(f"/staff/surveys/{ids.encode(survey.id)}/design")
    pressed = next(form for form in page.soup.select(".empty form") if "Onboarding pulse" in form.get_text())
    values = {str(field["name"]): str(field["value"]) for field in pressed.select("input")}
    page = page.client.post(str(pressed["action"]), values, follow=True)
    assert "The questions of the template were added" in page.words
    assert "Question 4" in page.words
    assert "Ready" in page.words
    assert "Shown if question 3 includes “Waiting for an answer”" in page.words


def test_a_template_is_added_to_the_questions_that_are_there(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=Questionnaire.of([Nps(id="q1", text="Would you recommend us?")]))
    page = add(signed_in(survey.owner).get(bank(survey)), "Draft review")
    assert len(asked(survey)) == 6
    assert "Shown if question 4 is “With changes” or “No”" in page.words
    definition = session.get_one(Survey, survey.id, populate_existing=True).definition
    assert [question["id"] for question in definition["questions"]] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert definition["questions"][4]["show_if"]["question"] == "q4"


def test_an_instrument_is_added_and_scored_once(signed_in: SignIn) -> None:
    survey = surveys.survey(questions=Questionnaire.of([Nps(id="q1", text="Would you recommend us?")]))
    browser = signed_in(survey.owner)
    page = add(browser.get(bank(survey)), "System Usability Scale")
    assert "Added to the survey" in page.words
    assert len(asked(survey)) == 3
    again = add(browser.get(bank(survey)), "System Usability Scale")
    assert again.status == 409
    assert "is there twice" in again.words
    assert add(browser.get(bank(survey)), "Kano pair").status == 200
    assert add(browser.get(bank(survey)), "Kano pair").status == 200
    assert len(asked(survey)) == 7


def test_questions_of_other_surveys_are_found_by_their_words(signed_in: SignIn) -> None:
    other = surveys.survey()
    survey = surveys.survey(other.draft, empty=True)
    browser = signed_in(survey.owner)
    page = browser.get(bank(survey, "RECOMMEND+us"))
    assert "What would make you recommend us?" in page.words
    assert "Which topics are missing?" not in page.words
    page = add(page, "What would make you recommend us?")
    assert asked(survey) == ["What would make you recommend us?"]
    # Its condition on another question stays behind.
    assert "Shown if" not in page.words
    assert "No question of another survey has these words" in browser.get(bank(survey, "unheard")).words


def test_what_is_not_there_cannot_be_added(signed_in: SignIn) -> None:
    other, survey = surveys.survey(), surveys.survey(empty=True)
    page = signed_in(survey.owner).get(bank(survey))
    token = page.form("/sign-out").values["csrf_token"][0]
    base = {"csrf_token": token, "revision": "0"}
    for sent in (
        {"instrument": "iq"},
        {"starter": "no-template"},
        {},
        {"source": "x", "question": "q1"},
        {"source": ids.encode(other.id), "question": "q99"},
    ):
        assert page.client.post(page.path, {**base, **sent}).status == 409
    assert asked(survey) == []


def test_the_bank_takes_one_statement_for_all_surveys(signed_in: SignIn) -> None:
    survey = surveys.survey(empty=True)
    browser = signed_in(survey.owner)
    few = len(statements_of(lambda: browser.get(bank(survey))))
    for _ in range(4):
        surveys.survey(survey.draft)
    assert len(statements_of(lambda: browser.get(bank(survey)))) == few


def test_the_paths_are_drawn_with_their_words(signed_in: SignIn) -> None:
    survey = surveys.survey()
    page = signed_in(survey.owner).get(f"/staff/surveys/{ids.encode(survey.id)}/design")
    drawing = page.soup.select_one("svg.path-map")
    assert drawing is not None
    assert drawing["role"] == "img"
    assert "5 questions are shown to everybody, 1 to some, 0 to nobody." in drawing.get_text(" ")
    assert "Question 6 , What would make you recommend us?: Shown if question 1 is 6 or lower" in page.words
    assert str(drawing["viewbox" if drawing.has_attr("viewbox") else "viewBox"]).split()[2] == "372"
