"""Texts as tokens and sentences, with their places in code points. Every step is linear in the text's length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

# Each alternative starts with characters of its own, so that no text makes the search go back.
_TOKEN = re.compile(r"\d++(?:[.,:]\d++){0,4}%?(?![^\W_])|[^\W_]++(?:['’´\-/&][^\W_]++)*+|[^\w\s]|_")
_QUOTED = re.compile(r"“[^”]{1,200}”|\"[^\"]{1,200}\"|«[^»]{1,200}»|(?<!\w)['‘][^'’]{1,120}['’](?!\w)")
_ENDS = frozenset(".?!")
_LINE_ENDS = frozenset("\n\r")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or one sign. `low` is its text in small letters with plain apostrophes, `raw` as it stands."""

    raw: str
    low: str
    start: int
    end: int
    is_word: bool
    is_quoted: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it starts with a digit."""
        return self.raw[0].isdigit()

    @property
    def is_title(self) -> bool:
        """Whether it is written as a name: a capital, then small letters."""
        return len(self.raw) > 1 and self.raw[0].isupper() and self.raw[1:2].islower()


@dataclass(frozen=True)
class Sentence:
    """A run of tokens without the sign that ends it."""

    tokens: tuple[Token, ...]
    is_question: bool

    @property
    def words(self) -> int:
        return sum(token.is_word for token in self.tokens)


def lowered(text: str) -> str:
    """The text in small letters and with plain apostrophes."""
    return text.lower().replace("’", "'").replace("´", "'")


def lows(text: str) -> tuple[str, ...]:
    """The tokens of a text in small letters, quotation marks left out."""
    return tuple(_TOKEN.findall(lowered(text)))


class Text:
    """A text that rules read.

    `hidden` are the places of words that only direct and are read as if they were cited, `asks` says of a run of
    tokens without a question mark whether it is a question all the same."""

    def __init__(
        self,
        raw: str,
        *,
        reads_quoted: bool = False,
        hidden: frozenset[int] = frozenset(),
        asks: Callable[[Sequence[Token]], bool] = lambda _: False,
    ) -> None:
        self.raw = raw
        self._reads_quoted = reads_quoted
        self._hidden = hidden
        self._asks = asks

    @cached_property
    def _quotes(self) -> list[tuple[int, int]]:
        return [] if self._reads_quoted else [match.span() for match in _QUOTED.finditer(self.raw)]

    @property
    def has_quoted_sentence(self) -> bool:
        """Whether a whole sentence stands in quotation marks."""
        return any(self.raw[end - 2] in _ENDS for _, end in self._quotes)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens in order, those in quotation marks marked."""
        quotes, at, found = self._quotes, 0, []
        for match in _TOKEN.finditer(self.raw):
            start, end = match.span()
            while at < len(quotes) and quotes[at][1] <= start:
                at += 1
            is_quoted = start in self._hidden or (at < len(quotes) and quotes[at][0] <= start)
            raw = match.group()
            found.append(Token(raw, lowered(raw), start, end, raw[0].isalnum(), is_quoted))
        return tuple(found)

    @cached_property
    def said(self) -> tuple[Token, ...]:
        """The tokens outside quotation marks: what the author says, not what is cited."""
        return tuple(token for token in self.tokens if not token.is_quoted)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The tokens that are words or numbers."""
        return tuple(token for token in self.tokens if token.is_word)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, of tokens outside quotation marks; none of them is empty."""
        found: list[Sentence] = []
        run: list[Token] = []
        for place, token in enumerate(self.tokens):
            if token.is_quoted:
                continue
            if run and self._is_new_line(run[-1], token):
                run = _closed(run, found, is_question=self._asks(run))
            if token.raw in _ENDS and self._is_end(place):
                run = _closed(run, found, is_question=token.raw == "?" or self._asks(run))
            else:
                run.append(token)
        _closed(run, found, is_question=self._asks(run))
        return tuple(found)

    def _is_new_line(self, before: Token, token: Token) -> bool:
        between = self.raw[before.end : min(token.start, before.end + 8)]
        return not _LINE_ENDS.isdisjoint(between)

    def _is_end(self, place: int) -> bool:
        token = self.tokens[place]
        if token.raw == "." and place and len(self.tokens[place - 1].raw) == 1 and self.tokens[place - 1].raw.isalpha():
            return False  # as in "e.g." and "U.S."
        return token.end >= len(self.raw) or not self.raw[token.end].isalnum()


def _closed(run: list[Token], found: list[Sentence], *, is_question: bool) -> list[Token]:
    if any(token.is_word for token in run):
        found.append(Sentence(tuple(run), is_question))
    elif is_question and found:
        found[-1] = Sentence(found[-1].tokens, is_question=True)
    return []


def span(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The code points that the tokens from `start` to before `end` cover."""
    return tokens[start].start, tokens[end - 1].end
