"""Editing: what is typed becomes a question again, and ids outlive a change of words."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire import editing
from cab_portal.surveys.questionnaire.conditions import (
    AllOf,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Contains,
    CountOf,
    Equals,
    Not,
    NotEquals,
    OneOf,
    questions_read,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.editing import ConditionInput, PartInput, QuestionInput, RuleInput
from cab_portal.surveys.questionnaire.editing.parts import options_from, points_from
from cab_portal.surveys.questionnaire.editing.rules import condition_from, parts_by_reference, rules_of
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.question import Measure
from cab_portal.surveys.questionnaire.types import Number
from tests.questionnaires import tiny
from tests.questionnaires.strategies import law, questionnaires

labels = st.lists(st.text("abC é1", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=2, max_size=6)


@law
@given(questionnaires())
def test_typing_a_question_again_changes_nothing(questionnaire: Questionnaire) -> None:
    for place, question in enumerate(questionnaire.questions):
        earlier = questionnaire.questions[:place]
        data = editing.definition_of(question.type, question.id, editing.typed(question, earlier), earlier, question)
        assert from_data({"questions": [*earlier, data]}).questions[place] == question


@law
@given(labels, labels)
def test_options_have_ids_of_their_own_that_outlive_their_words(before: list[str], after: list[str]) -> None:
    old = [option["id"] for option in options_from([PartInput(label) for label in before], {})]
    assert len(set(old)) == len(old)
    given = [PartInput(label, id=old[place] if place < len(old) else "") for place, label in enumerate(after)]
    new = options_from(given, dict(zip(old, before, strict=True)))
    assert [option["label"] for option in new] == after
    assert [option["id"] for option in new][: len(old)] == old[: len(after)]
    assert len({option["id"] for option in new}) == len(new)


def test_an_answer_that_was_saved_while_it_was_typed_keeps_its_id() -> None:
    typed = [PartInput("Yes"), PartInput("No")]
    saved = {option["id"]: option["label"] for option in options_from(typed, {})}
    assert [option["id"] for option in options_from(typed, saved)] == list(saved)
    assert [option["id"] for option in options_from([*typed, PartInput("Yes")], saved)] == ["yes", "no", "yes_2"]


EARLIER = (
    tiny.single(),
    tiny.multi(),
    tiny.nps(),
    tiny.short_text(),
    Number(id="hours", text="How many hours?", decimals=1, not_applicable="None at all"),
)


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        (RuleInput("pace", "equals", "too_fast"), Equals(question="pace", value="too_fast")),
        (RuleInput("pace", "equals", "too FAST"), Equals(question="pace", value="too_fast")),
        (RuleInput("pace", "not_equals", "too_fast"), NotEquals(question="pace", value="too_fast")),
        (RuleInput("pace", "not_is", "too_fast"), Not(condition=Equals(question="pace", value="too_fast"))),
        (RuleInput("pace", "not_answered"), Not(condition=Answered(question="pace"))),
        (
            RuleInput("missing", "not_contains", "our_data"),
            Not(condition=Contains(question="missing", value="our_data")),
        ),
        (RuleInput("missing", "count_ge", "2"), CountOf(question="missing", comparison="ge", value=2)),
        (RuleInput("recommend", "le", "6"), Comparison(op="le", question="recommend", value=6)),
        (RuleInput("hours", "lt", "−2.5"), Comparison(op="lt", question="hours", value=-2.5)),
        (RuleInput("hours", "equals", "None at all"), Equals(question="hours", value="na")),
        (RuleInput("word", "equals", "Calm"), Equals(question="word", value="Calm")),
    ],
)
def test_a_line_says_what_the_condition_says(rule: RuleInput, condition: Condition) -> None:
    question = tiny.long_text(show_if=condition)
    made = condition_from(ConditionInput((rule,)), EARLIER)
    data = {**question.model_dump(mode="json"), "show_if": made}
    assert from_data({"questions": [*EARLIER, data]}).questions[-1] == question
    shown = rules_of(condition, parts_by_reference(EARLIER))
    assert shown.rules[0].operator == rule.operator


def test_several_answers_to_one_question_are_lines_joined_by_any() -> None:
    condition = OneOf(question="pace", values=("too_slow", "too_fast"))
    shown = rules_of(condition, parts_by_reference(EARLIER))
    assert (shown.joint, [rule.value for rule in shown.rules]) == ("any", ["too_slow", "too_fast"])
    assert condition_from(shown, EARLIER) == condition.model_dump(mode="json")


def test_a_condition_that_is_nested_is_kept_and_edited_as_a_text() -> None:
    nested = AllOf(
        conditions=(
            Comparison(op="le", question="recommend", value=6),
            AnyOf(conditions=(Answered(question="pace"), Contains(question="missing", value="our_data"))),
        )
    )
    shown = rules_of(nested, parts_by_reference(EARLIER))
    assert shown.joint == "text"
    assert condition_from(shown, EARLIER, nested) == nested.model_dump(mode="json")
    edited = ConditionInput(joint="text", text=shown.text.replace("6", "5"))
    assert condition_from(edited, EARLIER, nested) != nested.model_dump(mode="json")
    assert condition_from(ConditionInput(joint="text"), EARLIER, nested) is None
    replaced = ConditionInput((RuleInput("pace", "answered"),), "all", shown.text)
    assert condition_from(replaced, EARLIER, nested) == {"op": "answered", "question": "pace"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (ConditionInput((RuleInput("later", "answered"),)), "choose an earlier question"),
        (ConditionInput((RuleInput("pace", "invented"),)), "choose what the answer has to be"),
        (ConditionInput((RuleInput("pace", "equals", "7"),)), "choose one of the answers"),
        (ConditionInput((RuleInput("missing", "count_ge", "two"),)), "how many answers, in digits"),
        (ConditionInput((RuleInput("hours", "lt", "ten"),)), "write a number in digits"),
        (ConditionInput(joint="text", text="${pace} = "), "it ends too early"),
        (ConditionInput(joint="text", text="${nobody} = 1"), "no earlier question"),
        (ConditionInput(text="${pace} != ''"), "Choose “What the text says”"),
    ],
)
def test_a_condition_that_lacks_something_is_refused(given: ConditionInput, sentence: str) -> None:
    with pytest.raises(DefinitionError, match=sentence):
        condition_from(given, EARLIER)


def test_points_without_a_number_take_the_next() -> None:
    typed = [PartInput("Low"), PartInput("Middle", value="5"), PartInput("High")]
    assert [point["value"] for point in points_from(typed)] == [1, 5, 6]
    lines = [editing.part_of_line(line, is_point=True) for line in ("-1: Low", "0 Middle", "High 5")]
    assert points_from(lines)[0] == {"value": -1, "label": "Low"}
    assert points_from(lines)[2] == {"value": 1, "label": "High 5"}


@pytest.mark.parametrize("number", ["one", "1.5", "1e2", "--1", "9999"])
def test_the_number_of_a_point_is_a_whole_number(number: str) -> None:
    with pytest.raises(DefinitionError, match="Line 2"):
        points_from([PartInput("Low", value="-1"), PartInput("High", value=number)])


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("number", "min", "few"),
        ("number", "max", "9" * 30),
        ("multi_choice", "max_choices", "two"),
        ("ranking", "top", "-1"),
    ],
)
def test_numbers_are_told_at_their_field(kind: str, field: str, text: str) -> None:
    options = (PartInput("One"), PartInput("Two"))
    typed: dict[str, Any] = {field: text}
    with pytest.raises(DefinitionError) as refused:
        editing.definition_of(kind, "q1", replace(QuestionInput("How many?", options=options), **typed), ())
    assert refused.value.problems[0].field == (field,)


def test_words_in_other_languages_stand_with_their_question() -> None:
    given = QuestionInput(
        "Is it too fast?",
        options=(PartInput("Yes", translations={"de": "Ja"}), PartInput("No", translations={"de": ""})),
        translations={"de": {"text": "Ist es zu schnell?", "help": "", "unit": "Stunden"}},
    )
    data = editing.definition_of("single_choice", "q1", given, ())
    words = editing.words_of(data, given)
    assert words == {"de": {"text": "Ist es zu schnell?", "options": {"yes": "Ja"}}}
    before = from_data({"questions": [data], "translations": {"de": {}}})
    after = editing.with_questions(before, [data], {"q1": words})
    assert editing.typed(after.questions[0], (), after.translations).options[0].translations == {"de": "Ja"}


def test_new_ids_are_above_all_that_were_used() -> None:
    assert editing.new_question_id([]) == "q1"
    assert editing.new_question_id([tiny.nps("q7"), tiny.single("pace"), tiny.nps("q2")]) == "q8"


@pytest.mark.parametrize(("places", "expected"), [(-9, "cab"), (-1, "acb"), (0, "abc"), (5, "abc")])
def test_the_ends_hold_what_is_moved(places: int, expected: str) -> None:
    questions = [tiny.nps(name) for name in "abc"]
    assert "".join(question.id for question in editing.moved(questions, "c", places)) == expected


@law
@given(questionnaires(), st.data())
def test_what_is_deleted_comes_back_as_it_was(questionnaire: Questionnaire, data: st.DataObject) -> None:
    question_id = data.draw(st.sampled_from([question.id for question in questionnaire.questions]))
    deletion = editing.deleted(questionnaire, question_id)
    left = deletion.left.questions if deletion.left is not None else ()
    assert question_id not in {question.id for question in left}
    # What is left says of every other question what it said before.
    for question in left:
        before = questionnaire.question(question.id).show_if
        read = {name for name in questions_read(before) if name.partition(".")[0] != question_id} if before else set()
        assert (questions_read(question.show_if) if question.show_if else set()) == read
    back = editing.restored(deletion.left, deletion.kept)
    assert back.questions == questionnaire.questions
    assert back.translations == questionnaire.translations


def test_what_was_changed_since_a_deletion_is_left_as_it_is() -> None:
    before = tiny.follow_up()
    deletion = editing.deleted(before, "recommend")
    assert deletion.left is not None
    assert deletion.touched == ("pace",)
    always = deletion.left.questions[0].model_copy(update={"text": "Is it too fast?"})
    changed = editing.with_questions(deletion.left, [always, *deletion.left.questions[1:]])
    back = editing.restored(changed, deletion.kept)
    assert back.question("pace").text == "Is it too fast?"
    assert back.question("pace").show_if == before.question("pace").show_if
    conditioned = always.model_copy(update={"show_if": None, "required": False})
    moved = editing.with_questions(changed, [changed.questions[1], conditioned, changed.questions[2]][1:])
    assert editing.restored(moved, deletion.kept).questions[0].id == "recommend"


def test_a_copy_is_no_item_of_an_instrument() -> None:
    measured = tiny.nps().model_copy(update={"measure": Measure(instrument="nps")})
    original, copy = editing.duplicated([measured], "recommend", "q2")
    assert original.measure is not None
    assert copy.measure is None
    assert len(Questionnaire.of([original, copy]).questions) == 2
