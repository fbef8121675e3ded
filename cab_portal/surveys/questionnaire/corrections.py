"""Correcting a slip of the pen in a questionnaire that was sent: what counts as one, and what would ask something else.

A machine cannot know what a text means, so little is let through: a word may change by a letter or two, a small word
may come or go, marks and capitals may change. Words of the lexicons that scales and judgments are made of, words that
turn a sentence round, numbers and repeated answers stay as they are. In a language without such lexicons, a letter may
be what turns a sentence round, as in "eine" and "keine": there only marks, capitals and blanks may change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.language_names import language_name
from cab_portal.surveys.questionnaire.languages import PARTS, texts_in_all_languages
from cab_portal.surveys.questionnaire.linter.lexicon import COMPLETE, lexicon
from cab_portal.surveys.questionnaire.outdated import compared
from cab_portal.surveys.questionnaire.piping import pipes
from cab_portal.surveys.questionnaire.problems import DefinitionError, DefinitionProblem
from cab_portal.surveys.questionnaire.wording import Sentence

MOST_WORDS = 5
"""Of more changed words in one text, it is a new text."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# fmt: off
_SMALL = frozenset({
    "a", "an", "the", "of", "to", "is", "are", "was", "were", "it", "that", "in", "on", "at", "for", "with",
    "by", "and", "or", "as", "be",
})
# fmt: on
# fmt: off
_TURNS = frozenset({
    "no", "not", "nor", "never", "none", "nothing", "nobody", "without", "cannot", "neither", "only", "all",
    "any", "some", "each", "every",
})
# fmt: on
_FILLING = frozenset({"a", "an", "the", "of", "to", "is", "are", "was", "were", "that"})
_REVERSING = ("un", "in", "im", "ir", "il", "dis", "non", "mis", "over", "under", "re", "anti")
_MARKS_ONLY = (
    "In %(language)s only marks, capitals and blanks can be corrected after a survey was sent, because nothing here "
    "knows which words would ask something else."
)
_MEANING = Sentence(
    "This changes what is asked. After a survey was sent, only slips of the pen can be corrected: ask it anew in "
    "another survey."
)


@dataclass(frozen=True)
class Correction:
    """One text that was corrected: the way to it inside its question, and both wordings.

    A way is written as in "options/slow"; in another language as in "translations/de/options/slow".
    """

    question_id: str
    field: str
    before: str
    after: str


def corrected(
    questionnaire: Questionnaire, question_id: str, texts: Mapping[str, str]
) -> tuple[Questionnaire, tuple[Correction, ...]]:
    """The questionnaire with other texts of one question, by the way to each, and what changed. Translations of a
    corrected text that stay as they were are noted as outdated.

    What is not among its texts is not read. Raises `KeyError`, and `DefinitionError` for what is no correction.
    """
    question = questionnaire.question(question_id)
    known = {"/".join(way): text for way, text in texts_in_all_languages(questionnaire, question)}
    changes = tuple(
        Correction(question_id, field, text, given)
        for field, text in known.items()
        if (given := " ".join(texts.get(field, text).split())) != " ".join(text.split())
    )
    problems = [
        DefinitionProblem("meaning_changed", sentence, questionnaire.number(question_id), question_id, (change.field,))
        for change in changes
        if (sentence := _refusal(change, _language_of(change, questionnaire))) is not None
    ]
    if problems:
        raise DefinitionError(problems)
    data = questionnaire.model_dump(mode="json")
    for change in changes:
        _put(data, questionnaire.places[question_id], change)
    return compared(questionnaire, from_data(data)), changes


def _language_of(change: Correction, questionnaire: Questionnaire) -> str:
    match change.field.split("/"):
        case ["translations", language, *_]:
            return language
    return questionnaire.language


def _refusal(change: Correction, language: str) -> Sentence | None:
    if language.partition("-")[0] == COMPLETE:
        return None if is_correction(change.before, change.after) else _MEANING
    if _letters(change.before) == _letters(change.after) and list(pipes(change.before)) == list(pipes(change.after)):
        return None
    return Sentence(_MARKS_ONLY, language=language_name(language))


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold().replace("-", "")


def _put(data: dict[str, Any], place: int, change: Correction) -> None:
    """Write a corrected text into the questionnaire as JSON."""
    asked = data["questions"][place]
    match change.field.split("/"):
        case ["translations", language, name]:
            data["translations"][language]["questions"][asked["id"]][name] = change.after
        case ["translations", language, name, key]:
            data["translations"][language]["questions"][asked["id"]][name][key] = change.after
        case [name, key]:
            known_by, words = PARTS[name]
            next(part for part in asked[name] if str(part[known_by]) == key)[words] = change.after
        case [name]:
            asked[name] = change.after


def is_correction(before: str, after: str) -> bool:
    """Whether one text in English is the other without a slip of the pen."""
    if _NUMBER.findall(before) != _NUMBER.findall(after) or list(pipes(before)) != list(pipes(after)):
        return False
    old, new = ([word.casefold().replace("’", "'") for word in _WORD.findall(text)] for text in (before, after))
    if not new or "".join(old) == "".join(new):
        return bool(new)
    changed = 0
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        changed += max(end - start, last - first)
        if not _is_slip(old[start:end], new[first:last], old[max(0, start - 1) : end + 1]):
            return False
    return changed <= MOST_WORDS


def _is_slip(old: list[str], new: list[str], around: list[str]) -> bool:
    if len(old) == len(new):
        return all(_is_near(*pair) for pair in zip(old, new, strict=True))
    if "".join(old) == "".join(new):
        return True
    if not old or not new:
        return all(word in _FILLING or around.count(word) > 1 for word in (*old, *new))
    return False


def _is_near(old: str, new: str) -> bool:
    """Whether a word is likely the same one, misspelled."""
    if old == new:
        return True
    if _turns(old) or _turns(new) or old in _known():
        return False
    if any(long == prefix + short for prefix in _REVERSING for long, short in ((old, new), (new, old))):
        return False
    if old in _SMALL and new in _SMALL:
        return False
    return _distance(old, new) <= (1 if max(len(old), len(new)) <= 5 else 2) and min(len(old), len(new)) > 1


def _turns(word: str) -> bool:
    return word in _TURNS or word.endswith("n't")


@cache
def _known() -> frozenset[str]:
    """The words of scales and judgments: who writes one of them meant it."""
    words = lexicon(COMPLETE)
    return frozenset(
        word for section in words.sections("") for entry in words.entries(section) for word in entry.split()
    )


def _distance(old: str, new: str) -> int:
    """How many letters are left out, added, changed or swapped with their neighbor (optimal string alignment)."""
    rows = [list(range(len(new) + 1))]
    for i, letter in enumerate(old, start=1):
        row = [i]
        for j, other in enumerate(new, start=1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == new[j - 2] and old[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
