"""A post that cannot be taken because its session has ended shows what was typed, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import sign_in
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyLayout
from tests.factories import surveys
from tests.factories.accounts import staff
from tests.factories.launches import reviewed
from tests.factories.surveys import HAPPY
from tests.page_client import Form, Page, PageClient

SignIn = Callable[[Person], PageClient]


def end_sessions(person: Person) -> None:
    with unit_of_work():
        sign_in.end_all_sessions(person.id)


def typed(page: Page) -> list[str]:
    shown = page.soup.select("main textarea, main input")
    return [area.get_text().removeprefix("\n") or str(area.get("value")) for area in shown]


@pytest.fixture
def mara(app: Flask) -> Person:
    del app
    return staff()


def new_draft(browser: PageClient) -> Form:
    return browser.get("/staff/drafts/new").form("/staff/drafts")


@pytest.mark.parametrize("text", ["Onboarding", "x", "<b>Hi</b>", "One\n\nTwo"])
def test_every_text_is_shown_however_short_and_nothing_else_of_the_form(
    signed_in: SignIn, mara: Person, text: str
) -> None:
    form = new_draft(signed_in(mara)).fill(kind="email_series").forge(title=text)
    end_sessions(mara)
    answer = form.submit("Create draft")
    assert (answer.status, answer.h1) == (401, "You are signed out")
    assert typed(answer) == [text]
    assert form.values["csrf_token"][0] not in answer.text
    assert session.query(Draft).count() == 0


def test_what_is_wider_than_a_phone_is_shown_on_several_lines(signed_in: SignIn, mara: Person) -> None:
    form = new_draft(signed_in(mara)).fill(kind="email_series", title="Which report is meant? Ours has three.")
    end_sessions(mara)
    assert [area.name for area in form.submit("Create draft").soup.select("main textarea, main input")] == ["textarea"]


@pytest.mark.usefixtures("app")
def test_a_comment_of_one_word_is_shown(signed_in: SignIn) -> None:
    scene = reviewed(1, finished=0, closed=False)
    member = scene.seats[0].person
    address = f"/reviews/{ids.encode(scene.request.id)}/comments/new?block=1"
    form = signed_in(member).get(address, follow=True).form("compose").fill(kind="question", body="Why?")
    end_sessions(member)
    assert typed(form.submit("Add comment")) == ["Why?"]
    form.forge(exact="Bring one file", replacement="Bring one file", body="question", kind="question")
    assert typed(form.submit("Add comment")) == ["question"]
    form.forge(replacement="Bring two files")
    assert typed(form.submit("Add comment")) == ["Bring two files", "question"]


@pytest.mark.usefixtures("app")
def test_a_form_of_an_earlier_session_shows_its_text_too(signed_in: SignIn) -> None:
    mara = staff()
    answer = (
        new_draft(signed_in(mara)).forge(title="Onboarding", csrf_token="of another session").submit("Create draft")
    )
    assert (answer.status, answer.h1) == (400, "This form is out of date")
    assert typed(answer) == ["Onboarding"]


@pytest.mark.usefixtures("app")
def test_an_answer_in_words_is_shown_and_a_chosen_one_is_not(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    address = f"/surveys/{ids.encode(sent.survey.id)}/q"
    browser = signed_in(sent.people[0])
    chosen = browser.get(f"{address}/2").form().fill(answer="right")
    written = browser.get(f"{address}/5").form().fill(answer="Calm")
    end_sessions(sent.people[0])
    assert typed(chosen.submit("Continue")) == []
    assert typed(written.submit("Continue")) == ["Calm"]


def labeled(page: Page) -> dict[str, str]:
    """What is shown again, by the labels."""
    labels = page.soup.select("main .field label")
    return {label.get_text(strip=True): text for label, text in zip(labels, typed(page), strict=True)}


@pytest.mark.usefixtures("app")
def test_the_texts_of_a_question_come_back_under_the_labels_of_its_form(signed_in: SignIn) -> None:
    german = {"de": {"questions": {"q2": {"text": "Zu schnell?"}}}}
    survey = surveys.survey()
    surveys.replace_questions(survey, from_data({**survey.definition, "translations": german}))
    address = f"/staff/surveys/{ids.encode(survey.id)}/questions/q2"
    form = signed_in(survey.owner).get(address).form("question-form")
    form.fill(**{"text": "Is <b>it</b> too fast?", "option-1-words": "Right", "option-1-words_in_de": "Genau richtig"})
    end_sessions(survey.owner)
    assert labeled(form.submit()) == {
        "What will you do with the answer?": "Change the order of the first three e-mails.",
        "Question": "Is <b>it</b> too fast?",
        "Question in German": "Zu schnell?",
        "Words of answer 1": "Too slow",
        "Words of answer 2": "Right",
        "Words of answer 2 in German": "Genau richtig",
        "Words of answer 3": "Too fast",
    }


@pytest.mark.usefixtures("app")
def test_answers_in_own_words_come_back_under_their_questions(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(layout=SurveyLayout.WHOLE)
    address = f"/surveys/{ids.encode(sent.survey.id)}/answers"
    form = signed_in(sent.people[0]).get(address).form(address)
    form.fill(**{"q1-answer": "9", "q5-answer": "Calm"})
    end_sessions(sent.people[0])
    assert labeled(form.submit("Send my answers")) == {"Which word fits the first week best?": "Calm"}
