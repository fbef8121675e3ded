"""The editor of a question: every setting of every type, without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Survey
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.question import Measure
from cab_portal.surveys.questionnaire.types import Battery
from tests.factories import surveys
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")


def address(survey: Survey, ending: str = "") -> str:
    return f"/staff/surveys/{ids.encode(survey.id)}{ending}"


def stored(survey: Survey) -> Questionnaire:
    return from_data(session.get_one(Survey, survey.id, populate_existing=True).definition)


def test_every_setting_of_a_choice_of_several(signed_in: SignIn) -> None:
    survey = surveys.survey(empty=True)
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/questions/new?type=multi_choice"))
    page = page.form().fill(text="Which topics are missing?", decision="Write about them.").submit("Add an answer")
    assert page.status == 200
    assert page.form().values["text"] == ["Which topics are missing?"]
    typed: dict[str, Any] = {
        "option-0-words": "Our data",
        "option-1-words": "Who does what",
        "option-2-words": "Something else",
        "option-2-specify": "y",
        "option-3-words": "None of these",
        "option-3-exclusive": "y",
        "option-3-pinned": "y",
    }
    page = page.form().fill(max_choices="2", shuffle="y", required="y", owner="Mara").fill_all(typed).submit()
    question = stored(survey).questions[0]
    assert question.model_dump(mode="json") == {
        "type": "multi_choice",
        "id": "q1",
        "text": "Which topics are missing?",
        "help": "",
        "required": True,
        "decision": "Write about them.",
        "owner": "Mara",
        "show_if": None,
        "measure": None,
        "options": [
            {"id": "our_data", "label": "Our data"},
            {"id": "who_does_what", "label": "Who does what"},
            {"id": "something_else", "label": "Something else", "specify": True},
            {"id": "none_of_these", "label": "None of these", "exclusive": True, "pinned": True},
        ],
        "shuffle": True,
        "min_choices": 1,
        "max_choices": 2,
    }
    edited = browser.get(address(survey, "/questions/q1")).form("question-form")
    edited.fill_all({"option-0-words": "Your data"}).submit()
    assert stored(survey).questions[0].choices()[0].code == "our_data"


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (
            "battery",
            {
                "item-0-words": "The course",
                "point-0-words": "Poor",
                "point-1-words": "Good",
                "not_applicable": "Unseen",
            },
            {"items": [{"id": "the_course", "text": "The course", "measure": None}], "not_applicable": "Unseen"},
        ),
        (
            "battery",
            {
                "item-0-words": "It meets my needs.",
                "item-0-measure": "umux_lite/1",
                "item-1-words": "It is easy to use.",
                "item-1-measure": "umux_lite/2",
                "points": "No\n2\n3\n4\n5\n6\nYes",
            },
            {
                "items": [
                    {
                        "id": "it_meets_my_needs",
                        "text": "It meets my needs.",
                        "measure": {"instrument": "umux_lite", "item": "1", "group": ""},
                    },
                    {
                        "id": "it_is_easy_to_use",
                        "text": "It is easy to use.",
                        "measure": {"instrument": "umux_lite", "item": "2", "group": ""},
                    },
                ]
            },
        ),
        ("ranking", {"options": "Price\nSpeed\nCare", "top": "2"}, {"top": 2}),
        (
            "number",
            {"min": "0", "max": "7.5", "decimals": "1", "unit": "hours", "not_applicable": "I do not know"},
            {"min": 0, "max": 7.5, "decimals": 1, "unit": "hours", "not_applicable": "I do not know"},
        ),
        ("date", {"min": "2026-01-01", "max": "2026-12-31"}, {"min": "2026-01-01", "max": "2026-12-31"}),
        ("statement", {"body": "Read the plan first."}, {"body": "Read the plan first."}),
        (
            "nps",
            {"low_label": "Never", "measure": "nps/1", "group": "Onboarding 2026"},
            {"low_label": "Never", "measure": {"instrument": "nps", "item": "1", "group": "onboarding_2026"}},
        ),
        (
            "rating",
            {"points": "1 Slow\n2 Fast", "help": "Think of last week.", "not_applicable": "I was away"},
            {"help": "Think of last week.", "not_applicable": "I was away"},
        ),
        ("single_choice", {"options": "Yes\nNo", "option-0-words": "Perhaps"}, {"shuffle": False}),
    ],
)
def test_the_settings_of_each_type(
    signed_in: SignIn, kind: str, fields: dict[str, str], expected: dict[str, Any]
) -> None:
    survey = surveys.survey(empty=True)
    page = signed_in(survey.owner).get(address(survey, f"/questions/new?type={kind}"))
    page = page.form().fill(text="The plan for next year").fill_all(fields).submit()
    assert page.status == 200
    made = stored(survey).questions[0].model_dump(mode="json")
    assert {name: made[name] for name in expected} == expected
    # Saved once more, it is still the same.
    editor = signed_in(survey.owner).get(address(survey, "/questions/q1"))
    assert editor.form("question-form").submit().status == 200
    assert stored(survey).questions[0].model_dump(mode="json") == made


def test_an_item_keeps_what_tells_uses_of_its_instrument_apart(signed_in: SignIn) -> None:
    item = {"id": "a", "text": "Like it?", "measure": {"instrument": "csat", "item": "1", "group": "may"}}
    points = [{"value": value, "label": f"Point {value}"} for value in range(1, 6)]
    battery = Battery.model_validate(
        {"type": "battery", "id": "q1", "text": "Rate it", "items": [item], "points": points}
    )
    survey = surveys.survey(questions=Questionnaire.of([battery]))
    browser = signed_in(survey.owner)
    editor = browser.get(address(survey, "/questions/q1")).form("question-form")
    assert editor.values["item-0-measure"] == ["csat/1"]
    editor.fill_all({"item-0-words": "Do you like it?"}).submit()
    changed = stored(survey).questions[0].parts()[0]
    assert changed.text == "Rate it: Do you like it?"
    assert changed.measure == Measure(instrument="csat", item="1", group="may")
    browser.get(address(survey, "/questions/q1")).form("question-form").fill_all({"item-0-measure": ""}).submit()
    assert stored(survey).questions[0].parts()[0].measure is None


def words(page: Page) -> list[str]:
    values = page.form("question-form").values
    return [values[name][0] for name in sorted(values) if name.startswith("option-") and name.endswith("-words")]


def press(page: Page, order: str) -> Page:
    form = page.form("question-form")
    return form.forge(row=order).submit()


def test_lines_are_added_moved_and_removed_by_buttons(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/questions/q2"))
    assert words(page) == ["Too slow", "About right", "Too fast"]
    page = press(page, "down-option-0")
    assert words(page) == ["About right", "Too slow", "Too fast"]
    page = press(page, "remove-option-2")
    page = press(page, "add-option")
    assert words(page) == ["About right", "Too slow", ""]
    assert page.soup.select_one("#option-2-words[autofocus]")
    for order in (
        "up-option-0",
        "down-option-9",
        "remove-option-99",
        "remove-option-",
        "jump-option-1",
        "add-csrf",
        "x",
    ):
        page = press(page, order)
    assert words(page) == ["About right", "Too slow", ""]
    # Nothing of it is stored before it is saved.
    assert [option.code for option in stored(survey).questions[1].choices()] == ["slow", "right", "fast"]
    page.form("question-form").submit()
    assert [option.code for option in stored(survey).questions[1].choices()] == ["right", "slow"]


def test_a_condition_of_several_lines(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/questions/q6"))
    assert page.form("question-form").values["rule-0-entry"] == [""]
    page = press(page, "add-rule")
    page = (
        page.form("question-form")
        .fill_all(
            {
                "show_if": "any",
                "rule-1-question": "q3",
                "rule-1-operator": "count_ge",
                "rule-1-entry": "2",
            }
        )
        .submit()
    )
    assert "Shown if question 1 is 6 or lower or question 3 has at least 2 answers chosen" in page.words
    page = browser.get(address(survey, "/questions/q6"))
    both = page.form("question-form").fill_all({"rule-1-question": "q2", "rule-1-operator": "equals"})
    refused = both.fill_all({"rule-1-value": "q2=fast", "rule-1-entry": "slow"}).submit()
    assert refused.status == 422
    assert "Line 2: choose an answer or write one, not both" in refused.words
    # An answer that the comparison passes over would be thought to count.
    idle = refused.form("question-form").fill_all({"rule-1-operator": "answered", "rule-1-entry": ""}).submit()
    assert idle.status == 422
    assert "Line 2: “was answered” takes no answer." in idle.words
    nested = refused.form("question-form").fill(
        show_if="text", condition="${q1} <= 6 and (${q2} = 'fast' or selected(${q3}, 'data'))"
    )
    page = nested.submit()
    said = "Shown if question 1 is 6 or lower and (question 2 is “Too fast” or question 3 includes “Our data”)"
    assert said in page.words
    page = browser.get(address(survey, "/questions/q6"))
    assert page.form("question-form").values["show_if"] == ["text"]
    page.form("question-form").fill(help="Name one thing.").submit()
    assert said in browser.get(address(survey, "/design")).words
    emptied = browser.get(address(survey, "/questions/q6")).form("question-form").fill(condition="")
    emptied.submit()
    assert stored(survey).questions[5].show_if is None


def test_what_was_typed_stays_when_it_is_refused(signed_in: SignIn) -> None:
    survey = surveys.survey(empty=True)
    page = signed_in(survey.owner).get(address(survey, "/questions/new?type=number"))
    refused = page.form().fill(text="How many hours?", min="few", unit="hours").submit()
    assert refused.status == 422
    assert "Write a number in digits" in refused.words
    assert refused.form().values["min"] == ["few"]
    assert refused.form().values["unit"] == ["hours"]


def test_earlier_answers_that_can_be_repeated_are_named(signed_in: SignIn) -> None:
    survey = surveys.survey()
    browser = signed_in(survey.owner)
    page = browser.get(address(survey, "/questions/q5"))
    assert "{q2|…} 2. Is the pace too slow, right or too fast?" in page.words
    assert "{q6|…}" not in page.words
    refused = page.form("question-form").fill(text="Why is it {q2}?").submit()
    assert refused.status == 422
    assert "Say what stands there for who did not answer question 2" in refused.words
    page = refused.form("question-form").fill(text="Why is it {q2|so}?").submit()
    assert page.status == 200
