"""The typed document: what it takes, what it refuses, and how it says so."""

import json
from importlib import resources

import pytest

from cab_portal.surveys.questionnaire.conditions import MAX_DEPTH, Answered, Comparison, Contains, Equals, Not
from cab_portal.surveys.questionnaire.definition import (
    Questionnaire,
    compiled,
    from_data,
    from_json,
    json_schema,
    to_json,
)
from cab_portal.surveys.questionnaire.json_files import MAX_BYTES
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES

from .tiny import every_type, follow_up, long_text, nps, single

MINIMAL = {"type": "long_text", "id": "why", "text": "Why?"}


def refusal(*questions: object, **fields: object) -> list[tuple[str, str]]:
    with pytest.raises(DefinitionError) as refused:
        from_data({"questions": list(questions), **fields})
    return [(problem.code, str(problem)) for problem in refused.value.problems]


def test_a_minimal_questionnaire_needs_no_optional_field() -> None:
    questionnaire = from_json('{"questions": [{"type": "long_text", "id": "why", "text": " Why? "}]}')
    (question,) = questionnaire.questions
    assert (questionnaire.schema_version, questionnaire.title) == (1, "")
    assert (question.text, question.help, question.required, question.show_if) == ("Why?", "", False, None)


def test_questions_are_found_by_id_and_numbered_from_one() -> None:
    questionnaire = follow_up()
    assert questionnaire.question("pace").text == "Is the pace too slow, right or too fast?"
    assert questionnaire.number("pace") == 2
    with pytest.raises(KeyError):
        questionnaire.question("nothing")


def test_the_compiled_questionnaire_is_parsed_once() -> None:
    text = to_json(follow_up())
    assert compiled(text) is compiled(text)
    assert compiled(text) == follow_up()


def test_problems_name_the_question_and_the_part() -> None:
    assert refusal(
        {"type": "nps", "id": "n!", "text": ""},
        {"type": "matrix"},
        {"id": "x"},
        {"type": "single_choice", "id": "a", "text": "b", "options": [{"id": "a", "label": ""}, {"id": "A"}]},
        {**MINIMAL, "required": "yes", "points": 3},
    ) == [
        (
            "string_pattern_mismatch",
            "Question 1 (“n!”), id: Use at most 40 small letters, digits and underscores, and start with a letter.",
        ),
        ("string_too_short", "Question 1 (“n!”), text: Write something here."),
        (
            "union_tag_invalid",
            (
                "Question 2: “matrix” is not a known type. "
                "Use single_choice, multi_choice, rating, nps, battery, ranking, number, date, short_text, long_text "
                "or statement."
            ),
        ),
        ("union_tag_not_found", "Question 3 (“x”): The type is missing."),
        ("string_too_short", "Question 4 (“a”), option 1, label: Write something here."),
        (
            "string_pattern_mismatch",
            "Question 4 (“a”), option 2, id: Use at most 40 small letters, digits and underscores.",
        ),
        ("missing", "Question 4 (“a”), option 2, label: This is missing."),
        ("bool_type", "Question 5 (“why”), required: This must be true or false."),
        ("extra_forbidden", "Question 5 (“why”), points: This field is not known."),
    ]


def test_a_problem_carries_its_place_for_a_form() -> None:
    with pytest.raises(DefinitionError) as refused:
        from_data({"questions": [MINIMAL, {"type": "rating", "id": "r", "text": "R", "points": [{"value": 1}]}]})
    label, points = refused.value.problems[0], refused.value.problems[-1]
    assert (label.number, label.question_id, label.field) == (2, "r", ("points", 0, "label"))
    assert points is label


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "This is not a questionnaire in JSON"),
        ("{", "This is not a questionnaire in JSON"),
        ("[" * 10_000, "This is not a questionnaire in JSON"),
        ('{"questions": "\ud800"}', "This is not a questionnaire in JSON"),
        (b"\xff\xfe", "This is not a questionnaire in JSON"),
        ("[]", "A questionnaire is an object with a list of questions."),
        ("null", "A questionnaire is an object with a list of questions."),
        ("{}", "Questions: This is missing."),
        ('{"questions": []}', "Questions: At least 1 are needed."),
        ('{"questions": {}}', "Questions: This must be a list."),
        ('{"schema_version": 2, "questions": []}', "Schema version: This must be 1."),
        (" " * (MAX_BYTES + 1), "The questionnaire is larger than 256 KiB."),
    ],
)
def test_json_that_is_no_questionnaire_is_refused_with_a_sentence(text: str | bytes, reason: str) -> None:
    with pytest.raises(DefinitionError, match=reason):
        from_json(text)


@pytest.mark.parametrize("character", [chr(0), chr(0xD800), chr(0xDFFF)])
def test_characters_that_a_database_refuses_are_refused_in_texts(character: str) -> None:
    ((_, sentence),) = refusal({**MINIMAL, "text": f"Why{character}?"})
    assert sentence == "Question 1 (“why”), text: The text contains a character that cannot be stored."


def test_text_lengths_are_bounded() -> None:
    assert refusal({**MINIMAL, "text": "x" * 501, "owner": "y" * 201}) == [
        ("string_too_long", "Question 1 (“why”), text: Shorten this to 500 characters."),
        ("string_too_long", "Question 1 (“why”), owner: Shorten this to 200 characters."),
    ]


def test_at_most_200_questions_and_200_options() -> None:
    assert len(from_data({"questions": [{**MINIMAL, "id": f"q{i}"} for i in range(200)]}).questions) == 200
    ((code, sentence),) = refusal(*({**MINIMAL, "id": f"q{i}"} for i in range(201)))
    assert (code, sentence) == ("too_long", "Questions: At most 200 are possible.")
    options = [{"id": f"o{i}", "label": "x"} for i in range(201)]
    ((code, sentence),) = refusal({"type": "multi_choice", "id": "m", "text": "M", "options": options})
    assert sentence == "Question 1 (“m”), options: At most 200 are possible."


def test_a_questionnaire_built_in_pieces_is_bounded_as_a_whole() -> None:
    questions = [
        {
            "type": "single_choice",
            "id": f"q{i}",
            "text": "x",
            "options": [{"id": f"o{j}", "label": "y" * 200} for j in range(200)],
        }
        for i in range(7)
    ]
    assert refusal(*questions) == [
        ("too_large", "The questionnaire is larger than 256 KiB. Shorten texts or split it.")
    ]


def test_ids_are_unique() -> None:
    assert refusal(MINIMAL, {**MINIMAL, "id": "other"}, MINIMAL) == [
        (
            "duplicate_id",
            "Question 3 (“why”), id: Question 1 has the same id. Give each its own.",
        )
    ]


def test_option_ids_are_unique_and_points_rise() -> None:
    options = [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]
    points = [{"value": 2, "label": "A"}, {"value": 2, "label": "B"}]
    assert [
        sentence
        for _, sentence in refusal(
            {"type": "single_choice", "id": "s", "text": "S", "options": options},
            {"type": "rating", "id": "r", "text": "R", "points": points},
        )
    ] == [
        "Question 1 (“s”), options: Two options have the id “a”. Give each its own.",
        "Question 2 (“r”), points: The numbers of the points must rise; 2 comes after 2.",
    ]


@pytest.mark.parametrize(
    ("condition", "code", "sentence"),
    [
        (
            Equals(question="nobody", value="x"),
            "unknown_reference",
            "The condition reads “nobody”, but no question has that id. Choose an earlier question.",
        ),
        (
            Answered(question="why"),
            "self_reference",
            "The condition reads the answer of its own question. Choose an earlier question.",
        ),
        (
            Answered(question="late"),
            "forward_reference",
            "The condition reads question 4, which comes later. Choose an earlier question.",
        ),
        (
            Equals(question="pace", value="fast"),
            "value_not_in_options",
            "The condition asks for “fast”, no answer to question 2.",
        ),
        (
            Comparison(op="gt", question="recommend", value=11),
            "value_out_of_range",
            "The condition asks for “11”, which lies outside the answers to question 1.",
        ),
        (
            Equals(question="recommend", value="9"),
            "value_not_in_options",
            "The condition asks for “9”, no answer to question 1.",
        ),
        (
            Contains(question="pace", value="too_fast"),
            "type_mismatch",
            "The condition says that question 2 “contains” something, but it is a choice of one.",
        ),
    ],
)
def test_a_condition_must_be_about_an_earlier_answer_that_can_be_given(
    condition: Answered | Equals | Comparison | Contains, code: str, sentence: str
) -> None:
    found = refusal(nps(), single(), long_text(show_if=Not(condition=condition)), long_text("late"))
    assert found == [(code, f"Question 3 (“why”), show if: {sentence}")]


def test_conditions_are_at_most_20_levels_deep() -> None:
    def nested(levels: int) -> dict[str, object]:
        condition: dict[str, object] = {"op": "answered", "question": "why"}
        for _ in range(levels - 1):
            condition = {"op": "not", "condition": condition}
        return {**MINIMAL, "id": "deep", "show_if": condition}

    assert len(from_data({"questions": [MINIMAL, nested(MAX_DEPTH)]}).questions) == 2
    ((code, sentence),) = refusal(MINIMAL, nested(MAX_DEPTH + 1))
    assert code == "too_deep"
    assert sentence == "Question 2 (“deep”), show if: The condition has more than 20 levels. Make it simpler."
    with pytest.raises(DefinitionError):
        from_data({"questions": [MINIMAL, nested(5_000)]})


def test_true_is_no_number() -> None:
    condition = {"op": "equals", "question": "n", "value": True}
    found = refusal({"type": "nps", "id": "n", "text": "N"}, {**MINIMAL, "show_if": condition})
    assert [code for code, _ in found] == ["value_type"]


def test_the_json_schema_names_every_type() -> None:
    schema = json_schema()
    types = schema["properties"]["questions"]["items"]["discriminator"]["mapping"]
    assert sorted(types) == sorted(QUESTION_TYPES)
    assert schema["additionalProperties"] is False


def test_the_published_json_schema_is_in_step() -> None:
    published = resources.files("cab_portal.surveys.questionnaire").joinpath("questionnaire.schema.json")
    assert json.loads(published.read_text(encoding="utf-8")) == json_schema(), (
        "write json_schema() to questionnaire.schema.json again"
    )


def test_a_questionnaire_is_immutable() -> None:
    questionnaire = every_type()
    with pytest.raises(ValueError, match="frozen"):
        questionnaire.title = "Other"


def test_the_bare_constructor_checks_as_well() -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        Questionnaire(questions=(nps(), nps()))
