"""The parts of a Word document, unzipped and parsed within limits.

Nothing that the file says of itself is believed: bytes are counted while they are unzipped, XML with a document type
is refused before an entity could be read, and elements and their depth are counted while they are parsed.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from cab_portal.drafts.text.import_report import ImportRefused

MOST_PARTS = 2_000
MOST_UNZIPPED = 60_000_000
LARGEST_XML = 12_000_000
MOST_ELEMENTS = 150_000
DEEPEST = 200
# Text of a report that repeats itself shrinks to a hundredth; a bomb shrinks to a thousandth.
STEEPEST = 200
_STEEP_FROM = 2_000_000
_CHUNK = 65_536

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
# Word saves in either of two vocabularies that mean the same.
_STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": W,
    "http://purl.oclc.org/ooxml/officeDocument/relationships": R,
    "http://purl.oclc.org/ooxml/officeDocument/math": M,
}
_MACROS = re.compile(r"(?i)(^|/)vba(project|data)[^/]*$")
_MACRO_TYPE = re.compile(rb"(?i)macroEnabled|vnd\.ms-office\.vbaProject")


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part points to: ``kind`` is the last word of its type, such as ``hyperlink``."""

    kind: str
    target: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts that text comes from, by their role."""

    document: Element
    relationships: Mapping[str, Relationship]
    parts: Mapping[str, bytes]
    folder: str

    def part(self, kind: str) -> Element | None:
        """The part that the document names by this kind of relationship, such as ``styles``."""
        return next(self.parts_of(kind), None)

    def parts_of(self, kind: str) -> Iterator[Element]:
        """All such parts, in the order of the document's relationships."""
        for relationship in self.relationships.values():
            name = _resolved(self.folder, relationship.target)
            if relationship.kind == kind and not relationship.is_external and name in self.parts:
                yield parse(self.parts[name])


def open_package(data: bytes) -> Package:
    """The parts of a document; ``ImportRefused`` with one sentence where this is no document that can be read.

    Codes: ``not_docx``, ``macros``, ``protected``, ``unzipped_too_large``, ``damaged``, ``forbidden_xml``,
    ``too_deep``, ``too_complex``.
    """
    parts = _unzipped(data)
    root = _relationships(parts, "_rels/.rels")
    start = next((found.target for found in root.values() if found.kind == "officeDocument"), "word/document.xml")
    name = _resolved("", start)
    if "[Content_Types].xml" not in parts or name not in parts:
        raise ImportRefused("not_docx", "The file is a ZIP file, but no Word document. Save it in Word as .docx.")
    if _MACRO_TYPE.search(parts["[Content_Types].xml"]):
        raise _macros()
    document = parse(parts[name])
    if document.tag != f"{{{W}}}document":
        raise ImportRefused(
            "not_docx", "The file holds no text document; it may be a table or slides. Save the text as .docx."
        )
    folder, base = posixpath.split(name)
    return Package(document, _relationships(parts, f"{folder}/_rels/{base}.rels"), parts, folder)


def parse(data: bytes) -> Element:
    """One XML part; refused where it declares a document type or entities, is deep without measure, or is broken."""
    depth = count = 0
    root: Element | None = None
    try:
        for moment, element in ElementTree.iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if moment == "end":
                depth -= 1
                continue
            depth, count = depth + 1, count + 1
            root = element if root is None else root
            _ensure_measured(depth, count)
            _use_one_vocabulary(element)
    except ImportRefused:
        raise
    except DefusedXmlException as error:
        raise ImportRefused(
            "forbidden_xml",
            "The document declares entities or a document type of its own, which no Word document needs. "
            "Open it in Word, save it again as .docx, and import that.",
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise _damaged() from error
    if root is None:
        raise _damaged()
    return root


def _ensure_measured(depth: int, count: int) -> None:
    if depth > DEEPEST:
        raise ImportRefused(
            "too_deep", f"The document nests its parts more than {DEEPEST} deep. Copy its text into a new document."
        )
    if count > MOST_ELEMENTS:
        raise ImportRefused(
            "too_complex", f"The document has more than {MOST_ELEMENTS:,} parts. Import it in several files."
        )


def _use_one_vocabulary(element: Element) -> None:
    element.tag = _transitional(element.tag)
    for name in [name for name in element.attrib if name.startswith("{http://purl.oclc.org/")]:
        element.set(_transitional(name), element.attrib.pop(name))


def _transitional(name: str) -> str:
    namespace, brace, local = name.rpartition("}")
    return f"{{{_STRICT.get(namespace[1:], namespace[1:])}}}{local}" if brace else name


def _unzipped(data: bytes) -> dict[str, bytes]:
    """The XML parts by name. Every part is unzipped and counted, whether it is needed or not."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _counted(archive)
    except ImportRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise _damaged() from error


def _counted(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise _unzipped_too_large()
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise _macros()
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise protected()
        is_xml = entry.filename.endswith((".xml", ".rels"))
        body, size = _body(archive, entry, MOST_UNZIPPED - total, is_xml=is_xml)
        total += size
        if is_xml:
            parts[entry.filename] = body
    return parts


def _body(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, *, is_xml: bool) -> tuple[bytes, int]:
    kept: list[bytes] = []
    size = 0
    limit = min(left, LARGEST_XML) if is_xml else left
    steep = max(_STEEP_FROM, STEEPEST * entry.compress_size)
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit or size > steep:
                raise _unzipped_too_large()
            if is_xml:
                kept.append(chunk)
    return b"".join(kept), size


def _relationships(parts: Mapping[str, bytes], name: str) -> dict[str, Relationship]:
    if name not in parts:
        return {}
    found: dict[str, Relationship] = {}
    for element in parse(parts[name]):
        if element.tag == f"{{{_PACKAGE_RELATIONSHIPS}}}Relationship":
            found[element.get("Id", "")] = Relationship(
                element.get("Type", "").rpartition("/")[2],
                element.get("Target", ""),
                element.get("TargetMode", "").lower() == "external",
            )
    return found


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def protected() -> ImportRefused:
    """The refusal of a document that only its password opens."""
    return ImportRefused(
        "protected", "The document is protected by a password. Save it without one, and import it again."
    )


def _macros() -> ImportRefused:
    return ImportRefused(
        "macros", "The document holds macros. Save it as an ordinary Word document (.docx), and import it again."
    )


def _unzipped_too_large() -> ImportRefused:
    return ImportRefused(
        "unzipped_too_large",
        "Unzipped, the document is far larger than any process that people read. "
        "Copy its text into a new document, and import that.",
    )


def _damaged() -> ImportRefused:
    return ImportRefused(
        "damaged", "The document is damaged and cannot be read. Open it in Word, save it again, and import that."
    )
