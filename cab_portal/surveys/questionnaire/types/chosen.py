"""What questions answered by choosing among given answers have in common."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import (
    NOT_APPLICABLE,
    Answer,
    AnswerError,
    AnswerRow,
    Specified,
    is_storable,
    plain,
)
from cab_portal.surveys.questionnaire.question import (
    MAX_OPTIONS,
    Cell,
    Choice,
    Option,
    OptionalLabel,
    Question,
    shuffled,
)
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.wording import listed

LONGEST_WORDS = 200
"""How many characters somebody may write who chooses an option that asks for own words."""


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


class ListQuestion(Question):
    """A question with options that are told apart by their ids."""

    options: Options
    shuffle: StrictBool = False

    option_kinds: ClassVar[frozenset[str]] = frozenset({"pinned"})
    """What its options may be, besides plain."""

    @model_validator(mode="after")
    def _has_only_its_kinds_of_option(self) -> Self:
        for place, option in enumerate(self.options, start=1):
            for kind in ("specify", "exclusive", "pinned"):
                if getattr(option, kind) and kind not in self.option_kinds:
                    raise PydanticCustomError(
                        "option_kind",
                        "Option {place} may not be “{kind}”, because this is {type}.",
                        {"place": place, "kind": kind, "type": self.type_label},
                    )
        return self

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels by option id, in order."""
        return {option.id: option.label for option in self.options}

    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(option.id, option.label) for option in self.options)

    def values(self) -> tuple[int | str, ...]:
        return tuple(self.labels)

    def in_order(self, seed: str) -> tuple[Option, ...]:
        """The options as one member sees them; the seed decides where they are shuffled."""
        return shuffled(self.options, f"{seed}/{self.id}") if self.shuffle else self.options


class OptionQuestion(ListQuestion):
    """A question whose options may ask for own words.

    A form sends the id of each option chosen, and `id:words` for each text beside an option. Words count only where
    their option was chosen, or nothing was.
    """

    option_kinds: ClassVar[frozenset[str]] = frozenset({"pinned", "specify"})

    @cached_property
    def specified(self) -> frozenset[str]:
        """The ids of the options that ask for own words."""
        return frozenset(option.id for option in self.options if option.specify)

    @property
    def takes_words(self) -> bool:
        return bool(self.specified)

    def parse(self, raw: Sequence[str]) -> Answer | None:
        return super().parse([value for value in raw if value.partition(":")[2].strip() or ":" not in value])

    def read(self, given: Sequence[str]) -> Answer:
        words = {option_id: text for option_id, colon, text in (value.partition(":") for value in given) if colon}
        chosen = [value for value in given if ":" not in value] or list(words)
        return self.with_words(self.read_chosen(chosen), words)

    def read_chosen(self, given: Sequence[str]) -> str | tuple[str, ...]:
        """The options chosen, of the ids that a form sent. Raises `AnswerError`."""
        raise NotImplementedError

    def check_chosen(self, value: object) -> str | tuple[str, ...]:
        """The value as options chosen. Raises `AnswerError`."""
        raise NotImplementedError

    def check(self, value: object) -> Answer:
        if isinstance(value, Specified):
            return self.with_words(self.check_chosen(value.chosen), dict(value.words))
        if not isinstance(value, dict):
            return self.check_chosen(value)
        words = value.get("words")
        if value.keys() != {"chosen", "words"} or not isinstance(words, dict):
            raise refuse_choice()
        return self.with_words(self.check_chosen(value["chosen"]), words)

    def with_words(self, chosen: str | tuple[str, ...], words: Mapping[str, object]) -> Answer:
        """The options chosen with the words that belong to them. Raises `AnswerError`."""
        if not words.keys() <= self.specified:
            raise refuse_choice()
        ids = (chosen,) if isinstance(chosen, str) else chosen
        told = tuple((option_id, _own_words(words[option_id])) for option_id in ids if option_id in words)
        told = tuple((option_id, text) for option_id, text in told if text)
        return Specified(chosen, told) if told else chosen

    def codes(self, answer: Answer) -> tuple[str, ...]:
        chosen = plain(answer)
        return chosen if isinstance(chosen, tuple) else (str(chosen),)

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        words = answer.words if isinstance(answer, Specified) else ()
        return (*self.codes(answer), *(f"{option_id}:{text}" for option_id, text in words))

    def rows(self, answer: Answer) -> tuple[AnswerRow, ...]:
        words = dict(answer.words) if isinstance(answer, Specified) else {}
        return tuple(
            AnswerRow(self.id, ordinal, code, words.get(code)) for ordinal, code in enumerate(self.codes(answer))
        )

    def from_rows(self, rows: Sequence[AnswerRow]) -> Answer:
        words = [f"{row.code}:{row.words}" for row in rows if row.words]
        return self.read([*(row.code or "" for row in rows), *words])

    def repeated(self, answer: Answer) -> str:
        words = dict(answer.words) if isinstance(answer, Specified) else {}
        return listed([words.get(option_id) or self.labels[option_id] for option_id in self.codes(answer)])

    def said(self, answer: Answer) -> list[str]:
        """The labels of the options chosen, each with its own words."""
        words = dict(answer.words) if isinstance(answer, Specified) else {}
        return [
            f"{self.labels[option_id]}: {words[option_id]}" if option_id in words else self.labels[option_id]
            for option_id in self.codes(answer)
        ]


def _own_words(text: object) -> str:
    if not isinstance(text, str):
        raise AnswerError("answer_not_text", "The answer is not a text. Write it again.")
    tidied = " ".join(text.split())
    if not is_storable(tidied):
        raise AnswerError("answer_unusable", "Your answer contains a character that cannot be stored. Remove it.")
    if len(tidied) > LONGEST_WORDS:
        raise AnswerError(
            "answer_too_long",
            "Your answer is %(length)s characters long; shorten it to %(limit)s.",
            length=len(tidied),
            limit=LONGEST_WORDS,
        )
    return tidied


class ScaleQuestion(Question):
    """A question with one answer on a numbered scale; the answer is the number.

    `not_applicable` is the label of one more answer beside the scale, as "I do not know", where there is one; that
    answer is `answers.NOT_APPLICABLE`.
    """

    not_applicable: OptionalLabel = ""

    operators: ClassVar[frozenset[str]] = frozenset(
        {"answered", "equals", "not_equals", "one_of", "lt", "le", "gt", "ge"}
    )

    def points_of_scale(self) -> tuple[Choice, ...]:
        """The points in rising order, without the answer beside the scale."""
        raise NotImplementedError

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the points in rising order."""
        return tuple(int(point.code) for point in self.points_of_scale())

    def choices(self) -> tuple[Choice, ...]:
        beside = (Choice(NOT_APPLICABLE, self.not_applicable),) if self.not_applicable else ()
        return (*self.points_of_scale(), *beside)

    def values(self) -> tuple[int | str, ...]:
        return (*self.numbers, NOT_APPLICABLE) if self.not_applicable else self.numbers

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:
        if isinstance(value, str):
            if operator in {"lt", "le", "gt", "ge"}:
                return "type_mismatch"
        elif not self.numbers[0] <= value <= self.numbers[-1]:
            return "value_out_of_range"
        return super().refusal_of(operator, value)

    def read(self, given: Sequence[str]) -> int | str:
        codes = {str(value): value for value in self.values()}
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Choose one answer only.")
        if given[0] not in codes:
            raise refuse_choice()
        return codes[given[0]]

    def check(self, value: object) -> int | str:
        # bool is an int in Python, and true is no point of a scale
        if not isinstance(value, int | str) or isinstance(value, bool) or value not in self.values():
            raise refuse_choice()
        return value

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def tally(self, counts: Mapping[str, int], answered: int) -> Summary:
        return (
            without_not_applicable(super().tally(counts, answered))
            if self.not_applicable
            else super().tally(counts, answered)
        )

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:  # noqa: ARG002 - every point counts
        values = self.values()
        for value in values:
            yield Cell(value, 1 / len(values))


def without_not_applicable(summary: Summary) -> Summary:
    """The summary with the answers beside the scale told apart, which are the last of its counts."""
    *points, beside = summary.counts
    return Summary(summary.answered - beside.count, tuple(points), beside.count)
