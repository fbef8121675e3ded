"""All questions on one page in Chromium: conditions as the script reads them, and as the server does."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pydantic import TypeAdapter

from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Answer
from cab_portal.surveys.questionnaire.conditions import Condition, evaluate
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.rules import SurveyLayout
from tests.browser.browsers import Browsers
from tests.browser.inspecting import problems_of
from tests.factories import surveys
from tests.factories.surveys import Sent

pytestmark = pytest.mark.browser

TOOLS = [{"id": name, "label": name.title()} for name in ("mail", "phone", "other")]
POINTS = [{"value": value, "label": label} for value, label in enumerate(("Poor", "Fair", "Good"), 1)]
QUESTIONS: list[dict[str, Any]] = [
    {"type": "nps", "id": "q1", "text": "Recommend us?", "not_applicable": "No idea"},
    {
        "type": "long_text",
        "id": "q2",
        "text": "What is missing?",
        "show_if": {"op": "le", "question": "q1", "value": 6},
    },
    {
        "type": "short_text",
        "id": "q3",
        "text": "And who?",
        "required": True,
        "show_if": {"op": "answered", "question": "q2"},
    },
    {"type": "multi_choice", "id": "q4", "text": "Which tools?", "options": TOOLS},
    {
        "type": "number",
        "id": "q5",
        "text": "How many calls?",
        "show_if": {
            "op": "all",
            "conditions": [
                {"op": "contains", "question": "q4", "value": "phone"},
                {"op": "count", "question": "q4", "comparison": "ge", "value": 2},
            ],
        },
    },
    {
        "type": "statement",
        "id": "q6",
        "text": "That is a lot of calls",
        "show_if": {"op": "gt", "question": "q5", "value": 1000},
    },
    {"type": "battery", "id": "q7", "text": "How are these?", "points": POINTS, "items": [{"id": "a", "text": "Help"}]},
    {
        "type": "short_text",
        "id": "q8",
        "text": "Why poor?",
        "show_if": {"op": "not", "condition": {"op": "one_of", "question": "q7.a", "values": [2, 3]}},
    },
]


def whole(script: bool, browse: Browsers, width: int = 1280) -> tuple[Sent, Page]:
    questionnaire = from_data({"questions": [{**question, "decision": "Choose."} for question in QUESTIONS]})
    sent = surveys.sent_survey(questions=questionnaire, layout=SurveyLayout.WHOLE)
    page = browse(sent.people[0], width=width, script=script).new_page()
    page.goto(f"/surveys/{ids.encode(sent.survey.id)}/answers", wait_until="networkidle")
    return sent, page


def shown_on(page: Page) -> list[str | None]:
    return [block.get_attribute("data-question") for block in page.locator("[data-question]:visible").all()]


def stored() -> dict[str, str | None]:
    session.rollback()
    return {row.question_id: row.code or row.words for row in session.query(Answer)}


def test_questions_come_and_go_with_the_answers_above_them(browse: Browsers) -> None:
    _sent, page = whole(True, browse, width=390)
    assert shown_on(page) == ["q1", "q4", "q7", "q8"]
    assert problems_of(page) == []
    page.get_by_label("6", exact=True).check()
    page.get_by_label("What is missing?").fill("A person")
    page.get_by_label("And who?").fill("Mara")
    page.get_by_label("Phone").check()
    page.get_by_label("Mail").check()
    page.get_by_label("How many calls?").fill("1,200")
    page.get_by_label("Good").check()
    assert shown_on(page) == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]
    # What depends on a question that goes, goes with it.
    page.get_by_label("No idea").check()
    assert shown_on(page) == ["q1", "q4", "q5", "q6", "q7"]
    page.get_by_label("6", exact=True).check()
    expect(page.get_by_label("And who?")).to_have_value("Mara")
    page.get_by_label("And who?").fill("")
    assert problems_of(page) == []
    page.get_by_role("button", name="Send my answers").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("How many calls?")).to_have_value("1,200")
    page.get_by_role("link", name="Write an answer.").click()
    expect(page.get_by_label("And who?")).to_be_focused()
    page.get_by_label("No idea").check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
    assert stored() == {"q1": "na", "q4": "phone", "q5": "1200", "q7.a": "3"}


def test_without_script_further_questions_follow_page_by_page(browse: Browsers) -> None:
    _sent, page = whole(False, browse, width=390)
    assert shown_on(page) == ["q1", "q4", "q7", "q8"]
    page.get_by_label("6", exact=True).check()
    page.get_by_label("Good").check()
    page.get_by_role("button", name="Send my answers").click()
    assert shown_on(page) == ["q2"]
    page.get_by_label("What is missing?").fill("A person")
    page.get_by_role("button", name="Send my answers").click()
    assert shown_on(page) == ["q3"]
    page.get_by_label("And who?").fill("Mara")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers were sent")
    assert stored() == {"q1": "6", "q2": "A person", "q3": "Mara", "q7.a": "3"}


def test_the_script_reads_conditions_as_the_server_does(browse: Browsers) -> None:
    """A few thousand conditions over a few answers, read by both: never a difference."""
    _sent, page = whole(True, browse)
    chance = random.Random(20261124)  # noqa: S311 - the same cases at every run
    cases = [(condition(chance, 3), answers(chance)) for _ in range(1500)]
    given = [[tree, [[key, sent_as(value)] for key, value in told.items()]] for tree, told in cases]
    read = page.evaluate(
        """async (cases) => {
          const { holds } = await import(new URL("./conditions.js", document.querySelector("script[type=module]").src));
          return cases.map(([condition, answers]) => holds(condition, new Map(answers)));
        }""",
        given,
    )
    wanted = [evaluate(parsed(tree), told) for tree, told in cases]
    assert 300 < sum(wanted) < 1200
    assert [case for case, one, other in zip(cases, read, wanted, strict=True) if one is not other] == []


TREES: TypeAdapter[Condition] = TypeAdapter(Condition)
SINGLE = ("equals", "not_equals", "contains", "lt", "le", "gt", "ge")
VALUES: dict[str, list[Any]] = {
    "n": [0, 3, 6, 10, "na"],
    "d": ["2026-01-31", "2026-11-24"],
    "s": ["mail", "phone"],
    "t": ["", "mail"],
}


def sent_as(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def answers(chance: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {key: chance.choice(values) for key, values in VALUES.items() if chance.random() < 0.8}
    if chance.random() < 0.8:
        found["m"] = tuple(chance.sample(["mail", "phone", "other"], chance.randint(1, 3)))
    return {key: value for key, value in found.items() if value != ""}


def condition(chance: random.Random, depth: int) -> dict[str, Any]:
    op = chance.choice(["all", "any", "not", "leaf"]) if depth else "leaf"
    if op == "not":
        return {"op": op, "condition": condition(chance, depth - 1)}
    if op != "leaf":
        return {"op": op, "conditions": [condition(chance, depth - 1) for _ in range(chance.randint(1, 3))]}
    question = chance.choice([*VALUES, "m"])
    value = chance.choice([*VALUES["n"], *VALUES["d"], "mail"])
    return chance.choice(
        [
            {"op": "answered", "question": question},
            {"op": chance.choice(SINGLE), "question": question, "value": value},
            {"op": "one_of", "question": question, "values": [value, "phone"]},
            {
                "op": "count",
                "question": question,
                "comparison": chance.choice(["equals", "not_equals", "lt", "le", "gt", "ge"]),
                "value": chance.randint(0, 3),
            },
        ]
    )


def parsed(tree: dict[str, Any]) -> Condition:
    return TREES.validate_python(tree)
