"""What an answer is, and why one may be refused."""

from collections.abc import Mapping

from cab_portal.surveys.questionnaire.wording import Sentence

Answer = str | int | tuple[str, ...]
"""An option's id or a text (str), a point of a scale (int), or ids of several options in order (tuple)."""

Answers = Mapping[str, Answer]
"""Answers by question id. A question without an entry is unanswered; there is no other way to say so."""

StoredAnswer = str | int | list[str]
"""The form of an answer in JSON."""


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
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
