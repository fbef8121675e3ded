"""Surveys in files of any format, read and written.

Which format a file has follows from its ending and, where several share one, from what is in it. Nothing foreign is
evaluated, and no more than `MAX_BYTES` are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data, to_json
from cab_portal.surveys.questionnaire.interchange.formats import ENDINGS, Format, format_named, is_csv, is_native
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Imported, Report
from cab_portal.surveys.questionnaire.interchange.tables import LARGEST_FILE, Table
from cab_portal.surveys.questionnaire.json_files import JsonError, read_json
from cab_portal.surveys.questionnaire.problems import DefinitionError

MAX_BYTES = LARGEST_FILE
"""Of a workbook or a CSV file; JSON may have fewer (`json_files.MAX_BYTES`)."""


@dataclass(frozen=True)
class Source:
    """A survey from a file, the format it was in, and what became of each part."""

    questionnaire: Questionnaire
    format: Format
    report: Report


@dataclass(frozen=True)
class Converted:
    """A survey in another format, with what became of each part on its way in and on its way out."""

    content: bytes
    read: Source
    format: Format
    report: Report


def convert(data: bytes, name: str, into: str, source: Format | None = None, target: Format | None = None) -> Converted:
    """The file `name` in the format of the file `into`. Raises `FileRefused` in one sentence, with the place."""
    # Asked for first: who cannot be served should not have to wait for their file to be read.
    wanted = target or format_named(into)
    _ensure_ending(into, wanted)
    found = read_survey(data, name, source)
    content, report = write_survey(found.questionnaire, wanted or Format.NATIVE, csv=is_csv(into))
    return Converted(content, found, wanted or Format.NATIVE, report)


def read_survey(data: bytes, name: str, source: Format | None = None) -> Source:
    """The survey in a file of any format. Raises `FileRefused` in one sentence, with the place."""
    _ensure_ending(name, source or format_named(name))
    if len(data) > MAX_BYTES:
        raise FileRefused(f"The file has more than {MAX_BYTES:,} bytes.")
    if name.lower().endswith(".json"):
        return _in_json(data, source)
    return _in_tables(data, name, source)


def write_survey(questionnaire: Questionnaire, target: Format, *, csv: bool = False) -> tuple[bytes, Report]:
    """The survey in a format, and what that cannot hold. Raises `FileRefused` where it cannot be written at all."""
    content, report = _written(questionnaire, target, csv=csv)
    if target is not Format.NATIVE:
        for language, words in questionnaire.translations.items():
            if words.purpose:
                report.refused(f"translation {language}", "The format has no place for what the survey is for.")
    return content, report


def _written(questionnaire: Questionnaire, target: Format, *, csv: bool) -> tuple[bytes, Report]:
    match target:
        case Format.NATIVE:
            return f"{to_json(questionnaire)}\n".encode(), _as_it_is(questionnaire)
        case Format.SURVEYJS:
            from cab_portal.surveys.questionnaire.interchange.surveyjs.writing import write_surveyjs

            return write_surveyjs(questionnaire)
        case Format.XLSFORM:
            from cab_portal.surveys.questionnaire.interchange.xlsform.writing import write_xlsform

            return write_xlsform(questionnaire)
        case Format.SHEET:
            from cab_portal.surveys.questionnaire.interchange.sheet import write_csv, write_workbook

            return write_csv(questionnaire) if csv else write_workbook(questionnaire)


def _in_json(data: bytes, source: Format | None) -> Source:
    try:
        value = read_json(data)
    except JsonError as error:
        raise FileRefused(f"This is no survey in JSON: {error}.") from error
    if not isinstance(value, dict):
        raise FileRefused("This is no survey: it is a list or a single value, not an object.")
    if source is Format.NATIVE or (source is None and is_native(value)):
        try:
            questionnaire = from_data(value)
        except DefinitionError as error:
            raise FileRefused(str(error.problems[0])) from error
        return Source(questionnaire, Format.NATIVE, _as_it_is(questionnaire))
    from cab_portal.surveys.questionnaire.interchange.surveyjs.reading import read_surveyjs

    return _source(read_surveyjs(value), Format.SURVEYJS)


def _in_tables(data: bytes, name: str, source: Format | None) -> Source:
    from cab_portal.surveys.questionnaire.interchange.sheet import read_sheet
    from cab_portal.surveys.questionnaire.interchange.tables import csv_table, workbook_tables

    if is_csv(name):
        return _source(read_sheet(csv_table(data)), Format.SHEET)
    tables = workbook_tables(data)
    if source is Format.XLSFORM or (source is None and "survey" in tables):
        from cab_portal.surveys.questionnaire.interchange.xlsform.reading import read_xlsform

        return _source(read_xlsform(tables), Format.XLSFORM)
    imported = read_sheet(_first(tables))
    for table in list(tables.values())[1:]:
        if table.rows:
            imported.report.refused(f"sheet {table.name}", "Only the first sheet is read, so this was left out.")
    return _source(imported, Format.SHEET)


def _first(tables: Mapping[str, Table]) -> Table:
    table = next(iter(tables.values()), None)
    if table is None:
        raise FileRefused("The workbook has no sheet.")
    return table


def _source(imported: Imported, found: Format) -> Source:
    return Source(imported.questionnaire, found, imported.report)


def _as_it_is(questionnaire: Questionnaire) -> Report:
    report = Report()
    for number, question in enumerate(questionnaire.questions, start=1):
        report.mapped(f"question {number}", f"Question {question.id} as it is.")
    return report


def _ensure_ending(name: str, found: Format | None) -> None:
    if found is None:
        raise FileRefused(f"{name[-60:]} has an ending that is not known. Use .json, .surveyjs.json, .xlsx or .csv.")
    if not name.lower().endswith(ENDINGS[found]):
        endings = " or ".join(ENDINGS[found])
        raise FileRefused(f"{name[-60:]} cannot be of the format {found}, whose files end with {endings}.")
