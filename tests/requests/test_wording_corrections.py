"""Correcting a survey that was sent: slips of the pen with a note, and nothing that asks something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey, SurveyCorrection
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import SingleChoice
from tests.factories import accounts, surveys
from tests.page_client import PageClient
from tests.statements import statements_of

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def test_in_another_language_marks_alone_are_corrected(signed_in: SignIn) -> None:
    yes, no = Option(id="yes", label="Yes"), Option(id="no", label="No")
    asked = SingleChoice(id="q1", text="Is it a help?", options=(yes, no), decision="We keep it.")
    words = {"text": "Ist es eine Hilfe", "options": {"yes": "ja", "no": "nein"}}
    german = {"title": "Hilfe", "purpose": "Wir behalten es.", "questions": {"q1": words}}
    data = {"questions": [asked.model_dump(mode="json")], "translations": {"de": german}}
    sent = surveys.sent_survey(questions=from_data(data))
    browser = signed_in(sent.owner)
    path = address(sent.survey, "/questions/q1/correct")
    page = browser.get(path)
    assert "Answer 2 in German" in page.words
    # Turned round by a letter, it would be another question.
    refused = page.form(path).fill(text_3="Ist es keine Hilfe?").submit()
    assert refused.status == 422
    assert "In German only marks, capitals and blanks can be corrected" in refused.words
    done = page.form(path).fill(text_3="Ist es eine Hilfe?", text_4="Ja", text_0="Is it a  help?").submit()
    assert "2 texts were corrected" in done.words
    assert "Ist es eine Hilfe" in done.words
    member = signed_in(sent.people[0])
    member.get(f"/surveys/{ids.encode(sent.survey.id)}?language=de")
    assert "Ist es eine Hilfe?" in member.get(f"/surveys/{ids.encode(sent.survey.id)}/q/1").words


def test_a_slip_of_the_pen_is_corrected_and_noted(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.owner)
    assert "Read what it said" not in browser.get(address(sent.survey, "/results")).words
    page = browser.get(address(sent.survey, "/design")).follow("Correct question 2")
    path = address(sent.survey, "/questions/q2/correct")
    page = page.form(path).fill(text_0="Is the pace too slow, right, or too fast?").submit()
    assert "1 text was corrected" in page.words
    assert "Is the pace too slow, right or too fast?" in page.words
    assert f"{sent.owner.name}" in page.words
    note = session.query(SurveyCorrection).one()
    assert (note.question_id, note.made_by_id) == ("q2", sent.owner.id)
    definition = session.get_one(Survey, sent.survey.id, populate_existing=True).definition
    assert definition["questions"][1]["text"] == "Is the pace too slow, right, or too fast?"
    entry = session.query(AuditEntry).filter_by(event="survey.corrected").one()
    assert "pace" not in str(entry.payload)
    # Who reads the results is told that some answers may be to other words.
    results = browser.get(address(sent.survey, "/results"))
    assert results.link("Read what it said") == address(sent.survey, "/design#corrections")
    # Members read the corrected words.
    member = signed_in(sent.people[0])
    assert "right, or too fast" in member.get(f"/surveys/{ids.encode(sent.survey.id)}/q/2").words
    taken = len(statements_of(lambda: browser.get(address(sent.survey, "/design"))))
    for words in ("right or too fast?", "right, or too fast?"):
        form = browser.get(path).form(path).fill(text_0=f"Is the pace too slow, {words}")
        form.submit()
    assert len(statements_of(lambda: browser.get(address(sent.survey, "/design")))) == taken


def test_what_would_ask_something_else_is_refused(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    browser = signed_in(sent.owner)
    path = address(sent.survey, "/questions/q1/correct")
    refused = browser.get(path).form(path).fill(text_0="How likely are you to leave us?").submit()
    assert refused.status == 422
    assert "This changes what is asked" in refused.words
    assert refused.form(path).values["text_0"] == ["How likely are you to leave us?"]
    assert session.query(SurveyCorrection).count() == 0


def test_who_may_correct_and_when(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    writing = surveys.survey(sent.survey.draft)
    browser = signed_in(sent.owner)
    assert browser.get(address(writing, "/questions/q1/correct")).status == 409
    assert browser.get(address(sent.survey, "/questions/q99/correct")).status == 404
    assert signed_in(accounts.staff()).get(address(sent.survey, "/questions/q1/correct")).status == 403
    path = address(sent.survey, "/questions/q2/correct")
    stale = browser.get(path)
    browser.get(path).form(path).fill(text_0="Is the pace too slow, right, or too fast?").submit()
    late = stale.form(path).fill(text_0="Is the pace too slow, right – or too fast?").submit()
    assert late.status == 409
    assert late.form(path).submit().status == 200
