"""A Word document as a draft: the package opened with care, its text cleaned, then read as Markdown is read."""

from cab_portal.drafts.text.docx.importing import LARGEST_DOCUMENT, import_docx, too_large

__all__ = ["LARGEST_DOCUMENT", "import_docx", "too_large"]
