"""What questions answered in own words have in common."""

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from cab_portal.surveys.questionnaire.answers import Answer, AnswerError, AnswerRow, is_storable
from cab_portal.surveys.questionnaire.effort_table import EffortTable
from cab_portal.surveys.questionnaire.findings import NO_ANSWERS
from cab_portal.surveys.questionnaire.question import Cell, Question
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.wording import Sentence


class WrittenQuestion(Question):
    """A text of at most `limit` characters (Unicode code points), without blanks at its ends."""

    closed: ClassVar[bool] = False
    written: ClassVar[bool] = True
    missing: ClassVar[Sentence] = Sentence("Write an answer.")
    limit: ClassVar[int]

    def tidied(self, text: str) -> str:
        """The text as it is stored; doing it twice changes nothing more."""
        return text.strip()

    def read(self, given: Sequence[str]) -> str:
        if len(given) != 1:
            raise AnswerError("answer_not_single", "Write one answer only.")
        return self.check(self.tidied(given[0]))

    def check(self, value: object) -> str:
        if not isinstance(value, str) or not value or value != self.tidied(value):
            raise AnswerError("answer_not_text", "The answer is not a text. Write it again.")
        if not is_storable(value):
            raise AnswerError("answer_unusable", "Your answer contains a character that cannot be stored. Remove it.")
        if len(value) > self.limit:
            raise AnswerError(
                "answer_too_long",
                "Your answer is %(length)s characters long; shorten it to %(limit)s.",
                length=len(value),
                limit=self.limit,
            )
        return value

    def rows(self, answer: Answer) -> tuple[AnswerRow, ...]:
        return (AnswerRow(self.id, 0, None, str(answer)),)

    def from_rows(self, rows: Sequence[AnswerRow]) -> Answer:
        return self.read([row.words or "" for row in rows])

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return (str(answer),)

    def display(self, answer: Answer) -> str:
        return str(answer)

    def finding(self, summary: Summary) -> Sentence:
        if summary.answered == 0:
            return NO_ANSWERS
        if summary.answered == 1:
            return Sentence("1 person answered in their own words")
        return Sentence("%(answered)s people answered in their own words", answered=summary.answered)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:  # noqa: ARG002 - no text is named
        yield Cell("-", 1.0)

    def extra_seconds(self, table: EffortTable) -> float:
        return table.open_text_required if self.required else table.open_text_optional
