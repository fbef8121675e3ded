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

    What they said of questions that did not come along is left out: conditions, and earlier answers in their texts.
    A pair of Kano questions measures a feature of its own.
    """
    used = [*(question.id for question in questions), *gone]
    groups = {measure.group for measure, _ in measured(questions) if measure.instrument == "kano"}
    group = next(name for number in range(1, len(groups) + 2) if (name := f"feature_{number}") not in groups)
    made: list[Question | dict[str, Any]] = list(questions)
    for data in taken:
        question_id = new_question_id(questions, used)
        used.append(question_id)
        texts = {name: _alone(data[name]) for name in ("text", "help") if name in data}
        made.append({**data, **texts, "id": question_id, "show_if": None, "measure": _of_feature(data, group)})
    return made


def _alone(text: str) -> str:
    for pipe in tuple(pipes(text)):
        text = without(text, pipe.reference.partition(".")[0]) if pipe.fallback is not None else text
    return text


def _of_feature(data: Mapping[str, Any], group: str) -> dict[str, Any] | None:
    measure = data.get("measure")
    if measure is None or measure["instrument"] != "kano":
        return dict(measure) if measure is not None else None
    return {**measure, "group": group}
