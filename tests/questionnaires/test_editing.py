"""Editing: what is typed becomes a question again, and ids outlive a change of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire import editing
from cab_portal.surveys.questionnaire.conditions import AllOf, Answered, Equals
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.editing import ConditionInput, QuestionInput
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.question import Option
from tests.questionnaires import tiny
from tests.questionnaires.strategies import law

labels = st.lists(st.text("abC é1", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=2, max_size=6)


@pytest.mark.parametrize("questionnaire", [tiny.every_type(), tiny.follow_up(), tiny.chain()])
def test_typing_a_question_again_changes_nothing(questionnaire: Questionnaire) -> None:
    for place, question in enumerate(questionnaire.questions):
        earlier = questionnaire.questions[:place]
        data = editing.definition_of(question.type, question.id, editing.typed(question), earlier, question)
        assert from_data({"questions": [*earlier, data]}).questions[place] == question


@law
@given(labels, labels)
def test_options_have_ids_of_their_own_and_keep_those_of_their_words(before: list[str], after: list[str]) -> None:
    old = [Option.model_validate(option) for option in editing.options_from(before, ())]
    new = editing.options_from(after, old)
    ids = [option["id"] for option in new]
    assert [option["label"] for option in new] == after
    assert len(set(ids)) == len(ids)
    if len(set(before)) == len(before) and len(set(after)) == len(after):
        known = {option.label: option.id for option in old}
        assert all(option["id"] == known[option["label"]] for option in new if option["label"] in known)
        assert editing.options_from(after, [Option.model_validate(option) for option in new]) == new


def test_a_corrected_word_keeps_the_id_of_its_place() -> None:
    before = tiny.options("Too slow", "About rihgt", "Too fast")
    corrected = editing.options_from(["Too slow", "About right", "Too fast"], before)
    assert [option["id"] for option in corrected] == [option.id for option in before]


def test_a_condition_that_cannot_be_typed_stays_until_another_is() -> None:
    compound = AllOf(conditions=(Answered(question="pace"), Equals(question="pace", value="too_fast")))
    earlier = (tiny.single(),)
    question = tiny.long_text(show_if=compound)
    shown = editing.typed(question)
    assert shown.show_if is None
    kept = editing.definition_of("long_text", "why", shown, earlier, question)
    assert from_data({"questions": [*earlier, kept]}).questions[1] == question
    typed = QuestionInput("Why?", show_if=ConditionInput("pace", "answered"))
    replaced = editing.definition_of("long_text", "why", typed, earlier, question)
    assert replaced["show_if"] == {"op": "answered", "question": "pace"}


@pytest.mark.parametrize("line", ["slow", "1", "1.5 slow", "one slow", ""])
def test_a_point_begins_with_its_number(line: str) -> None:
    with pytest.raises(DefinitionError, match="Begin line 2"):
        editing.definition_of("rating", "q1", QuestionInput("How?", points=("-1: Low", line)), ())


def test_new_ids_are_above_all_that_were_used() -> None:
    assert editing.new_question_id([]) == "q1"
    assert editing.new_question_id([tiny.nps("q7"), tiny.single("pace"), tiny.nps("q2")]) == "q8"


@pytest.mark.parametrize(("places", "expected"), [(-9, "cab"), (-1, "acb"), (0, "abc"), (5, "abc")])
def test_the_ends_hold_what_is_moved(places: int, expected: str) -> None:
    questions = [tiny.nps(name) for name in "abc"]
    assert "".join(question.id for question in editing.moved(questions, "c", places)) == expected
