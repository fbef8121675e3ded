"""Every finding of the proof, with the shortest answers that show it."""

from collections.abc import Mapping
from typing import Any

import pytest

from cab_portal.surveys.questionnaire.interchange.surveyjs import logic as surveyjs
from cab_portal.surveys.questionnaire.verifier import native
from cab_portal.surveys.questionnaire.verifier.domains import Anything, OneOf
from cab_portal.surveys.questionnaire.verifier.logic import (
    END,
    Condition,
    Finding,
    Item,
    Jump,
    Logic,
    Probe,
    Variable,
)
from cab_portal.surveys.questionnaire.verifier.proof import verify
from cab_portal.surveys.questionnaire.verifier.reading import UnusableError

OPTIONS = [{"id": "a"}, {"id": "b"}, {"id": "c"}]


def single(name: str, **fields: object) -> dict[str, Any]:
    return {"type": "single_choice", "id": name, "text": "Which?", "options": OPTIONS, **fields}


def several(name: str, **fields: object) -> dict[str, Any]:
    return {"type": "multi_choice", "id": name, "text": "Which?", "options": OPTIONS, **fields}


def number(name: str, **fields: object) -> dict[str, Any]:
    return {"type": "number", "id": name, "text": "How many?", "min": 0, "max": 10, **fields}


def battery(name: str, **fields: object) -> dict[str, Any]:
    points = [{"value": 1, "label": "Bad"}, {"value": 2, "label": "Good"}]
    return {
        "type": "battery",
        "id": name,
        "text": "Rate",
        "items": [{"id": "x"}, {"id": "y"}],
        "points": points,
        **fields,
    }


def leaf(operator: str, question: str, value: object = None, **fields: object) -> dict[str, Any]:
    condition: dict[str, Any] = {"op": operator, "question": question, **fields}
    return condition if value is None else {**condition, "value": value}


def every(*conditions: object) -> dict[str, Any]:
    return {"op": "all", "conditions": list(conditions)}


def found(*questions: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(finding.code, finding.question) for finding in findings(*questions)]


def findings(*questions: Mapping[str, Any]) -> tuple[Finding, ...]:
    proof = verify(native.logic_of({"questions": list(questions)}))
    assert proof.proved
    return proof.findings


def test_a_survey_in_order_is_proved() -> None:
    assert not found(
        single("q1", required=True),
        several("q2", show_if=leaf("equals", "q1", "a")),
        number("q3", show_if=leaf("contains", "q2", "b")),
        battery("q4", show_if=leaf("gt", "q3", 5)),
        {"type": "statement", "id": "q5", "text": "Thanks, {q1|you}.", "show_if": leaf("equals", "q4.x", 2)},
    )


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([single("a"), single("a")], ("duplicate_id", "a")),
        ([{**single("a"), "options": [{"id": "x"}, {"id": "x"}]}], ("duplicate_id", "a")),
        ([single("a"), single("b", show_if=leaf("equals", "z", "a"))], ("unknown_reference", "b")),
        ([battery("a"), single("b", show_if=leaf("equals", "a.z", 1))], ("unknown_reference", "b")),
        ([single("a", show_if=leaf("answered", "a"))], ("self_reference", "a")),
        ([single("a", show_if=leaf("answered", "b")), single("b")], ("forward_reference", "a")),
        (
            [single("a", show_if=leaf("answered", "b")), single("b", show_if=leaf("answered", "a"))],
            ("cycle", "a"),
        ),
        ([single("a"), single("b", show_if=leaf("equals", "a", "z"))], ("value_not_in_options", "b")),
        ([number("a"), single("b", show_if=leaf("gt", "a", 11))], ("value_out_of_range", "b")),
        ([several("a"), single("b", show_if=leaf("count", "a", 4, comparison="ge"))], ("value_out_of_range", "b")),
        ([single("a"), single("b", show_if=leaf("gt", "a", 3))], ("type_mismatch", "b")),
        ([number("a"), single("b", show_if=leaf("equals", "a", "x"))], ("type_mismatch", "b")),
        ([single("a"), {**single("b"), "text": "You said {a}?"}], ("empty_pipe", "b")),
        ([single("a"), {**single("b"), "text": "You said {z|so}?"}], ("unknown_reference", "b")),
    ],
)
def test_what_a_single_condition_shows(questions: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert found(*questions) == [expected]


def test_a_condition_that_no_answer_satisfies() -> None:
    (finding,) = findings(number("n"), single("q", show_if=every(leaf("gt", "n", 5), leaf("lt", "n", 6))))
    assert (finding.code, finding.question) == ("contradiction", "q")
    assert finding.witness == ({"question": "q", "condition": "(n > 5 and n < 6)"},)


def test_a_choice_of_several_is_counted_against_its_options() -> None:
    both = every(leaf("contains", "m", "a"), leaf("contains", "m", "b"))
    assert found(several("m"), single("q", show_if=every(both, leaf("count", "m", 2, comparison="lt")))) == [
        ("contradiction", "q")
    ]
    assert not found(several("m"), single("q", show_if=every(both, leaf("count", "m", 2, comparison="le"))))
    assert found(several("m", max_choices=1), single("q", show_if=both)) == [("contradiction", "q")]


def test_paths_rule_out_what_each_condition_allows() -> None:
    (finding,) = findings(
        single("q1", required=True),
        single("other", required=True),
        number("q2", show_if=leaf("equals", "q1", "a")),
        single("q3", show_if=every(leaf("equals", "q1", "b"), leaf("answered", "q2"))),
    )
    assert (finding.code, finding.question) == ("unreachable", "q3")
    assert [entry["question"] for entry in finding.witness] == ["q2", "q3"]


def test_what_depends_on_the_unreachable_is_unreachable() -> None:
    never = every(leaf("equals", "q1", "a"), leaf("equals", "q1", "b"))
    assert found(single("q1"), number("q2", show_if=never), single("q3", show_if=leaf("answered", "q2"))) == [
        ("contradiction", "q2"),
        ("unreachable", "q3"),
    ]


def test_a_needless_condition() -> None:
    assert found(single("q1", required=True), single("q2", show_if=leaf("answered", "q1"))) == [("tautology", "q2")]
    assert not found(single("q1"), single("q2", show_if=leaf("answered", "q1")))


def test_a_hidden_question_is_unanswered_and_every_comparison_with_it_false() -> None:
    hidden = number("q2", required=True, show_if=leaf("equals", "q1", "a"))
    unsure = {"op": "not", "condition": leaf("lt", "q2", 5)}
    assert not found(single("q1"), hidden, single("q3", show_if=unsure))
    assert found(single("q1"), hidden, single("q3", show_if=every(leaf("equals", "q1", "b"), leaf("ge", "q2", 0)))) == [
        ("unreachable", "q3")
    ]


def test_over_the_budget_nothing_is_called_proved() -> None:
    many = {**several("m"), "options": [{"id": f"o{place}"} for place in range(40)]}
    named = {"op": "any", "conditions": [leaf("contains", "m", f"o{place}") for place in range(20)]}
    proof = verify(native.logic_of({"questions": [many, single("q", show_if=named)]}))
    assert not proof.proved
    assert not proof.findings
    logic = native.logic_of({"questions": [number("n"), single("q", show_if=leaf("gt", "n", 5))]})
    assert verify(logic).proved
    assert not verify(logic, budget=3).proved


def test_fifty_questions_in_one_condition_are_followed() -> None:
    asked = [single(f"q{place}") for place in range(50)]
    some = {"op": "any", "conditions": [leaf("equals", f"q{place}", "a") for place in range(50)]}
    assert not found(*asked, single("last", show_if=some))
    all_of_them = every(*(leaf("equals", f"q{place}", "a") for place in range(50)))
    assert not found(*asked, single("last", show_if=all_of_them))


@pytest.mark.parametrize("data", [None, [], {}, {"questions": {}}, {"questions": []}, {"questions": [1]}])
def test_what_is_no_questionnaire_is_refused(data: object) -> None:
    with pytest.raises(UnusableError):
        native.logic_of(data)


# --- jumps, as other tools have them -----------------------------------------------------------------------------


def is_(variable: str, *values: str) -> Condition:
    holds = Probe(variable, lambda answer: answer in values, values)
    return Condition(variable, holds, f"{variable} in {values}")


def item(name: str, *jumps: Jump, falls_through: bool = True, **fields: Any) -> Item:
    variable = Variable(name, OneOf(("a", "b", "c")), may_be_empty=False)
    return Item(name, (variable,), jumps=jumps, falls_through=falls_through, **fields)


def of_jumps(*items: Item) -> list[tuple[str, str, list[Any]]]:
    proof = verify(Logic(items))
    return [(f.code, f.question, [entry.get("answer") for entry in f.witness]) for f in proof.findings]


def test_jumps_in_order_are_proved() -> None:
    assert not of_jumps(item("q1", Jump("q3", is_("q1", "a")), Jump("q2")), item("q2"), item("q3", Jump(END)))


def test_jumps_to_nowhere_and_back() -> None:
    assert of_jumps(item("q1"), item("q2", Jump("q9", is_("q2", "a"))), item("q3", Jump("q2", is_("q3", "a")))) == [
        ("bad_target", "q2", []),
        ("backward_jump", "q3", []),
    ]


def test_without_a_default_some_path_ends_nowhere() -> None:
    jumps = (Jump("q2", is_("q1", "a")), Jump(END, is_("q1", "b")))
    assert of_jumps(item("q1", *jumps, falls_through=False), item("q2")) == [
        ("no_default_route", "q1", []),
        ("dead_end", "q1", ["c"]),
    ]


def test_an_earlier_jump_takes_what_a_later_one_would() -> None:
    jumps = (Jump("q3", is_("q1", "a", "b")), Jump("q4", is_("q1", "b")))
    assert of_jumps(item("q1", *jumps), item("q2"), item("q3"), item("q4")) == [("shadowed_rule", "q1", ["b"])]


def test_a_jump_hides_what_it_passes_over() -> None:
    shown = Item("q3", (Variable("q3", Anything()),), conditions=(is_("q2", "a"),))
    both = Item("q4", conditions=(is_("q1", "a"), is_("q2", "a")))
    assert of_jumps(item("q1", Jump("q3", is_("q1", "a"))), item("q2"), shown, both)[0][:2] == ("unreachable", "q4")


def test_a_question_that_every_path_jumps_over() -> None:
    assert of_jumps(item("q1", Jump("q3")), item("q2"), item("q3"))[0][:2] == ("unreachable", "q2")


# --- SurveyJS ----------------------------------------------------------------------------------------------------


def radio(name: str, **fields: object) -> dict[str, Any]:
    return {"type": "radiogroup", "name": name, "choices": ["a", "b", "c"], **fields}


def of_surveyjs(*elements: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    proof = verify(surveyjs.logic_of({"elements": list(elements), **fields}))
    return [(finding.code, finding.question) for finding in proof.findings]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{q} = 'a' or {q} <> 'a'", []),
        ("{q} notempty", []),
        ("{q} <> 'a'", []),
        ("!({q} = 'a')", []),
        ("!({q} = 'a' and {q} = 'b')", ["tautology"]),
        ("{q} = 'a' and {q} = 'b'", ["contradiction"]),
        ("{q} empty and {q} = 'a'", ["contradiction"]),
        ("{q} empty and {q} <> 'a'", ["unreachable"]),
        ("{q} = 'A'", []),
        ("{q} = 'z'", ["value_not_in_options"]),
        ("{q} anyof ['a', 'z']", ["value_not_in_options"]),
        ("{q} anyof ['a', 'b']", []),
        ("{q} noneof ['a', 'b']", []),
        ("{q} > 3", ["type_mismatch"]),
        ("{n} > 5 and {n} <= 5", ["contradiction"]),
        ("5 < {n} and {n} < 6", []),
        ("{n} > 50", ["value_out_of_range"]),
        ("{n} = 'many'", ["type_mismatch"]),
        ("{m} contains 'a' and {m} contains 'b' and {m.length} < 2", ["contradiction"]),
        ("{m} contains 'a' and {m} notcontains 'a'", ["contradiction"]),
        ("{m} = ['a', 'b'] and {m} contains 'c'", ["contradiction"]),
        ("{m} = 'a'", ["type_mismatch"]),
        ("{m} allof ['a', 'b']", []),
        ("{b} = true and {b} = false", ["contradiction"]),
        ("{nobody} = 1", ["unknown_reference"]),
        ("{last} = 1", ["self_reference"]),
        ("age({n}) > 3", []),
        ("{n} > {n}", []),
        ("{q} = ", ["unreadable_condition"]),
    ],
)
def test_conditions_of_surveyjs(condition: str, expected: list[str]) -> None:
    asked = [
        radio("q", isRequired=True),
        {"type": "text", "inputType": "number", "name": "n", "min": 0, "max": 10},
        {"type": "checkbox", "name": "m", "choices": ["a", "b", "c"]},
        {"type": "boolean", "name": "b"},
    ]
    last = {"type": "comment", "name": "last", "visibleIf": condition}
    assert of_surveyjs(*asked, last) == [(code, "last") for code in expected]


def test_what_is_not_followed_is_not_proved() -> None:
    shown = radio("r", visibleIf="iif({q} = 'a', 1, 2) > 1")
    assert not verify(surveyjs.logic_of({"elements": [radio("q"), shown]})).proved


def test_pages_and_panels_hide_what_is_in_them() -> None:
    pages = [
        {"name": "one", "elements": [radio("q1")]},
        {"name": "two", "visibleIf": "{q1} = 'a'", "elements": [radio("q2"), radio("q3", visibleIf="{q1} = 'b'")]},
        {"name": "three", "visibleIf": "{q4} = 'a'", "elements": [radio("q4")]},
    ]
    proof = verify(surveyjs.logic_of({"pages": pages}))
    assert [(finding.code, finding.question) for finding in proof.findings] == [
        ("unreachable", "q3"),
        ("self_reference", "three"),
    ]


def test_triggers_skip_and_end() -> None:
    rating = {"type": "rating", "name": "r", "isRequired": True}

    def with_triggers(*triggers: dict[str, Any]) -> list[tuple[str, str]]:
        return of_surveyjs(rating, radio("q2"), radio("q3"), radio("q4", visibleIf="{r} >= 4"), triggers=list(triggers))

    far = {"type": "skip", "expression": "{r} >= 3", "gotoName": "q3"}
    assert not with_triggers(far)
    assert with_triggers(far, {"type": "skip", "expression": "{r} = 5", "gotoName": "q4"}) == [("shadowed_rule", "r")]
    assert with_triggers({"type": "skip", "expression": "{q2} = 'a'", "gotoName": "r"}) == [("backward_jump", "q2")]
    assert with_triggers({"type": "skip", "expression": "{r} = 1", "gotoName": "gone"}) == [("bad_target", "r")]
    assert not with_triggers({"type": "complete", "expression": "{r} <= 3"})
    one_page = {"type": "setvalue", "expression": "{r} = 1", "setToName": "nobody", "setValue": 1}
    assert with_triggers(one_page) == [("unknown_reference", "r")]


def test_required_only_where_hidden() -> None:
    hidden = radio("q2", visibleIf="{q1} = 'a'", requiredIf="{q1} = 'b'")
    proof = verify(surveyjs.logic_of({"elements": [radio("q1"), hidden]}))
    (finding,) = proof.findings
    assert (finding.code, finding.question, finding.witness) == (
        "required_but_hidden",
        "q2",
        ({"question": "q1", "answer": "b"},),
    )
    assert of_surveyjs(radio("q1"), radio("q2", isRequired=True, visible=False)) == [("required_but_hidden", "q2")]


def test_titles_repeat_answers_that_may_be_missing() -> None:
    assert of_surveyjs(radio("q1"), radio("q2", title="You said {q1}. Why?")) == [("empty_pipe", "q2")]
    assert not of_surveyjs(radio("q1", isRequired=True), radio("q2", title="You said {q1}. Why?"))


def test_what_a_trigger_or_code_fills_in_is_left_open() -> None:
    filled = {"type": "setvalue", "expression": "{q1} = 'a'", "setToName": "q2", "setValue": "a"}
    shown = radio("q3", visibleIf="{q2} = 'a' and {q1} = 'b'")
    assert not of_surveyjs(radio("q1"), radio("q2", visibleIf="{q1} = 'a'"), shown, triggers=[filled])
    assert of_surveyjs(radio("q1"), radio("q2", visibleIf="{q1} = 'a'"), shown) == [("unreachable", "q3")]
