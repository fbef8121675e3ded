"""From the parts of a Word document to a draft, by way of HTML and Markdown."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from cab_portal.drafts.text.docx.cleaning import Cleaner
from cab_portal.drafts.text.docx.notes import notes_of, quoted, report_page_edges
from cab_portal.drafts.text.docx.package import Package, R, Relationship, open_package, parse
from cab_portal.drafts.text.docx.styles import Styles, word
from cab_portal.drafts.text.html_conversion import block_to_markdown
from cab_portal.drafts.text.import_report import Counted, ImportRefused, ReportBuilder, Treatment
from cab_portal.drafts.text.importing import LARGEST_FILE, LONGEST_TITLE, ImportedDraft, import_markdown, title_of_file

LARGEST_DOCUMENT = 10_000_000
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://purl.org/dc/elements/1.1/"
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>')
_SAFE = re.compile(r"(?i)(https?://|mailto:)\S+")


def import_docx(data: bytes, filename: str = "") -> ImportedDraft:
    """Read a Word document; its headings become steps by the rules of Markdown.

    Raises ImportRefused with the codes of ``open_package`` and ``import_markdown``, and ``too_large``.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise too_large(len(data))
    package = open_package(data)
    report = ReportBuilder()
    body = package.document.find(word("body"))
    _ensure_readable(package)
    links = {key: found for key, found in package.relationships.items() if found.kind == "hyperlink"}
    cleaner = Cleaner(Styles(package.part("styles")), links, notes_of(package), report)
    cleaned = cleaner.clean(Element(word("body")) if body is None else body)
    report_page_edges(package, report)
    markdown = _as_markdown(_converted(_rebuilt(cleaned, package, links), report), report)
    imported = import_markdown(markdown.encode())
    title = imported.title or _title_of(package) or title_of_file(filename)
    return replace(imported, title=title, report=report.finish(Counted.PARAGRAPHS))


def too_large(size: int) -> ImportRefused:
    """The refusal of a file of this many bytes."""
    return ImportRefused(
        "too_large",
        f"The file has {size:,} bytes; a Word document may have {LARGEST_DOCUMENT:,} at most. "
        "Its pictures are not taken over: leave them out.",
    )


def _ensure_readable(package: Package) -> None:
    """Refuse what no draft could hold before time is spent on it."""
    size = sum(len((part.text or "").encode("utf-8", "replace")) for part in package.document.iter(word("t")))
    if size > LARGEST_FILE:
        raise ImportRefused(
            "too_large", f"The document has {size:,} bytes of text; a draft may have {LARGEST_FILE:,} at most."
        )


def _rebuilt(body: Element, package: Package, links: Mapping[str, Relationship]) -> bytes:
    """A document of our own with the cleaned text, its lists and its web addresses, and nothing else."""
    document = Element(word("document"))
    document.append(body)
    styles = Element(word("styles"))
    for level in range(1, 7):
        style = SubElement(styles, word("style"), {word("type"): "paragraph", word("styleId"): f"Heading{level}"})
        SubElement(style, word("name"), {word("val"): f"heading {level}"})
    for original in package.parts_of("styles"):
        styles.extend(style for style in original if style.get(word("type")) == "numbering")
    relationships = Element(f"{{{_PACKAGE}}}Relationships")
    for key, link in links.items():
        SubElement(
            relationships,
            f"{{{_PACKAGE}}}Relationship",
            {"Id": key, "Type": f"{R}/hyperlink", "Target": link.target, "TargetMode": "External"},
        )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", tostring(document))
        archive.writestr("word/styles.xml", tostring(styles))
        archive.writestr("word/_rels/document.xml.rels", tostring(relationships))
        numbering = package.part("numbering")
        if numbering is not None:
            archive.writestr("word/numbering.xml", tostring(numbering))
    return written.getvalue()


def _converted(document: bytes, report: ReportBuilder) -> str:
    """HTML of a document that was cleaned before."""
    # Here, because it takes memory in every process and is rarely needed.
    import mammoth

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(document), include_embedded_style_map=False, external_file_access=False
        )
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        # The conversion takes a document at its word and stumbles over one that contradicts itself.
        raise ImportRefused(
            "damaged", "The document is damaged and cannot be read. Open it in Word, save it again, and import that."
        ) from error
    if any("w:sym" in message.message for message in result.messages):
        report.add("symbol", Treatment.REMOVED, 0)
    html: str = result.value
    return _LINK.sub(lambda found: _only_web_address(found, report), html)


def _only_web_address(found: re.Match[str], report: ReportBuilder) -> str:
    href = unescape(found[1])
    if _SAFE.fullmatch(href):
        return found[0]
    report.add(f"link to{quoted(href)}", Treatment.UNWRAPPED, 0)
    return ""


def _as_markdown(html: str, report: ReportBuilder) -> str:
    found = ReportBuilder()
    markdown = block_to_markdown(html, 1, found)
    for item in found.finish().dropped:
        if not report.has(item.name):
            report.add(item.name, item.treatment, 0)
    return markdown


def _title_of(package: Package) -> str:
    """The title among the document's properties; empty where it has none."""
    for name, part in package.parts.items():
        if name.endswith("core.xml"):
            title = parse(part).findtext(f"{{{_CORE}}}title") or ""
            return " ".join(title.split())[:LONGEST_TITLE]
    return ""
