"""The design assistant on the pages of the designer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.surveys import service
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyPrivacy
from tests.factories import surveys
from tests.page_client import Page, PageClient
from tests.questionnaires.flaws import ANONYMOUS, CLEAN, DRAFT, FLAWS, asking, choice, open_

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "/design") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def ask(survey: Survey, data: dict[str, Any]) -> Survey:
    """Let the survey ask other questions."""
    with unit_of_work():
        kept = session.get_one(Survey, survey.id, populate_existing=True)
        service.save_questionnaire(kept, from_data(data), kept.revision)
    return survey


def rules_on(page: Page) -> list[str]:
    """The rules of the findings that a page shows as open, in their order."""
    return [str(finding["data-rule"]) for finding in page.soup.select("#assistant .finding")]


def test_33_the_assistant_shows_the_flaw_of_every_rule(signed_in: SignIn) -> None:
    """Acceptance point 33, over the rules of SURVEY_DESIGN and what the verifier proves."""
    survey = surveys.survey(empty=True)
    secret = surveys.survey(empty=True, privacy=SurveyPrivacy.ANONYMOUS)
    browsers = {survey: signed_in(survey.owner), secret: signed_in(secret.owner)}
    missing = []
    for rule, data in FLAWS.items():
        asked = ask(secret if rule in ANONYMOUS else survey, data)
        if rule not in rules_on(browsers[asked].get(address(asked))):
            missing.append(rule)
    assert missing == []


@pytest.mark.parametrize("first", [0, 10])
def test_33_the_assistant_finds_nothing_in_clean_questions(signed_in: SignIn, first: int) -> None:
    survey = ask(surveys.survey(empty=True), asking(*CLEAN[first : first + 10]))
    page = signed_in(survey.owner).get(address(survey))
    assert rules_on(page) == []
    assert "Nothing found" in page.words


def test_33_the_assistant_knows_what_the_board_was_asked(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    again = surveys.survey(
        session.merge(sent.survey).draft, questions=from_data(asking(open_("Which word fits the first week best?")))
    )
    assert rules_on(signed_in(sent.owner).get(address(again))) == ["asked_before"]
    elsewhere = surveys.survey(questions=from_data(asking(open_("Which word fits the first week best?"))))
    assert rules_on(signed_in(elsewhere.owner).get(address(elsewhere))) == []


def test_a_finding_says_what_why_and_what_to_do(signed_in: SignIn) -> None:
    data = asking(choice("Were the invoice and the delivery note correct?", "Yes", "No"), DRAFT)
    page = signed_in((survey := ask(surveys.survey(empty=True), data)).owner).get(address(survey))
    (finding,) = page.soup.select("#assistant .finding")
    words = " ".join(finding.get_text(" ").split())
    assert "Question 1" in words
    assert "This asks for two things with one answer." in words
    assert "Krosnick & Presser 2010" in words
    (mark,) = finding.select("mark")
    assert mark.get_text() == "invoice and the"
    assert "1 should fix" in page.words


def test_counts_stand_at_the_foot_of_a_small_screen(signed_in: SignIn) -> None:
    data = asking(choice("Do you always write by hand?", "Yes", "yes"), {**DRAFT, "decision": ""})
    page = signed_in((survey := ask(surveys.survey(empty=True), data)).owner).get(address(survey))
    link = page.soup.select_one(".assistant-bar a")
    assert link is not None
    assert link["href"] == "#assistant"
    assert " ".join(link.get_text().split()) == "1 must fix, 2 should fix"


def test_nothing_is_found_in_a_survey_that_was_sent(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    assert rules_on(signed_in(sent.owner).get(address(sent.survey))) == []
