"""Tables from workbooks and CSV files, read within bounds: cells as text, each with its place."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from cab_portal.surveys.questionnaire.interchange.report import FileRefused

LARGEST_FILE = 5_000_000
LARGEST_UNZIPPED = 10_000_000
"""Bytes of a workbook when unpacked; counted while unpacking, whatever the file says of itself."""
MOST_TAGS = 80_000
"""Of all parts of a workbook: what takes time to read is the elements, and a million of them pack into a few bytes. A
form of 200 questions and 2,000 choices has about 55,000."""
MOST_ROWS = 5_000
MOST_COLUMNS = 400
MOST_SHEETS = 20
LONGEST_CELL = 20_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Row:
    """One row under a heading: its number as a spreadsheet counts, and its cells that are not empty, by column."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The text under a heading; empty where there is none."""
        return self.cells.get(column, "")

    def place(self, column: str = "") -> str:
        """The place in words."""
        place = f"sheet {self.sheet}, row {self.number}"
        return f"{place}, column {column}" if column else place


@dataclass(frozen=True)
class Table:
    """A sheet whose first row is a heading."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def guarded(cell: str) -> str:
    """The cell with a mark in front where a spreadsheet would take it for a formula; `unguarded` takes it away."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The cell without the mark of `guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def csv_table(data: bytes, name: str = "questions") -> Table:
    """The table in a CSV file in UTF-8, with commas or semicolons. Raises `FileRefused`."""
    _ensure_size(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"Byte {error.start + 1} is not UTF-8. Save the file as CSV in UTF-8.") from error
    first = text.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    try:
        return _table(name, csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise FileRefused(f"This is no CSV file: {error}.") from error


def workbook_tables(data: bytes) -> dict[str, Table]:
    """The tables of an .xlsx workbook by the names of their sheets in small letters. Raises `FileRefused`."""
    _ensure_size(data)
    _ensure_harmless(data)
    # Imported here: most commands about surveys read no workbook.
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # the library lets out whatever broke inside of it
        raise FileRefused("This is no workbook that can be read. Save it again as .xlsx.") from error
    if len(workbook.sheetnames) > MOST_SHEETS:
        raise FileRefused(f"The workbook has more than {MOST_SHEETS} sheets.")
    try:
        return {sheet.title.strip().lower(): _table(sheet.title, _sheet_rows(sheet)) for sheet in workbook.worksheets}
    finally:
        workbook.close()


def workbook_of(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A workbook (.xlsx) of texts, by the names of its sheets. Raises `FileRefused` for a text that no cell holds."""
    # Imported here: most commands about surveys write no workbook.
    from xlsxwriter import Workbook

    written = io.BytesIO()
    workbook = Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                if len(text) > LONGEST_CELL:
                    where = f"Sheet {name}, row {number + 1}, column {rows[0][place]}"
                    raise FileRefused(f"{where}: this has more than the {LONGEST_CELL:,} characters of a cell.")
                if text:
                    sheet.write_string(number, place, text)
    workbook.close()
    return written.getvalue()


def _sheet_rows(sheet: object) -> Iterator[list[str]]:
    try:
        for cells in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):  # type: ignore[attr-defined]
            # Rows that the file passes over come as rows of nothing, and there may be a million of them.
            yield [] if cells.count(None) == len(cells) else [_text(cell) for cell in cells]
    except (ValueError, TypeError, KeyError, SyntaxError) as error:
        raise FileRefused("This workbook has a sheet that cannot be read. Save it again as .xlsx.") from error


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)


def _table(name: str, lines: Iterator[list[str]]) -> Table:
    heading: list[str] = []
    rows: list[Row] = []
    for number, line in enumerate(lines, start=1):
        cells = [unguarded(cell.strip()) for cell in line]
        if number > MOST_ROWS:
            raise FileRefused(f"Sheet {name} has more than {MOST_ROWS:,} rows.")
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(f"Sheet {name}, row {number} has more than {MOST_COLUMNS} columns.")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise FileRefused(f"Sheet {name}, row {number}: a cell has more than {LONGEST_CELL:,} characters.")
        if not heading:
            heading = _heading(name, cells) if any(cells) else []
        elif any(cells):
            rows.append(Row(name, number, _named(name, number, heading, cells)))
    return Table(name, tuple(column for column in heading if column), tuple(rows))


def _named(name: str, number: int, heading: list[str], cells: list[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for column, cell in zip_longest(heading, cells, fillvalue=""):
        if cell and not column:
            raise FileRefused(f"Sheet {name}, row {number}: “{cell[:40]}” stands under no heading.")
        if cell:
            named[column] = cell
    return named


def _heading(name: str, cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    heading = [" ".join(cell.split()) for cell in cells]
    named = [column for column in heading if column]
    for column in named:
        if named.count(column) > 1:
            raise FileRefused(f"Sheet {name}: two columns have the heading “{column[:40]}”.")
    return heading


def _ensure_size(data: bytes) -> None:
    if not data.strip():
        raise FileRefused("The file is empty.")
    if len(data) > LARGEST_FILE:
        raise FileRefused(f"The file has {len(data):,} bytes; {LARGEST_FILE:,} at most are read.")


def _ensure_harmless(data: bytes) -> None:
    if data.startswith(_OLE):
        raise FileRefused("This workbook is encrypted, or of the old .xls kind. Save it as .xlsx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused("This workbook holds macros. Save it as .xlsx, which has none.")
            size, tags = 0, 0
            for name in names:
                content = _unzipped(archive, name, LARGEST_UNZIPPED - size)
                size += len(content)
                tags += _tags(content) if name.lower().endswith((".xml", ".rels")) else 0
                if tags > MOST_TAGS:
                    raise FileRefused(
                        f"This workbook has more than {MOST_TAGS:,} elements. Take out cells and formats."
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise FileRefused("This is no .xlsx workbook.") from error


def _unzipped(archive: zipfile.ZipFile, name: str, left: int) -> bytes:
    with archive.open(name) as part:
        content = part.read(left + 1)
    if len(content) > left:
        raise FileRefused(f"This workbook unpacks to more than {LARGEST_UNZIPPED:,} bytes.")
    return content


def _tags(content: bytes) -> int:
    """How many elements a part in XML may have. Entities, which no workbook needs, are refused."""
    # In UTF-16 and the like no marks would be seen here; spreadsheets write UTF-8.
    if b"\0" in content or b"<!" in content:
        raise FileRefused("This workbook is written in an unusual way. Save it again as .xlsx.")
    return content.count(b"<")
