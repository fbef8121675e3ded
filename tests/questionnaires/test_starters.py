"""What a survey may begin with: clean under the linter, proved, and complete where it is an instrument."""

import pytest

from cab_portal.surveys.questionnaire.advice import advise
from cab_portal.surveys.questionnaire.definition import from_data
from cab_portal.surveys.questionnaire.editing.adopting import adopted
from cab_portal.surveys.questionnaire.instrument_bank import READY
from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS, missing_items
from cab_portal.surveys.questionnaire.linter import Level
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.surveys.questionnaire.verifier.native import logic_of
from cab_portal.surveys.questionnaire.verifier.proof import verify
from tests.questionnaires import tiny


@pytest.mark.parametrize("key", STARTERS)
def test_a_starter_has_nothing_to_fix_and_is_proved(key: str) -> None:
    questionnaire = STARTERS[key].questionnaire()
    found = [advice for advice in advise(questionnaire) if advice.level is not Level.CONSIDER]
    assert not found, "\n".join(f"{advice.number} {advice.rule}: {advice.message}" for advice in found)
    proof = verify(logic_of(questionnaire.model_dump(mode="json")))
    assert proof.proved
    assert not proof.findings
    assert all(question.decision for question in questionnaire.questions)


def test_every_instrument_is_ready_and_complete() -> None:
    assert READY.keys() == INSTRUMENTS.keys()
    for ready in READY.values():
        questionnaire = from_data({"questions": adopted((), ready.questions)})
        assert not missing_items(questionnaire.questions)


def test_a_second_pair_of_kano_questions_measures_another_feature() -> None:
    once = from_data({"questions": adopted((), READY["kano"].questions)})
    twice = from_data({"questions": adopted(once.questions, READY["kano"].questions)})
    groups = [question.measure.group for question in twice.questions if question.measure]
    assert groups == ["feature_1", "feature_1", "feature_2", "feature_2"]


def test_a_question_of_another_survey_comes_alone() -> None:
    taken = {
        **tiny.short_text("word").model_dump(mode="json"),
        "text": "Why is {pace|it} {so}?",
        "show_if": {"op": "answered", "question": "pace"},
    }
    made = from_data({"questions": adopted((tiny.nps("q3"),), [taken], ["q7"])})
    assert made.questions[1].id == "q8"
    assert made.questions[1].text == "Why is it {so}?"
    assert made.questions[1].show_if is None
