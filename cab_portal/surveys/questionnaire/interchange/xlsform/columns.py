"""The columns of an XLSForm: which are read, in which language, and which change what is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Report
from cab_portal.surveys.questionnaire.interchange.tables import Row, Table

# Languages by the names that forms give them; any other is named with its code, as in "Suomi (fi)".
_CODES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "portuguese": "pt",
    "italian": "it",
    "dutch": "nl",
    "polish": "pl",
    "swedish": "sv",
    "chinese": "zh",
    "japanese": "ja",
    "arabic": "ar",
    "russian": "ru",
    "swahili": "sw",
    "kiswahili": "sw",
}
_CODE = re.compile(r"\(([a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)\)$|^([a-z]{2,3}(?:-[A-Z]{2})?)$")
TEXTS = ("label", "hint")
READ = frozenset({"type", "name", "required", "relevant", "constraint", "appearance", "parameters", *TEXTS})
# Left out, these would make another question of it.
_DECISIVE = {
    "choice_filter": "filtered choices",
    "repeat_count": "repeats",
    "calculation": "calculated values",
}
_SAME = {"list name": "list_name", "command": "type", "value": "name", "caption": "label"}


@dataclass(frozen=True)
class Texts:
    """The columns of a text by language; under "" one without a language."""

    by_language: Mapping[str, str]

    def base(self, row: Row, language: str) -> str:
        """The text in the base language; where it is empty there, the first that is not."""
        order = [language, "", *self.by_language]
        return next((row.get(self.by_language[key]) for key in order if row.get(self.by_language.get(key, "-"))), "")

    def others(self, row: Row, language: str) -> dict[str, str]:
        """The texts in the further languages."""
        codes = [code for code in self.by_language if code not in ("", language)]
        return {code: row.get(self.by_language[code]) for code in codes if row.get(self.by_language[code])}


def language_code(name: str) -> str | None:
    """The code of a language by its name in a form; None where nobody can tell."""
    match = _CODE.search(name.strip())
    if match:
        return match[1] or match[2]
    return _CODES.get(name.strip().lower())


def plain(column: str) -> tuple[str, str]:
    """A heading as its name and its language, both in small letters."""
    name, _, language = column.replace("::", ":").partition(":")
    name = name.strip().lower()
    return _SAME.get(name, name), language.strip()


def texts_of(table: Table, report: Report) -> dict[str, Texts]:
    """The columns of each text by language. What is in a language without a code is reported and left out."""
    found: dict[str, dict[str, str]] = {text: {} for text in TEXTS}
    for column in table.columns:
        name, language = plain(column)
        if name not in found:
            continue
        code = language_code(language) if language else ""
        if code is None:
            message = (
                f"The language “{language[:40]}” has no code, so its texts were left out. Name it as in Suomi (fi)."
            )
            report.refused(f"sheet {table.name}, column {column}", message)
        else:
            found[name][code] = column
    return {text: Texts(columns) for text, columns in found.items()}


def by_name(table: Table) -> dict[str, str]:
    """The headings by their plain names; of several languages the first."""
    found: dict[str, str] = {}
    for column in table.columns:
        found.setdefault(plain(column)[0], column)
    return found


def report_unread(row: Row, read: frozenset[str], report: Report) -> None:
    """Report the cells of a row that have no meaning here. Raises `FileRefused` for those that decide what is asked."""
    for column, text in row.cells.items():
        name, _ = plain(column)
        if name in read:
            continue
        if name in _DECISIVE:
            place = row.place(column)
            raise FileRefused(f"{place[:1].upper()}{place[1:]}: {_DECISIVE[name]} are not supported: “{text[:60]}”.")
        report.refused(row.place(column), f"“{text[:60]}” has no meaning here, so it was left out.")
