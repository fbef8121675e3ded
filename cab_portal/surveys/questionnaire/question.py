"""What all questions have in common; each type of question is one file in `types/`."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    StrictBool,
    StringConstraints,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import (
    Answer,
    AnswerError,
    AnswerRow,
    ItemAnswers,
    Specified,
    StoredAnswer,
    is_storable,
)
from cab_portal.surveys.questionnaire.conditions import Condition
from cab_portal.surveys.questionnaire.effort_table import EffortTable
from cab_portal.surveys.questionnaire.summary import Count, Summary
from cab_portal.surveys.questionnaire.wording import Sentence

MAX_OPTIONS = 200


def _storable(text: str) -> str:
    if not is_storable(text):
        raise PydanticCustomError("text_unusable", "The text contains a character that cannot be stored.")
    return text


QuestionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(_storable)
]
"""A text that members read, in the base language of the questionnaire; `languages` has it in the others. It may
repeat an earlier answer (`piping`)."""

Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_storable)
]
"""The label of an option or of a point of a scale, or an end of one; languages as in `QuestionText`."""

OptionalLabel = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_storable)]
"""A label that is not there where it is empty."""

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_storable)]
"""A text of up to 500 characters that may be empty."""

LongNote = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_storable)]
"""A text of up to 2,000 characters that may be empty."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_storable)]
"""A text of up to 200 characters that may be empty."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The id of a question: small letters, digits and underscores, a letter first."""

OptionSlug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,39}$")]
"""The id of an option: small letters, digits and underscores."""


class Model(BaseModel):
    """Immutable, and refuses fields that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Option(Model):
    """One answer to choose; the id is stored and never shown, the label is shown and may be corrected.

    With `specify` it asks for a few own words, as "Other" does. An `exclusive` one is chosen alone, as "None of
    these" is. A `pinned` one keeps its place where the others are shuffled; these two kinds do so by themselves.
    """

    id: OptionSlug
    label: Label
    specify: StrictBool = False
    exclusive: StrictBool = False
    pinned: StrictBool = False

    @property
    def keeps_its_place(self) -> bool:
        """Whether shuffling leaves it where it stands."""
        return self.pinned or self.specify or self.exclusive

    @model_serializer(mode="wrap")
    def _without_what_is_not_set(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        # most options are plain, and there may be 200 of them in each of 200 questions
        return {name: value for name, value in handler(self).items() if value is not False}


Instrument = Literal["nps", "csat", "ces2", "sus", "umux_lite", "kano"]


class Measure(Model):
    """Which item of a validated instrument a question is; `instruments` has their scales and scores.

    `group` tells apart several uses of one instrument, as the pairs of a Kano study: one for each feature.
    """

    instrument: Instrument
    item: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,20}$")] = "1"
    group: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,40}$")] = ""


def shuffled(options: Sequence[Option], seed: str) -> tuple[Option, ...]:
    """The options in an order that follows from the seed alone; those that keep their place do.

    The seed is one of a member and question, so that a page shown again shows the same order.
    """
    movable = [option for option in options if not option.keeps_its_place]
    order = iter(sorted(movable, key=lambda option: sha256(f"{seed}/{option.id}".encode()).digest()))
    return tuple(option if option.keeps_its_place else next(order) for option in options)


@dataclass(frozen=True)
class Choice:
    """One control of a question answered by choosing: the value that its form sends, and its label."""

    code: str
    label: str


@dataclass(frozen=True)
class Column:
    """One column of a table of responses: a short unique name, and a heading in words."""

    name: str
    heading: str


@dataclass(frozen=True)
class Cell:
    """A group of answers that no condition of the questionnaire can tell apart.

    `answer` stands for all of them (None: left empty), `weight` is their share if every answer is equally
    likely.
    """

    answer: Answer | None
    weight: float


class Question(Model, ABC):
    """One question. `decision` is what will be done with the answer, and `owner` who does it; both are for
    staff.

    `check` is the one judge of answers: every other method takes answers that have passed it.
    """

    type: str
    """The name of the type in JSON, one literal in each type; pages choose the control by it."""
    id: Slug
    text: QuestionText
    help: Note = ""
    required: StrictBool = False
    decision: Note = ""
    owner: Name = ""
    show_if: Condition | None = None
    measure: Measure | None = None

    answerable: ClassVar[bool] = True
    """Whether it takes an answer; a statement is only read."""
    closed: ClassVar[bool] = True
    """Whether the possible answers are given, so that answers are counted by choice."""
    written: ClassVar[bool] = False
    """Whether people answer in own words, stored as `words` without a code."""
    counts_firsts: ClassVar[bool] = False
    """Whether `tally` counts only the rows with ordinal 0: who put an option first."""
    type_label: ClassVar[str]
    """The type in words for staff, as in "a rating"."""
    operators: ClassVar[frozenset[str]] = frozenset({"answered"})
    """The comparisons that a condition may make with the answer."""
    missing: ClassVar[Sentence] = Sentence("Choose one answer.")
    """What a member reads who leaves a required question empty."""

    @property
    def takes_words(self) -> bool:
        """Whether somebody may write own words, were it only beside an option."""
        return self.written

    def parse(self, raw: Sequence[str]) -> Answer | None:
        """The answer in the values that a form sent; None if the question may be left empty and was.

        Raises `AnswerError` if a required answer is missing or the values are no answer.
        """
        given = [value for value in raw if value.strip()]
        if given:
            return self.read(given)
        if self.required:
            raise self.missing_error()
        return None

    def missing_error(self) -> AnswerError:
        """The error of a required question left empty."""
        return AnswerError("answer_missing", self.missing.template)

    def parts(self) -> tuple["Question", ...]:
        """What conditions read and results count: the question itself; the items of a battery, each as a rating
        with the id `question.item`; nothing of a statement."""
        return (self,)

    @abstractmethod
    def read(self, given: Sequence[str]) -> Answer:
        """The answer in the values of a form, at least one, none blank. Raises `AnswerError`."""

    @abstractmethod
    def check(self, value: object) -> Answer:
        """The value as an answer, from a stored response or from JSON. Raises `AnswerError` if it is none."""

    @abstractmethod
    def form_values(self, answer: Answer) -> tuple[str, ...]:
        """The values with which a form shows the answer again; `parse` makes the same answer of them."""

    @abstractmethod
    def display(self, answer: Answer) -> str:
        """The answer in words, on one page with other answers."""

    def repeated(self, answer: Answer) -> str:
        """The answer within the text of a later question: of who wrote own words, those alone."""
        return self.display(answer)

    def stored(self, answer: Answer) -> StoredAnswer:
        """The answer as JSON; `check` makes the same answer of it."""
        if isinstance(answer, Specified):
            chosen = list(answer.chosen) if isinstance(answer.chosen, tuple) else answer.chosen
            return {"chosen": chosen, "words": dict(answer.words)}
        if isinstance(answer, ItemAnswers):
            return dict(answer.items)
        return list(answer) if isinstance(answer, tuple) else answer

    def rows(self, answer: Answer) -> tuple[AnswerRow, ...]:
        """The answer as rows to store; `from_rows` makes the same answer of them."""
        return tuple(AnswerRow(self.id, ordinal, code) for ordinal, code in enumerate(self.codes(answer)))

    def from_rows(self, rows: Sequence[AnswerRow]) -> Answer:
        """The answer in its rows, in the order of their ordinals. Raises `AnswerError`."""
        return self.read([row.code or "" for row in rows])

    def row_ids(self) -> tuple[str, ...]:
        """The `question_id` of every row that an answer may have."""
        return tuple(part.id for part in self.parts())

    def choices(self) -> tuple[Choice, ...]:
        """The possible answers in order; empty where people answer in own words."""
        return ()

    def codes(self, answer: Answer) -> tuple[str, ...]:
        """The codes of the answer: stored row by row, they let the database count. Own words have none."""
        return () if self.written else self.form_values(answer)

    def values(self) -> tuple[int | str, ...]:
        """What a condition may compare the answer with, in the order of `choices`; empty where that is not a list."""
        return ()

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:  # noqa: ARG002 - some types need it
        """Why a condition with one of `operators` may not name the value: `value_not_in_options`,
        `value_out_of_range` or `type_mismatch`; None if it may."""
        return None if value in self.values() else "value_not_in_options"

    def label_of(self, value: int | float | str) -> str:
        """A value of a condition in words."""
        labels = {known: choice.label for known, choice in zip(self.values(), self.choices(), strict=True)}
        return labels.get(value, str(value)) if not isinstance(value, float) else str(value)

    def tally(self, counts: Mapping[str, int], answered: int) -> Summary:
        """The summary of counts by code. Raises `KeyError` for a code that is no choice of this question."""
        choices = self.choices()
        unknown = counts.keys() - {choice.code for choice in choices}
        if unknown:
            raise KeyError(f"question {self.id} has no choice {min(unknown)!r}")
        return Summary(
            answered,
            tuple(Count(choice.code, choice.label, counts.get(choice.code, 0)) for choice in choices),
        )

    def summarize(self, answers: Iterable[Answer]) -> Summary:
        """The summary of answers at hand, one per person who answered."""
        counts: Counter[str] = Counter()
        answered = 0
        for answer in answers:
            answered += 1
            counts.update(self.codes(answer))
        return self.tally(counts, answered)

    @abstractmethod
    def finding(self, summary: Summary) -> Sentence:
        """What the answers say, in one sentence for the heading of their chart."""

    def columns(self) -> tuple[Column, ...]:
        """The columns of this question in a table of responses."""
        return (Column(self.id, self.text),)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """The texts under `columns`, empty where unanswered. The export guards against formulas."""
        return ("" if answer is None else self.display(answer),)

    @abstractmethod
    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        """The answers, grouped by what conditions naming these values tell apart; weights add up to 1.

        For a choice of several, numbers among the values are numbers of chosen options.
        """

    def least_cells(self, named: Collection[int | float | str]) -> int:  # noqa: ARG002 - only choices of several
        """At least how many cells `partition` has, where that could be more than anybody wants to draw."""
        return 1

    def words(self) -> int:
        """The number of words that a member reads."""
        return sum(len(text.split()) for text in (self.text, self.help, *(c.label for c in self.choices())))

    def decisions(self) -> float:
        """How many choices a member makes: 1, or half a choice per option where several may be chosen."""
        return 1.0

    def extra_seconds(self, table: EffortTable) -> float:  # noqa: ARG002 - written answers look it up
        """The time that answering takes beyond reading and choosing."""
        return 0.0
