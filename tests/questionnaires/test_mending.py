"""The changes that the assistant offers: each mends what it is offered for, in a questionnaire of ours."""

from __future__ import annotations

import pytest

from cab_portal.surveys.questionnaire.advice import advise
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.editing import QuestionInput
from cab_portal.surveys.questionnaire.linter.fixes import AddOption, SetOptions, SetText, Split
from cab_portal.surveys.questionnaire.mending import appended, with_fix
from cab_portal.surveys.questionnaire.problems import DefinitionError
from tests.questionnaires.flaws import DRAFT, FLAWS, GOOD, asking, choice, open_, rating

MENDED_BY_ITSELF = {
    "double_barrelled",
    "unbalanced_scale",
    "overlapping_options",
    "non_exhaustive",
    "missing_opt_out",
    "agree_disagree",
    "required_open_end",
    "missing_timeframe",
    "duplicate_options",
    "required_sensitive",
}
"""The rules whose flaw here has a change offered."""


def labels(questionnaire: Questionnaire, question_id: str = "q1") -> list[str]:
    return [choice.label for choice in questionnaire.question(question_id).choices()]


@pytest.mark.parametrize("rule", FLAWS)
def test_a_change_mends_what_it_is_offered_for(rule: str) -> None:
    questionnaire = from_data(FLAWS[rule])
    found = next((advice for advice in advise(questionnaire) if advice.rule == rule), None)
    if found is None or found.fix is None:
        assert rule not in MENDED_BY_ITSELF
        return
    mended = with_fix(questionnaire, found.question_id, found.fix)
    assert found.key not in {advice.key for advice in advise(mended)}
    assert rule not in {advice.rule for advice in advise(mended)}
    assert rule in MENDED_BY_ITSELF


def test_what_is_split_stands_in_its_place_with_answers_and_condition_of_its_own() -> None:
    condition = {"op": "equals", "question": "q1", "value": "o0"}
    questionnaire = from_data(
        asking(choice("Is it?", "Yes", "No"), choice("Both?", "Yes", "No", show_if=condition), DRAFT)
    )
    split = with_fix(questionnaire, "q2", Split(("One?", "Other?")))
    assert [(question.id, question.text) for question in split.questions] == [
        ("q1", "Is it?"),
        ("q2", "One?"),
        ("q4", "Other?"),
        ("q3", DRAFT["text"]),
    ]
    first, second = split.question("q2"), split.question("q4")
    assert second.model_copy(update={"id": "q2", "text": "One?"}) == first


def test_a_way_out_stands_beside_a_scale_and_alone_among_several_answers() -> None:
    beside = with_fix(from_data(asking(rating("How good is it?", *GOOD))), "q1", AddOption("Does not apply"))
    assert beside.question("q1").model_dump()["not_applicable"] == "Does not apply"
    several = from_data(asking(choice("Which?", "One", "Two", kind="multi_choice")))
    alone = with_fix(several, "q1", AddOption("I do not know")).model_dump()["questions"][0]["options"][-1]
    assert alone == {"id": "i_do_not_know", "label": "I do not know", "exclusive": True}
    worded = with_fix(several, "q1", AddOption("Other")).model_dump()["questions"][0]["options"][-1]
    assert worded == {"id": "other", "label": "Other", "specify": True}


def test_answers_keep_their_ids_and_points_their_numbers() -> None:
    questionnaire = from_data(asking(choice("How many?", "0 to 5", "5 to 10"), rating("How good is it?", *GOOD)))
    renamed = with_fix(questionnaire, "q1", SetOptions(("0 to 5", "6 to 10")))
    assert [option["id"] for option in renamed.model_dump()["questions"][0]["options"]] == ["o0", "o1"]
    reworded = with_fix(questionnaire, "q2", SetOptions(("Awful", *GOOD[1:])))
    assert [(point["value"], point["label"]) for point in reworded.model_dump()["questions"][1]["points"]][:2] == [
        (1, "Awful"),
        (2, "Bad"),
    ]
    fewer = with_fix(questionnaire, "q2", SetOptions((GOOD[0], GOOD[1], GOOD[3], GOOD[4])))
    assert [point["value"] for point in fewer.model_dump()["questions"][1]["points"]] == [1, 2, 3, 4]


def test_translations_of_what_stays_are_kept() -> None:
    data = asking(choice("Is it?", "Yes", "No"))
    data["translations"] = {"de": {"questions": {"q1": {"text": "Ist es so?", "options": {"o0": "Ja", "o1": "Nein"}}}}}
    mended = with_fix(from_data(data), "q1", AddOption("I do not know"))
    assert mended.translations["de"].questions["q1"].options == {"o0": "Ja", "o1": "Nein"}
    assert labels(mended) == ["Yes", "No", "I do not know"]


def test_what_a_condition_reads_is_not_taken_away() -> None:
    data = asking(
        choice("How should we write to you?", "SMS", "Post", "sms", "Other"),
        open_("To which number?", show_if={"op": "equals", "question": "q1", "value": "o2"}),
    )
    questionnaire = from_data(data)
    (found,) = [advice for advice in advise(questionnaire) if advice.rule == "duplicate_options"]
    assert found.fix is not None
    with pytest.raises(DefinitionError):
        with_fix(questionnaire, "q1", found.fix)


def test_new_questions_are_appended() -> None:
    first = appended(None, "short_text", [QuestionInput("One?"), QuestionInput("Two?")])
    assert [(question.id, question.text) for question in first.questions] == [("q1", "One?"), ("q2", "Two?")]
    more = appended(first, "long_text", [QuestionInput("Three?")])
    assert [question.id for question in more.questions] == ["q1", "q2", "q3"]


def test_a_text_is_replaced() -> None:
    questionnaire = from_data(asking(DRAFT))
    assert with_fix(questionnaire, "q1", SetText("How clear is it?")).questions[0].text == "How clear is it?"
