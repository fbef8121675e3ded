"""`short_text`: one line in own words. The answer is the text."""

from collections.abc import Collection, Iterator
from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire.question import Cell
from cab_portal.surveys.questionnaire.types.written import WrittenQuestion
from cab_portal.surveys.questionnaire.wording import quoted


class ShortText(WrittenQuestion):
    """One line of at most 200 characters; line breaks become spaces."""

    type: Literal["short_text"] = "short_text"

    type_label: ClassVar[str] = "a short text"
    operators: ClassVar[frozenset[str]] = frozenset({"answered", "equals", "not_equals", "one_of"})
    limit: ClassVar[int] = 200

    def tidied(self, text: str) -> str:
        return " ".join(text.splitlines()).strip()

    def refusal_of(self, operator: str, value: int | float | str) -> str | None:  # noqa: ARG002 - all take texts
        if not isinstance(value, str):
            return "type_mismatch"
        return None if value and value == self.tidied(value) and len(value) <= self.limit else "value_not_in_options"

    def label_of(self, value: int | float | str) -> str:
        return quoted(str(value))

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:
        """Each text that conditions name, and any other."""
        texts = sorted({value for value in named if isinstance(value, str)})
        other = "-"
        while other in texts:
            other += "-"
        for text in (*texts, other):
            yield Cell(text, 1 / (len(texts) + 1))
