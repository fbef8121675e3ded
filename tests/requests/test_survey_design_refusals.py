"""What the designer refuses: all at once, and with a way to what stands in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.surveys import service
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.conditions import Equals
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import ShortText, SingleChoice
from tests.factories import surveys
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def test_an_empty_question_is_told_all_that_it_lacks_at_once(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)

    def told(page: Page) -> set[str]:
        assert page.status == 422
        return {" ".join(link.text.split()) for link in page.soup.select(".error-summary a")}

    new = browser.get(address(survey, "/questions/new?type=rating")).form("question-form")
    assert told(new.submit()) == {"Write the question.", "Give at least 2 points of the scale."}
    new = browser.get(address(survey, "/questions/new?type=number")).form("question-form")
    rule = {"rule-0-question": "q1", "rule-0-operator": "le", "rule-0-value": ""}
    wrong = new.fill(min="few", max="more").fill_all(rule)
    assert told(wrong.submit()) == {
        "Write the question.",
        "Write a number in digits, for example 12.",
        "Line 1: choose one of the answers to the question that you chose.",
    }
    # One that is there already is judged beside its form as well.
    edited = browser.get(address(survey, "/questions/q2")).form("question-form")
    blank = {f"option-{place}-words": "" for place in range(3)}
    assert told(edited.fill(text="").fill_all(blank).submit()) == {"Write the question.", "Give at least 2 answers."}
    assert len(session.get_one(Survey, survey.id, populate_existing=True).definition["questions"]) == 6


def test_a_refused_question_leads_to_the_one_that_stands_in_the_way(signed_in: SignIn) -> None:
    yes, no = Option(id="yes", label="Yes"), Option(id="no", label="No")
    asked = SingleChoice(id="q1", text="Was it clear?", options=(yes, no), decision="We rewrite it.")
    reader = ShortText(id="q2", text="Why?", show_if=Equals(question="q1", value="no"), decision="We rewrite it.")
    survey = surveys.survey(questions=Questionnaire.of([asked, reader]))
    browser = signed_in(survey.owner)
    form = browser.get(address(survey, "/questions/q1")).form("question-form")
    without_no = form.forge(**{"option-1-words": "Unclear", "option-1-part": ""})
    sentence = "Question 2 (“q2”), show if: The condition asks for “no”, no answer to question 1."
    for is_fragment, ending in ((False, ""), (True, "?fragment=saving")):
        there = address(survey, f"/questions/q1{ending}")
        refused = browser.open("POST", there, fragment=is_fragment, data=without_no.values)
        assert refused.status == 422
        assert refused.link(sentence) == address(survey, "/questions/q2")


def test_a_translation_of_what_is_not_there_is_told_at_its_field(signed_in: SignIn) -> None:
    survey = surveys.survey()
    with unit_of_work():
        service.add_language(again := session.get_one(Survey, survey.id, populate_existing=True), "de", again.revision)
    browser = signed_in(survey.owner)
    form = browser.get(address(survey, "/questions/q5")).form("question-form")
    refused = form.fill(help_in_de="Kurz.", text_in_de="Wie war {q9|es}?").submit()
    assert refused.status == 422
    told = {link["href"]: " ".join(link.text.split()) for link in refused.soup.select(".error-summary a")}
    assert told == {
        "#text_in_de": "The text repeats the answer to “q9”, but no question has that id.",
        "#help_in_de": "“Kurz.” translates a text that is not there. Write that one first, or empty this.",
    }
    assert form.fill(help="Briefly.", help_in_de="Kurz.", text_in_de="Wie war es?").submit().status == 200


def test_one_page_refused_leads_to_the_question_that_repeats_an_answer(signed_in: SignIn) -> None:
    piping = ShortText(id="q2", text="Why {q1|that}?", decision="We rewrite it.")
    asked = ShortText(id="q1", text="What was hard?", decision="We rewrite it.")
    survey = surveys.survey(questions=Questionnaire.of([asked, piping]))
    page = signed_in(survey.owner).get(address(survey, "/design"))
    refused = page.form(address(survey, "/design")).fill(layout="whole").submit()
    assert refused.status == 422
    summary = refused.soup.select(".error-summary a")
    assert [link["href"] for link in summary] == ["#question-q2"]
