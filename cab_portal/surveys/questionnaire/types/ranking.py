"""`ranking`: options put in order, the best first. The answer is a tuple of their ids in that order."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.effort_table import EffortTable
from cab_portal.surveys.questionnaire.question import MAX_OPTIONS, Cell, Column
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import ListQuestion, refuse_choice
from cab_portal.surveys.questionnaire.wording import Sentence


class Ranking(ListQuestion):
    """All 2 to 200 options in order, or only the first `top` of them.

    A form sends the ids in order, or `id:place` for each, with places from 1.
    """

    type: Literal["ranking"] = "ranking"
    top: Annotated[StrictInt, Field(ge=1, le=MAX_OPTIONS)] | None = None

    type_label: ClassVar[str] = "a ranking"
    counts_firsts: ClassVar[bool] = True
    missing: ClassVar[Sentence] = Sentence("Put the answers in order.")

    @model_validator(mode="after")
    def _can_be_ranked(self) -> Self:
        if self.top is not None and self.top > len(self.options):
            raise PydanticCustomError(
                "top_impossible", "At most all {count} options can be put in order.", {"count": len(self.options)}
            )
        return self

    @property
    def length(self) -> int:
        """How many options an answer puts in order."""
        return self.top or len(self.options)

    def parse(self, raw: Sequence[str]) -> Answer | None:
        return super().parse([value for value in raw if value.partition(":")[2].strip() or ":" not in value])

    def read(self, given: Sequence[str]) -> tuple[str, ...]:
        if not any(":" in value for value in given):
            return self.check(given)
        places: dict[int, str] = {}
        for value in given:
            option_id, _, place = value.partition(":")
            if not (place.isascii() and place.isdigit() and len(place) <= 3) or option_id not in self.labels:
                raise refuse_choice()
            if int(place) in places:
                raise AnswerError(
                    "answer_place_twice", "Two answers have place %(place)s. Give each its own.", place=int(place)
                )
            places[int(place)] = option_id
        if sorted(places) != list(range(1, len(places) + 1)):
            raise self._incomplete()
        return self.check([places[place] for place in sorted(places)])

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not value:
            raise refuse_choice()
        if not all(isinstance(entry, str) and entry in self.labels for entry in value):
            raise refuse_choice()
        if len(set(value)) != len(value) or len(value) != self.length:
            raise self._incomplete()
        return tuple(value)

    def _incomplete(self) -> AnswerError:
        return AnswerError(
            "answer_incomplete", "Give each place from 1 to %(length)s to one answer.", length=self.length
        )

    def codes(self, answer: Answer) -> tuple[str, ...]:
        return answer if isinstance(answer, tuple) else (str(answer),)

    def summarize(self, answers: Iterable[Answer]) -> Summary:
        """How many put each option first."""
        firsts = Counter(self.codes(answer)[0] for answer in answers)
        return self.tally(firsts, firsts.total())

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return self.codes(answer)

    def display(self, answer: Answer) -> str:
        return ", ".join(f"{place}. {self.labels[code]}" for place, code in enumerate(self.codes(answer), start=1))

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_ranking(summary)

    def columns(self) -> tuple[Column, ...]:
        """One column per option with its place."""
        return tuple(Column(f"{self.id}.{option.id}", f"{self.text}: {option.label}") for option in self.options)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        places = {code: str(place) for place, code in enumerate(self.codes(answer), start=1)} if answer else {}
        return tuple(places.get(option.id, "") for option in self.options)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:  # noqa: ARG002 - none can be named
        yield Cell(tuple(option.id for option in self.options[: self.length]), 1.0)

    def extra_seconds(self, table: EffortTable) -> float:
        return table.ranked_option * len(self.options)
