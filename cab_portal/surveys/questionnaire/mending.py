"""Fixes that the assistant offers, made to a question as it is typed, and to a questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cab_portal.surveys.questionnaire import editing
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.editing import PartInput, QuestionInput
from cab_portal.surveys.questionnaire.linter.fixes import (
    AddOption,
    Fix,
    RemoveOption,
    Rewrite,
    SetOptions,
    SetRequired,
    SetText,
    Split,
)
from cab_portal.surveys.questionnaire.question import Question

_LISTS = frozenset({"single_choice", "multi_choice", "ranking"})
_ALONE = frozenset({"I do not know", "Does not apply", "Prefer not to say", "None of these"})
"""The answers that are chosen alone where several may be chosen."""
_IN_OWN_WORDS = "Other"


def mended(given: QuestionInput, kind: str, fix: Fix) -> tuple[QuestionInput, ...]:
    """The question as typed after a fix; several where it was split, of which the first stands for the question."""
    match fix:
        case SetText(text):
            return (replace(given, text=text),)
        case SetOptions(labels):
            return (_labeled(given, kind, labels),)
        case Rewrite(text, labels):
            return (replace(_labeled(given, kind, labels), text=text),)
        case AddOption(label):
            return (_with_answer(given, kind, label),)
        case RemoveOption(place):
            parts = _parts(given, kind)
            return (_with_parts(given, kind, (*parts[:place], *parts[place + 1 :])),)
        case SetRequired(required):
            return (replace(given, required=required),)
        case Split(texts):
            return tuple(replace(given, text=text) for text in texts)


def with_fix(questionnaire: Questionnaire, question_id: str, fix: Fix) -> Questionnaire:
    """The questionnaire after a fix of one question. Raises `KeyError` and `DefinitionError`."""
    place = questionnaire.places[question_id]
    question, earlier = questionnaire.questions[place], questionnaire.questions[:place]
    given = editing.typed(question, earlier, questionnaire.translations)
    return replaced(questionnaire, question_id, mended(given, question.type, fix))


def replaced(questionnaire: Questionnaire, question_id: str, given: Sequence[QuestionInput]) -> Questionnaire:
    """The questionnaire with one question as typed in its place, and what was split off right after it.

    Raises `KeyError` and `DefinitionError`.
    """
    place = questionnaire.places[question_id]
    before, earlier = questionnaire.questions[place], questionnaire.questions[:place]
    made, words = _made(questionnaire.questions, earlier, before.type, given, before)
    return editing.with_questions(questionnaire, [*earlier, *made, *questionnaire.questions[place + 1 :]], words)


def appended(questionnaire: Questionnaire | None, kind: str, given: Sequence[QuestionInput]) -> Questionnaire:
    """The questionnaire with a new question as typed at its end, and what was split off. Raises `DefinitionError`."""
    earlier = questionnaire.questions if questionnaire else ()
    made, words = _made(earlier, earlier, kind, given)
    return editing.with_questions(questionnaire, [*earlier, *made], words)


_Words = dict[str, Mapping[str, Mapping[str, Any]]]


def _made(
    questions: Sequence[Question],
    earlier: Sequence[Question],
    kind: str,
    given: Sequence[QuestionInput],
    before: Question | None = None,
) -> tuple[list[dict[str, Any]], _Words]:
    """Questions as typed, in JSON, and their words in other languages; the first has the id of `before`."""
    number = int(editing.new_question_id(questions)[1:])
    new_ids = [f"q{number + step}" for step in range(len(given))]
    question_ids = [before.id, *new_ids] if before is not None else new_ids
    made: list[dict[str, Any]] = []
    words: _Words = {}
    for question_id, typed in zip(question_ids, given, strict=False):
        data = editing.definition_of(kind, question_id, typed, earlier, before)
        words[question_id] = editing.words_of(data, typed)
        made.append(data)
    return made, words


def _parts(given: QuestionInput, kind: str) -> tuple[PartInput, ...]:
    return given.options if kind in _LISTS else given.points


def _with_parts(given: QuestionInput, kind: str, parts: tuple[PartInput, ...]) -> QuestionInput:
    return replace(given, options=parts) if kind in _LISTS else replace(given, points=parts)


def _labeled(given: QuestionInput, kind: str, labels: Sequence[str]) -> QuestionInput:
    """Each label on the part that had it, or else on the one in its place; where points are fewer or more than before,
    they are numbered anew."""
    old = _parts(given, kind)
    by_words = {part.words: part for part in old}
    parts = []
    for place, label in enumerate(labels):
        fitting = by_words.get(label)
        if fitting is None and len(labels) == len(old) and old[place].words not in labels:
            fitting = replace(old[place], words=label, translations={})
        parts.append(fitting or PartInput(label))
    if kind not in _LISTS and len(labels) != len(old):
        parts = [replace(part, value="") for part in parts]
    elif kind not in _LISTS:
        parts = [replace(part, value=point.value) for part, point in zip(parts, old, strict=True)]
    return _with_parts(given, kind, tuple(parts))


def _with_answer(given: QuestionInput, kind: str, label: str) -> QuestionInput:
    if kind not in _LISTS:
        return replace(given, not_applicable=label)
    is_alone = kind == "multi_choice" and label in _ALONE
    asks_for_words = kind != "ranking" and label == _IN_OWN_WORDS
    return replace(given, options=(*given.options, PartInput(label, exclusive=is_alone, specify=asks_for_words)))
