"""Word documents that tests make of a few lines: real ZIP files with real XML, and nothing from elsewhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ROOT = (
    f'<Relationships xmlns="{_LINKS}"><Relationship Id="r0" Type="{_OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{more}</w:style>'
    for key, name, more in (
        ("Title", "Title", ""),
        *((f"Berschrift{level}", f"heading {level}", "") for level in range(1, 7)),
        ("Chapter", "Our chapter", '<w:basedOn w:val="Berschrift2"/>'),
        ("Outlined", "Outlined", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
        ("Bulleted", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        ("Verzeichnis1", "toc 1", ""),
    )
)
_NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{number}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in range(9))
    + "</w:abstractNum>"
    for number, form in ((1, "bullet"), (2, "decimal"))
) + "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (1, 2))
BULLET, NUMBER = 1, 2


def text(words: str, *marks: str) -> str:
    """A run of words; marks are elements such as ``b``, ``i`` or ``strike``."""
    shown = "".join(f"<w:{mark}/>" for mark in marks)
    return f'<w:r><w:rPr>{shown}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", listed: int = 0, level: int = 0) -> str:
    """A paragraph of runs; a plain word is a run. ``listed`` is ``BULLET`` or ``NUMBER``."""
    inside = "".join(run if run.startswith("<") else text(run) for run in runs)
    named = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr>{inside}</w:p>"


def heading(words: str, level: int = 2) -> str:
    """A heading, in the style that a German Word gives it."""
    return paragraph(words, style=f"Berschrift{level}")


def table(*rows: Sequence[str]) -> str:
    """A table of one paragraph a cell."""
    shown = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{shown}</w:tbl>"


def link(key: str, words: str) -> str:
    """Words linked to the relationship with this key."""
    return f'<w:hyperlink r:id="{key}">{text(words)}</w:hyperlink>'


def docx(
    *blocks: str,
    links: Mapping[str, str] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    kinds: Mapping[str, str] | None = None,
    content_type: str = _MAIN,
) -> bytes:
    """A Word document of these blocks.

    ``links`` maps relationship keys to web addresses, ``parts`` names to bodies of further (or replaced) parts, and
    ``kinds`` the file names of such parts in ``word/`` to the kind by which the document names them.
    """
    relationships = [("styles", "styles.xml", ""), ("numbering", "numbering.xml", "")]
    relationships += [(kind, name, "") for name, kind in (kinds or {}).items()]
    named = [(f"p{number}", *one) for number, one in enumerate(relationships)]
    named += [(key, "hyperlink", target, ' TargetMode="External"') for key, target in (links or {}).items()]
    shown = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'
        for key, kind, target, mode in named
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{content_type}"/></Types>',
        "_rels/.rels": _ROOT,
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_LINKS}">{shown}</Relationships>',
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{_STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_NAMESPACES}>{_NUMBERING}</w:numbering>",
        **(parts or {}),
    }
    return zipped(files)


def part(name: str, inside: str) -> str:
    """The XML of a further part, such as ``footnotes``."""
    return f"<w:{name} {_NAMESPACES}>{inside}</w:{name}>"


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file with these names and bodies."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return written.getvalue()


def unzipped(document: bytes) -> dict[str, bytes]:
    """The parts of a document by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def in_strict_vocabulary(document: bytes) -> bytes:
    """The same document as Word saves it under the strict form of the format."""
    files = unzipped(document)
    for vocabulary in (b"wordprocessingml/2006", b"officeDocument/2006"):
        old = b"http://schemas.openxmlformats.org/" + vocabulary + b"/"
        new = b"http://purl.oclc.org/ooxml/" + vocabulary.partition(b"/")[0] + b"/"
        files = {name: body.replace(old, new) for name, body in files.items()}
    return zipped(files)
