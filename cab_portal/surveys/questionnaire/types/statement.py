"""`statement`: a text to read, without an answer."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError
from cab_portal.surveys.questionnaire.question import Cell, Column, LongNote, Question
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.wording import Sentence


def _no_answer() -> AnswerError:
    return AnswerError("answer_not_wanted", "This is a text to read. It takes no answer.")


class Statement(Question):
    """A heading in `text` and what it says in `body`; it is shown on the path, never answered, never counted."""

    type: Literal["statement"] = "statement"
    body: LongNote = ""

    answerable: ClassVar[bool] = False
    closed: ClassVar[bool] = False
    type_label: ClassVar[str] = "a statement"
    operators: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _asks_for_nothing(self) -> Self:
        if self.required:
            raise PydanticCustomError("statement_required", "A statement takes no answer, so none can be required.")
        return self

    def parts(self) -> tuple[Question, ...]:
        return ()

    def parse(self, raw: Sequence[str]) -> None:  # noqa: ARG002 - whatever was sent, it is no answer
        return None

    def read(self, given: Sequence[str]) -> Answer:  # noqa: ARG002 - as above
        raise _no_answer()

    def check(self, value: object) -> Answer:  # noqa: ARG002 - as above
        raise _no_answer()

    def form_values(self, answer: Answer) -> tuple[str, ...]:  # noqa: ARG002 - there is none
        return ()

    def display(self, answer: Answer) -> str:  # noqa: ARG002 - as above
        return ""

    def finding(self, summary: Summary) -> Sentence:  # noqa: ARG002 - as above
        return Sentence("Nothing was asked here")

    def columns(self) -> tuple[Column, ...]:
        return ()

    def cells(self, answer: Answer | None) -> tuple[str, ...]:  # noqa: ARG002 - as above
        return ()

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:  # noqa: ARG002 - as above
        yield from ()

    def words(self) -> int:
        return super().words() + len(self.body.split())
