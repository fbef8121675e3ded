"""`single_choice`: one of several options. The answer is its id, with own words where the option asks for them."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.question import Cell
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import OptionQuestion, refuse_choice
from cab_portal.surveys.questionnaire.wording import Sentence


class SingleChoice(OptionQuestion):
    """One of 2 to 200 options."""

    type: Literal["single_choice"] = "single_choice"

    type_label: ClassVar[str] = "a choice of one"
    operators: ClassVar[frozenset[str]] = frozenset({"answered", "equals", "not_equals", "one_of"})

    def read_chosen(self, given: Sequence[str]) -> str:
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Choose one answer only.")
        return self.check_chosen(given[0])

    def check_chosen(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.labels:
            raise refuse_choice()
        return value

    def display(self, answer: Answer) -> str:
        return self.said(answer)[0]

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_single_choice(summary)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        share = 1 / len(self.options)
        others = [option.id for option in self.options if option.id not in named]
        for option in self.options:
            if option.id in named:
                yield Cell(option.id, share)
        if others:
            yield Cell(others[0], share * len(others))
