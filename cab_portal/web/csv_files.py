"""Tables as files. The one writer of CSV in the house, with the guard against formulas.

A cell that begins like a formula runs as one when a spreadsheet opens the file, so text like that gets an apostrophe
in front. Numbers are numbers, whatever their sign.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from flask import stream_with_context
from werkzeug.wrappers import Response

Cell: TypeAlias = str | int | float | datetime | None

# The full-width signs are read as the plain ones by some programs; blanks before a sign do not hide it.
_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = ("\t", "\r", "\n")
_CHUNK = 16_384


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where it begins like a formula."""
    if text[:1].isalnum():
        # Most do, and no sign is a letter or a digit.
        return text
    if text.startswith(_CONTROLS) or text.lstrip().startswith(_SIGNS):
        return f"'{text}"
    return text


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with a byte order mark, by which spreadsheets know it; instants in ISO 8601."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([guarded(title) for title in header])
    for row in rows:
        writer.writerow([_shown(cell) for cell in row])
        if buffer.tell() >= _CHUNK:
            yield _take(buffer)
    yield _take(buffer)


def download(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A CSV file to keep, sent while its rows are read: its memory does not grow with their number."""
    return Response(
        stream_with_context(lines(header, rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _shown(cell: Cell) -> str | int | float:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return "" if cell is None else cell


def _take(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
