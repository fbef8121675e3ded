"""What an answer is, and why one may be refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.wording import Sentence

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Specified:
    """Options chosen, with the own words for those of them that ask for some, as in "Other: by fax".

    `chosen` is the id of one option, or the ids of several in their order; `words` are pairs of an option's id and
    its text, in the same order, at least one.
    """

    chosen: str | tuple[str, ...]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ItemAnswers:
    """The answers to the items of a battery: pairs of an item's id and its answer, in their order, at least one."""

    items: tuple[tuple[str, int | str], ...]

    def of(self, item_id: str) -> int | str | None:
        """The answer to one item; None where it was left out."""
        return dict(self.items).get(item_id)


Answer = str | int | float | tuple[str, ...] | Specified | ItemAnswers
"""An option's id, a text or a date as `2026-11-24` (str), a point of a scale or a whole number (int), a number with
decimals (float), ids of several options in order (tuple); options with own words, and answers to several items, are
classes of their own."""

NOT_APPLICABLE = "na"
"""The answer of someone to whom a scale or a number does not apply, where its author offers that."""

Answers = Mapping[str, Answer]
"""Answers by question id. A question without an entry is unanswered; there is no other way to say so."""

StoredAnswer = str | int | float | list[str] | dict[str, object]
"""The form of an answer in JSON."""


@dataclass(frozen=True)
class AnswerRow:
    """One row of a stored answer, made for counting by `(question_id, code)`.

    `question_id` is that of the question, or for an item of a battery `question.item`. `code` is the id of an
    option, a number in decimal digits, a date as `2026-11-24`, or None where people answer in own words; `words` are
    own words, beside a code those that the option asks for. `ordinal` counts from 0: the places of a ranking, the
    order of the options otherwise.
    """

    question_id: str
    ordinal: int
    code: str | None
    words: str | None = None


def plain(answer: Answer) -> Answer:
    """The answer without the own words of its options."""
    return answer.chosen if isinstance(answer, Specified) else answer


def answer_to(answers: Answers, reference: str) -> Answer | None:
    """The answer to a question by its id, or to an item of a battery by `question.item`; None if there is none."""
    answer = answers.get(reference)
    if answer is not None:
        return plain(answer)
    question_id, _, item_id = reference.partition(".")
    battery = answers.get(question_id) if item_id else None
    return battery.of(item_id) if isinstance(battery, ItemAnswers) else None


class AnswerError(ValueError):
    """What was given is no answer; `code` is stable, `sentence` tells the member what to do."""

    def __init__(self, code: str, template: str, /, **values: str | int) -> None:
        self.code = code
        self.sentence = Sentence(template, **values)
        super().__init__(str(self.sentence))


def is_storable(text: str) -> bool:
    """Whether every database takes the text: no NUL and no lone surrogate.

    PostgreSQL refuses both and SQLite takes them; refusing at the edge makes both behave the same.
    """
    return _UNSTORABLE.search(text) is None
