"""Taking questions over from elsewhere: from the bank of instruments, and from other surveys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cab_portal.surveys.questionnaire.editing.lists import new_question_id
from cab_portal.surveys.questionnaire.instruments import measured
from cab_portal.surveys.questionnaire.piping import pipes, without
from cab_portal.surveys.questionnaire.question import Question


def adopted(
    questions: Sequence[Question], taken: Iterable[Mapping[str, Any]], gone: Iterable[str] = ()
) -> list[Question | dict[str, Any]]:
    """The questions with others at the end, under new ids; `taken` are their JSON forms, with or without ids.

    What they said of questions that did not come along is left out, and so are earlier answers in their texts: a
    condition stays where it reads nothing but questions that come along before.
    A pair of Kano questions measures a feature of its own.
    """
    used = [*(question.id for question in questions), *gone]
    groups = {measure.group for measure, _ in measured(questions) if measure.instrument == "kano"}
    group = next(name for number in range(1, len(groups) + 2) if (name := f"feature_{number}") not in groups)
    made: list[Question | dict[str, Any]] = list(questions)
    renamed: dict[str, str] = {}
    for data in taken:
        question_id = new_question_id(questions, used)
        used.append(question_id)
        texts = {name: _alone(data[name]) for name in ("text", "help") if name in data}
        condition = _renamed(data.get("show_if"), renamed)
        made.append({**data, **texts, "id": question_id, "show_if": condition, "measure": _of_feature(data, group)})
        if "id" in data:
            renamed[data["id"]] = question_id
    return made


def _renamed(condition: Mapping[str, Any] | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The condition with other names for the questions that it reads; None where it reads one without."""
    if condition is None:
        return None
    if "question" in condition:
        question, dot, item = condition["question"].partition(".")
        return {**condition, "question": f"{names[question]}{dot}{item}"} if question in names else None
    if "condition" in condition:
        inner = _renamed(condition["condition"], names)
        return {**condition, "condition": inner} if inner is not None else None
    branches = [_renamed(branch, names) for branch in condition["conditions"]]
    return {**condition, "conditions": branches} if None not in branches else None


def _alone(text: str) -> str:
    for pipe in tuple(pipes(text)):
        text = without(text, pipe.reference.partition(".")[0]) if pipe.fallback is not None else text
    return text


def _of_feature(data: Mapping[str, Any], group: str) -> dict[str, Any] | None:
    measure = data.get("measure")
    if measure is None or measure["instrument"] != "kano":
        return dict(measure) if measure is not None else None
    return {**measure, "group": group}
