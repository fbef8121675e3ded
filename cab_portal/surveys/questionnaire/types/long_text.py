"""`long_text`: several lines in own words. The answer is the text."""

from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire.types.written import WrittenQuestion


class LongText(WrittenQuestion):
    """At most 2,000 characters, with line breaks as single newlines, however a browser sent them."""

    type: Literal["long_text"] = "long_text"

    type_label: ClassVar[str] = "a long text"
    limit: ClassVar[int] = 2000

    def tidied(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
