"""The editor of a question saves while its author writes, and two editors lose nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey
from tests.factories import surveys
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def again(survey: Survey) -> Survey:
    return session.get_one(Survey, survey.id, populate_existing=True)


def autosave(page: Page, **fields: str) -> Page:
    """What the script sends: the form as it stands, for the fragment."""
    values = page.form("question-form").fill_all(fields).values
    return page.client.open("POST", f"{page.path}?fragment=saving", data=values, fragment=True)


def mark(page: Page) -> str:
    found = page.soup.select_one("[data-saving]")
    assert found is not None
    return str(found["data-revision"])


def test_what_is_typed_is_saved_with_its_time(signed_in: SignIn) -> None:
    survey = surveys.survey()
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    saved = autosave(page, text="Is it too slow, right or too fast?")
    assert saved.status == 200
    assert "Saved " in saved.words
    assert again(survey).definition["questions"][1]["text"] == "Is it too slow, right or too fast?"
    revision = again(survey).revision
    # The page goes on with the new mark; the same text again is no change.
    form = page.form("question-form").forge(revision=mark(saved)).fill(text="Is it too slow, right or too fast?")
    unchanged = page.client.open("POST", f"{page.path}?fragment=saving", data=form.values, fragment=True)
    assert unchanged.status == 200
    assert again(survey).revision == revision


def test_what_cannot_be_saved_yet_is_told(signed_in: SignIn) -> None:
    survey = surveys.survey()
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    refused = autosave(page, text="")
    assert refused.status == 422
    assert "Not saved yet: Write the question." in refused.words
    assert again(survey).revision == survey.revision


def test_a_second_editor_is_shown_both_and_nothing_is_overwritten(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    mine, theirs = (browser.get(address(survey, "/questions/q2")) for _ in range(2))
    autosave(theirs, **{"option-0-words": "Far too slow", "help": "Think of last week."})
    stopped = autosave(mine, text="Is it too fast?")
    assert stopped.status == 409
    assert 'data-saving="stopped"' in stopped.text
    assert "Far too slow" in stopped.words
    assert again(survey).definition["questions"][1]["text"] == "Is the pace too slow, right or too fast?"
    whole = mine.form("question-form").fill(text="Is it too fast?").submit()
    assert whole.status == 409
    assert "Think of last week." in whole.words
    assert whole.form("question-form").values["text"] == ["Is it too fast?"]
    assert whole.form("question-form").submit().status == 200
    saved = again(survey).definition["questions"][1]
    assert (saved["text"], saved["options"][0]["label"]) == ("Is it too fast?", "Too slow")


def test_editors_of_two_questions_do_not_disturb_each_other(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    mine, theirs = (browser.get(address(survey, f"/questions/{name}")) for name in ("q2", "q5"))
    assert autosave(theirs, text="Which word fits the first day best?").status == 200
    assert autosave(mine, text="Is it too fast?").status == 200


def test_who_edits_a_question_that_is_deleted_keeps_the_text(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    mine = browser.get(address(survey, "/questions/q5"))
    browser.get(address(survey, "/design")).form(address(survey, "/questions/q5/delete")).submit()
    stopped = autosave(mine, text="Which word is best?")
    assert stopped.status == 409
    assert "somebody else deleted this question" in stopped.words
    gone = mine.form("question-form").fill(text="Which word is best?").submit()
    assert gone.status == 409
    assert "The question is gone, your text is not" in gone.words
    page = gone.form("question-form").submit()
    assert page.status == 200
    assert again(survey).definition["questions"][-1]["text"] == "Which word is best?"
    assert browser.get(address(survey, "/questions/q5")).status == 404
