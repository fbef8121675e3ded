"""Laws of SurveyJS surveys: what goes out comes back, and anything is imported or refused."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.interchange.report import FileRefused
from cab_portal.surveys.questionnaire.interchange.surveyjs.reading import read_surveyjs
from cab_portal.surveys.questionnaire.interchange.surveyjs.writing import write_surveyjs
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import MultiChoice, Nps, Number, Point, Rating, ShortText, SingleChoice
from tests.questionnaires.strategies import conditions, junk, law, questionnaires


def canonical(condition: dict[str, Any]) -> dict[str, Any]:
    """The condition with groups in groups of their kind made one: braces in an expression do not show them."""
    if condition["op"] == "not":
        return {"op": "not", "condition": canonical(condition["condition"])}
    if condition["op"] not in ("all", "any"):
        return condition
    branches: list[dict[str, Any]] = []
    for branch in map(canonical, condition["conditions"]):
        branches += branch["conditions"] if branch["op"] == condition["op"] else [branch]
    return branches[0] if len(branches) == 1 else {"op": condition["op"], "conditions": branches}


def shared(questionnaire: Questionnaire) -> dict[str, Any]:
    """What both sides can say."""
    data = questionnaire.model_dump(mode="json")
    for question in data["questions"]:
        question |= {"decision": "", "owner": "", "measure": None}
        if question["type"] in ("nps", "number"):
            question["not_applicable"] = ""
        if question["type"] == "number":
            question["unit"] = ""
        if question["type"] == "statement":
            question |= {"text": " ".join(question["text"].split())}
        if question["show_if"] is not None:
            question["show_if"] = canonical(question["show_if"])
    return data


def reads_beside(questionnaire: Questionnaire) -> bool:
    """Whether a condition reads the answer beside a number, which SurveyJS does not have."""
    beside = {q.id for q in questionnaire.questions if isinstance(q, Nps | Number) and q.not_applicable}
    text = questionnaire.model_dump_json()
    return any(f'"question":"{question_id}"' in text for question_id in beside) and '"na"' in text


@law
@given(questionnaires())
def test_what_goes_out_comes_back(questionnaire: Questionnaire) -> None:
    written = json.loads(write_surveyjs(questionnaire)[0])
    if reads_beside(questionnaire):
        return
    again = read_surveyjs(written).questionnaire
    assert shared(again) == shared(questionnaire)
    assert read_surveyjs(json.loads(write_surveyjs(again)[0])).questionnaire == again


@law
@given(st.data())
def test_conditions_mean_the_same_again(data: st.DataObject) -> None:
    earlier = [
        SingleChoice(id="one", text="?", options=(Option(id="a", label="A"), Option(id="b", label="B"))),
        MultiChoice(id="many", text="?", options=(Option(id="a", label="A"), Option(id="b", label="B"))),
        Rating(id="rate", text="?", points=(Point(value=-1, label="L"), Point(value=2, label="H"))),
    ]
    last = ShortText(id="last", text="?", show_if=data.draw(conditions(earlier)))
    questionnaire = Questionnaire.of([*earlier, last])
    again = read_surveyjs(json.loads(write_surveyjs(questionnaire)[0])).questionnaire
    assert shared(again) == shared(questionnaire)


PROPERTIES = [
    *["type", "name", "title", "description", "choices", "rows", "columns", "rateValues", "rateMin", "rateMax"],
    *["visibleIf", "hasOther", "noneText", "hasNone", "html", "inputType", "min", "max", "step", "elements", "visible"],
    *["maxSelectedChoices", "minSelectedChoices", "isRequired", "choicesOrder", "selectToRankEnabled", "labelTrue"],
]
KINDS = ["radiogroup", "checkbox", "rating", "text", "matrix", "panel", "html", "boolean", "ranking", "comment"]
expressions = st.text("{}ab= <>'[]1.,()!-", max_size=12) | st.sampled_from(["{a} notempty", "{b} = 1", "{a} > 1"])
anything = st.recursive(
    junk | expressions | st.sampled_from([*KINDS, "a", "b", "c", "number", "date", "random"]) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*PROPERTIES, "value", "text", "default", "de"]), inner, max_size=4)
    ),
    max_leaves=12,
)
elements = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS) | anything, "name": st.sampled_from(["a", "b", "c", "Ä b", "1"]) | anything},
    optional=dict.fromkeys(PROPERTIES[2:], anything) | {"choices": st.lists(anything, max_size=3)},
)
surveys = st.fixed_dictionaries(
    {},
    optional={
        "elements": st.lists(elements, max_size=3) | anything,
        "pages": st.lists(st.fixed_dictionaries({"elements": st.lists(elements, max_size=2)}) | anything, max_size=2),
        "title": anything,
        "locale": anything,
        "clearInvisibleValues": anything,
    },
)


@law
@given(surveys | st.fixed_dictionaries({"elements": st.lists(elements, min_size=1, max_size=4)}) | anything)
def test_anything_is_imported_or_refused(data: object) -> None:
    try:
        found = read_surveyjs(data)
    except FileRefused:
        return
    assert from_data(found.questionnaire.model_dump(mode="json")) == found.questionnaire
