"""What is refused of a request: all at once, and each sentence once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.surveys import service
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.editing import QuestionInput
from cab_portal.surveys.rules import TOO_FEW_INVITED, SurveyPrivacy
from tests.factories import surveys
from tests.factories.requests import Ground, ground_of
from tests.page_client import Form, PageClient

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Person], PageClient]


def route_form(browser: PageClient, ground: Ground) -> Form:
    there = f"/staff/drafts/{ids.encode(ground.draft.id)}/route"
    return browser.get(there).form(there)


def test_all_that_is_wrong_is_said_at_once(signed_in: SignIn) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner), ground)
    page = form.forge(seats=[], closes_at="2020-01-01T10:00", review_offer="much").submit()
    assert page.status == 422
    assert [" ".join(link.text.split()) for link in page.soup.select(".error-summary a")] == [
        "Choose at least one seat.",
        "The closing date is in the past. Choose a later one.",
        "Write an amount like 40 or 40.50.",
    ]


def unready_survey(ground: Ground, title: str = "Always") -> str:
    """The id, as in forms, of a survey of which the assistant wants something."""
    survey = surveys.survey(ground.draft, title=title)
    with unit_of_work():
        broken = session.get_one(Survey, survey.id, populate_existing=True)
        asked = QuestionInput("Do you always read it?", decision="Cut it.")
        service.add_question(broken, "short_text", asked, broken.revision)
    return ids.encode(survey.id)


def test_a_survey_that_is_not_ready_is_told_with_all_else(signed_in: SignIn) -> None:
    ground = ground_of()
    survey = unready_survey(ground)
    browser = signed_in(ground.owner)
    told = "This survey is not ready. Question 7: “always” allows no exception."
    form = route_form(browser, ground)
    page = form.fill(survey=survey).forge(seats=[], review_offer="much").submit()
    assert page.status == 422
    sentences = [" ".join(link.text.split()) for link in page.soup.select(".error-summary a")]
    assert [sentence[: len(told)] for sentence in sentences] == [
        "Choose at least one seat.",
        told,
        "Write an amount like 40 or 40.50.",
    ]
    route_form(browser, ground).submit()
    edit = f"/staff/requests/{ids.encode(session.scalars(select(ReviewRequest.id)).one())}/edit"
    page = browser.get(edit).form(edit).fill(survey=survey).forge(closes_at="2020-01-01T10:00").submit()
    assert "The closing date is in the past. Choose a later one." in page.words
    assert told in page.words


def test_few_people_are_told_of_an_anonymous_survey_with_all_else(signed_in: SignIn) -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft, privacy=SurveyPrivacy.ANONYMOUS)
    form = route_form(signed_in(ground.owner), ground).fill(survey=ids.encode(survey.id))
    page = form.fill(review_offer="much").submit()
    assert "Write an amount like 40 or 40.50." in page.words
    assert TOO_FEW_INVITED in page.words
    # Of nobody it is not known yet how many they will be.
    assert TOO_FEW_INVITED not in form.forge(seats=[]).submit().words


def test_a_survey_that_broke_meanwhile_is_told_once_and_led_to(signed_in: SignIn) -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    browser = signed_in(ground.owner)
    form = route_form(browser, ground)
    check = form.fill(survey=ids.encode(survey.id)).submit()
    with unit_of_work():
        broken = session.get_one(Survey, survey.id, populate_existing=True)
        asked = QuestionInput("Do you always read it?", decision="Cut it.")
        service.add_question(broken, "short_text", asked, broken.revision)
    design = f"/staff/surveys/{ids.encode(survey.id)}/design"
    told = "Question 7: “always” allows no exception."
    request = f"/staff/requests/{ids.encode(session.scalars(select(ReviewRequest.id)).one())}"
    warned = browser.get(request)
    assert (warned.words.count(told), warned.link("Open the designer")) == (1, design)
    refused = check.form(f"{request}/send").submit("Send invitations")
    assert (refused.status, refused.words.count(told)) == (409, 1)
    assert [link["href"] for link in refused.soup.select(".error-summary a")] == [design]
