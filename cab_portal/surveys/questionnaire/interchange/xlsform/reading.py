"""An XLSForm as a questionnaire of ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.conditions import AllOf, Condition
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.interchange.expressions import ExpressionError, Known, condition_of
from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Imported, Report
from cab_portal.surveys.questionnaire.interchange.tables import Row, Table
from cab_portal.surveys.questionnaire.interchange.xlsform.choices import Choices, read_choices
from cab_portal.surveys.questionnaire.interchange.xlsform.columns import (
    READ,
    Texts,
    by_name,
    language_code,
    report_unread,
    texts_of,
)
from cab_portal.surveys.questionnaire.interchange.xlsform.constraints import add_constraint
from cab_portal.surveys.questionnaire.problems import DefinitionError

_YES = {"yes", "true", "true()", "1"}
_SELECT = re.compile(
    r"(?P<kind>select[_ ]one|select[_ ]multiple|rank|select one from|select all that apply from)\s+(?P<list>\S+)"
    r"(?P<other>\s+or[_ ](?:specify[_ ])?other)?$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(begin|end)[_ ](group|repeat)$", re.IGNORECASE)
_PLAIN = {
    "text": "short_text",
    "string": "short_text",
    "integer": "number",
    "int": "number",
    "decimal": "number",
    "date": "date",
    "note": "statement",
    "range": "number",
}
# What a phone records by itself; nothing is asked.
_SILENT = {
    *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"),
    *("hidden", "calculate"),
}
_LONG = {"multiline"}


@dataclass
class _Form:
    """What has been read so far: questions as data, the names that expressions may use, and the open groups."""

    report: Report
    choices: Mapping[str, Choices]
    texts: Mapping[str, Texts]
    language: str
    columns: Mapping[str, str]
    names: Names = field(default_factory=lambda: Names("q"))
    questions: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    values: dict[str, Mapping[str, str]] = field(default_factory=dict)
    translations: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)

    def cell(self, row: Row, name: str) -> str:
        """The cell under a plain name of a column."""
        return row.get(self.columns.get(name, "-"))


def read_xlsform(tables: Mapping[str, Table]) -> Imported:
    """The questionnaire in the sheets of a form. Raises `FileRefused`, which names sheet, row and column."""
    survey = tables.get("survey")
    if survey is None:
        raise FileRefused("The workbook has no sheet “survey”, so it is no XLSForm.")
    report = Report()
    title, named = _settings(tables.get("settings"), report)
    texts = texts_of(survey, report)
    written = list(texts["label"].by_language)
    # A column without a language is the form's own; only where there is none does the first language lead.
    language = named or (written[0] if written and "" not in written else "en")
    form = _Form(report, read_choices(tables.get("choices"), language, report), texts, language, by_name(survey))
    if "type" not in form.columns:
        raise FileRefused(f"Sheet {survey.name} has no column “type”, so it is no XLSForm.")
    for row in survey.rows:
        _read(row, form)
    for name, table in tables.items():
        if name not in ("survey", "choices", "settings") and table.rows:
            report.refused(f"sheet {table.name}", "This sheet has no meaning here, so it was left out.")
    if not form.questions:
        raise FileRefused(f"Sheet {survey.name} has no question that can be taken over.")
    return Imported(_checked(form, title), report)


def _settings(table: Table | None, report: Report) -> tuple[str, str]:
    title, language = "", ""
    for row in table.rows if table is not None else ():
        for column, text in row.cells.items():
            name = column.strip().lower()
            if name == "form_title":
                title = text
            elif name == "default_language":
                language = language_code(text) or ""
            elif name not in ("form_id", "version"):
                report.refused(row.place(column), f"“{text[:60]}” has no meaning here, so it was left out.")
    return title, language


def _read(row: Row, form: _Form) -> None:
    kind = " ".join(form.cell(row, "type").split())
    if not kind:
        raise FileRefused(f"{_at(row)}: the type is missing.")
    if group := _GROUP.match(kind):
        _group(group[1].lower(), group[2].lower(), row, form)
        return
    report_unread(row, READ, form.report)
    data = _typed(kind, row, form)
    if data is None:
        place = row.place(form.columns["type"])
        why = "records without asking" if kind.lower() in _SILENT else "is not supported"
        form.report.refused(place, f"“{kind[:60]}” {why}, so this row was left out.")
        return
    _add(data, row, form)


def _group(edge: str, kind: str, row: Row, form: _Form) -> None:
    if kind == "repeat":
        raise FileRefused(f"{_at(row, form.columns['type'])}: repeated groups are not supported.")
    if edge == "end":
        if not form.groups:
            raise FileRefused(f"{_at(row, form.columns['type'])}: no group is open here.")
        form.groups.pop()
        return
    form.groups.append(form.cell(row, "relevant"))
    label = form.texts["label"].base(row, form.language)
    form.report.approximated(row.place(), f"The questions of the group “{label[:60]}” follow one by one.")


def _typed(kind: str, row: Row, form: _Form) -> dict[str, Any] | None:
    """What the type says of a question; None where it asks nothing that we can ask."""
    if select := _SELECT.match(kind):
        return _chosen(select, row, form)
    name = _PLAIN.get(kind.lower())
    if name is None:
        return None
    if name == "short_text" and form.cell(row, "appearance").lower() in _LONG:
        name = "long_text"
    data: dict[str, Any] = {"type": name}
    if kind.lower() == "decimal":
        data["decimals"] = 3
    if kind.lower() == "range":
        data.update(_range(row, form))
    return data


def _chosen(select: re.Match[str], row: Row, form: _Form) -> dict[str, Any]:
    found = form.choices.get(select["list"].lower())
    if found is None:
        place = _at(row, form.columns["type"])
        raise FileRefused(f"{place}: the sheet of choices has no list “{select['list'][:40]}”.")
    if found.repeated:
        place = _at(row, form.columns["type"])
        raise FileRefused(f"{place}: the list “{select['list'][:40]}” has the choice “{found.repeated[:40]}” twice.")
    kind = select["kind"].lower()
    name = "ranking" if kind == "rank" else "multi_choice" if "multiple" in kind or "all" in kind else "single_choice"
    options: list[dict[str, Any]] = [dict(option) for option in found.options]
    if select["other"]:
        other = found.free_id("other")
        options.append({"id": other, "label": "Other", "specify": True})
        form.report.mapped(row.place(form.columns["type"]), "“Other” asks for own words.")
    return {"type": name, "options": options, "_choices": found}


def _range(row: Row, form: _Form) -> dict[str, Any]:
    given = dict(part.split("=", 1) for part in form.cell(row, "parameters").split() if "=" in part)
    try:
        low, high, step = (float(given.get(name, default)) for name, default in _RANGE)
    except ValueError as error:
        raise FileRefused(f"{_at(row, 'parameters')}: the range cannot be read.") from error
    if (low, high, step) == (0, 10, 1):
        return {"type": "nps"}
    if not step.is_integer():
        form.report.approximated(row.place("parameters"), "Any number with up to three decimals may be answered.")
    elif step != 1:
        form.report.approximated(row.place("parameters"), "Any whole number in the range may be answered.")
    return {"min": _plain(low), "max": _plain(high), "decimals": 0 if step.is_integer() else 3}


_RANGE = (("start", "1"), ("end", "10"), ("step", "1"))


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _add(data: dict[str, Any], row: Row, form: _Form) -> None:
    name = form.cell(row, "name")
    if not name:
        raise FileRefused(f"{_at(row)}: the name is missing.")
    if name in form.names:
        raise FileRefused(f"{_at(row, form.columns['name'])}: another question has the name “{name[:40]}”.")
    question_id = form.names.add(name)
    choices: Choices | None = data.pop("_choices", None)
    data["id"] = question_id
    data["text"] = form.texts["label"].base(row, form.language) or name
    data["help"] = form.texts["hint"].base(row, form.language)
    required = form.cell(row, "required").lower()
    if required in _YES and data["type"] != "statement":
        data["required"] = True
    elif required not in ("", "no", "false", "false()", "0", *_YES):
        form.report.refused(row.place(form.columns["required"]), f"“{required[:60]}” is no yes or no: not required.")
    form.values[question_id] = choices.ids if choices is not None else {}
    _translate(question_id, row, form, choices)
    add_constraint(data, form.cell(row, "constraint"), row.place("constraint"), form.report)
    condition = _condition(row, form)
    if condition is not None:
        data["show_if"] = condition.model_dump(mode="json")
    form.questions.append(data)
    form.rows.append(row)
    form.report.mapped(row.place(), f"Question {question_id} of the type {data['type']}.")


def _translate(question_id: str, row: Row, form: _Form, choices: Choices | None) -> None:
    for column, field_name in (("label", "text"), ("hint", "help")):
        for language, text in form.texts[column].others(row, form.language).items():
            form.translations.setdefault(language, {}).setdefault(question_id, {})[field_name] = text
    for language, labels in (choices.translations if choices is not None else {}).items():
        form.translations.setdefault(language, {}).setdefault(question_id, {})["options"] = dict(labels)


def _condition(row: Row, form: _Form) -> Condition | None:
    """The condition of a question and of the groups around it, together."""
    written = [text for text in (*form.groups, form.cell(row, "relevant")) if text]
    if not written:
        return None
    known = _bare(form)
    conditions = []
    for text in written:
        try:
            conditions.append(condition_of(text, lambda name: _known(name, form, known)))
        except ExpressionError as error:
            place = _at(row, form.columns.get("relevant", "relevant"))
            raise FileRefused(f"{place}: the condition “{text[:60]}” cannot be taken over: {error}.") from error
    return conditions[0] if len(conditions) == 1 else AllOf(conditions=tuple(conditions))


def _bare(form: _Form) -> Questionnaire | None:
    """The questions so far without conditions: what a condition may read."""
    if not form.questions:
        return None
    bare = [{key: value for key, value in data.items() if key != "show_if"} for data in form.questions]
    return _built({"questions": bare, "language": form.language or "en"}, form)


def _known(name: str, form: _Form, known: Questionnaire | None) -> Known | None:
    if known is None or name not in form.names:
        return None
    question_id = form.names[name]
    return Known(question_id, known.question(question_id), form.values[question_id])


def _checked(form: _Form, title: str) -> Questionnaire:
    translations = {code: {"questions": questions} for code, questions in form.translations.items()}
    language = form.language or "en"
    return _built(
        {"title": title, "language": language, "questions": form.questions, "translations": translations}, form
    )


def _built(data: dict[str, Any], form: _Form) -> Questionnaire:
    try:
        return from_data(data)
    except DefinitionError as error:
        problem = error.problems[0]
        place = f"{_at(form.rows[problem.number - 1])}: " if problem.number else ""
        step = f"{', '.join(str(step) for step in problem.field)}: " if problem.field else ""
        raise FileRefused(f"{place}{step}{problem.sentence}") from error


def _at(row: Row, column: str = "") -> str:
    place = row.place(column)
    return place[:1].upper() + place[1:]
