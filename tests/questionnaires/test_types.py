"""Each type of question: from form values to answers, and from answers to words, rows and columns."""

from collections.abc import Sequence

import pytest

from cab_portal.surveys.questionnaire.answers import AnswerError
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES

from .tiny import long_text, multi, nps, rating, short_text, single


def refusal(question: Question, raw: Sequence[str]) -> tuple[str, str]:
    with pytest.raises(AnswerError) as refused:
        question.parse(raw)
    return refused.value.code, str(refused.value)


def test_the_registry_has_the_types_under_their_final_names() -> None:
    assert list(QUESTION_TYPES) == [
        "single_choice",
        "multi_choice",
        "rating",
        "nps",
        "battery",
        "ranking",
        "number",
        "date",
        "short_text",
        "long_text",
        "statement",
    ]


@pytest.mark.parametrize("question", [single(), multi(), rating(), nps(), short_text(), long_text()])
@pytest.mark.parametrize("raw", [[], [""], ["  \r\n"]])
def test_an_optional_question_may_be_left_empty(question: Question, raw: list[str]) -> None:
    assert question.parse(raw) is None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (single(required=True), "Choose one answer."),
        (multi(required=True), "Choose at least one answer."),
        (rating(required=True), "Choose one answer."),
        (nps(required=True), "Choose one answer."),
        (short_text(required=True), "Write an answer."),
        (long_text(required=True), "Write an answer."),
    ],
)
def test_a_required_question_may_not(question: Question, sentence: str) -> None:
    assert refusal(question, []) == ("answer_missing", sentence)
    assert refusal(question, [" "]) == ("answer_missing", sentence)


@pytest.mark.parametrize(
    ("question", "raw", "answer", "stored", "display"),
    [
        (single(), ["about_right"], "about_right", "about_right", "About right"),
        (
            multi(),
            ["how_long_it_takes", "our_data", "our_data"],
            ("our_data", "how_long_it_takes"),
            ["our_data", "how_long_it_takes"],
            "Our data and How long it takes",
        ),
        (rating(), ["4"], 4, 4, "Rather clear"),
        (nps(), ["10"], 10, 10, "10"),
        (nps(), ["0"], 0, 0, "0"),
        (short_text(), ["  clear\r\nand calm "], "clear and calm", "clear and calm", "clear and calm"),
        (
            long_text(),
            ["One.\r\n\r\nTwo.\rThree "],
            "One.\n\nTwo.\nThree",
            "One.\n\nTwo.\nThree",
            "One.\n\nTwo.\nThree",
        ),
    ],
)
def test_form_values_become_an_answer(
    question: Question, raw: list[str], answer: object, stored: object, display: str
) -> None:
    parsed = question.parse(raw)
    assert parsed == answer
    assert parsed is not None
    assert question.stored(parsed) == stored
    assert question.check(stored) == parsed
    assert question.display(parsed) == display


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        (single(), ["fast"]),
        (single(), ["About right"]),
        (multi(), ["our_data", "nothing"]),
        (rating(), ["0"]),
        (rating(), ["04"]),
        (rating(), ["four"]),
        (nps(), ["11"]),
        (nps(), ["-1"]),
        (nps(), ["٣"]),
        (nps(), ["7.0"]),
    ],
)
def test_a_value_that_is_no_choice_is_refused(question: Question, raw: list[str]) -> None:
    assert refusal(question, raw) == (
        "answer_unknown",
        "That answer is not one of the choices. Choose again.",
    )


@pytest.mark.parametrize(
    ("question", "raw"), [(single(), ["too_slow", "too_fast"]), (rating(), ["1", "2"]), (nps(), ["1", "1"])]
)
def test_two_answers_to_a_question_for_one_are_refused(question: Question, raw: list[str]) -> None:
    assert refusal(question, raw) == ("answer_not_single", "Choose one answer only.")


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "\udfff"])
@pytest.mark.parametrize("question", [short_text(), long_text()])
def test_characters_that_a_database_refuses_are_refused(question: Question, text: str) -> None:
    assert refusal(question, [text])[0] == "answer_unusable"


def test_texts_are_bounded_in_characters_not_bytes() -> None:
    assert long_text().parse(["🙂" * 2000]) == "🙂" * 2000
    assert short_text().parse(["x" * 200]) == "x" * 200
    assert refusal(long_text(), ["x" * 2140]) == (
        "answer_too_long",
        "Your answer is 2,140 characters long; shorten it to 2,000.",
    )
    assert refusal(short_text(), ["x" * 201])[1] == "Your answer is 201 characters long; shorten it to 200."


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (single(), 1),
        (single(), ["too_slow"]),
        (multi(), []),
        (multi(), "our_data"),
        (multi(), [["our_data"]]),
        (rating(), "4"),
        (rating(), True),
        (rating(), 4.0),
        (nps(), None),
        (short_text(), ""),
        (short_text(), "two\nlines"),
        (long_text(), " untrimmed"),
        (long_text(), 3),
    ],
)
def test_a_stored_value_that_is_no_answer_is_refused(question: Question, value: object) -> None:
    with pytest.raises(AnswerError):
        question.check(value)


def test_answers_are_counted_per_choice_with_zeros() -> None:
    summary = multi().summarize([("our_data",), ("our_data", "who_does_what")])
    assert summary.answered == 2
    assert [(entry.label, entry.count) for entry in summary.counts] == [
        ("Our data", 2),
        ("Who does what", 1),
        ("How long it takes", 0),
    ]
    assert rating().summarize([4, 4, 1]).by_code == {"1": 1, "2": 0, "3": 0, "4": 2, "5": 0}
    assert short_text().summarize(["a", "b"]).counts == ()
    assert short_text().summarize(["a", "b"]).answered == 2


def test_counts_of_a_database_make_the_same_summary() -> None:
    assert single().tally({"too_fast": 2}, 2) == single().summarize(["too_fast", "too_fast"])
    with pytest.raises(KeyError, match="no choice 'fast'"):
        single().tally({"fast": 2}, 2)


def test_columns_of_several_choices_are_ones_and_zeros() -> None:
    assert [(column.name, column.heading) for column in multi().columns()] == [
        ("missing.our_data", "Which topics are missing?: Our data"),
        ("missing.who_does_what", "Which topics are missing?: Who does what"),
        ("missing.how_long_it_takes", "Which topics are missing?: How long it takes"),
    ]
    assert multi().cells(("who_does_what",)) == ("0", "1", "0")
    assert multi().cells(None) == ("", "", "")


@pytest.mark.parametrize(
    ("question", "answer", "cell"),
    [(single(), "too_fast", "Too fast"), (rating(), 4, "4"), (nps(), 7, "7"), (long_text(), "=1+1", "=1+1")],
)
def test_columns_of_other_types(question: Question, answer: str | int, cell: str) -> None:
    assert [column.name for column in question.columns()] == [question.id]
    assert question.cells(answer) == (cell,)
    assert question.cells(None) == ("",)
