"""The body of a Word document with only what a draft keeps; all else is reported with its place.

What goes on to the conversion has paragraphs, headings, lists, tables, links, bold, italic, struck text and line
breaks. It has no pictures, fields, changes, notes or relationships to anything but web addresses.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from cab_portal.drafts.text.docx.drawings import chosen, description, kinds, text_boxes
from cab_portal.drafts.text.docx.notes import quoted, text_of
from cab_portal.drafts.text.docx.package import MC, M, Relationship
from cab_portal.drafts.text.docx.package import R as RELATIONSHIPS
from cab_portal.drafts.text.docx.styles import TITLE_LEVEL, Styles, is_on, value, word
from cab_portal.drafts.text.import_report import ReportBuilder, Treatment

_ADDRESS = re.compile(r"(?i)(https?://|mailto:)\S+")
_DEEPEST_LIST = 4
_PAUSES = {word(name) for name in ("tab", "cr", "noBreakHyphen", "softHyphen", "fldChar", "instrText")}
_SILENT = {
    word(name)
    for name in (
        *("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "bookmarkStart", "bookmarkEnd", "proofErr"),
        *("commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak", "permStart", "permEnd", "annotationRef"),
        *("footnoteRef", "endnoteRef", "separator", "continuationSeparator", "sdtPr", "sdtEndPr", "smartTagPr"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "tblPrEx", "rubyPr"),
    )
}
_NOTES = {
    word("footnoteReference"): "footnote",
    word("endnoteReference"): "endnote",
    word("commentReference"): "comment",
}
_MARKS = {"superscript": "superscript", "subscript": "subscript"}


class Cleaner:
    """Cleans one document. ``notes`` holds the words of footnotes, endnotes and comments by kind and id."""

    def __init__(
        self,
        styles: Styles,
        links: Mapping[str, Relationship],
        notes: Mapping[tuple[str, str], str],
        report: ReportBuilder,
    ) -> None:
        self._styles = styles
        self._links = links
        self._notes = notes
        self._report = report
        self._paragraphs = 0
        self._heading = ""
        self._tables = 0
        self._boxes: list[Element] = []
        self._headings: list[tuple[Element, int]] = []
        self._handlers: dict[str, Callable[[Element], list[Element]]] = {
            word("p"): self._paragraph,
            word("r"): self._run,
            word("t"): self._text,
            word("br"): self._break,
            word("sym"): self._symbol,
            word("hyperlink"): self._link,
            word("sdt"): self._control,
            word("tbl"): self._table,
            word("tr"): self._row,
            word("tc"): self._cell,
            word("ins"): self._inserted,
            word("moveTo"): self._inserted,
            word("del"): self._deleted,
            word("moveFrom"): self._deleted,
            word("drawing"): self._drawing,
            word("pict"): self._drawing,
            word("object"): self._drawing,
            word("altChunk"): lambda _element: self._note("embedded document", Treatment.REMOVED),
            f"{{{M}}}oMath": self._equation,
            f"{{{M}}}oMathPara": self._equation,
            f"{{{MC}}}AlternateContent": lambda element: self._each(chosen(element)),
        }

    def clean(self, body: Element) -> Element:
        """The body to convert; headings are levelled so that the importing of Markdown makes steps of them."""
        cleaned = Element(word("body"))
        cleaned.extend(self._each(body))
        _level(self._headings)
        return cleaned

    def _each(self, elements: Element | list[Element]) -> list[Element]:
        return [clean for element in elements for clean in self._one(element)]

    def _one(self, element: Element) -> list[Element]:
        handler = self._handlers.get(element.tag)
        if handler is not None:
            return handler(element)
        if element.tag in _SILENT:
            return []
        if element.tag in _PAUSES:
            return [_copy(element)]
        if element.tag in _NOTES:
            return self._reference(element)
        # What nobody named here may still hold words.
        return self._each(element)

    def _note(self, name: str, treatment: Treatment) -> list[Element]:
        self._report.add(name, treatment, max(self._paragraphs, 1), self._heading)
        return []

    def _paragraph(self, element: Element) -> list[Element]:
        properties = element.find(word("pPr"))
        self._paragraphs += 1
        if self._styles.is_contents(properties):
            return self._note("table of contents", Treatment.REMOVED)
        paragraph = Element(word("p"))
        self._describe(paragraph, element, properties)
        outer, self._boxes = self._boxes, []
        paragraph.extend(self._each(element))
        boxes, self._boxes = self._boxes, outer
        return [paragraph, *boxes]

    def _describe(self, paragraph: Element, element: Element, properties: Element | None) -> None:
        level = None if self._tables else self._styles.heading_level(properties)
        kept = SubElement(paragraph, word("pPr"))
        numbering = self._styles.numbering(properties)
        if level is not None:
            words = text_of(element)
            if not words:
                return
            self._heading = words if level != TITLE_LEVEL else self._heading
            self._headings.append((SubElement(kept, word("pStyle")), level))
            if numbering:
                self._note("automatic number of a heading", Treatment.REMOVED)
        elif numbering:
            numbers = SubElement(kept, word("numPr"))
            SubElement(numbers, word("ilvl"), {word("val"): str(min(numbering[1], _DEEPEST_LIST))})
            SubElement(numbers, word("numId"), {word("val"): numbering[0]})

    def _run(self, element: Element) -> list[Element]:
        properties = element.find(word("rPr"))
        if is_on(properties, "vanish"):
            return self._note(f"hidden text{quoted(text_of(element))}", Treatment.REMOVED)
        run = Element(word("r"))
        kept = Element(word("rPr"))
        for name, kind in (("b", "b"), ("i", "i"), ("strike", "strike"), ("dstrike", "strike")):
            if is_on(properties, name):
                SubElement(kept, word(kind))
        run.extend([kept] if len(kept) else [])
        run.extend(self._each(element))
        self._note_marks(properties, run)
        # A run inside a run is what an equation leaves; beside it, it is read as well.
        inner = [child for child in run if child.tag == word("r")]
        for child in inner:
            run.remove(child)
        return [run, *inner]

    def _note_marks(self, properties: Element | None, run: Element) -> None:
        if properties is None or not text_of(run):
            return
        for name, words in (("u", "underline"), ("highlight", "highlighted text")):
            if is_on(properties, name):
                self._note(words, Treatment.UNWRAPPED)
        mark = _MARKS.get(value(properties, "vertAlign"))
        if mark:
            self._note(mark, Treatment.UNWRAPPED)

    def _text(self, element: Element) -> list[Element]:
        return [_copy(element)]

    def _break(self, element: Element) -> list[Element]:
        return [] if element.get(word("type")) in ("page", "column") else [Element(word("br"))]

    def _symbol(self, element: Element) -> list[Element]:
        if re.fullmatch(r"[0-9A-Fa-f]{1,4}", element.get(word("char"), "")):
            return [_copy(element)]
        return self._note("symbol", Treatment.REMOVED)

    def _link(self, element: Element) -> list[Element]:
        found = self._links.get(element.get(f"{{{RELATIONSHIPS}}}id", ""))
        if found is not None and found.is_external and _ADDRESS.fullmatch(found.target):
            link = Element(word("hyperlink"), {f"{{{RELATIONSHIPS}}}id": element.get(f"{{{RELATIONSHIPS}}}id", "")})
            link.extend(self._each(element))
            return [link]
        name = "link to a place in the document" if found is None else f"link to{quoted(found.target)}"
        self._note(name, Treatment.UNWRAPPED)
        return self._each(element)

    def _control(self, element: Element) -> list[Element]:
        gallery = element.find(f"{word('sdtPr')}/{word('docPartObj')}/{word('docPartGallery')}")
        if gallery is not None and gallery.get(word("val")) == "Table of Contents":
            return self._note("table of contents", Treatment.REMOVED)
        content = element.find(word("sdtContent"))
        return [] if content is None else self._each(content)

    def _table(self, element: Element) -> list[Element]:
        self._tables += 1
        if self._tables > 1:
            self._note("table inside a table", Treatment.UNWRAPPED)
        table = Element(word("tbl"))
        table.extend(child for child in self._each(element) if child.tag == word("tr"))
        self._tables -= 1
        return [table]

    def _row(self, element: Element) -> list[Element]:
        if element.find(f"{word('trPr')}/{word('del')}") is not None:
            return self._deleted(element)
        row = Element(word("tr"))
        row.extend(child for child in self._each(element) if child.tag == word("tc"))
        return [row]

    def _cell(self, element: Element) -> list[Element]:
        properties = element.find(word("tcPr"))
        span = value(properties, "gridSpan")
        merge = None if properties is None else properties.find(word("vMerge"))
        if merge is not None or (span.isdigit() and int(span) > 1):
            self._note("merged table cell", Treatment.UNWRAPPED)
        cell = Element(word("tc"))
        cell.extend(self._each(element))
        return [cell, *self._filling(span)]

    def _filling(self, span: str) -> Iterator[Element]:
        """Empty cells beside a wide one, so that the columns to its right stay in their places."""
        for _ in range(min(int(span), 50) - 1 if span.isdigit() else 0):
            yield Element(word("tc"))

    def _inserted(self, element: Element) -> list[Element]:
        words = text_of(element)
        if words:
            self._note(f"tracked insertion{quoted(words)}", Treatment.UNWRAPPED)
        return self._each(element)

    def _deleted(self, element: Element) -> list[Element]:
        words = text_of(element)
        return self._note(f"tracked deletion{quoted(words)}", Treatment.REMOVED) if words else []

    def _reference(self, element: Element) -> list[Element]:
        kind = _NOTES[element.tag]
        return self._note(
            f"{kind}{quoted(self._notes.get((kind, element.get(word('id'), '')), ''))}", Treatment.REMOVED
        )

    def _drawing(self, element: Element) -> list[Element]:
        words = description(element)
        for kind in kinds(element):
            kept = bool(words) if kind != "text box" else True
            self._note(kind, Treatment.UNWRAPPED if kept else Treatment.REMOVED)
        for box in text_boxes(element):
            self._boxes.extend(child for child in self._each(box) if child.tag in (word("p"), word("tbl")))
        return _words(words)

    def _equation(self, element: Element) -> list[Element]:
        self._note("equation", Treatment.UNWRAPPED)
        words = "".join(part.text or "" for part in element.iter(f"{{{M}}}t"))
        run = Element(word("r"))
        run.extend(_words(words))
        return [run] if words else []


def _words(text: str) -> list[Element]:
    if not text:
        return []
    element = Element(word("t"))
    element.text = text
    return [element]


def _copy(element: Element) -> Element:
    copied = Element(element.tag, element.attrib)
    copied.text = element.text
    return copied


def _level(headings: list[tuple[Element, int]]) -> None:
    """Name the headings' styles by the rules of Markdown: the first level 1 is the title, 1 and 2 begin steps.

    Where the title has a style of its own, the highest headings below it begin steps. Without one, several headings of
    level 1 are steps and not a title and the rest.
    """
    levels = [level for _, level in headings if level != TITLE_LEVEL]
    has_title = len(levels) < len(headings)
    highest = min(levels, default=1)
    lifted = has_title or levels.count(1) > 1 or highest > 2
    seen_title = False
    for style, level in headings:
        if level == TITLE_LEVEL:
            shown = 2 if seen_title else 1
            seen_title = True
        else:
            shown = level - highest + 2 if lifted else level
        style.set(word("val"), f"Heading{min(shown, 6)}")
