"""Conditions: what each comparison means, above all about questions that are unanswered."""

import pytest

from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.condition_words import sentence
from cab_portal.surveys.questionnaire.conditions import (
    AllOf,
    Answered,
    AnyOf,
    Comparison,
    Condition,
    Contains,
    Equals,
    Not,
    NotEquals,
    OneOf,
    depth,
    evaluate,
    questions_read,
)

from .tiny import every_type

SLOW = Equals(question="pace", value="too_slow")
LOW = Comparison(op="le", question="recommend", value=6)

COMPARISONS: list[Condition] = [
    Answered(question="pace"),
    SLOW,
    NotEquals(question="pace", value="too_slow"),
    OneOf(question="pace", values=("too_slow", "too_fast")),
    Contains(question="pace", value="too_slow"),
    Comparison(op="lt", question="pace", value=6),
    Comparison(op="le", question="pace", value=6),
    Comparison(op="gt", question="pace", value=6),
    Comparison(op="ge", question="pace", value=6),
]


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda condition: condition.op)
def test_every_comparison_with_an_unanswered_question_is_false_and_its_negation_true(
    comparison: Condition,
) -> None:
    assert evaluate(comparison, {}) is False
    assert evaluate(Not(condition=comparison), {}) is True


@pytest.mark.parametrize(
    ("condition", "answer", "holds"),
    [
        (Answered(question="q"), 0, True),
        (Equals(question="q", value="a"), "a", True),
        (Equals(question="q", value="a"), "b", False),
        (Equals(question="q", value=0), 0, True),
        (NotEquals(question="q", value="a"), "b", True),
        (NotEquals(question="q", value="a"), "a", False),
        (OneOf(question="q", values=("a", "b")), "b", True),
        (OneOf(question="q", values=("a", "b")), "c", False),
        (Contains(question="q", value="a"), ("b", "a"), True),
        (Contains(question="q", value="a"), ("b",), False),
        (Comparison(op="lt", question="q", value=6), 5, True),
        (Comparison(op="lt", question="q", value=6), 6, False),
        (Comparison(op="le", question="q", value=6), 6, True),
        (Comparison(op="le", question="q", value=6), 7, False),
        (Comparison(op="gt", question="q", value=6), 7, True),
        (Comparison(op="gt", question="q", value=6), 6, False),
        (Comparison(op="ge", question="q", value=6), 6, True),
        (Comparison(op="ge", question="q", value=6), 5, False),
    ],
)
def test_comparisons_with_an_answer(condition: Condition, answer: Answer, holds: bool) -> None:
    assert evaluate(condition, {"q": answer}) is holds
    assert evaluate(Not(condition=condition), {"q": answer}) is not holds


@pytest.mark.parametrize(
    ("pace", "score", "both", "either"),
    [("too_slow", 6, True, True), ("too_slow", 7, False, True), ("too_fast", 7, False, False)],
)
def test_all_and_any(pace: str, score: int, both: bool, either: bool) -> None:
    answers: dict[str, Answer] = {"pace": pace, "recommend": score}
    assert evaluate(AllOf(conditions=(SLOW, LOW)), answers) is both
    assert evaluate(AnyOf(conditions=(SLOW, LOW)), answers) is either


def test_the_questions_that_a_condition_reads() -> None:
    condition = AllOf(conditions=(SLOW, Not(condition=AnyOf(conditions=(LOW, SLOW)))))
    assert questions_read(condition) == {"pace", "recommend"}
    assert depth(condition) == 4
    assert depth(SLOW) == 1


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Answered(question="why"), "question 6 is answered"),
        (Not(condition=Answered(question="why")), "question 6 is left empty or not shown"),
        (SLOW, "question 1 is “Too slow”"),
        (NotEquals(question="pace", value="too_slow"), "question 1 has an answer other than “Too slow”"),
        (
            OneOf(question="pace", values=("too_slow", "too_fast")),
            "question 1 is “Too slow” or “Too fast”",
        ),
        (Contains(question="missing", value="our_data"), "question 2 includes “Our data”"),
        (Comparison(op="lt", question="clarity", value=3), "question 3 is lower than “Neither”"),
        (LOW, "question 4 is 6 or lower"),
        (Comparison(op="gt", question="recommend", value=8), "question 4 is higher than 8"),
        (Comparison(op="ge", question="recommend", value=9), "question 4 is 9 or higher"),
        (AllOf(conditions=(SLOW,)), "question 1 is “Too slow”"),
        (
            AllOf(conditions=(SLOW, AnyOf(conditions=(LOW, Answered(question="why"))))),
            "question 1 is “Too slow” and (question 4 is 6 or lower or question 6 is answered)",
        ),
        (
            Not(condition=AllOf(conditions=(SLOW, LOW))),
            "it is not true that (question 1 is “Too slow” and question 4 is 6 or lower)",
        ),
    ],
)
def test_a_condition_in_words(condition: Condition, words: str) -> None:
    assert sentence(condition, every_type()) == f"Shown if {words}"
