"""The question sheet: one question a row, for people who write in a spreadsheet. CSV, or the first sheet of an .xlsx.

Lists stand in one cell, a line for each entry, as `id = Label`; an entry without an id gets one. What an option may
do besides stands behind it in brackets: `[own words]`, `[alone]`, `[pinned]`. Conditions are written as in
`expressions`.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.interchange.expressions import (
    ExpressionError,
    Known,
    condition_of,
    expression_of,
)
from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Imported, Report
from cab_portal.surveys.questionnaire.interchange.tables import LONGEST_CELL, Row, Table, guarded, workbook_of
from cab_portal.surveys.questionnaire.problems import DefinitionError
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES
from cab_portal.surveys.questionnaire.types.battery import Battery

PLAIN = ("text", "help", "decision", "owner", "unit", "low label", "high label", "not applicable", "body")
NUMBERS = ("min", "max", "decimals", "min choices", "max choices", "top")
FLAGS = ("required", "shuffle")
LISTS = ("options", "points", "items")
COLUMNS = ("id", "type", *PLAIN[:2], *FLAGS, *LISTS, *NUMBERS, *PLAIN[4:], "show if", "measure", *PLAIN[2:4])
_KINDS = {"own words": "specify", "alone": "exclusive", "pinned": "pinned"}
_YES = {"yes", "true", "x", "1", "required"}
_NO = {"", "no", "false", "0"}
_ENTRY = re.compile(
    r"(?:(?P<id>-?[a-z0-9][a-z0-9_]{0,39})\s*=\s*)?(?P<label>.*?)(?P<kinds>(?:\s*\[(?:own words|alone|pinned)\])*)$"
)
_LONGEST_ENTRY = 600
_TITLE = "title"


def read_sheet(table: Table) -> Imported:
    """The questionnaire in a question sheet. Raises `FileRefused`, which names row and column."""
    report = Report()
    _check_columns(table, report)
    title, language = "", "en"
    questions: list[dict[str, Any]] = []
    rows: list[Row] = []
    names = Names("q")
    for row in table.rows:
        if row.get("type").lower() == _TITLE:
            title, language = row.get("text"), row.get("id") or language
            continue
        questions.append(_question(row, names, report))
        rows.append(row)
    if not questions:
        raise FileRefused(f"Sheet {table.name} has no questions. Write one in each row under the headings.")
    _add_conditions(questions, rows, report)
    return Imported(_checked({"title": title, "language": language, "questions": questions}, rows), report)


def _check_columns(table: Table, report: Report) -> None:
    known = {column.lower() for column in table.columns}
    for needed in ("type", "text"):
        if needed not in known:
            raise FileRefused(f"Sheet {table.name} has no column “{needed}”. Its first row must name the columns.")
    for column in table.columns:
        if column not in COLUMNS:
            report.refused(f"sheet {table.name}, column {column}", "This column is not known, so it was left out.")


def _question(row: Row, names: Names, report: Report) -> dict[str, Any]:
    kind = row.get("type").lower().replace(" ", "_")
    if kind not in QUESTION_TYPES:
        known = ", ".join(QUESTION_TYPES)
        raise FileRefused(f"{_at(row, 'type')}: “{row.get('type')[:40]}” is no type of question. Use {known}.")
    given = row.get("id") or f"q{row.number - 1}"
    if given in names:
        raise FileRefused(f"{_at(row, 'id')}: another question has the id “{given[:40]}”.")
    data: dict[str, Any] = {"type": kind, "id": names.add(given)}
    fields = QUESTION_TYPES[kind].model_fields
    for column in COLUMNS[2:]:
        text = row.get(column)
        name = column.replace(" ", "_")
        if not text or column in ("show if", "measure"):
            continue
        if name not in fields:
            report.refused(row.place(column), f"A question of the type {kind} has no such thing, so it was left out.")
            continue
        data[name] = _cell(row, column, text)
    if row.get("measure"):
        data["measure"] = _measure(row, row.get("measure"))
    report.mapped(row.place(), f"Question {data['id']} of the type {kind}.")
    return data


def _cell(row: Row, column: str, text: str) -> Any:
    if column in FLAGS:
        return _flag(row, column, text)
    if column in NUMBERS:
        return _number(text)
    return _LISTS[column](row, text) if column in LISTS else text


def _flag(row: Row, column: str, text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise FileRefused(f"{_at(row, column)}: write yes or no.")


def _number(text: str) -> int | float | str:
    """The number in a cell, or the cell as it is: a date, or what the definition will refuse with its place."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _entries(row: Row, column: str, text: str) -> list[tuple[str, str, list[str]]]:
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        # A longer one can be no label; matching takes the square of its length.
        match = _ENTRY.match(line) if len(line) <= _LONGEST_ENTRY else None
        kinds = re.findall(r"\[([a-z ]+)\]", match["kinds"]) if match else []
        if match is None or not match["label"] or any(kind not in _KINDS for kind in kinds):
            raise FileRefused(
                f"{_at(row, column)}: “{line[:40]}” cannot be read. Write one entry a line, as id = Label."
            )
        found.append((match["id"] or "", match["label"], kinds))
    return found


def _options(row: Row, text: str) -> list[dict[str, Any]]:
    names = Names("")
    options = []
    for given, label, kinds in _entries(row, "options", text):
        name = given or label
        if name in names:
            raise FileRefused(f"{_at(row, 'options')}: “{name[:40]}” stands there twice.")
        options.append({"id": names.add(name), "label": label, **{_KINDS[kind]: True for kind in kinds}})
    return options


def _points(row: Row, text: str) -> list[dict[str, Any]]:
    points = []
    for place, (given, label, _kinds) in enumerate(_entries(row, "points", text), start=1):
        points.append({"value": _number(given) if given else place, "label": label})
    return points


def _items(row: Row, text: str) -> list[dict[str, Any]]:
    names = Names("")
    return [{"id": names.add(given or label), "text": label} for given, label, _kinds in _entries(row, "items", text)]


_LISTS: Mapping[str, Callable[[Row, str], list[dict[str, Any]]]] = {
    "options": _options,
    "points": _points,
    "items": _items,
}


def _measure(row: Row, text: str) -> dict[str, str]:
    parts = text.split("/")
    if len(parts) > 3:
        raise FileRefused(f"{_at(row, 'measure')}: write an instrument, as nps or sus/3.")
    return dict(zip(("instrument", "item", "group"), parts, strict=False))


def _add_conditions(questions: list[dict[str, Any]], rows: list[Row], report: Report) -> None:
    conditioned = [(place, row) for place, row in enumerate(rows) if row.get("show if")]
    if not conditioned:
        return
    # Conditions need to know what they read, so the questions are built without them first.
    bare = _checked({"questions": questions}, rows)
    for place, row in conditioned:
        earlier = {question.id: question for question in bare.questions[:place]}
        try:
            condition = condition_of(row.get("show if"), lambda name, earlier=earlier: _known(name, earlier))  # type: ignore[misc]
        except ExpressionError as error:
            raise FileRefused(f"{_at(row, 'show if')}: the condition cannot be taken over: {error}.") from error
        questions[place]["show_if"] = condition.model_dump(mode="json")
        report.mapped(row.place("show if"), "The condition.")


def _known(name: str, earlier: Mapping[str, Question]) -> Known | None:
    question = earlier.get(name.partition(".")[0])
    if isinstance(question, Battery):
        question = next((part for part in question.parts() if part.id == name), None)
    return Known(name, question, {}) if question is not None else None


def _checked(data: dict[str, Any], rows: list[Row]) -> Questionnaire:
    try:
        return from_data(data)
    except DefinitionError as error:
        problem = error.problems[0]
        place = f"{_at(rows[problem.number - 1])}: " if problem.number else ""
        field = f"{', '.join(str(step) for step in problem.field)}: " if problem.field else ""
        raise FileRefused(f"{place}{field}{problem.sentence}") from error


def _at(row: Row, column: str = "") -> str:
    place = row.place(column)
    return place[:1].upper() + place[1:]


def write_rows(questionnaire: Questionnaire, report: Report) -> list[list[str]]:
    """The sheet's rows, the heading first. What it cannot hold is reported."""
    rows = [list(COLUMNS)]
    if questionnaire.title or questionnaire.language != "en":
        title = {"type": _TITLE, "id": questionnaire.language, "text": questionnaire.title}
        rows.append([title.get(column, "") for column in COLUMNS])
    for number, question in enumerate(questionnaire.questions, start=1):
        cells = _cells(question, questionnaire)
        rows.append([_one_cell(cells.get(column, ""), column, number, report) for column in COLUMNS])
        report.mapped(f"question {number}", f"Row {len(rows)}.")
    if questionnaire.translations:
        languages = ", ".join(questionnaire.translations)
        report.refused("translations", f"A question sheet has one language, so these were left out: {languages}.")
    return rows


def write_csv(questionnaire: Questionnaire) -> tuple[bytes, Report]:
    """The question sheet as CSV in UTF-8, and what it cannot hold."""
    report = Report()
    written = io.StringIO(newline="")
    csv.writer(written).writerows([guarded(cell) for cell in row] for row in write_rows(questionnaire, report))
    return written.getvalue().encode("utf-8-sig"), report


def write_workbook(questionnaire: Questionnaire) -> tuple[bytes, Report]:
    """The question sheet as a workbook of one sheet, and what it cannot hold."""
    report = Report()
    return workbook_of({"questions": write_rows(questionnaire, report)}), report


def _cells(question: Question, questionnaire: Questionnaire) -> dict[str, str]:
    data = question.model_dump(mode="json")
    cells = {column: str(data.get(column.replace(" ", "_")) or "") for column in ("id", "type", *PLAIN)}
    for column in NUMBERS:
        value = data.get(column.replace(" ", "_"))
        cells[column] = "" if value is None else str(value)
    for column in FLAGS:
        cells[column] = "yes" if data.get(column) else ""
    cells["options"] = "\n".join(_option_line(option) for option in data.get("options", ()))
    cells["points"] = "\n".join(f"{point['value']} = {point['label']}" for point in data.get("points", ()))
    cells["items"] = "\n".join(f"{item['id']} = {item['text']}" for item in data.get("items", ()))
    if question.measure is not None:
        parts = (question.measure.instrument, question.measure.item, question.measure.group)
        cells["measure"] = "/".join(parts).removesuffix("/")
    if question.show_if is not None:
        cells["show if"] = expression_of(question.show_if, questionnaire.part)
    return cells


def _option_line(option: Mapping[str, Any]) -> str:
    kinds = "".join(f" [{words}]" for words, kind in _KINDS.items() if option.get(kind))
    return f"{option['id']} = {option['label']}{kinds}"


def _one_cell(text: str, column: str, number: int, report: Report) -> str:
    if len(text) > LONGEST_CELL:
        raise FileRefused(f"Question {number}, {column}: this has more than the {LONGEST_CELL:,} characters of a cell.")
    if column not in LISTS and re.search(r"[\r\n]", text):
        report.approximated(f"question {number}, {column}", "Line breaks became blanks.")
        return " ".join(text.split())
    return text
