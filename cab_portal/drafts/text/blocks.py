"""Markdown of a step, parsed to the blocks that a reader can comment on.

A block is a paragraph, a heading, a table *cell* or a code block. A cell and not a row, because the text of
an element must be exactly its block's canonical text, and a row has nothing to stand between its cells.
Lists and quotes hold paragraphs; they are told by the `containers` of a block. A block without text (a
rule, an empty cell or list item) is there for the layout only: it cannot be commented on and adds nothing
to the canonical text.

Offsets count Unicode code points in the canonical text of the step: block texts joined by one newline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cab_portal.drafts.text.normalizing import Run, Tag, canonical_runs, code_runs

_LINK_SCHEMES = ("http://", "https://", "mailto:")
_INLINE_TAGS = {"strong": "strong", "em": "em", "s": "s", "link": "a"}


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CELL = "cell"
    CODE = "code"
    RULE = "rule"


class ContainerKind(StrEnum):
    QUOTE = "quote"
    BULLET_LIST = "bullet_list"
    ORDERED_LIST = "ordered_list"
    LIST_ITEM = "list_item"
    TABLE = "table"
    TABLE_HEAD = "table_head"
    TABLE_BODY = "table_body"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Container:
    """What a block stands in. Two blocks stand in the same container when their containers are equal (by
    `key`).
    """

    kind: ContainerKind
    key: int
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `start` is the offset of `text` in the step's canonical text, `level` a heading's 1 to 6."""

    index: int
    kind: BlockKind
    start: int
    text: str
    runs: tuple[Run, ...]
    containers: tuple[Container, ...] = ()
    level: int = 0
    is_header: bool = False
    align: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def parse_blocks(markdown: str) -> tuple[Block, ...]:
    """The blocks of a step in reading order. Any text is valid Markdown: nothing is refused."""
    parsing = _Parsing()
    for token in _MARKDOWN.parse(markdown):
        parsing.take(token)
    return tuple(parsing.blocks)


def canonical_text(blocks: Iterable[Block]) -> str:
    """The texts of the blocks joined by one newline; every block's `start` is an offset in it."""
    return "\n".join(block.text for block in blocks if block.text)


def plain_text(markdown: str) -> str:
    """Markdown as one line of text."""
    return canonical_text(parse_blocks(markdown)).replace("\n", " ")


def heading_text(content: str) -> str:
    """The words of a heading. Only its inline marks are Markdown: in "2. Tiers" the number belongs to the words."""
    children = _MARKDOWN.parseInline(content)[0].children or ()
    return "".join(run.text for run in inline_runs(children)).replace("\n", " ")


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 30})
    parser.enable(["table", "strikethrough"])
    # Every address is accepted here and judged in `_safe_link`, so that a refused link still shows its
    # words only.
    parser.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005 - its name is the parser's
    return parser


_MARKDOWN = _make_parser()
_CONTAINERS = {
    "blockquote": ContainerKind.QUOTE,
    "bullet_list": ContainerKind.BULLET_LIST,
    "ordered_list": ContainerKind.ORDERED_LIST,
    "list_item": ContainerKind.LIST_ITEM,
    "table": ContainerKind.TABLE,
    "thead": ContainerKind.TABLE_HEAD,
    "tbody": ContainerKind.TABLE_BODY,
    "tr": ContainerKind.TABLE_ROW,
}


@dataclass(slots=True)
class _Parsing:
    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    next_key: int = 0
    offset: int = 0
    leaf: Token | None = None

    def take(self, token: Token) -> None:
        name, _, edge = token.type.rpartition("_")
        if edge in ("open", "close") and name in _CONTAINERS:
            self._enter(_CONTAINERS[name], token) if edge == "open" else self._leave()
        elif edge == "open":
            self.leaf = token
        elif token.type == "inline":
            self._add_leaf(inline_runs(token.children or ()))
        elif token.type in ("fence", "code_block"):
            self._add(BlockKind.CODE, code_runs(token.content))
        elif token.type == "hr":
            self._add(BlockKind.RULE, ())

    def _enter(self, kind: ContainerKind, token: Token) -> None:
        number = int(token.attrGet("start") or 1) if kind is ContainerKind.ORDERED_LIST else 1
        self.containers.append(Container(kind, self.next_key, number))
        self.counts.append(len(self.blocks))
        self.next_key += 1

    def _leave(self) -> None:
        if self.containers[-1].kind is ContainerKind.LIST_ITEM and self.counts[-1] == len(self.blocks):
            self._add(BlockKind.PARAGRAPH, ())
        self.containers.pop()
        self.counts.pop()

    def _add_leaf(self, runs: tuple[Run, ...]) -> None:
        leaf = self.leaf
        if leaf is not None and leaf.type in ("td_open", "th_open"):
            align = str(leaf.attrGet("style") or "").removeprefix("text-align:")
            self._add(BlockKind.CELL, runs, is_header=leaf.type == "th_open", align=align)
        elif runs and leaf is not None and leaf.type == "heading_open":
            self._add(BlockKind.HEADING, runs, level=int(leaf.tag[1:]))
        elif runs:
            self._add(BlockKind.PARAGRAPH, runs)

    def _add(
        self, kind: BlockKind, runs: tuple[Run, ...], level: int = 0, is_header: bool = False, align: str = ""
    ) -> None:
        text = "".join(run.text for run in runs)
        self.blocks.append(
            Block(
                index=len(self.blocks),
                kind=kind,
                start=self.offset,
                text=text,
                runs=runs,
                containers=tuple(self.containers),
                level=level,
                is_header=is_header,
                align=align,
            )
        )
        if text:
            self.offset += len(text) + 1


def inline_runs(tokens: Sequence[Token]) -> tuple[Run, ...]:
    """The canonical runs of one inline token's children."""
    raw: list[Run] = []
    # Counted and not stacked: `****…` may nest thousands deep, and strong within strong shows nothing new.
    depth: dict[str, int] = {}
    links: list[str] = []
    for token in tokens:
        name, _, edge = token.type.rpartition("_")
        if edge in ("open", "close") and name in _INLINE_TAGS:
            tag = _INLINE_TAGS[name]
            depth[tag] = depth.get(tag, 0) + token.nesting
            if token.type == "link_open":
                links.append(_safe_link(str(token.attrGet("href") or "")))
            elif token.type == "link_close":
                links.pop()
            continue
        tags = _open_tags(depth, links[-1] if links else "")
        if token.type == "image":
            raw.append(Run(_text_of(token.children or ()), (*tags, Tag("image"))))
        elif token.type == "code_inline":
            raw.append(Run(token.content, (*tags, Tag("code"))))
        elif token.type == "hardbreak":
            raw.append(Run(" ", tags, extra="\n"))
        else:
            raw.append(Run(" " if token.type == "softbreak" else token.content, tags))
    return canonical_runs(raw)


def _open_tags(depth: dict[str, int], link: str) -> tuple[Tag, ...]:
    tags = [Tag("a", link)] if link else []
    return (*tags, *(Tag(name) for name in ("strong", "em", "s") if depth.get(name, 0) > 0))


def _safe_link(href: str) -> str:
    return href if href.lower().startswith(_LINK_SCHEMES) else ""


def _text_of(tokens: Iterable[Token]) -> str:
    """Text of an image's alternative, whose own children may hold markup and further images."""
    parts: list[str] = []
    waiting = list(tokens)[::-1]
    while waiting:
        token = waiting.pop()
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            waiting.extend((token.children or [])[::-1])
        else:
            parts.append(token.content)
    return "".join(parts)
