"""`date`: a day. The answer is its text as `2026-11-24`, which sorts as the days do."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.effort_table import EffortTable
from cab_portal.surveys.questionnaire.grid import pieces
from cab_portal.surveys.questionnaire.question import Cell, Question
from cab_portal.surveys.questionnaire.summary import Count, Summary
from cab_portal.surveys.questionnaire.wording import Sentence

# Not by the machine's own settings: all pages are in English.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(text: str) -> date | None:
    """The day in a text as `2026-11-24`; None if it is none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _in_words(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _a_day(text: str) -> str:
    if text and day_of(text) is None:
        raise PydanticCustomError("no_day", "Write a day as year-month-day, for example 2026-11-24.")
    return text


Day = Annotated[str, AfterValidator(_a_day)]


class Date(Question):
    """A day from `min` to `max`, both included; an empty one does not bound."""

    type: Literal["date"] = "date"
    min: Day = ""
    max: Day = ""

    closed: ClassVar[bool] = False
    type_label: ClassVar[str] = "a date"
    operators: ClassVar[frozenset[str]] = frozenset(
        {"answered", "equals", "not_equals", "one_of", "lt", "le", "gt", "ge"}
    )
    missing: ClassVar[Sentence] = Sentence("Write a date.")

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.least > self.most:
            raise PydanticCustomError("range_empty", "The first day must not come after the last.")
        return self

    @property
    def least(self) -> str:
        """The first day that may be given."""
        return self.min or date.min.isoformat()

    @property
    def most(self) -> str:
        """The last day that may be given."""
        return self.max or date.max.isoformat()

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:  # noqa: ARG002 - all take days
        if not isinstance(value, str) or day_of(value) is None:
            return "type_mismatch"
        return None if self.least <= value <= self.most else "value_out_of_range"

    def label_of(self, value: int | float | str) -> str:
        return str(value)

    def read(self, given: Sequence[str]) -> str:
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Write one date only.")
        return self.check(given[0].strip())

    def check(self, value: object) -> str:
        if not isinstance(value, str) or day_of(value) is None:
            raise AnswerError("answer_not_date", "Write the date as year-month-day, for example 2026-11-24.")
        if not self.least <= value <= self.most:
            raise AnswerError(
                "answer_out_of_range",
                "Write a date from %(least)s to %(most)s.",
                least=_in_words(self.least),
                most=_in_words(self.most),
            )
        return value

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def display(self, answer: Answer) -> str:
        return _in_words(str(answer))

    def repeated(self, answer: Answer) -> str:
        """In figures, for the text around it may be in any language."""
        return str(answer)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """In figures, which a spreadsheet knows as a day."""
        return ("" if answer is None else str(answer),)

    def tally(self, counts: Mapping[str, int], answered: int) -> Summary:
        """Each day given, in order. Raises `KeyError` for a code that is no day."""
        if any(day_of(code) is None for code in counts):
            raise KeyError(f"question {self.id} has an answer that is none")
        return Summary(answered, tuple(Count(code, code, counts[code]) for code in sorted(counts)))

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_ordered(summary)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        days = [day for day in (day_of(value) for value in named if isinstance(value, str)) if day is not None]
        low, high = date.fromisoformat(self.least).toordinal(), date.fromisoformat(self.most).toordinal()
        cuts = (day.toordinal() for day in days)
        for ordinal, weight in pieces(low, high, cuts, bounded=bool(self.min and self.max)):
            yield Cell(date.fromordinal(ordinal).isoformat(), weight)

    def extra_seconds(self, table: EffortTable) -> float:
        return table.date
