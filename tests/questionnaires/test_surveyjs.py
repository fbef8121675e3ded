"""SurveyJS surveys in and out: what becomes of each part, and what goes out comes back."""

import json
from typing import Any

import pytest

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
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Imported, Treatment
from cab_portal.surveys.questionnaire.interchange.surveyjs.reading import read_surveyjs
from cab_portal.surveys.questionnaire.interchange.surveyjs.writing import write_surveyjs
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    MultiChoice,
    Nps,
    Number,
    Ranking,
    Rating,
    ShortText,
    SingleChoice,
    Statement,
)

PULSE = {
    "title": "Does the new onboarding series help you start?",
    "description": "Five questions.",
    "pages": [
        {
            "name": "clarity",
            "elements": [
                {
                    "type": "rating",
                    "name": "clarity",
                    "isRequired": True,
                    "title": "How clear or unclear is it what your team does first?",
                    "rateValues": [{"value": 1, "text": "Very unclear"}, {"value": 2, "text": "Neither"}, 3],
                },
                {
                    "type": "checkbox",
                    "name": "missing",
                    "title": "Which topics are missing?",
                    "visibleIf": "{clarity} <= 2",
                    "choices": [{"value": "data", "text": "Bringing our data in"}, "roles"],
                    "hasOther": True,
                    "hasNone": True,
                },
            ],
        },
        {
            "name": "pace",
            "elements": [
                {"type": "text", "inputType": "number", "name": "people", "min": 0, "max": 5000},
                {"type": "comment", "name": "remark", "maxLength": 500, "title": "What should we change?"},
            ],
        },
    ],
}


def survey(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"elements": [{"title": f"Question {n}?", **element} for n, element in enumerate(elements)], **more}


def read(*elements: dict[str, Any], **more: Any) -> Imported:
    return read_surveyjs(survey(*elements, **more))


def noted(imported: Imported, treatment: Treatment) -> list[str]:
    return [note.place for note in imported.report.of(treatment)]


def refusal(*elements: dict[str, Any]) -> str:
    with pytest.raises(FileRefused) as refused:
        read(*elements)
    return str(refused.value)


CHOICE = {"type": "radiogroup", "name": "plan", "choices": ["a", "b", {"value": 3, "text": "Three"}]}
SEVERAL = {"type": "checkbox", "name": "several", "choices": ["a", "b", "c"]}
SCALE = {"type": "rating", "name": "scale"}
TEXT = {"type": "text", "name": "word"}
MATRIX = {
    "type": "matrix",
    "name": "grid",
    "columns": [1, 2, {"value": 3, "text": "High"}],
    "rows": ["Speed", {"value": "care", "text": "Care"}],
}
LATER = {"type": "comment", "name": "later"}


def shown_if(expression: str) -> Condition | None:
    flag = {"type": "boolean", "name": "flag"}
    found = read(CHOICE, SEVERAL, SCALE, TEXT, MATRIX, flag, {**LATER, "visibleIf": expression})
    return found.questionnaire.questions[-1].show_if


def test_a_survey_is_taken_over_and_each_part_reported() -> None:
    found = read_surveyjs(PULSE)
    clarity, missing, people, remark = found.questionnaire.questions
    assert isinstance(clarity, Rating)
    assert [point.label for point in clarity.points] == ["Very unclear", "Neither", "3"]
    assert clarity.required
    assert isinstance(missing, MultiChoice)
    assert missing.show_if == Comparison(op="le", question="clarity", value=2)
    assert [(o.id, o.exclusive, o.specify) for o in missing.options] == [
        ("data", False, False),
        ("roles", False, False),
        ("none", True, False),
        ("other", False, True),
    ]
    assert (people.type, people.text, remark.type) == ("number", "people", "long_text")
    assert noted(found, Treatment.REFUSED) == ["description"]
    assert "pages[1].elements[1].maxLength" in noted(found, Treatment.APPROXIMATED)
    assert "pages[0].elements[1].visibleIf" in noted(found, Treatment.MAPPED)


def test_out_and_in_again_is_equal() -> None:
    first = read_surveyjs(PULSE).questionnaire
    assert read_surveyjs(json.loads(write_surveyjs(first)[0])).questionnaire == first


@pytest.mark.parametrize(
    ("element", "kind"),
    [
        ({"type": "dropdown", "choices": [1, 2]}, SingleChoice),
        ({"type": "tagbox", "choices": [1, 2]}, MultiChoice),
        ({"type": "boolean"}, SingleChoice),
        ({"type": "rating"}, Rating),
        ({"type": "rating", "rateMin": 0, "rateMax": 10}, Nps),
        ({"type": "rating", "rateCount": 7}, Rating),
        ({"type": "text", "inputType": "date", "min": "2026-01-01"}, Date),
        ({"type": "text", "inputType": "range"}, Number),
        ({"type": "text", "inputType": "email"}, ShortText),
        ({"type": "ranking", "choices": ["a", "b"], "choicesOrder": "random"}, Ranking),
        ({"type": "html", "html": "<h4>Read</h4><p>this</p>"}, Statement),
        ({**MATRIX, "name": "q"}, Battery),
    ],
)
def test_each_type_becomes_one_of_ours(element: dict[str, Any], kind: type) -> None:
    assert isinstance(read({"name": "q", **element}).questionnaire.questions[0], kind)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "imagepicker", "choices": [1, 2]},
        {"type": "expression", "expression": "{a} + 1"},
        {"type": "paneldynamic", "templateElements": []},
        {"type": "file"},
        {"type": "radiogroup", "choicesByUrl": {"url": "x"}},
        {"type": "radiogroup", "choices": ["only"]},
        {"type": "rating", "rateMax": 100},
        {"type": "html", "html": "<img src=x>"},
        {"type": "text", "visible": False},
        {"type": 7},
        {**MATRIX, "rows": [1, 2, 3, 4, 5, 6]},
    ],
)
def test_what_cannot_be_asked_is_left_out_with_its_place(element: dict[str, Any]) -> None:
    found = read({**element, "name": "odd"}, TEXT)
    assert [question.id for question in found.questionnaire.questions] == ["word"]
    assert noted(found, Treatment.REFUSED) == ["elements[0]"]


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("{plan} = 'a'", Equals(question="plan", value="a")),
        ("{plan} = 3", Equals(question="plan", value="3")),
        ("'A' = {PLAN}", Equals(question="plan", value="a")),
        ("{plan} <> 'a'", Not(condition=Equals(question="plan", value="a"))),
        ("{plan} notempty and {plan} != 'a'", NotEquals(question="plan", value="a")),
        ("!({plan} = 'a')", Not(condition=Equals(question="plan", value="a"))),
        ("{plan} anyof ['a', 'b']", OneOf(question="plan", values=("a", "b"))),
        ("{plan} empty", Not(condition=Answered(question="plan"))),
        ("{several} contains 'a'", Contains(question="several", value="a")),
        ("{several} notcontains 'a'", Not(condition=Contains(question="several", value="a"))),
        (
            "{several} allof ['a', 'b']",
            AllOf(conditions=(Contains(question="several", value="a"), Contains(question="several", value="b"))),
        ),
        ("{several.length} >= 2", CountOf(question="several", comparison="ge", value=2)),
        (
            "{several} notempty and {several.length} <> 2",
            CountOf(question="several", comparison="not_equals", value=2),
        ),
        ("3 < {scale}", Comparison(op="gt", question="scale", value=3)),
        ("{flag}", Equals(question="flag", value="yes")),
        ("{flag} = false", Equals(question="flag", value="no")),
        ("{grid.Speed} = 3", Equals(question="grid.speed", value=3)),
        (
            "{plan} = 'a' or {scale} = 2 and {word} notempty",
            AnyOf(
                conditions=(
                    Equals(question="plan", value="a"),
                    AllOf(conditions=(Equals(question="scale", value=2), Answered(question="word"))),
                )
            ),
        ),
    ],
)
def test_expressions_become_conditions(expression: str, condition: Condition) -> None:
    assert shown_if(expression) == condition


@pytest.mark.parametrize(
    "expression",
    [
        "{plan} = 'x'",
        "{gone} = 1",
        "{later} notempty",
        "age({word}) > 3",
        "{scale} + 1 > 3",
        "{scale} > {plan}",
        "{scale} < 'many'",
        "{scale} > 90",
        "{scale} <= 3.5",
        "{plan} contains 'a'",
        "{several} = ['a']",
        "{plan}",
        "{several.length} > 1.5",
        "1",
        "{plan} = ",
        "{plan} = null",
        "(" * 60,
        "{plan} anyof []",
    ],
)
def test_a_condition_that_cannot_be_taken_over_refuses_the_file_with_its_place(expression: str) -> None:
    with pytest.raises(FileRefused, match=r"^elements\[6\]\.visibleIf: "):
        shown_if(expression)


def test_what_shows_a_page_or_panel_shows_its_questions() -> None:
    page = {"name": "p", "elements": [CHOICE, SCALE]}
    panel = {"type": "panel", "name": "inner", "visibleIf": "{scale} > 3", "elements": [{**TEXT, "title": "Say?"}]}
    word = {"visibleIf": "{plan} = 'a'", "elements": [panel]}
    found = read_surveyjs({"pages": [page, word]})
    assert found.questionnaire.questions[2].show_if == AllOf(
        conditions=(Equals(question="plan", value="a"), Comparison(op="gt", question="scale", value=3))
    )


def test_what_is_not_understood_is_reported_with_its_place() -> None:
    odd = {**TEXT, "enableIf": "{a} = 1", "requiredIf": "x", "validators": [{"type": "regex"}], "min": 3}
    found = read({**odd}, triggers=[{"type": "complete"}], calculatedValues=[], theme={"a": 1})
    assert noted(found, Treatment.REFUSED) == [
        "elements[0].enableIf",
        "elements[0].requiredIf",
        "elements[0].validators",
        "elements[0].min",
        "triggers",
        "calculatedValues",
        "theme",
    ]


@pytest.mark.parametrize(
    ("elements", "place"),
    [
        ([TEXT, TEXT], "elements[1].name"),
        ([{"type": "text"}], "elements[0]"),
        ([{**CHOICE, "choicesVisibleIf": "{x} = 1"}], "elements[0].choicesVisibleIf"),
        ([{**CHOICE, "choices": [{"value": 1, "visibleIf": "{x} = 1"}, 2]}], "elements[0].choices[0].visibleIf"),
        ([{**CHOICE, "choices": ["a", "a"]}], "elements[0].choices[1]"),
        ([{**CHOICE, "choices": ["other", "b"], "hasOther": True}], "elements[0].showOtherItem"),
        ([{**TEXT, "title": "x" * 501}], "elements[0], text"),
        ([{**TEXT, "visibleIf": 7}], "elements[0].visibleIf"),
    ],
)
def test_files_are_refused_with_the_place(elements: list[dict[str, Any]], place: str) -> None:
    assert refusal(*elements).startswith(f"{place}: ")


def test_bounds_are_kept() -> None:
    assert "more than 200 questions" in refusal(*({**TEXT, "name": f"q{n}"} for n in range(201)))
    nested: dict[str, Any] = {"elements": [TEXT]}
    for _ in range(30):
        nested = {"type": "panel", "elements": [nested]}
    assert "nested more than 20 levels" in refusal(nested)


def test_earlier_answers_in_texts() -> None:
    found = read(TEXT, {**LATER, "title": "Why {word}?", "description": "{gone} and {pageno of}"})
    later = found.questionnaire.questions[1]
    assert (later.text, later.help) == ("Why {word|your answer}?", "[gone] and {pageno of}")
    assert noted(found, Treatment.REFUSED) == ["elements[1].description"] * 2
    again, report = write_surveyjs(found.questionnaire)
    assert json.loads(again)["pages"][0]["elements"][1]["title"] == "Why {word}?"
    assert not report.of(Treatment.APPROXIMATED)


def test_languages_come_in_and_go_out() -> None:
    title = {"default": "Which plan?", "de": "Welcher Plan?", "pt-br": "Qual plano?"}
    choices = [{"value": "a", "text": {"default": "First", "de": "Erster"}}, "b"]
    found = read({**CHOICE, "title": title, "choices": choices, "noneText": {"xx-yyy-zz": "?"}})
    german = found.questionnaire.translations["de"].questions["plan"]
    assert (german.text, german.options) == ("Welcher Plan?", {"a": "Erster"})
    assert found.questionnaire.translations["pt-BR"].questions["plan"].text == "Qual plano?"
    assert noted(found, Treatment.REFUSED) == ["elements[0].noneText.xx-yyy-zz"]
    assert read_surveyjs(json.loads(write_surveyjs(found.questionnaire)[0])).questionnaire == found.questionnaire


def test_the_base_language_is_that_of_the_survey() -> None:
    found = read({**TEXT, "title": {"default": "Why?", "de": "Warum?"}}, locale="de").questionnaire
    assert (found.language, found.questions[0].text) == ("de", "Warum?")
    assert found.translations["en"].questions["word"].text == "Why?"
    assert read_surveyjs(json.loads(write_surveyjs(found)[0])).questionnaire == found


def test_answers_that_a_survey_keeps_while_hidden_are_noted() -> None:
    elements: list[dict[str, Any]] = [
        CHOICE,
        {**SCALE, "visibleIf": "{plan} = 'a'"},
        {**LATER, "visibleIf": "{scale} = 2"},
    ]
    assert "clearInvisibleValues" in noted(read(*elements), Treatment.APPROXIMATED)
    assert "clearInvisibleValues" not in noted(read(*elements, clearInvisibleValues="onHidden"), Treatment.APPROXIMATED)


def test_what_surveyjs_cannot_say_is_reported() -> None:
    number = Number(id="n", text="How many?", unit="people", not_applicable="None", decision="Hire", owner="Ann")
    pinned = SingleChoice(
        id="s", text="Which?", options=(Option(id="a", label="A", pinned=True), Option(id="b", label="B"))
    )
    said = ShortText(id="t", text="A word?")
    asked = ShortText(id="u", text="Why {n|some}?", show_if=Equals(question="t", value="x"))
    _, report = write_surveyjs(Questionnaire.of([number, pinned, said, asked]))
    assert [note.place for note in report.of(Treatment.REFUSED)] == ["question 1"] * 3
    assert [note.place for note in report.of(Treatment.APPROXIMATED)] == ["question 2", "question 4", "question 4"]


def test_markup_in_every_string_stays_text() -> None:
    evil = "<script>alert(1)</script><img onerror=x src=y>"
    found = read(
        {**CHOICE, "title": evil, "choices": [{"value": "a", "text": evil}, "b"]},
        {"type": "html", "name": "h", "html": f"<p>Read {evil} this</p>"},
    )
    assert found.questionnaire.questions[0].text == evil
    assert found.questionnaire.questions[1].text == "Read this"
    written, _ = write_surveyjs(found.questionnaire)
    assert "<script>" not in json.loads(written)["pages"][0]["elements"][1]["html"]
