"""The sheet of choices: lists of options, each with its names and its labels in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Report
from cab_portal.surveys.questionnaire.interchange.tables import Row, Table
from cab_portal.surveys.questionnaire.interchange.xlsform.columns import Texts, by_name, plain, texts_of

_READ = frozenset({"list_name", "name", "label"})


@dataclass
class Choices:
    """One list: options as data, their ids by the names in the form, labels by language, and a name that is not one."""

    options: list[dict[str, str]] = field(default_factory=list)
    names: Names = field(default_factory=lambda: Names(""))
    ids: dict[str, str] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    repeated: str = ""

    def free_id(self, wanted: str) -> str:
        """An id that no option has."""
        taken = set(self.ids.values())
        return wanted if wanted not in taken else f"{wanted}_{len(taken) + 1}"


def read_choices(table: Table | None, language: str, report: Report) -> Mapping[str, Choices]:
    """The lists by name in small letters. Columns that only filters read are reported. Raises `FileRefused`."""
    found: dict[str, Choices] = {}
    if table is None:
        return found
    columns, label = by_name(table), texts_of(table, report)["label"]
    for row in table.rows:
        name = row.get(columns.get("list_name", "-"))
        value = row.get(columns.get("name", "-"))
        if not name or not value:
            raise FileRefused(f"Sheet {row.sheet}, row {row.number}: a choice needs the name of its list and its own.")
        _add(found.setdefault(name.lower(), Choices()), value, row, label, language)
        for column, text in row.cells.items():
            if plain(column)[0] not in _READ:
                report.refused(row.place(column), f"“{text[:60]}” has no meaning here, so it was left out.")
    return found


def _add(choices: Choices, value: str, row: Row, label: Texts, language: str) -> None:
    if value in choices.ids:
        choices.repeated = choices.repeated or value
        return
    option_id = choices.names.add(value)
    choices.ids[value] = option_id
    choices.options.append({"id": option_id, "label": label.base(row, language) or value})
    for code, text in label.others(row, language).items():
        choices.translations.setdefault(code, {})[option_id] = text
