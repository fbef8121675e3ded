"""Taking a question out with all that names it, and putting all of it back.

What has to be kept for that is JSON: the question and its place, and of every other question that named it the
condition and the texts as they were before and as they are without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cab_portal.surveys.questionnaire.conditions import AllOf, AnyOf, Condition, Not
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.editing.lists import placed
from cab_portal.surveys.questionnaire.piping import without

_TOUCHED = ("show_if", "text", "help")
_TEXTS = ("text", "help")


@dataclass(frozen=True)
class Deletion:
    """What is left, None where nothing is; what has to be kept; and the ids of the questions that named it."""

    left: Questionnaire | None
    kept: Mapping[str, Any]
    touched: tuple[str, ...]


def deleted(questionnaire: Questionnaire, question_id: str) -> Deletion:
    """Take a question out, and out of the conditions and texts that name it. Raises `KeyError`.

    A condition loses what it says about the question; without anything else, the question that has it is always shown.
    A text reads as it did for who did not answer.
    """
    place = placed(questionnaire.questions, question_id)
    before = questionnaire.model_dump(mode="json")
    after = [_without(questionnaire, data, question_id) for data in before["questions"]]
    touched = {
        data["id"]: (_part(data), _part(changed))
        for data, changed in zip(before["questions"], after, strict=True)
        if data["id"] != question_id and data != changed
    }
    translations = {language: dict(told["questions"]) for language, told in before["translations"].items()}
    left = _translated(translations, question_id)
    kept = {
        "question": before["questions"][place],
        "place": place,
        "before": {key: old for key, (old, _) in touched.items()},
        "after": {key: new for key, (_, new) in touched.items()},
        "words_before": translations,
        "words_after": left,
    }
    remaining = after[:place] + after[place + 1 :]
    whole = {**before, "questions": remaining, "translations": _with_titles(before, left)}
    return Deletion(from_data(whole) if remaining else None, kept, tuple(touched))


def _part(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in _TOUCHED}


def _without(questionnaire: Questionnaire, data: dict[str, Any], question_id: str) -> dict[str, Any]:
    condition = cut(questionnaire.question(data["id"]).show_if, question_id)
    texts = {name: without(data[name], question_id) for name in _TEXTS}
    return {**data, **texts, "show_if": condition.model_dump(mode="json") if condition is not None else None}


def cut(condition: Condition | None, question_id: str) -> Condition | None:
    """What a condition says of other questions; None where that is nothing."""
    match condition:
        case None:
            return None
        case AllOf() | AnyOf():
            branches = [cut(branch, question_id) for branch in condition.conditions]
            left = tuple(branch for branch in branches if branch is not None)
            if left == condition.conditions:
                return condition
            return left[0] if len(left) == 1 else type(condition)(conditions=left) if left else None
        case Not():
            inner = cut(condition.condition, question_id)
            return Not(condition=inner) if inner is not None else None
        case _:
            return None if condition.question.partition(".")[0] == question_id else condition


def _translated(translations: Mapping[str, Mapping[str, Any]], question_id: str) -> dict[str, dict[str, Any]]:
    return {
        language: {
            key: {**words, **{name: without(words[name], question_id) for name in _TEXTS}}
            for key, words in by_question.items()
            if key != question_id
        }
        for language, by_question in translations.items()
    }


def _with_titles(whole: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        language: {**told, "questions": words.get(language, told["questions"])}
        for language, told in whole["translations"].items()
    }


def restored(questionnaire: Questionnaire | None, kept: Mapping[str, Any]) -> Questionnaire:
    """Put a question back in its place, or as near as there are others, with the conditions and texts that named it.

    What was changed since is left as it is. Raises `DefinitionError` where it no longer fits.
    """
    question = kept["question"]
    if questionnaire is None:
        languages: dict[str, Any] = {language: {"questions": {}} for language in kept["words_before"]}
        whole: dict[str, Any] = {"questions": [], "translations": languages}
    else:
        whole = questionnaire.model_dump(mode="json")
    for data in whole["questions"]:
        _put_back(data, kept["before"].get(data["id"], {}), kept["after"].get(data["id"], {}))
    whole["questions"].insert(kept["place"], question)
    for language, told in whole["translations"].items():
        before, after = (kept[name].get(language, {}) for name in ("words_before", "words_after"))
        for key, words in told["questions"].items():
            _put_back(words, before.get(key, {}), after.get(key, {}))
        if question["id"] in before:
            told["questions"][question["id"]] = before[question["id"]]
    return from_data(whole)


def _put_back(data: dict[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for name in before.keys() & after.keys() & set(_TOUCHED):
        if data.get(name) == after[name]:
            data[name] = before[name]
