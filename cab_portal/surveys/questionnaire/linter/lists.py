"""too_many_options and duplicate_options: lists of answers as lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import RemoveOption
from cab_portal.surveys.questionnaire.linter.ranges import range_of
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.scales import scale_of
from cab_portal.surveys.questionnaire.wording import Sentence, quoted

MOST_OPTIONS = 10
MOST_RANKED = 7
_SHARE_OF_SET = 0.6


def _too_many(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    limit = MOST_RANKED if question.type == "ranking" else MOST_OPTIONS
    if question.type == "nps" or len(question.options) <= limit:
        return
    if question.type != "ranking" and _is_natural(reading):
        return
    message = Sentence("There are %(count)s answers; %(limit)s are enough.", count=len(question.options), limit=limit)
    yield Hit(whole(question.options[limit]), limit, message)


def _is_natural(reading: Reading) -> bool:
    """Whether people find their answer without reading all: numbers, scales, months, countries."""
    labels = reading.labels
    ordered = sum(range_of(label.text, reading.words) is not None for label in labels)
    if ordered >= len(labels) - 2 or scale_of(reading) is not None:
        return True
    for section in ("closed_sets", "countries"):
        if sum(label.is_whole(section) for label in labels) >= _SHARE_OF_SET * len(labels):
            return True
    return reading.question.is_drop_down and [label.text for label in labels[:-2]] == sorted(
        label.text for label in labels[:-2]
    )


def folded(label: str) -> str:
    """A label without case, signs and blanks; of equal ones only one can stand in a list."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    return "".join(character for character in plain if character.isalnum() or character in "+%<>")


def _duplicates(reading: Reading) -> Iterator[Hit]:
    seen: dict[str, str] = {}
    for place, text in enumerate(reading.question.options):
        key = folded(text) or text.strip()
        if key in seen:
            message = Sentence("%(label)s says the same as %(other)s.", label=quoted(text), other=quoted(seen[key]))
            yield Hit(whole(text), place, message, fixes=(RemoveOption(place),), is_certain=True)
            return
        seen[key] = text


RULES = (
    Rule(
        "too_many_options",
        Severity.WARNING,
        _too_many,
        Sentence("There are too many answers to weigh."),
        Sentence("In long lists the first answers are chosen more often, because the last are hardly read."),
        ("KP", "D"),
        Sentence("Join answers, ask for the top three of a shorter list, or ask in two steps."),
    ),
    Rule(
        "duplicate_options",
        Severity.ERROR,
        _duplicates,
        Sentence("An answer stands twice in the list."),
        Sentence("The two share the people who mean the same thing, and both counts are too low."),
        ("J",),
        Sentence("Remove one of them."),
    ),
)
