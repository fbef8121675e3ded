"""A questionnaire of ours as an XLSForm workbook."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.interchange.expressions import expression_of
from cab_portal.surveys.questionnaire.interchange.report import Report
from cab_portal.surveys.questionnaire.interchange.tables import workbook_of
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    LongText,
    MultiChoice,
    Nps,
    Number,
    Ranking,
    Rating,
    ShortText,
    SingleChoice,
    Statement,
)

SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", "parameters")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "default_language")

# The words at the ends of a 0 to 10 question whose author wrote none.
_ENDS = tuple(Nps.model_fields[name].default for name in ("low_label", "high_label"))


@dataclass
class _Sheets:
    questionnaire: Questionnaire
    report: Report = field(default_factory=Report)
    survey: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)

    def add_list(self, name: str, options: Iterator[tuple[str, str]]) -> None:
        """A list of choices, by name and label."""
        self.choices += [{"list_name": name, "name": code, "label": label} for code, label in options]


def write_xlsform(questionnaire: Questionnaire) -> tuple[bytes, Report]:
    """The workbook, and what it cannot say."""
    sheets = _Sheets(questionnaire)
    for number, question in enumerate(questionnaire.questions, start=1):
        row = {
            "name": question.id,
            "label": question.text,
            "hint": question.help,
            "required": "yes" if question.required else "",
            "relevant": expression_of(question.show_if, questionnaire.part) if question.show_if else "",
        }
        place = f"question {number}"
        sheets.survey += _rows(question, row, place, sheets)
        sheets.report.mapped(place, f"Row {len(sheets.survey) + 1} of the sheet survey.")
        if question.decision or question.owner or question.measure:
            sheets.report.refused(place, "The form has no place for the decision, its owner or the instrument.")
    if questionnaire.translations:
        languages = ", ".join(questionnaire.translations)
        sheets.report.refused("translations", f"The form is written in one language; left out: {languages}.")
    return _workbook(sheets), sheets.report


def _rows(question: Question, row: dict[str, str], place: str, sheets: _Sheets) -> list[dict[str, str]]:
    match question:
        case SingleChoice() | MultiChoice() | Ranking():
            return [{**row, **_list(question, place, sheets)}]
        case Rating():
            sheets.add_list(question.id, ((str(point.value), point.label) for point in question.points))
            sheets.report.approximated(place, "The scale became a choice of one; its numbers are the names.")
            _beside(question.not_applicable, question.id, sheets)
            return [{**row, "type": f"select_one {question.id}", "appearance": "likert"}]
        case Nps():
            if (question.low_label, question.high_label) != _ENDS:
                sheets.report.approximated(place, "The words at the ends of the scale have no place in a range.")
            return [{**row, "type": "range", "parameters": "start=0 end=10 step=1"}]
        case Number():
            return [{**row, **_number(question, place, sheets)}]
        case Battery():
            return list(_battery(question, row, place, sheets))
    return [{**row, **_plain(question, place, sheets)}]


def _plain(question: Question, place: str, sheets: _Sheets) -> dict[str, str]:
    match question:
        case Date():
            bounds = ((">=", question.min), ("<=", question.max))
            return {
                "type": "date",
                "constraint": " and ".join(f". {sign} date('{value}')" for sign, value in bounds if value),
            }
        case LongText():
            return {"type": "text", "appearance": "multiline"}
        case Statement():
            if question.body:
                sheets.report.approximated(place, "The text under the heading became the hint.")
            return {"type": "note", "hint": question.body or question.help}
        case ShortText():
            return {"type": "text"}
    raise TypeError(f"no row for a question of the type {question.type}")


def _list(question: SingleChoice | MultiChoice | Ranking, place: str, sheets: _Sheets) -> dict[str, str]:
    names = {"single_choice": "select_one", "multi_choice": "select_multiple", "ranking": "rank"}
    options = list(question.options)
    kind = f"{names[question.type]} {question.id}"
    last = options[-1]
    if last.specify and last.id == "other" and last.label == "Other":
        options.pop()
        kind += " or_other"
    for option in options:
        if option.specify:
            sheets.report.approximated(place, f"“{option.label}” asks for no own words in the form.")
        if option.pinned:
            sheets.report.approximated(place, f"“{option.label}” keeps no place of its own in the form.")
    sheets.add_list(question.id, ((option.id, option.label) for option in options))
    row = {"type": kind, "constraint": _choice_constraint(question, place, sheets)}
    if question.shuffle:
        row["parameters"] = "randomize=true"
    return row


def _choice_constraint(question: SingleChoice | MultiChoice | Ranking, place: str, sheets: _Sheets) -> str:
    parts: list[str] = []
    if isinstance(question, MultiChoice):
        parts += [
            f"not(selected(., '{option.id}') and count-selected(.) > 1)"
            for option in question.options
            if option.exclusive
        ]
        if question.min_choices > 1:
            parts.append(f"count-selected(.) >= {question.min_choices}")
        if question.max_choices is not None:
            parts.append(f"count-selected(.) <= {question.max_choices}")
    if isinstance(question, Ranking) and question.top is not None:
        sheets.report.approximated(place, f"The form asks to put all in order, not the first {question.top}.")
    return " and ".join(parts)


def _beside(label: str, name: str, sheets: _Sheets) -> None:
    if label:
        sheets.add_list(name, iter((("na", label),)))


def _number(question: Number, place: str, sheets: _Sheets) -> dict[str, str]:
    bounds = ((">=", question.min), ("<=", question.max))
    if question.unit or question.not_applicable:
        sheets.report.approximated(place, "The unit and the answer beside the number have no place in the form.")
    return {
        "type": "decimal" if question.decimals else "integer",
        "constraint": " and ".join(f". {sign} {value}" for sign, value in bounds if value is not None),
    }


def _battery(question: Battery, row: dict[str, str], place: str, sheets: _Sheets) -> Iterator[dict[str, str]]:
    sheets.report.approximated(place, "The lines became questions of a group.")
    sheets.add_list(question.id, ((str(point.value), point.label) for point in question.points))
    _beside(question.not_applicable, question.id, sheets)
    kept = {name: text for name, text in row.items() if name in ("name", "label", "relevant")}
    yield {**kept, "type": "begin_group", "appearance": "field-list"}
    for item in question.items:
        yield {
            "type": f"select_one {question.id}",
            "name": f"{question.id}_{item.id}",
            "label": item.text,
            "required": row["required"],
        }
    yield {"type": "end_group"}


def _workbook(sheets: _Sheets) -> bytes:
    settings = {
        "form_title": sheets.questionnaire.title or "Survey",
        "form_id": "survey",
        "default_language": sheets.questionnaire.language,
    }
    parts = {
        "survey": (SURVEY, sheets.survey),
        "choices": (CHOICES, sheets.choices),
        "settings": (SETTINGS, [settings]),
    }
    return workbook_of(
        {
            name: [columns, *([row.get(column, "") for column in columns] for row in rows)]
            for name, (columns, rows) in parts.items()
        }
    )
