"""`number`: a whole number, or one with up to 3 decimals. The answer is an int, or a float where it has decimals."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isfinite
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, StrictFloat, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE, Answer, AnswerError
from cab_portal.surveys.questionnaire.conditions import MAX_NUMBER
from cab_portal.surveys.questionnaire.effort_table import EffortTable
from cab_portal.surveys.questionnaire.grid import pieces
from cab_portal.surveys.questionnaire.question import Cell, Choice, Name, OptionalLabel, Question
from cab_portal.surveys.questionnaire.summary import Count, Summary
from cab_portal.surveys.questionnaire.wording import Sentence


def _a_number(value: object) -> object:
    # checked before the union, so that a wrong type is one problem and not one per member
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number_type", "This must be a number.")
    if not abs(value) <= MAX_NUMBER:
        raise PydanticCustomError("number_too_large", "This number is too large.")
    return value


Bound = Annotated[StrictInt | StrictFloat, BeforeValidator(_a_number)]

_NUMBER = re.compile(r"[-−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,9})?")
# The keys for numbers of a phone have a comma and no point, where its language writes numbers so. Three digits behind
# a comma may be thousands, and fewer cannot.
_WITH_COMMA = re.compile(r"[-−]?[0-9]{1,15},[0-9]{1,2}")
_THOUSANDS_WITH_POINT = re.compile(r"\.[0-9]{3}$")


def number_from(text: str, decimals: int) -> int | float | None:
    """A number as people write it, None for what is none; and for what may be thousands, as "1.000" where at most two
    decimals are possible."""
    if decimals and _WITH_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text) or (decimals < 3 and _THOUSANDS_WITH_POINT.search(text)):
        return None
    plain = text.replace(",", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)


class Number(Question):
    """A number from `min` to `max`, both included, in the `unit` that stands beside the field."""

    type: Literal["number"] = "number"
    min: Bound | None = None
    max: Bound | None = None
    decimals: Annotated[StrictInt, Field(ge=0, le=3)] = 0
    unit: Name = ""
    not_applicable: OptionalLabel = ""

    closed: ClassVar[bool] = False
    type_label: ClassVar[str] = "a number"
    operators: ClassVar[frozenset[str]] = frozenset(
        {"answered", "equals", "not_equals", "one_of", "lt", "le", "gt", "ge"}
    )
    missing: ClassVar[Sentence] = Sentence("Write a number.")

    @model_validator(mode="after")
    def _has_a_range(self) -> Self:
        if self.least > self.most:
            raise PydanticCustomError("range_empty", "The lowest number must not be above the highest.")
        for bound in (self.min, self.max):
            if bound is not None and not self._is_on_grid(bound):
                raise PydanticCustomError(
                    "range_off_grid",
                    "The lowest and the highest number may have {decimals} decimals.",
                    {"decimals": self.decimals},
                )
        return self

    @property
    def least(self) -> int | float:
        """The lowest number that may be given."""
        return -MAX_NUMBER if self.min is None else self.min

    @property
    def most(self) -> int | float:
        """The highest number that may be given."""
        return MAX_NUMBER if self.max is None else self.max

    def _is_on_grid(self, number: int | float) -> bool:
        return round(number, self.decimals) == number

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:
        if isinstance(value, str):
            is_beside = value == NOT_APPLICABLE and self.not_applicable and operator not in {"lt", "le", "gt", "ge"}
            return None if is_beside else "type_mismatch"
        return None if self.least <= value <= self.most else "value_out_of_range"

    def label_of(self, value: int | float | str) -> str:
        return self.not_applicable if value == NOT_APPLICABLE else _digits(value)

    def choices(self) -> tuple[Choice, ...]:
        """Only the answer beside the numbers, where there is one."""
        return (Choice(NOT_APPLICABLE, self.not_applicable),) if self.not_applicable else ()

    def read(self, given: Sequence[str]) -> int | float | str:
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Write one number only.")
        text = given[0].strip()
        if text == NOT_APPLICABLE and self.not_applicable:
            return NOT_APPLICABLE
        number = number_from(text, self.decimals)
        if number is None:
            raise self._refusal()
        return self.check(number)

    def check(self, value: object) -> int | float | str:
        if value == NOT_APPLICABLE and self.not_applicable:
            return NOT_APPLICABLE
        if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
            raise self._refusal()
        if not self.least <= value <= self.most:
            raise AnswerError(
                "answer_out_of_range",
                "Write a number from %(least)s to %(most)s.",
                least=_digits(self.least),
                most=_digits(self.most),
            )
        if not self._is_on_grid(value):
            raise self._refusal()
        return int(value) if value == int(value) else value

    def _refusal(self) -> AnswerError:
        if self.decimals == 0:
            return AnswerError("answer_not_number", "Write a whole number in digits, for example 12.")
        return AnswerError(
            "answer_not_number",
            "Write a number in digits, for example 12.5. Decimals that are possible: %(decimals)s.",
            decimals=self.decimals,
        )

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return (_digits(answer),)

    def display(self, answer: Answer) -> str:
        if answer == NOT_APPLICABLE:
            return self.not_applicable
        shown = f"{answer:,}" if isinstance(answer, int | float) else str(answer)
        return f"{shown} {self.unit}".rstrip()

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """The bare number, with which a spreadsheet can reckon; empty also where it does not apply."""
        return ("" if answer is None or answer == NOT_APPLICABLE else _digits(answer),)

    def tally(self, counts: Mapping[str, int], answered: int) -> Summary:
        """Each number given, in rising order. Raises `KeyError` for a code that is no answer."""
        beside = counts.get(NOT_APPLICABLE, 0)
        try:
            numbers = {self.read([code]): (code, count) for code, count in counts.items() if code != NOT_APPLICABLE}
        except AnswerError as error:
            raise KeyError(f"question {self.id} has an answer that is none") from error
        entries = (Count(numbers[number][0], self.display(number), numbers[number][1]) for number in sorted(numbers))
        return Summary(answered - beside, tuple(entries), beside)

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_ordered(summary)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        scale = 10**self.decimals
        # between two steps of the grid nothing can be answered, so a value there cuts just like the next step
        cuts = {step for value in named if not isinstance(value, str) for step in _steps(value * scale)}
        low, high = round(self.least * scale), round(self.most * scale)
        share = 0.9 if self.not_applicable else 1.0
        if self.not_applicable:
            yield Cell(NOT_APPLICABLE, 0.1)
        for step, weight in pieces(low, high, cuts, bounded=self.min is not None and self.max is not None):
            number = step / scale
            yield Cell(int(number) if number == int(number) else number, weight * share)

    def words(self) -> int:
        return super().words() + len(self.unit.split())

    def extra_seconds(self, table: EffortTable) -> float:
        return table.number


def _steps(position: float) -> tuple[int, ...]:
    nearest = round(position)
    if abs(nearest - position) < 1e-6:
        return (nearest,)
    return (int(position // 1), int(position // 1) + 1)


def _digits(value: object) -> str:
    """A number in decimal digits: the same text for the same number, so that a database can count by it."""
    if not isinstance(value, float):
        return str(value)
    return str(int(value)) if value == int(value) else f"{value:.3f}".rstrip("0")
