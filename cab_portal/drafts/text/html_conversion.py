"""Simple HTML as Markdown: tables, lists, links, emphasis, line breaks. All else is reported."""

import re
from dataclasses import dataclass, field
from html import unescape

from cab_portal.drafts.text.html_scanner import Piece, PieceKind, scan
from cab_portal.drafts.text.import_report import ReportBuilder, Treatment

_MARKERS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~", "strike": "~~"}
_INLINE = {*_MARKERS, "code", "kbd", "samp", "tt", "a"}
_PARAGRAPHS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "figure"),
        *("figcaption", "address", "dl", "dt", "dd", "summary", "details", "caption", "hgroup"),
    ]
)
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_SILENT = frozenset([*_PARAGRAPHS, "span", "html", "body", "tbody", "thead", "tfoot", "colgroup", "col", "wbr"])
_OTHER_HTML = frozenset(
    [
        *(
            "abbr",
            "area",
            "base",
            "bdi",
            "bdo",
            "big",
            "blink",
            "cite",
            "data",
            "datalist",
            "dfn",
            "embed",
            "font",
        ),
        *(
            "fieldset",
            "frame",
            "frameset",
            "input",
            "ins",
            "label",
            "legend",
            "link",
            "mark",
            "marquee",
            "menu",
        ),
        *(
            "meta",
            "meter",
            "optgroup",
            "option",
            "output",
            "param",
            "picture",
            "progress",
            "q",
            "rp",
            "rt",
            "ruby",
        ),
        *("small", "source", "sub", "sup", "time", "track", "u", "var", "dialog", "search", "slot"),
    ]
)
_MOST_FRAMES = 16
_SPACE = re.compile(r"[^\S\n]*\n\s*|\s+")
_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]<~|]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BLOCK_START = re.compile(r"(?m)^([#>+=-])|^(\d{1,9})([.)])(?=\s)")


def block_to_markdown(source: str, line: int, report: ReportBuilder) -> str:
    """HTML that stands by itself, as blocks of Markdown. `line` is its first in the file, for the report."""
    converter = _Converter(report, line, is_markdown=False)
    return converter.convert(source)


def inline_to_markdown(source: str, line: int, report: ReportBuilder, one_line: bool = False) -> str:
    """Markdown with HTML tags in its lines, as Markdown without. With `one_line` a `<br>` becomes a space."""
    converter = _Converter(report, line, is_markdown=True, one_line=one_line)
    return converter.convert(source)


@dataclass(slots=True)
class _Frame:
    """An element under construction: finished blocks, the running paragraph and the emphasis open in it."""

    name: str
    number: int = 0
    blocks: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    emphasis: list[tuple[str, int, str]] = field(default_factory=list)
    prefix: str = ""


class _Converter:
    def __init__(self, report: ReportBuilder, line: int, is_markdown: bool, one_line: bool = False) -> None:
        self._report = report
        self._line = line
        self._is_markdown = is_markdown
        self._one_line = one_line
        self._frames = [_Frame("root")]

    def convert(self, source: str) -> str:
        for piece in scan(source, self._is_markdown):
            if piece.kind is PieceKind.TEXT:
                self._frames[-1].inline.append(self._text(piece.source))
            elif piece.kind in (PieceKind.COMMENT, PieceKind.REMOVED):
                self._note(piece, piece.name or "comment", Treatment.REMOVED)
            elif piece.kind is PieceKind.OPEN:
                self._opened(piece)
            else:
                self._closed(piece)
        if self._is_markdown:
            self._end_emphasis(0)
            return "".join(self._frames[0].inline)
        while len(self._frames) > 1:
            self._end_frame()
        self._end_paragraph()
        return "\n\n".join(self._frames[0].blocks)

    def _note(self, piece: Piece, name: str, treatment: Treatment) -> None:
        self._report.add(name, treatment, self._line + piece.line)

    def _text(self, source: str) -> str:
        if self._is_markdown:
            return source
        if self._frames[-1].name == "pre":
            return unescape(source)
        escaped = _MARKDOWN_SIGNS.sub(r"\\\g<0>", _SPACE.sub(" ", unescape(source)))
        return _ENTITY.sub("&amp;", escaped)

    def _opened(self, piece: Piece) -> None:
        name = piece.name
        if name == "br":
            self._break()
        elif name == "img":
            self._note(piece, "image", Treatment.UNWRAPPED)
            self._frames[-1].inline.append(_escape_brackets(piece.attribute("alt")))
        elif name in _INLINE:
            if len(self._frames[-1].emphasis) < _MOST_FRAMES:
                self._begin_emphasis(piece)
        elif not self._is_markdown and self._opened_block(piece):
            return
        elif name not in _SILENT and not (self._is_markdown and name in _STRUCTURE):
            self._unknown(piece)
        elif self._is_markdown and name in _STRUCTURE:
            self._note(piece, name, Treatment.UNWRAPPED)

    def _opened_block(self, piece: Piece) -> bool:
        name = piece.name
        if name in _HEADINGS:
            self._end_paragraph()
            self._frames[-1].prefix = _HEADINGS[name] + " "
        elif name in _PARAGRAPHS:
            self._end_paragraph()
        elif name == "hr":
            self._end_paragraph()
            self._frames[-1].blocks.append("---")
        elif name == "tr":
            self._begin_row()
        elif name in ("td", "th"):
            if piece.attribute("colspan") or piece.attribute("rowspan"):
                self._note(piece, "merged table cell", Treatment.UNWRAPPED)
            self._begin_cell()
        elif name in _FRAMES:
            self._begin_frame(name)
        else:
            return False
        return True

    def _closed(self, piece: Piece) -> None:
        name = piece.name
        if name in _INLINE:
            self._close_emphasis(name)
        elif self._is_markdown:
            if name not in _SILENT and name not in _STRUCTURE and name not in _OTHER_HTML and "-" not in name:
                self._frames[-1].inline.append(piece.source)
        elif name in _HEADINGS or name in _PARAGRAPHS:
            self._end_paragraph()
        elif name in _FRAMES or name in ("td", "th"):
            wanted = "cell" if name in ("td", "th") else name
            if any(frame.name == wanted for frame in self._frames):
                while self._end_frame() != wanted:
                    pass

    def _close_emphasis(self, name: str) -> None:
        names = [open_name for open_name, _, _ in self._frames[-1].emphasis]
        if name in names:
            self._end_emphasis(len(names) - 1 - names[::-1].index(name))

    def _unknown(self, piece: Piece) -> None:
        if piece.name in _OTHER_HTML or "-" in piece.name:
            self._note(piece, piece.name, Treatment.UNWRAPPED)
            return
        # "<first name>" is a placeholder of an author, not markup: dropping it would lose a word.
        self._note(piece, piece.source, Treatment.KEPT_AS_TEXT)
        self._frames[-1].inline.append("\\" + piece.source)

    def _break(self) -> None:
        inside_line = self._one_line or self._frames[-1].name == "cell" or self._frames[-1].prefix
        if self._frames[-1].name == "pre":
            self._frames[-1].inline.append("\n")
        else:
            self._frames[-1].inline.append(" " if inside_line or self._is_markdown else "\\\n")

    def _begin_emphasis(self, piece: Piece) -> None:
        frame = self._frames[-1]
        frame.emphasis.append((piece.name, len(frame.inline), piece.attribute("href")))

    def _end_emphasis(self, depth: int) -> None:
        frame = self._frames[-1]
        while len(frame.emphasis) > depth:
            name, position, href = frame.emphasis.pop()
            inner = "".join(frame.inline[position:])
            del frame.inline[position:]
            already = any(_MARKERS.get(name, name) == _MARKERS.get(other, other) for other, _, _ in frame.emphasis)
            frame.inline.append(inner if already else _emphasized(name, inner, href))

    def _end_paragraph(self) -> None:
        frame = self._frames[-1]
        self._end_emphasis(0)
        lines = [line.strip() for line in "".join(frame.inline).split("\n")]
        text = "\n".join(lines).strip().removesuffix("\\").strip()
        text = _BLOCK_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)
        frame.inline.clear()
        if text:
            frame.blocks.append(frame.prefix + (text.replace("\\\n", " ") if frame.prefix else text))
        frame.prefix = ""

    def _begin_frame(self, name: str) -> None:
        in_cell = any(frame.name == "cell" for frame in self._frames)
        if len(self._frames) >= _MOST_FRAMES or (in_cell and name not in ("ul", "ol", "li")):
            return
        if name == "li" and self._frames[-1].name == "li":
            self._end_frame()
        if self._frames[-1].name != "pre":
            self._end_paragraph()
            self._frames.append(_Frame(name))

    def _begin_row(self) -> None:
        if self._frames[-1].name == "cell":
            self._end_frame()
        if self._frames[-1].name == "table":
            self._end_paragraph()
            self._frames[-1].rows.append([])

    def _begin_cell(self) -> None:
        if self._frames[-1].name == "cell":
            self._end_frame()
        if self._frames[-1].name == "table":
            self._end_paragraph()
            if not self._frames[-1].rows:
                self._frames[-1].rows.append([])
            self._frames.append(_Frame("cell"))

    def _end_frame(self) -> str:
        if self._frames[-1].name == "pre":
            frame = self._frames.pop()
            self._frames[-1].blocks.append(_fenced("".join(frame.inline)))
            return frame.name
        self._end_paragraph()
        frame, parent = self._frames.pop(), self._frames[-1]
        if frame.name == "cell":
            parent.rows[-1].append(" ".join(" ".join(frame.blocks).split()))
        elif frame.name == "table":
            parent.blocks.extend([*frame.blocks, *_table(frame.rows)])
        elif frame.name == "li":
            parent.number += 1
            marker = f"{parent.number}. " if parent.name == "ol" else "- "
            parent.blocks.append(_hanging(marker, "\n\n".join(frame.blocks)))
        elif frame.name == "blockquote":
            quoted = "\n\n".join(frame.blocks).split("\n")
            parent.blocks.append("\n".join(f"> {line}".rstrip() for line in quoted))
        else:
            parent.blocks.append("\n".join(frame.blocks))
        return frame.name


_FRAMES = frozenset(["ul", "ol", "li", "table", "blockquote", "pre"])
_STRUCTURE = frozenset([*_FRAMES, *_HEADINGS, "tr", "td", "th", "hr"])


def _emphasized(name: str, inner: str, href: str) -> str:
    core = inner.strip()
    if not core:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    if name == "a":
        core = f"[{core}]({_destination(href)})" if href else core
    elif name in _MARKERS:
        core = f"{_MARKERS[name]}{core}{_MARKERS[name]}"
    elif "`" not in core:
        # Within code nothing is escaped, so the escapes made for running text are taken back.
        core = "`" + re.sub(r"\\(.)", r"\1", core) + "`"
    return f"{before}{core}{after}"


def _destination(href: str) -> str:
    return "<" + re.sub(r"[<>\s]", "", href) + ">" if re.search(r"[\s()<>]", href) else href


def _escape_brackets(text: str) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\g<0>", " ".join(text.split()))


def _hanging(marker: str, text: str) -> str:
    lines = text.split("\n")
    indent = " " * len(marker)
    return (marker + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])])).rstrip()


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    body = text.strip("\n")
    return f"{fence}\n{body}\n{fence}"


def _table(rows: list[list[str]]) -> list[str]:
    rows = [row for row in rows if row]
    if not rows:
        return []
    width = max(len(row) for row in rows)
    # Markdown has no table without a head; only the head must name every column.
    head = rows[0] + [""] * (width - len(rows[0]))
    lines = [head, ["---"] * width, *rows[1:]]
    return ["\n".join("| " + " | ".join(line) + " |" for line in lines)]
