"""Words of a canonical text, as they are compared."""

import re
from dataclasses import dataclass

_QUOTES_AND_DASHES = str.maketrans("‘’‚“”„«»–—‐‑−", '\'\'\'"""""-----')
# Marks that combine with the letter before them but with no precomposed character.
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u20d0-\u20ff\ufe0f"
)
# Chinese and Japanese put no space between words: each sign is compared by itself.
_SIGN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTER = rf"[^\W_{_SIGN}]"
_TOKEN = re.compile(
    rf"{_LETTER}(?:{_LETTER}|[{_COMBINING}]|['’](?={_LETTER}))*"
    rf"|[^\w\s](?:[{_COMBINING}]|\u200d[^\w\s])*"
    rf"|[{_SIGN}_]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a single mark, `text[start:end]` of the text it was found in. White space is in no word.

    `folded` is what is compared: case, curly quotes and the kinds of dashes make no difference.
    """

    start: int
    end: int
    folded: str


def fold(text: str) -> str:
    """Text for comparison. It may be longer or shorter than the original."""
    return text.translate(_QUOTES_AND_DASHES).casefold()


def words(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    return tuple(Word(found.start(), found.end(), fold(found.group())) for found in _TOKEN.finditer(text))
