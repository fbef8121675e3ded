"""Which surveys may ask everything on one page, and what keeps others from being sent so."""

from __future__ import annotations

import pytest

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.one_page import not_asked_yet, repeating_answers
from cab_portal.surveys.rules import SurveyLayout, sending_problems


def two(**second: object) -> Questionnaire:
    first = {"type": "nps", "id": "q1", "text": "Recommend us?", "decision": "Call."}
    return from_data({"questions": [first, {"type": "long_text", "id": "q2", "decision": "Read.", **second}]})


@pytest.mark.parametrize(
    ("second", "repeating"),
    [
        ({"text": "Why?"}, ()),
        ({"text": "Why {q1|that}?"}, (2,)),
        ({"text": "Why?", "help": "You said {q1|so}."}, (2,)),
        # Braces around anything else are the author's own.
        ({"text": "Why {Name}?"}, ()),
    ],
)
def test_a_text_that_repeats_an_answer_is_found_wherever_it_stands(
    second: dict[str, object], repeating: tuple[int, ...]
) -> None:
    assert repeating_answers(two(**second)) == repeating


def test_a_translation_may_repeat_an_answer_alone() -> None:
    data = two(text="Why?").model_dump(mode="json")
    data["translations"] = {"de": {"questions": {"q2": {"text": "Warum {q1|das}?"}}}}
    assert repeating_answers(from_data(data)) == (2,)


def test_only_a_survey_on_one_page_has_this_problem() -> None:
    repeating = two(text="Why {q1|that}?")
    assert sending_problems(repeating, SurveyLayout.PAGED, ()) == ()
    assert len(sending_problems(repeating, SurveyLayout.WHOLE, ())) == 1
    assert sending_problems(two(text="Why?"), SurveyLayout.WHOLE, ()) == ()


def test_a_question_is_asked_next_once_answers_lead_to_it() -> None:
    asked = two(text="Why?", show_if={"op": "le", "question": "q1", "value": 6})
    assert not_asked_yet(asked, {}, {"q1"}) == ()
    assert [question.id for question in not_asked_yet(asked, {"q1": 3}, {"q1"})] == ["q2"]
    assert not_asked_yet(asked, {"q1": 3}, {"q1", "q2"}) == ()
