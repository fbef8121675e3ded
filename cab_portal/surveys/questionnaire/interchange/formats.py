"""The formats of surveys in files: their names, their endings, and what a survey in JSON is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """A format, by the name that people give it."""

    NATIVE = "native"
    """A questionnaire of ours in JSON."""
    SURVEYJS = "surveyjs"
    """A SurveyJS survey in JSON."""
    XLSFORM = "xlsform"
    """An XLSForm workbook (.xlsx)."""
    SHEET = "sheet"
    """A question sheet, as .csv or .xlsx."""


_BY_ENDING = {
    ".surveyjs.json": Format.SURVEYJS,
    ".json": Format.NATIVE,
    ".csv": Format.SHEET,
    ".sheet.xlsx": Format.SHEET,
    ".xlsx": Format.XLSFORM,
}
ENDINGS: Mapping[Format, tuple[str, ...]] = {
    Format.NATIVE: (".json",),
    Format.SURVEYJS: (".json",),
    Format.XLSFORM: (".xlsx",),
    Format.SHEET: (".csv", ".xlsx"),
}
"""The endings that a file of each format may have."""


def is_csv(name: str) -> bool:
    """Whether a file is named as CSV."""
    return name.lower().endswith(".csv")


def format_named(name: str) -> Format | None:
    """The format that a file of this name is written in; None where its ending is not known."""
    return next((found for ending, found in _BY_ENDING.items() if name.lower().endswith(ending)), None)


def is_native(data: Mapping[str, Any]) -> bool:
    """Whether a survey in JSON is in our own form; SurveyJS has pages or elements, and names where we have ids."""
    questions = data.get("questions")
    if "schema_version" in data:
        return True
    if "pages" in data or "elements" in data or not isinstance(questions, list):
        return False
    return not any(isinstance(question, dict) and "name" in question and "id" not in question for question in questions)
