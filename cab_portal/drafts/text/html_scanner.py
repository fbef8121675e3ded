"""HTML cut into tags, comments and text, in one pass of linear time however broken the HTML is.

The standard library's parser takes quadratic time on unclosed markup in Python versions that we support.
A tag ends at the next `>`; a `>` inside an attribute's quotes is not supported.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])([^<>]*)>|<[!?][A-Za-z\[][^<>]*>")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=]+))")
_BACKTICKS = re.compile(r"`+")
_REMOVED_WITH_CONTENT = frozenset(
    [
        *(
            "script",
            "style",
            "iframe",
            "object",
            "svg",
            "math",
            "video",
            "audio",
            "canvas",
            "template",
            "head",
        ),
        *("title", "select", "textarea", "noscript", "applet", "map", "form", "button"),
    ]
)


class PieceKind(StrEnum):
    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    COMMENT = "comment"
    REMOVED = "removed"
    """An element that is left out with all its content, such as a script."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the source. `name` is a tag's in lower case, `line` counts from 0 at the source's start."""

    kind: PieceKind
    source: str
    line: int
    name: str = ""
    attributes: str = ""

    def attribute(self, name: str) -> str:
        """The value of an attribute, entities resolved; empty if it is absent."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found.group(1).lower() == name:
                return unescape(next((value for value in found.groups()[1:] if value is not None), ""))
        return ""


def scan(source: str, is_markdown: bool) -> Iterator[Piece]:
    """The pieces of `source`; their `source` parts joined are `source` again.

    In Markdown the text in code spans and after a backslash is text, whatever it looks like.
    """
    return _Scanner(source, is_markdown).pieces()


class _Scanner:
    def __init__(self, source: str, is_markdown: bool) -> None:
        self._source = source
        self._unclosed: set[str] = set()
        self._protected = _code_spans(source) if is_markdown else []
        self._is_markdown = is_markdown

    def pieces(self) -> Iterator[Piece]:
        source, text_start, position, line = self._source, 0, 0, 0
        while (position := source.find("<", position)) >= 0:
            protected_until = self._protected_until(position)
            if protected_until:
                position = protected_until
                continue
            piece = self._piece_at(position)
            if piece is None:
                position += 1
                continue
            if position > text_start:
                yield Piece(PieceKind.TEXT, source[text_start:position], line)
                line += source.count("\n", text_start, position)
            yield Piece(piece.kind, piece.source, line, piece.name, piece.attributes)
            line += piece.source.count("\n")
            position = text_start = position + len(piece.source)
        if text_start < len(source):
            yield Piece(PieceKind.TEXT, source[text_start:], line)

    def _protected_until(self, position: int) -> int:
        if self._is_markdown and position and self._source[position - 1] == "\\":
            return position + 1
        place = bisect_left(self._protected, (position, 0)) - 1
        if place >= 0 and self._protected[place][1] > position:
            return self._protected[place][1]
        return 0

    def _piece_at(self, position: int) -> Piece | None:
        source = self._source
        if source.startswith("<!--", position):
            end = self._end_of("-->", position)
            return Piece(PieceKind.COMMENT, source[position:end], 0) if end else None
        found = _TAG.match(source, position)
        if found is None:
            return None
        if not found.group(2):
            return Piece(PieceKind.COMMENT, found.group(), 0)
        name = found.group(2).lower()
        if found.group(1):
            return Piece(PieceKind.CLOSE, found.group(), 0, name)
        if name in _REMOVED_WITH_CONTENT:
            end = self._end_of(f"</{name}>", found.end())
            return Piece(PieceKind.REMOVED, source[position : end or found.end()], 0, name)
        return Piece(PieceKind.OPEN, found.group(), 0, name, found.group(3))

    def _end_of(self, closing: str, position: int) -> int:
        """The offset after the next `closing`, or 0. What is missing once is missing further on as well."""
        if closing in self._unclosed:
            return 0
        found = re.compile(re.escape(closing), re.IGNORECASE).search(self._source, position)
        if found is None:
            self._unclosed.add(closing)
            return 0
        return found.end()


def _code_spans(source: str) -> list[tuple[int, int]]:
    """The spans of Markdown code: from a run of backticks to the next run of the same length."""
    runs = [found.span() for found in _BACKTICKS.finditer(source)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    spans: list[tuple[int, int]] = []
    covered = 0
    for start, end in runs:
        if start < covered:
            continue
        same = by_length[end - start]
        following = bisect_left(same, end)
        if following < len(same):
            covered = same[following] + end - start
            spans.append((start, covered))
    return spans
