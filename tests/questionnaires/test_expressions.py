"""Conditions written as XLSForm writes them, and read back."""

import pytest
from hypothesis import given

from cab_portal.surveys.questionnaire.answers import Answer
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
    evaluate,
    leaves,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.interchange.expressions import (
    ExpressionError,
    Known,
    condition_of,
    expression_of,
)

from .strategies import answered, law
from .tiny import multi, rating, single

FORM = Questionnaire.of([single("pace", "Slow", "Fast"), multi("topics", "Data", "Roles"), rating("clarity")])


def known(questionnaire: Questionnaire, name: str) -> Known | None:
    try:
        return Known(name, questionnaire.part(name), {})
    except KeyError:
        return None


def read(expression: str, questionnaire: Questionnaire = FORM) -> Condition:
    return condition_of(expression, lambda name: known(questionnaire, name))


def is_writable(condition: Condition) -> bool:
    """A text with both kinds of quotation marks cannot be written in such an expression."""
    values = [str(getattr(leaf, "value", "")) for leaf in leaves(condition)]
    values += [str(value) for leaf in leaves(condition) if isinstance(leaf, OneOf) for value in leaf.values]
    return not any("'" in value and '"' in value for value in values)


@law
@given(answered())
def test_a_condition_that_was_written_and_read_holds_for_the_same_answers(
    response: tuple[Questionnaire, dict[str, Answer]],
) -> None:
    questionnaire, answers = response
    for question in questionnaire.questions:
        if question.show_if is None or not is_writable(question.show_if):
            continue
        again = read(expression_of(question.show_if, questionnaire.part), questionnaire)
        assert evaluate(again, answers) == evaluate(question.show_if, answers)
        # Written once more, it is the same: nothing drifts from export to export.
        written = expression_of(again, questionnaire.part)
        assert expression_of(read(written, questionnaire), questionnaire.part) == written


CASES = {
    "${pace} = 'slow'": Equals(question="pace", value="slow"),
    "'slow' = ${pace}": Equals(question="pace", value="slow"),
    "${pace} != 'slow'": Not(condition=Equals(question="pace", value="slow")),
    "${pace} != '' and ${pace} != 'slow'": NotEquals(question="pace", value="slow"),
    "${pace} = 'slow' or ${pace} = 'fast'": OneOf(question="pace", values=("slow", "fast")),
    "${pace} != ''": Answered(question="pace"),
    "${pace} = ''": Not(condition=Answered(question="pace")),
    "selected(${topics}, 'data')": Contains(question="topics", value="data"),
    "selected(${pace}, 'slow')": Equals(question="pace", value="slow"),
    "count-selected(${topics}) >= 2": CountOf(question="topics", comparison="ge", value=2),
    "3 <= ${clarity}": Comparison(op="ge", question="clarity", value=3),
    "${clarity} = '3'": Equals(question="clarity", value=3),
    "not(${pace} = 'slow') and (${clarity} < 3 or ${clarity} > 4)": AllOf(
        conditions=(
            Not(condition=Equals(question="pace", value="slow")),
            AnyOf(
                conditions=(
                    Comparison(op="lt", question="clarity", value=3),
                    Comparison(op="gt", question="clarity", value=4),
                )
            ),
        )
    ),
}


@pytest.mark.parametrize(("expression", "condition"), CASES.items(), ids=CASES)
def test_what_an_expression_says(expression: str, condition: Condition) -> None:
    assert read(expression) == condition


def test_a_count_that_holds_without_an_answer_says_so() -> None:
    read_back = read("count-selected(${topics}) < 2")
    assert evaluate(read_back, {})
    assert evaluate(read_back, {"topics": ("data",)})
    assert not evaluate(read_back, {"topics": ("data", "roles")})


REFUSED = {
    "regex(${pace}, 'a+')": "“regex” is not supported",
    "${pace} = ${topics}": "one question and one value",
    "${nowhere} = 'x'": "“nowhere”, which is no earlier question",
    "${clarity} > 'high'": "no answer to",
    "(${pace} = 'slow'": "“)” is missing",
    "${pace} = 'slow' 'fast'": "was not expected",
    "${pace}": "ends too early",
    "${pace} = 'slow' and": "ends too early",
    "count-selected(${topics}) > 1.5": "whole number",
    "${pace} ~ 3": "cannot be read",
    "(" * 200 + "${pace} = 'slow'" + ")" * 200: "nested too deeply",
    "${pace} = '" + "x" * 5_000 + "'": "more than 4,000 characters",
}


@pytest.mark.parametrize(("expression", "why"), REFUSED.items(), ids=[key[:30] for key in REFUSED])
def test_what_cannot_be_taken_over_is_refused_with_its_reason(expression: str, why: str) -> None:
    with pytest.raises(ExpressionError, match=why.replace("(", r"\(").replace(")", r"\)")):
        read(expression)
