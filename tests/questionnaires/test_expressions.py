"""Expressions of SurveyJS: what they are read as, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.interchange.surveyjs.expressions import (
    Call,
    ExpressionError,
    ListOf,
    Literal,
    Name,
    Operation,
    names,
    parsed,
)

from .strategies import law

A, B = Name("a"), Name("b")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{a} = 1", Operation("=", A, Literal(1))),
        ("{a}==1", Operation("=", A, Literal(1))),
        ("{ a } != 'x y'", Operation("<>", A, Literal("x y"))),
        ('{a} <> "it\'s"', Operation("<>", A, Literal("it's"))),
        ("{a} notEqual -2.5", Operation("<>", A, Literal(-2.5))),
        ("{a} empty", Operation("empty", A)),
        ("{p.q} NotEmpty", Operation("notempty", Name("p.q"))),
        ("!{a}", Operation("not", A)),
        ("not ({a} empty)", Operation("not", Operation("empty", A))),
        ("{a} contains item1", Operation("contains", A, Literal("item1"))),
        ("{a} anyof ['x', 2, true]", Operation("anyof", A, ListOf((Literal("x"), Literal(2), Literal(True))))),
        ("{a} = []", Operation("=", A, ListOf(()))),
        ("{a} = null", Operation("=", A, Literal(None))),
        ("age({a}) >= 18", Operation(">=", Call("age", (A,)), Literal(18))),
        ("today() > 0x1F", Operation(">", Call("today", ()), Literal(31))),
        ("{a} + 2 * {b} > 3", Operation(">", Operation("+", A, Operation("*", Literal(2), B)), Literal(3))),
    ],
)
def test_an_expression_is_read(text: str, tree: object) -> None:
    assert parsed(text) == tree


def test_and_binds_tighter_than_or() -> None:
    tree = parsed("{a} = 1 or {b} = 2 && {a} = 3")
    assert isinstance(tree, Operation)
    assert (tree.operator, names(tree)) == ("or", frozenset({"a", "b"}))
    assert parsed("({a} = 1 or {b} = 2) and {a} = 3") != tree


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{a} =",
        "= 1",
        "{a} = 'x",
        "{a} = 1)",
        "({a} = 1",
        "{a",
        "{a} & {b}",
        "f({a}",
        "[1",
        "{a} {b}",
        "\0",
        "{a} = 1;",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parsed(text)


@pytest.mark.parametrize(
    "text", ["(" * 500 + "1" + ")" * 500, "!" * 500 + "{a}", "-" * 500 + "1", "1+" * 3000 + "1", "{a}" * 1500]
)
def test_depth_and_length_are_bounded(text: str) -> None:
    with pytest.raises(ExpressionError):
        parsed(text)


@law
@given(st.text("{}()[]'\"\\ab12 <>=!&|+-.,ornt", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        names(parsed(text))
