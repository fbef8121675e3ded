"""What was posted is read without making forms, and says what the forms would say."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from cab_portal.surveys.questionnaire.answers import AnswerError
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.web.survey_forms import answer_form, given_in

SEED = "a seed"
OPTIONS = [
    {"id": "slow", "label": "Too slow"},
    {"id": "right", "label": "About right"},
    {"id": "other", "label": "Other", "specify": True},
]
ITEMS = [{"id": "mail", "text": "By mail"}, {"id": "call", "text": "By phone"}]
POINTS = [{"value": value, "label": label} for value, label in enumerate(("Poor", "Fair", "Good"), 1)]
QUESTIONS: list[dict[str, Any]] = [
    {"type": "single_choice", "id": "pace", "text": "How is the pace?", "options": OPTIONS},
    {"type": "multi_choice", "id": "mixed", "text": "Which of these?", "shuffle": True, "options": OPTIONS},
    {"type": "ranking", "id": "order", "text": "In which order?", "shuffle": True, "options": OPTIONS[:2]},
    {"type": "nps", "id": "again", "text": "Would you?", "low_label": "Not at all", "high_label": "Gladly"},
    {"type": "long_text", "id": "why", "text": "Why?", "required": False},
    {"type": "short_text", "id": "name", "text": "What is it called?"},
    {"type": "number", "id": "people", "text": "How many?", "not_applicable": "Nobody"},
    {"type": "date", "id": "when", "text": "When?"},
    {"type": "battery", "id": "parts", "text": "How are these?", "points": POINTS, "items": ITEMS},
]
POSTS: list[tuple[str, dict[str, list[str]]]] = [
    ("pace", {"answer": ["slow"]}),
    ("pace", {"answer": ["other"], "part_other": ["By fax"]}),
    ("pace", {"answer": ["other"], "part_other": [""]}),
    ("pace", {"answer": ["nowhere"]}),
    ("pace", {}),
    ("mixed", {"answer": ["right", "slow"]}),
    ("mixed", {"answer": ["slow", "other"], "part_other": ["a:b\r\nc"]}),
    ("mixed", {"answer": ["slow", "other"], "part_other": ["half \ud800"]}),
    ("order", {"part_slow": ["2"], "part_right": ["1"]}),
    ("order", {"part_slow": ["1"], "part_right": ["1"]}),
    ("order", {"part_slow": ["1"], "part_right": [""]}),
    ("again", {"answer": ["7"]}),
    ("again", {"answer": ["11"]}),
    ("why", {"answer": ["One line.\r\nAnother."]}),
    ("why", {"answer": ["with a \0"]}),
    ("why", {"answer": [""]}),
    ("name", {"answer": ["  Anna's list "]}),
    ("people", {"answer": ["12"]}),
    ("people", {"answer": [""], "part_na": ["na"]}),
    ("people", {"answer": ["3"], "part_na": ["na"]}),
    ("people", {"answer": ["many"]}),
    ("when", {"answer": ["2026-11-24"]}),
    ("when", {"answer": ["yesterday"]}),
    ("parts", {"part_mail": ["2"], "part_call": ["3"]}),
    ("parts", {"part_mail": ["2"]}),
    ("parts", {"part_mail": ["9"], "part_call": ["3"]}),
]


@pytest.fixture
def questionnaire() -> Questionnaire:
    return from_data({"questions": QUESTIONS})


def fields_of(name: str, posted: dict[str, list[str]]) -> MultiDict[str, str]:
    return MultiDict([(f"{name}-{field}", value) for field, values in posted.items() for value in values])


@pytest.mark.parametrize(("name", "posted"), POSTS)
def test_the_fields_say_what_their_form_says(
    app: Flask, questionnaire: Questionnaire, name: str, posted: dict[str, list[str]]
) -> None:
    question = questionnaire.question(name)
    fields = fields_of(name, posted)
    with app.test_request_context():
        form = answer_form(question, None, SEED, prefix=name, formdata=fields)
        expected = form.given() if form.validate() else None
        refused = bool(form.errors)
    try:
        given = given_in(fields, question, SEED, name)
    except AnswerError:
        assert refused
    else:
        assert not refused
        assert given == expected


def test_both_outcomes_occur(questionnaire: Questionnaire) -> None:
    def is_taken(name: str, posted: dict[str, list[str]]) -> bool:
        try:
            given_in(fields_of(name, posted), questionnaire.question(name), SEED, name)
        except AnswerError:
            return False
        return True

    taken = [is_taken(*post) for post in POSTS]
    assert taken.count(True) > 8
    assert taken.count(False) > 8
