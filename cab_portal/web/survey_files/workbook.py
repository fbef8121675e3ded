"""A workbook of three sheets: answers in words, answers as codes, and what the codes mean."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask_babel import gettext

from cab_portal.web.csv_files import Cell, guarded
from cab_portal.web.survey_files.rows import Sheet

_CHUNK = 64 * 1024
_LONGEST = 32_767
"""More characters than this do not go into a cell of a workbook."""


def pieces(sheet: Sheet) -> Iterator[bytes]:
    """The file in pieces. Its rows go to disk one by one, so that its memory does not grow with their number."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.xlsx"
        _write(path, sheet, folder)
        with path.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                yield piece


def _write(path: Path, sheet: Sheet, folder: str) -> None:
    # 14 MiB of every web process, for whoever makes a workbook alone.
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": folder,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd hh:mm",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        answers, codes = book.add_worksheet(gettext("Answers")), book.add_worksheet(gettext("Codes"))
        _line(answers, 0, sheet.headings())
        _line(codes, 0, sheet.names())
        for number, row in enumerate(sheet.responses(), start=1):
            _line(answers, number, sheet.line(row, sheet.labels(row)))
            _line(codes, number, sheet.line(row, sheet.codes(row)))
        _codebook(book.add_worksheet(gettext("Codebook")), sheet)


def _codebook(worksheet: Any, sheet: Sheet) -> None:
    headings = (gettext("Name"), gettext("Heading"), gettext("Kind"), gettext("Code"), gettext("Label"))
    _line(worksheet, 0, headings)
    lines = (
        (variable.name, variable.heading, variable.kind, code, label)
        for variable in sheet.variables
        for code, label in (variable.labels or {"": ""}).items()
    )
    for number, line in enumerate(lines, start=1):
        _line(worksheet, number, line)


def _line(worksheet: Any, number: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        match cell:
            case None | "":
                continue
            case str():
                worksheet.write_string(number, column, guarded(cell)[:_LONGEST])
            case datetime():
                worksheet.write_datetime(number, column, cell)
            case _:
                worksheet.write_number(number, column, cell)
