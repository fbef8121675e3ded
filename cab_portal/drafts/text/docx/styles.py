"""What a document's styles make of a paragraph: a heading of some level, an item of a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cab_portal.drafts.text.docx.package import W

TITLE_LEVEL = 0
DEEPEST_HEADING = 6
_LONGEST_CHAIN = 20
_HEADING = re.compile(r"heading ([1-9])")
_CONTENTS = re.compile(r"toc( heading|\s*[1-9])?")


def word(name: str) -> str:
    """A name of the vocabulary of text documents."""
    return f"{{{W}}}{name}"


def value(parent: Element | None, name: str) -> str:
    """The ``w:val`` of a child; empty where there is none."""
    child = None if parent is None else parent.find(word(name))
    return "" if child is None else child.get(word("val"), "")


def is_on(parent: Element | None, name: str) -> bool:
    """Whether a property without or with a value is set."""
    child = None if parent is None else parent.find(word(name))
    return child is not None and child.get(word("val"), "true").lower() not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    properties: Element | None


class Styles:
    """The paragraph styles of a document, each with what it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._by_id: dict[str, _Style] = {}
        for style in () if root is None else root.iter(word("style")):
            key = style.get(word("styleId"), "")
            self._by_id[key] = _Style(
                " ".join(value(style, "name").lower().split()), value(style, "basedOn"), style.find(word("pPr"))
            )

    def heading_level(self, properties: Element | None) -> int | None:
        """0 for the document's title, 1 to 6 for a heading, None for other paragraphs."""
        if properties is not None and value(properties, "outlineLvl").isdigit():
            return _outline_level(properties)
        for key, style in self._chain(properties):
            found = _HEADING.fullmatch(style.name) or re.fullmatch(r"heading([1-9])", key.lower())
            if found:
                return min(int(found[1]), DEEPEST_HEADING)
            if style.name == "title":
                return TITLE_LEVEL
            if style.properties is not None and value(style.properties, "outlineLvl").isdigit():
                return _outline_level(style.properties)
        return None

    def is_contents(self, properties: Element | None) -> bool:
        """Whether the paragraph is a line of a table of contents, which Word makes of the headings."""
        return any(_CONTENTS.fullmatch(style.name) for _, style in self._chain(properties))

    def numbering(self, properties: Element | None) -> tuple[str, int] | None:
        """The list that a paragraph belongs to and its level there from 0, by itself or by its style."""
        levels: list[str] = []
        for owner in self._with_own(properties):
            numbers = None if owner is None else owner.find(word("numPr"))
            if numbers is None:
                continue
            levels.append(value(numbers, "ilvl"))
            number = value(numbers, "numId")
            if number:
                level = next((found for found in levels if found.isdigit()), "0")
                return None if number == "0" else (number, int(level))
        return None

    def _with_own(self, properties: Element | None) -> Iterator[Element | None]:
        yield properties
        for _, style in self._chain(properties):
            yield style.properties

    def _chain(self, properties: Element | None) -> Iterator[tuple[str, _Style]]:
        key = value(properties, "pStyle")
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(key)
            if style is None:
                # A heading may be named without the part that says what its style is.
                if re.fullmatch(r"(?i)heading[1-9]", key):
                    yield key, _Style("", "", None)
                return
            yield key, style
            key = style.based_on


def _outline_level(properties: Element) -> int | None:
    level = int(value(properties, "outlineLvl"))
    # 9 is "body text".
    return min(level + 1, DEEPEST_HEADING) if level < 9 else None
