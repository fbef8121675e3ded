"""Words of a document that stand beside its text: notes, comments, page headers and footers."""

from xml.etree.ElementTree import Element

from cab_portal.drafts.text.docx.package import Package
from cab_portal.drafts.text.docx.styles import word
from cab_portal.drafts.text.import_report import ReportBuilder, Treatment

_LONGEST_QUOTE = 80
_PARTS = {
    "footnotes": ("footnote", word("footnote")),
    "endnotes": ("endnote", word("endnote")),
    "comments": ("comment", word("comment")),
}


def text_of(element: Element) -> str:
    """The words inside an element on one line, deleted ones as well."""
    parts: list[str] = []
    for inner in element.iter():
        if inner.tag in (word("t"), word("delText")):
            parts.append(inner.text or "")
        elif inner.tag in (word("p"), word("tab"), word("br"), word("tc")):
            parts.append(" ")
    return " ".join("".join(parts).split())


def quoted(words: str) -> str:
    """Words as a report quotes them after a name: shortened, with a blank before; nothing for no words."""
    short = words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return f" “{short}”" if short else ""


def notes_of(package: Package) -> dict[tuple[str, str], str]:
    """The words of every footnote, endnote and comment, by kind and id."""
    found: dict[tuple[str, str], str] = {}
    for part, (kind, tag) in _PARTS.items():
        for root in package.parts_of(part):
            for element in root.iter(tag):
                found[kind, element.get(word("id"), "")] = text_of(element)
    return found


def report_page_edges(package: Package, report: ReportBuilder) -> None:
    """Note what stands on every page above and below the text."""
    for kind in ("header", "footer"):
        for root in package.parts_of(kind):
            words = text_of(root)
            if words:
                report.add(f"page {kind}{quoted(words)}", Treatment.REMOVED, 0)
