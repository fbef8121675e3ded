"""Valid surveys at random, and single faults planted in them, in our form and as SurveyJS.

A survey is valid by how it is built: a condition reads earlier questions only, asks for answers that can be given,
and can hold and fail on some path.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

Question = dict[str, Any]
Condition = dict[str, Any]


@dataclass(frozen=True)
class Planted:
    """A survey with one fault, and the finding that it must give."""

    questions: list[Question]
    code: str
    question: str


def survey(random: Random) -> list[Question]:
    """Five to ten questions; about half of them are shown on a condition."""
    questions: list[Question] = [_question(random, 1), _question(random, 2), _question(random, 3)]
    for number in range(4, random.randint(6, 11)):
        question = _question(random, number)
        if random.random() < 0.7:
            question["show_if"] = _condition(random, questions)
        if random.random() < 0.2:
            question["text"] = f"You said {{{random.choice(questions)['id']}|something}}. Why?"
        questions.append(question)
    return questions


def _question(random: Random, number: int) -> Question:
    kind = random.choice(["single_choice", "multi_choice", "rating", "nps", "number", "long_text"])
    question: Question = {"type": kind, "id": f"q{number}", "text": "What?", "required": random.random() < 0.6}
    if kind in {"single_choice", "multi_choice"}:
        labels = "abcde"[: random.randint(3, 5)]
        question["options"] = [{"id": f"{letter}{number}", "label": letter} for letter in labels]
    elif kind == "rating":
        question["points"] = [{"value": value, "label": str(value)} for value in range(1, 6)]
    elif kind == "number":
        question |= {"min": 0, "max": 100}
    return question


def leaf(random: Random, question: Question) -> Condition | None:
    """A comparison that can hold and fail; None for a text, of which nothing can be asked but its being there."""
    name = question["id"]
    match question["type"]:
        case "single_choice":
            values = random.sample([option["id"] for option in question["options"]], 2)
            if random.random() < 0.3:
                return {"op": "one_of", "question": name, "values": values}
            return {"op": random.choice(["equals", "not_equals"]), "question": name, "value": values[0]}
        case "multi_choice":
            if random.random() < 0.3:
                return {"op": "count", "question": name, "comparison": "ge", "value": 2}
            option = random.choice(question["options"])
            return {"op": "contains", "question": name, "value": option["id"]}
        case "rating":
            return {"op": random.choice(["le", "lt"]), "question": name, "value": random.randint(2, 4)}
        case "nps":
            return {"op": random.choice(["ge", "gt"]), "question": name, "value": random.randint(3, 8)}
        case "number":
            return {"op": random.choice(["ge", "lt"]), "question": name, "value": random.randint(10, 90)}
    return None


def _condition(random: Random, earlier: list[Question]) -> Condition:
    """One comparison, or two with different questions that are always shown, so that no path rules them out."""
    free = [question for question in earlier if "show_if" not in question and question["type"] != "long_text"]
    readable = [question for question in earlier if question["type"] != "long_text"]
    if not readable:
        first = earlier[0]
        first["required"] = False
        return {"op": "answered", "question": first["id"]}
    if len(free) >= 2 and random.random() < 0.5:
        branches = [leaf(random, question) for question in random.sample(free, 2)]
        return {"op": random.choice(["all", "any"]), "conditions": branches}
    found = leaf(random, random.choice(readable))
    if random.random() < 0.2:
        return {"op": "not", "condition": found}
    return found or {}


Planter = Callable[[Random, list[Question]], Planted | None]


def _conditional(random: Random, questions: list[Question]) -> int | None:
    found = [place for place, question in enumerate(questions) if "show_if" in question]
    return random.choice(found) if found else None


def _of_kind(random: Random, questions: list[Question], *kinds: str) -> Question | None:
    """One that is always shown and not the last."""
    found = [question for question in questions[:-1] if question["type"] in kinds and "show_if" not in question]
    return random.choice(found) if found else None


def _at_end(questions: list[Question], condition: Condition, code: str) -> Planted:
    """A further question with this condition, which is wrong."""
    new = {"type": "long_text", "id": "planted", "text": "Why?", "show_if": condition}
    return Planted([*questions, new], code, "planted")


def renamed_id(random: Random, questions: list[Question]) -> Planted | None:
    place = _conditional(random, questions)
    if place is None:
        return None
    read = next(iter(reads(questions[place]["show_if"])))
    for question in questions:
        if question["id"] == read:
            question["id"] = "renamed"
    return Planted(questions, "unknown_reference", questions[place]["id"])


def dropped_option(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "single_choice")
    if question is None:
        return None
    return _at_end(questions, {"op": "equals", "question": question["id"], "value": "dropped"}, "value_not_in_options")


def swapped_order(random: Random, questions: list[Question]) -> Planted | None:
    place = _conditional(random, questions)
    if place is None:
        return None
    moved = questions.pop(place)
    first = min(index for index, question in enumerate(questions) if question["id"] in reads(moved["show_if"]))
    questions.insert(first, moved)
    return Planted(questions, "forward_reference", moved["id"])


def cyclic(random: Random, questions: list[Question]) -> Planted | None:
    place = _conditional(random, questions)
    if place is None:
        return None
    read = next(iter(reads(questions[place]["show_if"])))
    start = next(question for question in questions if question["id"] == read)
    start["show_if"] = {"op": "answered", "question": questions[place]["id"]}
    return Planted(questions, "cycle", start["id"])


def duplicate_id(random: Random, questions: list[Question]) -> Planted | None:
    return Planted([*questions, {**deepcopy(questions[0])}], "duplicate_id", questions[0]["id"])


def own_answer(random: Random, questions: list[Question]) -> Planted | None:
    return _at_end(questions, {"op": "answered", "question": "planted"}, "self_reference")


def wrong_kind(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "single_choice")
    if question is None:
        return None
    return _at_end(questions, {"op": "gt", "question": question["id"], "value": 3}, "type_mismatch")


def out_of_range(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "number", "nps", "rating")
    if question is None:
        return None
    return _at_end(questions, {"op": "gt", "question": question["id"], "value": 101}, "value_out_of_range")


def two_answers_at_once(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "single_choice")
    if question is None:
        return None
    branches = [{"op": "equals", "question": question["id"], "value": o["id"]} for o in question["options"][:2]]
    return _at_end(questions, {"op": "all", "conditions": branches}, "contradiction")


def empty_range(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "number")
    if question is None:
        return None
    value = random.randint(10, 90)
    branches = [
        {"op": "gt", "question": question["id"], "value": value},
        {"op": "lt", "question": question["id"], "value": value},
    ]
    return _at_end(questions, {"op": "all", "conditions": branches}, "contradiction")


def count_against_options(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "multi_choice")
    if question is None:
        return None
    branches = [{"op": "contains", "question": question["id"], "value": o["id"]} for o in question["options"][:2]]
    few = {"op": "count", "question": question["id"], "comparison": "lt", "value": 2}
    return _at_end(questions, {"op": "all", "conditions": [*branches, few]}, "contradiction")


def always_true(random: Random, questions: list[Question]) -> Planted | None:
    question = _of_kind(random, questions, "single_choice", "rating", "nps", "number", "multi_choice")
    found = leaf(random, question) if question is not None else None
    if found is None:
        return None
    return _at_end(questions, {"op": "any", "conditions": [found, {"op": "not", "condition": found}]}, "tautology")


def ruled_out_by_parent(random: Random, questions: list[Question]) -> Planted | None:
    """Deep: shown by the answer to a question that is hidden wherever the rest of the condition holds."""
    question = _of_kind(random, questions, "single_choice")
    if question is None:
        return None
    one, other = (o["id"] for o in question["options"][:2])
    between = {"type": "nps", "id": "between", "text": "How?", "show_if": _is(question, one)}
    both = {"op": "all", "conditions": [_is(question, other), {"op": "ge", "question": "between", "value": 5}]}
    return _at_end([*questions, between], both, "unreachable")


def ruled_out_by_chain(random: Random, questions: list[Question]) -> Planted | None:
    """Deep: the same over three questions."""
    question = _of_kind(random, questions, "single_choice")
    if question is None:
        return None
    one, other = (o["id"] for o in question["options"][:2])
    first = {"type": "nps", "id": "first", "text": "How?", "show_if": _is(question, one)}
    second = {"type": "nps", "id": "second", "text": "How?", "show_if": {"op": "answered", "question": "first"}}
    both = {"op": "all", "conditions": [_is(question, other), {"op": "le", "question": "second", "value": 5}]}
    return _at_end([*questions, first, second], both, "unreachable")


def cascade(random: Random, questions: list[Question]) -> Planted | None:
    """Deep: what depends on a question that can never be shown is never shown either."""
    planted = two_answers_at_once(random, questions)
    if planted is None:
        return None
    after = {"type": "nps", "id": "after", "text": "How?", "show_if": {"op": "answered", "question": "planted"}}
    return Planted([*planted.questions, after], "unreachable", "after")


def unsure_pipe(random: Random, questions: list[Question]) -> Planted | None:
    place = _conditional(random, questions)
    if place is None:
        return None
    text = f"You said {{{questions[place]['id']}}}. Why?"
    return Planted([*questions, {"type": "long_text", "id": "planted", "text": text}], "empty_pipe", "planted")


def _is(question: Question, value: str) -> Condition:
    return {"op": "equals", "question": question["id"], "value": value}


PLANTERS: tuple[Planter, ...] = (
    renamed_id,
    dropped_option,
    swapped_order,
    cyclic,
    duplicate_id,
    own_answer,
    wrong_kind,
    out_of_range,
    two_answers_at_once,
    empty_range,
    count_against_options,
    always_true,
    ruled_out_by_parent,
    ruled_out_by_chain,
    cascade,
    unsure_pipe,
)
DEEP = (ruled_out_by_parent, ruled_out_by_chain, cascade, count_against_options)


def reads(condition: Mapping[str, Any]) -> list[str]:
    """The questions that a condition names, in order."""
    if "question" in condition:
        return [condition["question"]]
    branches = condition.get("conditions") or [condition["condition"]]
    return [name for branch in branches for name in reads(branch)]


# --- the same as SurveyJS ----------------------------------------------------------------------------------------

_SIGNS = {"equals": "=", "not_equals": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def as_surveyjs(questions: list[Question]) -> dict[str, Any]:
    """The survey as SurveyJS, one question a page."""
    kinds = {question["id"]: question["type"] for question in questions}
    pages = [
        {"name": f"page{place}", "elements": [_element(question, kinds)]} for place, question in enumerate(questions)
    ]
    return {"pages": pages}


def _element(question: Question, kinds: Mapping[str, str]) -> dict[str, Any]:
    element: dict[str, Any] = {"name": question["id"], "title": question["text"].replace("|something}", "}")}
    if "|" in question["text"]:
        element["title"] = "Why?"
    if question.get("required"):
        element["isRequired"] = True
    types = {"single_choice": "radiogroup", "multi_choice": "checkbox", "long_text": "comment", "number": "text"}
    element["type"] = types.get(question["type"], "rating")
    if "options" in question:
        element["choices"] = [{"value": option["id"], "text": option["label"]} for option in question["options"]]
    if question["type"] == "nps":
        element |= {"rateMin": 0, "rateMax": 10}
    if question["type"] == "number":
        element |= {"inputType": "number", "min": 0, "max": 100}
    if "show_if" in question:
        element["visibleIf"] = expression(question["show_if"], kinds)
    return element


def expression(condition: Condition, kinds: Mapping[str, str]) -> str:
    """The condition in the words of SurveyJS. `<>` is told with an answer, for that is what ours means."""
    match condition["op"]:
        case "all" | "any":
            joint = " and " if condition["op"] == "all" else " or "
            return joint.join(f"({expression(branch, kinds)})" for branch in condition["conditions"])
        case "not":
            return f"!({expression(condition['condition'], kinds)})"
        case "answered":
            return f"{{{condition['question']}}} notempty"
        case "contains":
            return f"{{{condition['question']}}} contains '{condition['value']}'"
        case "one_of":
            return f"{{{condition['question']}}} anyof {condition['values']}"
        case "count":
            return f"{{{condition['question']}.length}} {_SIGNS[condition['comparison']]} {condition['value']}"
        case "not_equals":
            name = condition["question"]
            return f"({{{name}}} notempty and {{{name}}} <> '{condition['value']}')"
    value = condition["value"]
    shown = f"'{value}'" if isinstance(value, str) else value
    return f"{{{condition['question']}}} {_SIGNS[condition['op']]} {shown}"
