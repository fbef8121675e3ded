"""`multi_choice`: any number of several options. The answer is a tuple of their ids in order, with own words where
options ask for them.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, product
from math import comb
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.question import MAX_OPTIONS, Cell, Column
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import OptionQuestion, refuse_choice
from cab_portal.surveys.questionnaire.wording import Sentence, listed

Number = Annotated[StrictInt, Field(ge=1, le=MAX_OPTIONS)]


class MultiChoice(OptionQuestion):
    """Any number of 2 to 200 options, or from `min_choices` to `max_choices` of them.

    Choosing none is no answer, so an answer has at least one id. An exclusive option is chosen alone, whatever the
    least number is.
    """

    type: Literal["multi_choice"] = "multi_choice"
    min_choices: Number = 1
    max_choices: Number | None = None

    type_label: ClassVar[str] = "a choice of several"
    option_kinds: ClassVar[frozenset[str]] = frozenset({"pinned", "specify", "exclusive"})
    operators: ClassVar[frozenset[str]] = frozenset({"answered", "contains", "count"})
    missing: ClassVar[Sentence] = Sentence("Choose at least one answer.")

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        most = sum(not option.exclusive for option in self.options)
        if not self.min_choices <= min(most, self.max_choices or most) or (self.max_choices or 0) > most:
            raise PydanticCustomError(
                "choices_impossible",
                "The least and the most number of answers must fit each other and the {most} options.",
                {"most": most},
            )
        return self

    @property
    def most(self) -> int:
        """The greatest number of options that may be chosen."""
        return self.max_choices or sum(not option.exclusive for option in self.options)

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:
        if operator == "count":
            return None if isinstance(value, int) and value <= len(self.options) else "value_out_of_range"
        return super().refusal_of(operator, value)

    def label_of(self, value: int | float | str) -> str:
        return super().label_of(value) if isinstance(value, str) else str(value)

    def read_chosen(self, given: Sequence[str]) -> tuple[str, ...]:
        return self.check_chosen(given)

    def check_chosen(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not value:
            raise refuse_choice()
        if not all(isinstance(entry, str) and entry in self.labels for entry in value):
            raise refuse_choice()
        given = frozenset(value)
        chosen = tuple(option_id for option_id in self.labels if option_id in given)
        self._ensure_possible(chosen)
        return chosen

    def _ensure_possible(self, chosen: tuple[str, ...]) -> None:
        for option in self.options:
            if option.exclusive and option.id in chosen:
                if len(chosen) == 1:
                    return
                raise AnswerError(
                    "answer_exclusive",
                    "“%(label)s” cannot go with other answers. Choose it alone, or leave it out.",
                    label=option.label,
                )
        if len(chosen) < self.min_choices:
            raise AnswerError("answer_too_few", "Choose at least %(least)s answers.", least=self.min_choices)
        if len(chosen) > self.most:
            raise AnswerError("answer_too_many", "Choose at most %(most)s answers.", most=self.most)

    def display(self, answer: Answer) -> str:
        return listed(self.said(answer))

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_multi_choice(summary)

    def columns(self) -> tuple[Column, ...]:
        """One column per option, so that each can be counted by itself."""
        return tuple(Column(f"{self.id}.{option.id}", f"{self.text}: {option.label}") for option in self.options)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """1 where the option was chosen, 0 where it was not, empty if the question was not answered."""
        if answer is None:
            return ("",) * len(self.options)
        chosen = frozenset(self.codes(answer))
        return tuple("1" if option.id in chosen else "0" for option in self.options)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        """Each named option chosen or not, equally likely: at least 2 ** named cells, so draw no more than needed.

        Where numbers of options are named, each of these is cut further by how many options are chosen in all.
        """
        read = [option.id for option in self.options if option.id in named and not option.exclusive]
        others = [option.id for option in self.options if option.id not in named and not option.exclusive]
        alone = self._alone(named)
        counts = frozenset(value for value in named if isinstance(value, int))
        # some sets of named options cannot be: with no other option to choose, none of them is no answer
        possible = sum(comb(len(read), size) for size in range(len(read) + 1) if self._totals(size, len(others)))
        share = 1 / (possible + len(alone))
        for option_id in alone:
            yield Cell((option_id,), share)
        for choice in product((False, True), repeat=len(read)):
            chosen = frozenset(option_id for option_id, is_chosen in zip(read, choice, strict=True) if is_chosen)
            yield from self._by_count(chosen, others, counts, share)

    def least_cells(self, named: Collection[int | float | str]) -> int:
        return int(2 ** sum(option.id in named for option in self.options) - 1)

    def _alone(self, named: Collection[int | float | str]) -> list[str]:
        exclusive = [option.id for option in self.options if option.exclusive]
        unnamed = [option_id for option_id in exclusive if option_id not in named]
        return [*(option_id for option_id in exclusive if option_id in named), *unnamed[:1]]

    def _totals(self, chosen: int, others: int) -> range:
        """How many options an answer may have that has so many of the named ones and some of the others."""
        return range(max(self.min_choices, chosen), min(self.most, chosen + others) + 1)

    def _by_count(
        self, chosen: frozenset[str], others: Sequence[str], counts: frozenset[int], share: float
    ) -> Iterator[Cell]:
        """The answers with just these of the named options: one, or one for each count told apart."""

        def group(total: int) -> tuple[int, int]:
            return sum(total > count for count in counts), sum(total >= count for count in counts)

        totals = self._totals(len(chosen), len(others))
        groups = [list(members) for _, members in groupby(totals, key=group)]
        ways = [sum(comb(len(others), total - len(chosen)) for total in members) for members in groups]
        for members, count in zip(groups, ways, strict=True):
            fillers = others[: members[0] - len(chosen)]
            ids = chosen.union(fillers)
            yield Cell(tuple(option_id for option_id in self.labels if option_id in ids), share * count / sum(ways))

    def decisions(self) -> float:
        return 0.5 * len(self.options)
