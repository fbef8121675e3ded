"""The formats in which responses can be had, by name."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cab_portal.core import ids
from cab_portal.web import csv_files
from cab_portal.web.survey_files import spss, workbook
from cab_portal.web.survey_files.rows import Sheet


@dataclass(frozen=True)
class FileFormat:
    """How a file is called and made: ``pieces`` gives its bytes while the rows are read."""

    extension: str
    content_type: str
    pieces: Callable[[Sheet], Iterator[bytes]]


def _labels(sheet: Sheet) -> Iterator[bytes]:
    rows = (sheet.line(row, sheet.labels(row)) for row in sheet.responses())
    return csv_files.lines(sheet.headings(), rows)


def _codes(sheet: Sheet) -> Iterator[bytes]:
    rows = (sheet.line(row, sheet.codes(row)) for row in sheet.responses())
    return csv_files.lines(sheet.names(), rows)


def _json(sheet: Sheet) -> Iterator[bytes]:
    """One object with the questions and the responses, each answer in the form in which questionnaires store it.

    ``flags`` are the names of what makes a response worth a second look.
    """
    head = {
        "survey": ids.encode(sheet.survey.id),
        "title": sheet.survey.title,
        "questionnaire": sheet.questionnaire.model_dump(mode="json"),
    }
    yield json.dumps(head, ensure_ascii=False).removesuffix("}").encode() + b', "responses": ['
    between = b"\n"
    for row in sheet.responses():
        answers = {key: sheet.questionnaire.question(key).stored(answer) for key, answer in row.answers.items()}
        line = {
            "member": row.name,
            "organization": row.organization,
            "sent_at": row.submitted_at.isoformat(timespec="seconds"),
            "answers": answers,
            "flags": [name for name in sheet.flags if getattr(row.flags, name)],
        }
        yield between + json.dumps(line, ensure_ascii=False).encode()
        between = b",\n"
    yield b"\n]}\n"


FORMATS = {
    "csv": FileFormat("csv", "text/csv; charset=utf-8", _labels),
    "codes": FileFormat("csv", "text/csv; charset=utf-8", _codes),
    "xlsx": FileFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.pieces),
    "json": FileFormat("json", "application/json", _json),
    "sav": FileFormat("sav", "application/x-spss-sav", spss.pieces),
}
