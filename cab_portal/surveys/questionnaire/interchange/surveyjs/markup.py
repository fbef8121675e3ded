"""Texts to read between plain text and HTML. Nothing of foreign markup is kept but its text."""

from html import escape
from html.parser import HTMLParser

LONGEST = 20_000
"""Characters of one text with markup that are read."""

_BLOCKS = frozenset(
    {
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "hr",
    }
    | {"section", "article", "header", "footer", "blockquote", "pre"}
)
_SILENT = frozenset({"script", "style", "template", "title", "noscript"})
_OURS = frozenset({"h4", "p", "br"})


class _Texts(HTMLParser):
    """Collects blocks of text; `br` begins a line inside of one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[""]]
        self.is_plain = True
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_plain = self.is_plain and tag in _OURS and not attrs
        if self._silent:
            return
        if tag in _SILENT:
            self._silent = tag
        elif tag == "br":
            self.blocks[-1].append("")
        elif tag in _BLOCKS:
            self.blocks.append([""])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in _BLOCKS and not self._silent:
            self.blocks.append([""])

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.blocks[-1][-1] += data


def blocks_of(html: str) -> tuple[str, str, bool]:
    """The first block of text, the others below each other, and whether the markup says no more than that."""
    reader = _Texts()
    # Behind the last “>” stands no whole tag, and looking for the end of each takes the square of their number.
    marked, mark, behind = html.rpartition(">")
    reader.feed(marked + mark)
    reader.feed(behind.replace("<", "&lt;"))
    reader.close()
    blocks = ["\n".join(" ".join(line.split()) for line in lines).strip() for lines in reader.blocks]
    heading, *rest = [block for block in blocks if block] or [""]
    return " ".join(heading.split()), "\n".join(rest), reader.is_plain


def html_of(heading: str, body: str) -> str:
    """A heading and a text as HTML, of which `blocks_of` makes the same but for blanks in a row."""
    lines = "<br>".join(escape(line, quote=False) for line in body.split("\n")) if body else ""
    return f"<h4>{escape(heading, quote=False)}</h4>" + (f"<p>{lines}</p>" if lines else "")
