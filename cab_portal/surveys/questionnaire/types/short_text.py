"""`short_text`: one line in own words. The answer is the text."""

from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire.types.written import WrittenQuestion


class ShortText(WrittenQuestion):
    """One line of at most 200 characters; line breaks become spaces."""

    type: Literal["short_text"] = "short_text"

    type_label: ClassVar[str] = "a short text"
    limit: ClassVar[int] = 200

    def tidied(self, text: str) -> str:
        return " ".join(text.splitlines()).strip()
