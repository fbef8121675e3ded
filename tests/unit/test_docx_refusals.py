"""Files that are no Word document, or a dangerous one: each is refused with one sentence that says what to do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from cab_portal.drafts.text.docx import LARGEST_DOCUMENT
from cab_portal.drafts.text.docx.package import DEEPEST, MOST_ELEMENTS, MOST_PARTS
from cab_portal.drafts.text.files import import_file
from cab_portal.drafts.text.import_report import ImportRefused
from tests import documents
from tests.documents import docx, heading, paragraph, zipped

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DTD = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def with_document(body: str) -> bytes:
    return docx(parts={"word/document.xml": body})


def bomb_in_a_picture() -> bytes:
    return docx(paragraph("x"), parts={"word/media/image1.png": bytes(40_000_000)})


def bomb_in_the_text() -> bytes:
    return with_document(documents.part("document", "<w:body>" + paragraph("lol ") * 300_000 + "</w:body>"))


def many_parts_that_are_large_together() -> bytes:
    noise = bytes(range(256)) * 8_000
    return docx(paragraph("x"), parts={f"word/media/{number}.bin": noise for number in range(32)})


def a_lie_about_its_size() -> bytes:
    """A part whose directory entry says that it is tiny."""
    data = bytearray(docx(paragraph("x"), parts={"word/media/bomb.bin": bytes(9_000_000)}))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/bomb.bin"))
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def encrypted_entries() -> bytes:
    data = bytearray(docx(paragraph("x")))
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    return with_document(
        documents.part("document", "<w:body>" + "<w:smartTag>" * depth + "</w:smartTag>" * depth + "</w:body>")
    )


def unreadable_numbers() -> bytes:
    broken = '<w:num w:numId="1"><w:abstractNumId w:val="none"/></w:num><w:num/>'
    return docx(paragraph("x", listed=1), parts={"word/numbering.xml": documents.part("numbering", broken)})


def too_many_elements() -> bytes:
    empty = "".join(f'<w:p w:a="{number}"/>' for number in range(MOST_ELEMENTS))
    return with_document(documents.part("document", f"<w:body>{empty}</w:body>"))


def other_content() -> bytes:
    sheet = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return docx(parts={"word/document.xml": sheet})


def truncated() -> bytes:
    return docx(*[paragraph(f"word {number}") for number in range(500)])[:-600]


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a bomb in a picture": (bomb_in_a_picture, "unzipped_too_large", "far larger than any process"),
    "a bomb in the text": (bomb_in_the_text, "unzipped_too_large", "far larger than any process"),
    "large parts that are no bomb each": (many_parts_that_are_large_together, "unzipped_too_large", "far larger"),
    "a part that lies about its size": (a_lie_about_its_size, "damaged", "is damaged"),
    "thousands of parts": (
        lambda: zipped({f"{number}.xml": b"" for number in range(MOST_PARTS + 1)}),
        "unzipped_too_large",
        "far larger",
    ),
    "a macro": (lambda: docx(parts={"word/vbaProject.bin": b"x"}), "macros", "holds macros"),
    "a macro in hiding": (lambda: docx(parts={"customXml/VBAPROJECT.BIN": b"x"}), "macros", "holds macros"),
    "a document type for macros": (lambda: docx(paragraph("x"), content_type=MACRO_TYPE), "macros", "holds macros"),
    "thirty megabytes": (lambda: b"PK\x03\x04" + bytes(30_000_000), "too_large", "30,000,004 bytes"),
    "a password": (lambda: COMPOUND + "EncryptedPackage".encode("utf-16-le"), "protected", "protected by a password"),
    "a ZIP with a password": (encrypted_entries, "protected", "protected by a password"),
    "a document of old Word": (lambda: COMPOUND + "WordDocument".encode("utf-16-le"), "old_word", "old Word (.doc)"),
    "a PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3", "pdf", "is a PDF"),
    "RTF": (lambda: rb"{\rtf1 hello}", "rtf", "saved as RTF"),
    "nothing": (lambda: b"", "empty", "The file is empty."),
    "a ZIP with other things": (lambda: zipped({"a.txt": "hello"}), "not_docx", "no Word document"),
    "an empty ZIP": (lambda: zipped({}), "not_docx", "no Word document"),
    "a table of numbers": (other_content, "not_docx", "no text document"),
    "half a file": (truncated, "damaged", "is damaged"),
    "plain words under the name of a document": (lambda: b"hello", "not_docx", "named like a Word document"),
    "entities": (lambda: with_document(DTD + documents.part("document", "<w:body/>")), "forbidden_xml", "entities"),
    "a file of the server": (
        lambda: with_document(EXTERNAL + documents.part("document", "<w:body/>")),
        "forbidden_xml",
        "entities",
    ),
    "entities in its styles": (
        lambda: docx(heading("a"), parts={"word/styles.xml": DTD.replace("document", "styles") + "<w:styles/>"}),
        "forbidden_xml",
        "entities",
    ),
    "broken XML": (lambda: with_document("<w:document"), "damaged", "is damaged"),
    "a text of another encoding": (
        lambda: with_document('<?xml version="1.0" encoding="none-such"?><a/>'),
        "damaged",
        "is damaged",
    ),
    "deep nesting": (lambda: nested(DEEPEST), "too_deep", f"more than {DEEPEST} deep"),
    "very deep nesting": (lambda: nested(20_000), "too_deep", f"more than {DEEPEST} deep"),
    "too many elements": (too_many_elements, "too_complex", f"{MOST_ELEMENTS:,} parts"),
    "more text than a draft holds": (
        lambda: docx(*[paragraph(f"{number} words and words for the customers") for number in range(15_000)]),
        "too_large",
        "bytes of text",
    ),
    "lists that contradict themselves": (unreadable_numbers, "damaged", "is damaged"),
    "no text": (lambda: docx(paragraph("")), "empty", "The file is empty."),
    "headings alone": (lambda: docx(heading("A"), heading("B")), "no_text", "no text"),
}


@pytest.mark.parametrize(("make", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_one_sentence(make: Callable[[], bytes], code: str, words: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        import_file(make(), "process.docx")
    assert refused.value.code == code
    assert words in refused.value.message
    assert "\n" not in refused.value.message


def test_as_deep_as_allowed_is_read_and_does_not_exhaust_the_stack() -> None:
    assert nested(DEEPEST - 3) is not None
    with pytest.raises(ImportRefused) as refused:
        import_file(nested(DEEPEST - 3), "process.docx")
    assert refused.value.code == "empty"


def test_a_document_with_large_pictures_is_no_bomb() -> None:
    picture = bytes(range(256)) * 4
    with zipfile.ZipFile(io.BytesIO(written := docx(paragraph("Hello."), parts={"word/media/a.png": picture * 1_000}))):
        assert len(written) < LARGEST_DOCUMENT
    assert import_file(written, "a.docx").steps[0].markdown == "Hello."
