"""A file of any kind: read where a draft can be made of it, refused with one sentence where not.

What a file is, its first bytes tell; its name only says what its author believes.
"""

from cab_portal.drafts.text.docx import import_docx, too_large
from cab_portal.drafts.text.docx.package import protected
from cab_portal.drafts.text.import_report import ImportRefused
from cab_portal.drafts.text.importing import ImportedDraft, import_markdown, text_too_large

ACCEPTED = (".md", ".markdown", ".txt", ".docx")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream that holds an encrypted document, as a compound file writes names.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", "The file is a PDF. Import the Word or Markdown file that it was made from."),
    (b"{\\rtf", "rtf", "The file is saved as RTF. Save it in Word as .docx, and import that."),
)
_HEAD = 1_024


def import_file(data: bytes, filename: str = "") -> ImportedDraft:
    """The draft in a Markdown or Word file.

    Raises ImportRefused with the codes of ``import_markdown`` and ``import_docx``, and ``protected``, ``old_word``,
    ``pdf``, ``rtf``, ``not_docx``.
    """
    if data.startswith(_ZIP):
        return import_docx(data, filename)
    if data.startswith(_COMPOUND):
        raise _compound(data)
    for start, code, sentence in _OTHERS:
        if data[:_HEAD].lstrip().startswith(start):
            raise ImportRefused(code, sentence)
    if data.strip() and filename.lower().endswith((".docx", ".docm")):
        raise ImportRefused("not_docx", "The file is named like a Word document and is none. Save it in Word as .docx.")
    return import_markdown(data, filename)


def refused_by_size(head: bytes, size: int) -> ImportRefused:
    """The refusal of a file of this many bytes, of which only the first ones were read."""
    return too_large(size) if head.startswith(_ZIP) else text_too_large(size)


def _compound(data: bytes) -> ImportRefused:
    if _ENCRYPTED in data:
        return protected()
    return ImportRefused("old_word", "The file is in the format of old Word (.doc). Save it as .docx, and import that.")
