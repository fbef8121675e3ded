"""The Markdown file of a draft: plain headings where they say all, blocks where there is more."""

from collections.abc import Sequence

from cab_portal.drafts.text.import_report import ImportRefused
from cab_portal.drafts.text.importing import import_markdown
from cab_portal.drafts.text.step_files import FileStep, as_blocks, as_headings


def export_markdown(title: str, steps: Sequence[FileStep]) -> str:
    """A file whose import has the same steps: ``import_markdown(export_markdown(title, steps))``, within its limits."""
    plain = as_headings(title, steps)
    if not any(value for step in steps for value in (step.fields or {}).values()) and _reads_back(plain, steps):
        return plain
    return as_blocks(title, steps)


def _reads_back(file: str, steps: Sequence[FileStep]) -> bool:
    try:
        read = import_markdown(file.encode())
    except ImportRefused:
        return False
    same = [(step.title, step.markdown) for step in read.steps] == [(step.title, step.markdown) for step in steps]
    return same and not read.report.dropped
