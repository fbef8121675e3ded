"""The design assistant beside the editor of a question: it judges what is typed, and stores nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.audit.models import AuditEntry
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.surveys import queries, service
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import from_data
from tests.factories import accounts, surveys
from tests.page_client import Form, Page, PageClient
from tests.questionnaires.flaws import DRAFT, Data, asking, choice

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

PATCHES = asking(DRAFT, choice("Is each patch tested first?", "Yes", "No"))
HOSTILE = "<script>alert(1)</script> \"><img src=x onerror=alert(2)> {{ 71 * 71 }} %(x)s ' \u202e always"


def address(survey: Survey, ending: str) -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def written(data: Data) -> Survey:
    """A survey in writing with these questions, of which nothing is set aside."""
    survey = surveys.survey(empty=True)
    with unit_of_work():
        kept = session.get_one(Survey, survey.id, populate_existing=True)
        service.save_questionnaire(kept, from_data(data), kept.revision)
    return survey


def editor(page: Page) -> Form:
    return page.form("question-form")


def rules_on(page: Page) -> list[str]:
    return [str(finding["data-rule"]) for finding in page.soup.select("#assistant [data-rule]")]


def traces() -> tuple[Any, ...]:
    """What tells that something was stored."""
    session.rollback()
    return (
        session.scalars(select(func.count()).select_from(AuditEntry)).one(),
        session.scalars(select(Survey.revision)).all(),
    )


def key_of(page: Page, rule: str) -> str:
    button = page.soup.select_one(f'#assistant [data-rule="{rule}"] details')
    assert button is not None
    return str(button["data-key"])


def test_the_editor_shows_what_is_found_in_its_question(signed_in: SignIn) -> None:
    survey = written(asking(DRAFT, choice("Do you always test a patch first?", "Yes", "No")))
    browser = signed_in(survey.owner)
    assert rules_on(browser.get(address(survey, "/questions/q2"))) == ["absolute"]
    assert rules_on(browser.get(address(survey, "/questions/q1"))) == []


def test_what_is_typed_is_judged_and_nothing_is_stored(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    before = traces()
    checked = editor(page).fill(text="Do you always test a patch?", owner="Somebody new").submit("Check question")
    assert checked.status == 200
    assert rules_on(checked) == ["absolute"]
    assert editor(checked).values["text"] == ["Do you always test a patch?"]
    assert editor(checked).values["owner"] == ["Somebody new"]
    assert traces() == before
    again = editor(checked).fill(text="Is each patch tested?").submit("Check question")
    assert rules_on(again) == []
    assert "Nothing found" in again.words


def test_a_script_gets_the_zone_alone(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    before = traces()
    form = editor(page).fill(text="Do you always test a patch?")
    path = address(survey, "/questions/q2/check?fragment=assistant")
    answer = page.client.post(path, form.values, fragment=True)
    assert answer.status == 200
    assert answer.response.headers["Cache-Control"] == "no-store"
    assert answer.soup.find("h1") is None
    assert rules_on(answer) == ["absolute"]
    assert "1 should fix" in answer.words
    assert traces() == before
    assert page.client.post(path, {**form.values, "csrf_token": "forged"}).status == 400


def test_what_cannot_be_read_yet_is_told(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    empty = editor(page).fill(text="").submit("Check question")
    assert empty.status == 422
    assert "The question cannot be read yet" in empty.words
    path = address(survey, "/questions/new/check?type=single_choice&fragment=assistant")
    form = editor(page.client.get(address(survey, "/questions/new?type=single_choice"))).fill(text="Is it?")
    answer = page.client.post(path, form.values, fragment=True)
    assert "Give at least 2 answers." in answer.words


def test_which_list_of_a_question_is_too_short_is_told(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/new?type=battery"))
    refused = editor(page).fill(text="How good are these?").submit()
    assert refused.status == 422
    told = {link.text for link in refused.soup.select(".error-summary a")}
    assert told == {"Give at least one item.", "Give at least 2 points of the scale."}


def test_a_new_question_is_judged_in_its_place(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/new?type=long_text"))
    assert rules_on(page) == []
    checked = editor(page).fill(text=DRAFT["text"], decision="We read it.").submit("Check question")
    assert rules_on(checked) == ["repeated_stem"]
    assert len(session.get_one(Survey, survey.id).definition["questions"]) == 2


def test_the_change_that_is_offered_is_made_to_what_is_typed(signed_in: SignIn) -> None:
    survey = written(asking(DRAFT, choice("Which browser do you like?", "Chrome", "Edge")))
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    before = traces()
    typed = editor(page).fill(text="Which browser do you use?", owner="Somebody new").submit("Check question")
    assert rules_on(typed) == ["non_exhaustive"]
    mended = editor(typed).submit("Add “Other”")
    assert mended.status == 200
    assert rules_on(mended) == []
    values = editor(mended).values
    assert "Other" in [value for values in values.values() for value in values]
    assert values["owner"] == ["Somebody new"]
    assert traces() == before
    saved = editor(mended).submit()
    assert saved.status == 200
    labels = [option["label"] for option in session.get_one(Survey, survey.id).definition["questions"][1]["options"]]
    assert labels == ["Chrome", "Edge", "Other"]


def test_a_reason_is_kept_for_what_is_typed(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    typed = editor(page).fill(text="Do you always test a patch?").submit("Check question")
    key = key_of(typed, "absolute")
    form = editor(typed).forge(ignore=key)
    refused = form.submit("Check question")
    assert refused.status == 422
    assert "Say why it stays as it is" in refused.words
    kept = editor(typed).fill_all({f"reason-{key}": "Our rule says so."}).forge(ignore=key).submit("Check question")
    assert kept.status == 200
    assert rules_on(kept) == []
    assert "Our rule says so." in kept.words
    assert editor(kept).values["text"] == ["Do you always test a patch?"]
    editor(kept).submit()
    assert queries.assessment_of(session.get_one(Survey, survey.id, populate_existing=True)).open == ()


def test_what_is_found_no_more_is_refused(signed_in: SignIn) -> None:
    survey = written(PATCHES)
    page = signed_in(survey.owner).get(address(survey, "/questions/q2"))
    for name in ("ignore", "mend"):
        refused = editor(page).forge(**{name: "0" * 64, f"reason-{'0' * 64}": "So."}).submit("Check question")
        assert refused.status == 409
        assert "the question was changed" in refused.words


def test_33_markup_in_every_string_breaks_no_zone(signed_in: SignIn) -> None:
    """The page client holds every page to valid HTML without scripts of others."""
    data = asking(
        choice(HOSTILE, f"A {HOSTILE}", f"a {HOSTILE}", f"B {HOSTILE}", decision=HOSTILE),
        {
            "type": "battery",
            "text": f"How clear? {HOSTILE}",
            "items": [{"id": "i", "text": f"Do you {HOSTILE}"}],
            "points": [{"value": value, "label": f"{value} {HOSTILE}"} for value in range(3)],
        },
        choice(f"Which? {HOSTILE}", "Yes", "No", show_if={"op": "equals", "question": "q1", "value": "o1"}),
        {
            **DRAFT,
            "show_if": {
                "op": "all",
                "conditions": [
                    {"op": "equals", "question": "q1", "value": "o0"},
                    {"op": "equals", "question": "q1", "value": "o1"},
                ],
            },
        },
    )
    survey = written(data)
    browser = signed_in(survey.owner)
    with unit_of_work():
        kept = session.get_one(Survey, survey.id, populate_existing=True)
        found = next(advice for advice in queries.assessment_of(kept).open if advice.may_be_ignored)
        service.set_aside(kept, accounts.actor_of(kept.owner), found.key, HOSTILE)
    for ending in ("/design", "/questions/q1", "/questions/q2", "/questions/q3", "/questions/q4"):
        page = browser.get(address(survey, ending))
        assert page.soup.select("#assistant mark, #assistant .finding, #assistant [data-tally]")
        assert page.soup.select("#assistant script, #assistant img") == []
        assert "5041" not in page.soup.select("#assistant")[0].get_text()
    typed = editor(browser.get(address(survey, "/questions/new?type=short_text"))).fill(text=HOSTILE, help=HOSTILE)
    checked = typed.submit("Check question")
    assert "absolute" in rules_on(checked)
    assert checked.soup.select("#assistant script, #assistant img") == []
