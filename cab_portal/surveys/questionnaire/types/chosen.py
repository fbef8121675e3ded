"""What questions answered by choosing among given answers have in common."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.question import MAX_OPTIONS, Cell, Choice, Option, Question


def _unique(options: tuple[Option, ...]) -> tuple[Option, ...]:
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise PydanticCustomError(
                "duplicate_option", "Two options have the id “{id}”. Give each its own.", {"id": option.id}
            )
        seen.add(option.id)
    return options


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=MAX_OPTIONS), AfterValidator(_unique)]


def refuse_choice() -> AnswerError:
    """The error for a value that is none of the choices."""
    return AnswerError("answer_unknown", "That answer is not one of the choices. Choose again.")


class OptionQuestion(Question):
    """A question with options that are told apart by their ids."""

    options: Options

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels by option id, in order."""
        return {option.id: option.label for option in self.options}

    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(option.id, option.label) for option in self.options)

    def values(self) -> tuple[int | str, ...]:
        return tuple(self.labels)


class ScaleQuestion(Question):
    """A question with one answer on a numbered scale; the answer is the number."""

    def read(self, given: Sequence[str]) -> int:
        codes = {str(value): value for value in self.values() if isinstance(value, int)}
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Choose one answer only.")
        if given[0] not in codes:
            raise refuse_choice()
        return codes[given[0]]

    def check(self, value: object) -> int:
        # bool is an int in Python, and true is no point of a scale
        if not isinstance(value, int) or isinstance(value, bool) or value not in self.values():
            raise refuse_choice()
        return value

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def partition(self, named: Collection[int | str]) -> Iterator[Cell]:  # noqa: ARG002 - every point counts
        points = [value for value in self.values() if isinstance(value, int)]
        for point in points:
            yield Cell(point, 1 / len(points))
