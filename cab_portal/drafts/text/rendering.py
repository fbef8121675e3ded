"""Blocks of a step as HTML, with passages marked.

The text of an element that carries `data-block` is its block's canonical text, once everything inside
`[data-ui]` is left out; `data-start` is the offset of its first character. So a selection in the page and a
span in the canonical text are the same two numbers.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

import nh3

from cab_portal.drafts.text.blocks import Block, BlockKind, Container, ContainerKind
from cab_portal.drafts.text.normalizing import Tag
from cab_portal.drafts.text.segments import Mark, Segment, segments

BlockAction = Callable[[Block], str]

_PLACEHOLDER = re.compile(r"\{\{[^{}]{1,80}\}\}|\{[^{}]{1,80}\}")
_FIRST_PIECE_ID = "m{number}"
_CONTAINER_TAGS = {
    ContainerKind.QUOTE: ("<blockquote>", "</blockquote>"),
    ContainerKind.BULLET_LIST: ("<ul>", "</ul>"),
    ContainerKind.ORDERED_LIST: ("<ol>", "</ol>"),
    ContainerKind.LIST_ITEM: ("<li>", "</li>"),
    ContainerKind.TABLE_HEAD: ("<thead>", "</thead>"),
    ContainerKind.TABLE_BODY: ("<tbody>", "</tbody>"),
    ContainerKind.TABLE_ROW: ("<tr>", "</tr>"),
}
_BLOCK_ATTRIBUTES = {"data-block", "data-start", "class"}
_ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "class", "rel", "aria-label", "data-ui"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "span": {"class", "data-ui"},
    "mark": {"class", "id", "data-mark"},
    "ol": {"start"},
    **dict.fromkeys(("p", "pre", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"), _BLOCK_ATTRIBUTES),
}
_ALLOWED_TAGS = {
    *_ALLOWED_ATTRIBUTES,
    *("blockquote", "ul", "li", "table", "thead", "tbody", "tr", "strong", "em", "s", "code", "br", "hr"),
}
_LINK_SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A `{first name}` that stays as it is until the draft is sent; a comment must not cut it."""

    start: int
    end: int
    text: str


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """The placeholders in a canonical text, in order, at most 80 characters each."""
    return tuple(Placeholder(found.start(), found.end(), found.group()) for found in _PLACEHOLDER.finditer(text))


def render(
    blocks: Sequence[Block],
    marks: Sequence[Mark] = (),
    block_action: BlockAction | None = None,
    top_heading: int = 3,
    table_label: str = "Table",
) -> str:
    """Safe HTML of the blocks.

    `marks` become `<mark>` pieces, the first with the id `m<number>`, followed by a numbered link.
    `block_action` gives HTML to stand after each block with text, such as a link to the composer; it is put
    inside a `data-ui` element and sanitized with the rest. Headings start at `top_heading` and skip no
    level. `table_label` names the scrolling frame of a table to assistive technology.
    """
    end = max((block.end for block in blocks), default=0)
    inside = [replace(mark, end=min(mark.end, end)) for mark in marks if mark.start < end]
    writer = _Writer(inside, block_action, top_heading, table_label)
    for block in blocks:
        writer.write(block)
    return _sanitize(writer.finish())


def _sanitize(html: str) -> str:
    return nh3.clean(
        html,
        tags=_ALLOWED_TAGS,
        clean_content_tags={"script", "style"},
        attributes=_ALLOWED_ATTRIBUTES,
        url_schemes=_LINK_SCHEMES,
        link_rel=None,
    )


class _Writer:
    def __init__(
        self, marks: Sequence[Mark], block_action: BlockAction | None, top_heading: int, table_label: str
    ) -> None:
        self._marks = marks
        self._block_action = block_action
        self._top_heading = top_heading
        self._table_label = table_label
        self._open: list[Container] = []
        self._outline: list[int] = []
        self._seen: set[int] = set()
        self._parts: list[str] = []

    def write(self, block: Block) -> None:
        self._move_to(block.containers)
        if block.kind is BlockKind.RULE:
            self._parts.append("<hr>")
            return
        name = self._element(block)
        attributes = f' class="align-{block.align}"' if block.align else ""
        if not block.text:
            self._parts.append(f"<{name}{attributes}></{name}>" if block.kind is BlockKind.CELL else "")
            return
        attributes += f' data-block="{block.index}" data-start="{block.start}"'
        content = self._content(block)
        action = self._action(block)
        if block.kind is BlockKind.CELL:
            self._parts.append(f"<{name}{attributes}>{content}{action}</{name}>")
        elif action:
            self._parts.append(f'<div class="block"><{name}{attributes}>{content}</{name}>{action}</div>')
        else:
            self._parts.append(f"<{name}{attributes}>{content}</{name}>")

    def finish(self) -> str:
        self._move_to(())
        return "".join(self._parts)

    def _move_to(self, containers: tuple[Container, ...]) -> None:
        shared = 0
        for here, wanted in zip(self._open, containers, strict=False):
            if here != wanted:
                break
            shared += 1
        while len(self._open) > shared:
            container = self._open.pop()
            is_table = container.kind is ContainerKind.TABLE
            self._parts.append("</table></div>" if is_table else _CONTAINER_TAGS[container.kind][1])
        for container in containers[shared:]:
            self._open.append(container)
            self._parts.append(self._opening(container))

    def _opening(self, container: Container) -> str:
        if container.kind is ContainerKind.TABLE:
            label = escape(self._table_label)
            return f'<div class="table-scroll" role="group" tabindex="0" aria-label="{label}"><table>'
        if container.kind is ContainerKind.ORDERED_LIST and container.first_number != 1:
            return f'<ol start="{container.first_number}">'
        return _CONTAINER_TAGS[container.kind][0]

    def _element(self, block: Block) -> str:
        if block.kind is BlockKind.CELL:
            # An empty header cell is announced as a header without a name, so it is an ordinary cell.
            return "th" if block.is_header and block.text else "td"
        if block.kind is BlockKind.HEADING:
            while self._outline and self._outline[-1] >= block.level:
                self._outline.pop()
            self._outline.append(block.level)
            return f"h{min(6, self._top_heading + len(self._outline) - 1)}"
        return "pre" if block.kind is BlockKind.CODE else "p"

    def _action(self, block: Block) -> str:
        html = self._block_action(block) if self._block_action else ""
        return f'<span class="block-action" data-ui>{html}</span>' if html else ""

    def _content(self, block: Block) -> str:
        pieces = _Pieces(self._seen)
        for segment in segments(block, self._marks):
            pieces.add(segment)
        content = pieces.finish()
        return f"<code>{content}</code>" if block.kind is BlockKind.CODE else content


class _Pieces:
    """Inline HTML of one block. Elements stay open over segments that share them, so that a link is one
    link.
    """

    def __init__(self, seen: set[int]) -> None:
        self._seen = seen
        self._open: list[Tag | Mark] = []
        self._parts: list[str] = []

    def add(self, segment: Segment) -> None:
        wanted: list[Tag | Mark] = [*segment.tags, *segment.marks]
        shared = 0
        while shared < min(len(wanted), len(self._open)) and wanted[shared] == self._open[shared]:
            shared += 1
        self._close(shared)
        for element in wanted[shared:]:
            self._open.append(element)
            self._parts.append(self._opening(element))
        self._parts.append(escape(segment.text, quote=False) + _layout(segment.extra))
        if segment.ending:
            self._close(0)
            self._parts.extend(_reference(mark) for mark in segment.ending)

    def finish(self) -> str:
        self._close(0)
        return "".join(self._parts)

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            element = self._open.pop()
            name = "mark" if isinstance(element, Mark) else _element_of(element)
            self._parts.append(f"</{name}>")

    def _opening(self, element: Tag | Mark) -> str:
        if isinstance(element, Mark):
            first = element.number not in self._seen
            self._seen.add(element.number)
            identity = f' id="{_FIRST_PIECE_ID.format(number=element.number)}"' if first else ""
            kind = escape(element.kind + (" on" if element.active else ""))
            return f'<mark class="{kind}"{identity} data-mark="{element.number}">'
        if element.name == "a":
            return f'<a href="{escape(element.href)}" rel="noopener noreferrer nofollow">'
        return '<span class="image">' if element.name == "image" else f"<{element.name}>"


def _element_of(tag: Tag) -> str:
    return "span" if tag.name == "image" else tag.name


def _layout(extra: str) -> str:
    lines = extra.split("\n")
    spaces = [f"<span data-ui>{line}</span>" if line else "" for line in lines]
    return "<br>".join(spaces)


def _reference(mark: Mark) -> str:
    label = escape(mark.label)
    return f'<a class="ref" data-ui href="{escape(mark.href)}" aria-label="{label}">{mark.number}</a>'
