"""A member is asked every type of question, and the staff read what was said."""

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

POINTS = [{"value": value, "label": label} for value, label in enumerate(("Poor", "Fair", "Good"), 1)]
PACE = [
    {"id": "slow", "label": "Too slow"},
    {"id": "right", "label": "About right"},
    {"id": "other", "label": "Something else", "specify": True},
]
PARTS = [{"id": "mail", "text": "The first e-mail"}, {"id": "call", "text": "The call"}]
TOPICS = [{"id": "speed", "label": "Speed"}, {"id": "price", "label": "Price"}]


def questionnaire() -> Questionnaire:
    questions: list[dict[str, object]] = [
        {"type": "single_choice", "id": "q1", "text": "Is the pace right?", "options": PACE},
        {"type": "battery", "id": "q2", "text": "How are these parts?", "items": PARTS, "points": POINTS},
        {"type": "ranking", "id": "q3", "text": "What matters most?", "options": TOPICS},
        {"type": "number", "id": "q4", "text": "How many start?", "min": 0, "max": 500, "unit": "people"},
        {"type": "date", "id": "q5", "text": "When does the first one start?"},
        {"type": "statement", "id": "q6", "text": "Nearly done", "body": "One more about {q1|the pace}."},
        {"type": "nps", "id": "q7", "text": "You said {q1|so}. Recommend us?", "not_applicable": "No idea"},
    ]
    return from_data({"questions": [{**question, "decision": "Change the first week."} for question in questions]})


def test_every_type_is_asked_stored_and_counted(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(questions=questionnaire())
    page = signed_in(sent.people[0]).get(f"/surveys/{ids.encode(sent.survey.id)}/q/1")

    def go_on(page: Page, **values: object) -> Page:
        return page.form().fill(**values).submit("Continue")

    page = go_on(page, answer="other", part_other="It depends")
    page = go_on(page, part_mail="3", part_call="1")
    page = go_on(page, part_speed="2", part_price="1")
    assert "In people." in page.words
    page = go_on(page, answer="120")
    page = go_on(page, answer="2026-12-01")
    assert "One more about It depends." in page.words
    page = go_on(page)
    assert page.h1.startswith("You said It depends. Recommend us?")
    page = go_on(page, answer="na")
    assert "The first e-mail: Good; The call: Poor" in page.words
    assert "Nearly done" not in page.words
    page.form().submit("Send 6 answers")
    rows = session.execute(select(Answer.question_id, Answer.ordinal, Answer.code, Answer.words))
    assert sorted(tuple(row) for row in rows) == [
        ("q1", 0, "other", "It depends"),
        ("q2.call", 0, "1", None),
        ("q2.mail", 0, "3", None),
        ("q3", 0, "price", None),
        ("q3", 1, "speed", None),
        ("q4", 0, "120", None),
        ("q5", 0, "2026-12-01", None),
        ("q7", 0, "na", None),
    ]
    results = signed_in(sent.owner).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    for words in ("The only answer is “Something else”", "“Price” was put first by 1 of 1", "120 people"):
        assert words in results.words
    assert "The first e-mail" in results.words


def test_the_start_page_counts_what_is_to_be_answered(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(questions=questionnaire())
    start = signed_in(sent.people[0]).get(f"/surveys/{ids.encode(sent.survey.id)}")
    assert "Questions 6, one per page" in start.words, "a text between them is none"
