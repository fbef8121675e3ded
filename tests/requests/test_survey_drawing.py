"""Controls of questions that nobody answered: drawn once per process, and never with what somebody wrote."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.path import worded
from cab_portal.web import survey_drawing, survey_sheets
from cab_portal.web.survey_drawing import drawn, unanswered
from cab_portal.web.survey_forms import answer_form
from cab_portal.web.survey_sheets import drawn_empty, drawn_questions, sheet_of

PACE = {"id": "slow", "label": "Too slow"}, {"id": "right", "label": "About right"}, {"id": "other", "label": "Other"}
QUESTIONS: list[dict[str, Any]] = [
    {"type": "single_choice", "id": "pace", "text": "How is the pace?", "options": [*PACE[:2], PACE[2]]},
    {"type": "multi_choice", "id": "mixed", "text": "Which of these?", "shuffle": True, "options": [*PACE]},
    {"type": "nps", "id": "again", "text": "Would you?", "low_label": "Not at all", "high_label": "Gladly"},
    {"type": "long_text", "id": "why", "text": "Why?"},
    {"type": "number", "id": "people", "text": "How many?", "unit": "people", "not_applicable": "Nobody"},
]


@pytest.fixture(autouse=True)
def _nothing_drawn_yet(app: Flask) -> Any:
    with app.test_request_context():
        survey_drawing._kept.cache_clear()
        survey_sheets._kept.cache_clear()
        yield


@pytest.fixture
def questionnaire() -> Questionnaire:
    return from_data({"questions": QUESTIONS})


@pytest.mark.parametrize("page", [True, False])
@pytest.mark.parametrize("place", range(len(QUESTIONS)))
def test_what_is_kept_is_what_would_be_drawn(questionnaire: Questionnaire, place: int, page: bool) -> None:
    question = questionnaire.questions[place]
    fresh = drawn(answer_form(question, None, "a seed", prefix=question.id), page=page)
    for _again in range(2):
        assert unanswered(question, "a seed", page=page, prefix=question.id) == fresh


def test_an_empty_question_is_drawn_once_for_everybody(questionnaire: Questionnaire) -> None:
    question = questionnaire.question("pace")
    assert unanswered(question, "of one", page=True) is unanswered(question, "of another", page=True)


def test_an_order_of_ones_own_is_never_kept(questionnaire: Questionnaire) -> None:
    question = questionnaire.question("mixed")
    orders = {unanswered(question, f"seed {number}", page=True) for number in range(30)}
    assert len(orders) > 1
    assert survey_drawing._kept.cache_info().currsize == 0


def test_each_language_and_each_wording_has_its_own(questionnaire: Questionnaire) -> None:
    question = questionnaire.question("why")
    unanswered(question, "", page=True)
    with force_locale("de"):
        unanswered(question, "", page=True)
    corrected = from_data({"questions": [{"type": "long_text", "id": "why", "text": "Why, then?"}]})
    assert "Why, then?" in unanswered(corrected.question("why"), "", page=True)
    assert survey_drawing._kept.cache_info().currsize == 3


def test_a_question_that_repeats_an_answer_is_another_object() -> None:
    questions = [
        {"type": "short_text", "id": "name", "text": "What is it called?"},
        {"type": "long_text", "id": "why", "text": "Why {name|that}?"},
    ]
    questionnaire = from_data({"questions": questions})
    said = worded(questionnaire, questionnaire.question("why"), {"name": "Anna's list"})
    assert said is not questionnaire.question("why")
    assert "list" in said.text


def test_a_page_without_answers_is_drawn_once_for_each_language_and_promise() -> None:
    questionnaire = from_data({"questions": [QUESTIONS[0], *QUESTIONS[2:]]})

    def page(text: str, *, is_anonymous: bool = False) -> Markup:
        return drawn_empty(questionnaire, text, "a seed", is_anonymous=is_anonymous)

    fresh = drawn_questions(sheet_of(questionnaire, {}, "a seed"), is_anonymous=False)
    assert page("one") == fresh
    assert page("one") is page("one")
    assert page("one") is not page("another")
    assert "Do not name yourself" in page("one", is_anonymous=True)
    assert "Do not name yourself" not in page("one")
    with force_locale("de"):
        page("one")
    assert survey_sheets._kept.cache_info().currsize == 4


def test_a_page_with_an_order_of_ones_own_is_never_kept(questionnaire: Questionnaire) -> None:
    orders = {drawn_empty(questionnaire, "one", f"seed {number}", is_anonymous=False) for number in range(30)}
    assert len(orders) > 1
    assert survey_sheets._kept.cache_info().currsize == 0
