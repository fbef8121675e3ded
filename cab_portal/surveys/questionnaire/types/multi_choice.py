"""`multi_choice`: any number of several options. The answer is a tuple of their ids in order."""

from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.question import Cell, Column
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import OptionQuestion, refuse_choice
from cab_portal.surveys.questionnaire.wording import Sentence, listed


class MultiChoice(OptionQuestion):
    """Any number of 2 to 200 options. Choosing none is no answer, so an answer has at least one id."""

    type: Literal["multi_choice"] = "multi_choice"

    type_label: ClassVar[str] = "a choice of several"
    operators: ClassVar[frozenset[str]] = frozenset({"answered", "contains"})
    missing: ClassVar[Sentence] = Sentence("Choose at least one answer.")

    def read(self, given: Sequence[str]) -> tuple[str, ...]:
        return self.check(given)

    def check(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not value:
            raise refuse_choice()
        if not all(isinstance(entry, str) and entry in self.labels for entry in value):
            raise refuse_choice()
        chosen = frozenset(value)
        return tuple(option_id for option_id in self.labels if option_id in chosen)

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return answer if isinstance(answer, tuple) else (str(answer),)

    def display(self, answer: Answer) -> str:
        return listed([self.labels[option_id] for option_id in self.form_values(answer)])

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_multi_choice(summary)

    def columns(self) -> tuple[Column, ...]:
        """One column per option, so that each can be counted by itself."""
        return tuple(Column(f"{self.id}.{option.id}", f"{self.text}: {option.label}") for option in self.options)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """1 where the option was chosen, 0 where it was not, empty if the question was not answered."""
        if answer is None:
            return ("",) * len(self.options)
        chosen = frozenset(self.form_values(answer))
        return tuple("1" if option.id in chosen else "0" for option in self.options)

    def partition(self, named: Collection[int | str]) -> Iterator[Cell]:
        """Each named option chosen or not, equally likely: 2 ** named cells, so draw no more than needed."""
        read = [option.id for option in self.options if option.id in named]
        others = [option.id for option in self.options if option.id not in named]
        filler = frozenset(others[:1])
        # with no other option to choose, choosing none of the named ones is leaving the question empty
        total = 2 ** len(read) - (0 if others else 1)
        for choice in product((False, True), repeat=len(read)):
            chosen = filler.union(option_id for option_id, is_chosen in zip(read, choice, strict=True) if is_chosen)
            if chosen:
                yield Cell(tuple(option_id for option_id in self.labels if option_id in chosen), 1 / total)

    def decisions(self) -> float:
        return 0.5 * len(self.options)
