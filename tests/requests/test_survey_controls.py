"""The controls of a survey's questions: own words, rankings, shuffled answers, and where a message about one leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.surveys.models import Answer
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from tests.factories import surveys
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

TOOLS: list[dict[str, object]] = [{"id": f"t{number}", "label": f"Tool {number}"} for number in range(1, 7)]
REASONS: list[dict[str, object]] = [
    {"id": "price", "label": "Price"},
    {"id": "other", "label": "Another reason", "specify": True},
]


def asked(**question: object) -> Questionnaire:
    return from_data({"questions": [{"id": "q1", "text": "Which?", "decision": "Choose.", **question}]})


def open_first(signed_in: SignIn, questions: Questionnaire) -> Page:
    sent = surveys.sent_survey(questions=questions)
    return signed_in(sent.people[0]).get(f"/surveys/{ids.encode(sent.survey.id)}/q/1")


def order_on(page: Page) -> list[str]:
    return [label.get_text() for label in page.soup.select("label.choice")]


def test_shuffled_answers_stand_in_one_order_for_each_member(signed_in: SignIn) -> None:
    pinned = [*TOOLS, {"id": "none", "label": "None of them", "pinned": True}]
    sent = surveys.sent_survey(8, questions=asked(type="single_choice", options=pinned, shuffle=True))
    path = f"/surveys/{ids.encode(sent.survey.id)}/q/1"
    orders = []
    for person in sent.people:
        browser = signed_in(person)
        orders.append(order_on(browser.get(path)))
        assert order_on(browser.get(path)) == orders[-1]
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(str(option["label"]) for option in pinned))}
    assert {order[-1] for order in orders} == {"None of them"}
    # Eight members in the same one of 720 orders would be no chance.
    assert len({tuple(order) for order in orders}) > 1


def test_several_shuffled_answers_are_stored_in_the_order_of_the_question(signed_in: SignIn) -> None:
    page = open_first(signed_in, asked(type="multi_choice", options=TOOLS, shuffle=True))
    page.form().fill(answer=["t5", "t1", "t3"]).submit("Continue")
    stored = session.scalars(select(Answer.code).order_by(Answer.ordinal)).all()
    assert stored == ["t1", "t3", "t5"]


def test_own_words_stand_beside_the_answer_that_asks_for_them(signed_in: SignIn) -> None:
    page = open_first(signed_in, asked(type="single_choice", options=REASONS))
    box = page.soup.select_one("label:has(#answer-1) + [data-words='answer-1']")
    assert box is not None
    assert box.select_one("input[name=part_other]") is not None
    # Without script the field is always there, and writing into it is as good as choosing its answer.
    page.form().fill(part_other="The manual").submit("Continue")
    rows = session.execute(select(Answer.code, Answer.words)).all()
    assert [tuple(row) for row in rows] == [("other", "The manual")]


def test_a_number_may_not_apply(signed_in: SignIn) -> None:
    page = open_first(signed_in, asked(type="number", not_applicable="I do not know", required=True))
    both = page.form().fill(answer="3", part_na=["na"]).submit("Continue")
    assert both.status == 422
    assert "Write one number only." in both.words
    check = both.form().fill(answer="", part_na=["na"]).submit("Continue")
    assert "I do not know" in check.words
    assert check.follow("Change : Which?").form().values["part_na"] == ["na"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ({"type": "single_choice", "options": REASONS}, "answer-0"),
        ({"type": "ranking", "options": TOOLS[:2]}, "part_t1"),
        (
            {
                "type": "battery",
                "items": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
                "points": [{"value": value, "label": str(value)} for value in (1, 2)],
            },
            "part_a-0",
        ),
        ({"type": "long_text"}, "answer"),
        ({"type": "date"}, "answer"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_j26_an_error_is_told_in_title_and_summary_and_leads_to_the_control(
    signed_in: SignIn, question: dict[str, object], first: str
) -> None:
    page = open_first(signed_in, asked(required=True, **question))
    refused = page.form().submit("Continue")
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    summary = refused.soup.select_one(".error-summary[autofocus][tabindex='-1']")
    assert summary is not None
    link = summary.select_one("a")
    assert link is not None
    assert link["href"] == f"#{first}"
    assert refused.soup.find(id=first) is not None
    assert link.get_text() in refused.words.replace(link.get_text(), "", 1)


def test_j26_the_line_of_a_battery_that_was_left_empty_is_where_the_link_leads(signed_in: SignIn) -> None:
    items = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    points = [{"value": value, "label": str(value)} for value in (1, 2)]
    page = open_first(signed_in, asked(type="battery", items=items, points=points, required=True))
    refused = page.form().fill(part_a="2").submit("Continue")
    assert refused.form().values["part_a"] == ["2"]
    assert "#part_b-0" in refused.text
