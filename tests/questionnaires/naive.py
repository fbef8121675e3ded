"""What a questionnaire asks and what its results are, reckoned anew in the plainest way, as an oracle for tests."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from typing import Any

from cab_portal.surveys.questionnaire.answers import Answer, ItemAnswers, Specified
from cab_portal.surveys.questionnaire.definition import Questionnaire, to_json

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": operator.eq,
    "not_equals": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def answer_at(answers: Mapping[str, Answer], reference: str) -> Any:
    """The answer that a condition reads, without own words; None where there is none."""
    question_id, _, item = reference.partition(".")
    answer = answers.get(question_id)
    if item:
        return dict(answer.items).get(item) if isinstance(answer, ItemAnswers) else None
    return answer.chosen if isinstance(answer, Specified) else answer


def holds(condition: Mapping[str, Any], answers: Mapping[str, Answer]) -> bool:
    """Whether a condition, as it is written down, is true of answers to questions that were shown."""
    kind = condition["op"]
    if kind in {"all", "any"}:
        found = [holds(branch, answers) for branch in condition["conditions"]]
        return all(found) if kind == "all" else any(found)
    if kind == "not":
        return not holds(condition["condition"], answers)
    answer = answer_at(answers, condition["question"])
    if answer is None or kind == "answered":
        return answer is not None
    if kind == "one_of":
        return answer in condition["values"]
    if kind == "contains":
        return condition["value"] in answer
    if kind == "count":
        return COMPARE[condition["comparison"]](len(answer), condition["value"])
    # That something does not apply is neither more nor less than any number.
    is_comparable = kind in {"equals", "not_equals"} or isinstance(answer, str) == isinstance(condition["value"], str)
    return is_comparable and COMPARE[kind](answer, condition["value"])


def asked(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> dict[str, Answer | None]:
    """The questions that somebody is asked who gives these answers, in order, each with the answer given."""
    found: dict[str, Answer | None] = {}
    given: dict[str, Answer] = {}
    for question in json.loads(to_json(questionnaire))["questions"]:
        condition, name = question.get("show_if"), question["id"]
        if condition is None or holds(condition, given):
            answer = answers.get(name)
            found[name] = answer
            if answer is not None:
                given[name] = answer
    return found
