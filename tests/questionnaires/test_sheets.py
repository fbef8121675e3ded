"""Question sheets and XLSForm workbooks: read, written, read again, and refused with their place."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from pyxform.xls2xform import convert

from cab_portal.surveys.questionnaire.conditions import AllOf, CountOf, Equals, NotEquals
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Treatment
from cab_portal.surveys.questionnaire.interchange.sheet import read_sheet, write_csv
from cab_portal.surveys.questionnaire.interchange.tables import csv_table, workbook_tables
from cab_portal.surveys.questionnaire.interchange.xlsform import read_xlsform, write_xlsform
from tests.questionnaires.samples import SAMPLES

POINTS = [{"value": value, "label": f"Level {value}"} for value in range(1, 6)]
SHARED: list[dict[str, Any]] = [
    {
        "type": "single_choice",
        "id": "pace",
        "text": "Is the pace right?",
        "required": True,
        "options": [{"id": "slow", "label": "Too slow"}, {"id": "other", "label": "Other", "specify": True}],
    },
    {
        "type": "multi_choice",
        "id": "topics",
        "text": "Which topics are missing?",
        "options": [
            {"id": "data", "label": "Our data"},
            {"id": "roles", "label": "Who does what"},
            {"id": "none", "label": "None of these", "exclusive": True},
        ],
        "min_choices": 1,
        "max_choices": 2,
        "show_if": {"op": "not_equals", "question": "pace", "value": "slow"},
    },
    {"type": "nps", "id": "recommend", "text": "How likely are you to recommend us?"},
    {
        "type": "number",
        "id": "people",
        "text": "How many people would start?",
        "min": 0,
        "max": 5000,
        "show_if": {"op": "count", "question": "topics", "comparison": "ge", "value": 2},
    },
    {"type": "date", "id": "start", "text": "When would you start?", "min": "2026-01-01", "help": "A Monday."},
    {"type": "short_text", "id": "word", "text": "Which word fits best?"},
    {
        "type": "long_text",
        "id": "why",
        "text": "What would you change?",
        "show_if": {"op": "le", "question": "recommend", "value": 6},
    },
    {"type": "statement", "id": "thanks", "text": "That is all."},
]
SHEET_ONLY: list[dict[str, Any]] = [
    {
        "type": "rating",
        "id": "clarity",
        "text": "How clear is it?",
        "points": POINTS,
        "not_applicable": "I do not know",
    },
    {
        "type": "battery",
        "id": "parts",
        "text": "How useful are these?",
        "items": [{"id": "mail", "text": "The mails"}, {"id": "call", "text": "The call"}],
        "points": POINTS,
        "decision": "Drop what is useless",
        "owner": "Mara",
    },
    {
        "type": "ranking",
        "id": "order",
        "text": "Put these in order.",
        "options": [{"id": "a", "label": "=A1"}, {"id": "b", "label": "B [x]", "pinned": True}],
        "shuffle": True,
        "top": 1,
    },
]


def survey(*more: dict[str, Any]) -> Questionnaire:
    return from_data({"title": "Onboarding", "questions": [*SHARED, *more]})


def test_a_sheet_holds_a_whole_survey() -> None:
    given = survey(*SHEET_ONLY)
    written, report = write_csv(given)
    assert not report.of(Treatment.REFUSED)
    again = read_sheet(csv_table(written))
    for ours, theirs in zip(given.questions, again.questionnaire.questions, strict=True):
        assert theirs == ours
    assert again.questionnaire == given
    assert len(again.report.of(Treatment.MAPPED)) >= len(given.questions)


def test_a_sheet_shows_no_formula() -> None:
    written, _ = write_csv(survey({"type": "short_text", "id": "evil", "text": '=HYPERLINK("http://x")'}))
    assert b"\n=" not in written
    assert b",=" not in written
    assert read_sheet(csv_table(written)).questionnaire.question("evil").text.startswith("=HYPERLINK")


def test_a_form_and_back_is_the_same_survey() -> None:
    given = survey()
    written, report = write_xlsform(given)
    assert not report.of(Treatment.APPROXIMATED)
    again = read_xlsform(workbook_tables(written)).questionnaire
    for ours, theirs in zip(given.questions, again.questions, strict=True):
        assert theirs == ours
    assert again == given
    assert isinstance(again.question("topics").show_if, NotEquals)
    assert isinstance(again.question("people").show_if, CountOf)


def test_what_a_form_cannot_say_is_told(tmp_path: Path) -> None:
    written, report = write_xlsform(survey(*SHEET_ONLY))
    told = " ".join(note.message for note in report)
    for words in (
        "became a choice of one",
        "became questions of a group",
        "keeps no place",
        "no place for the decision",
    ):
        assert words in told
    form = tmp_path / "form.xlsx"
    form.write_bytes(written)
    assert "<h:html" in convert(form, validate=False).xform


@pytest.mark.parametrize("name", ["specify_other", "text_and_integer", "yes_or_no_question"])
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_sample_forms_become_surveys(name: str) -> None:
    imported = read_xlsform(workbook_tables((SAMPLES / f"{name}.xlsx").read_bytes()))
    again = read_xlsform(workbook_tables(write_xlsform(imported.questionnaire)[0]))
    assert again.questionnaire.questions == imported.questionnaire.questions


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("choice_filter_test", "Sheet survey, row 3, column choice_filter: filtered choices"),
        ("flat_xlsform_test", "Sheet survey, row 3, column relevant: the condition “regex"),
    ],
)
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the repository")
def test_sample_forms_that_ask_for_more_are_refused_with_their_place(name: str, place: str) -> None:
    with pytest.raises(FileRefused, match=place):
        read_xlsform(workbook_tables((SAMPLES / f"{name}.xlsx").read_bytes()))


def workbook(**sheets: Sequence[Sequence[str]]) -> bytes:
    written = io.BytesIO()
    made = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    made.close()
    return written.getvalue()


def form(*rows: Sequence[str], choices: Sequence[Sequence[str]] = ()) -> Mapping[str, Any]:
    heading = ("type", "name", "label", "label::German (de)", "relevant", "constraint", "required", "image")
    return workbook_tables(workbook(survey=[heading, *rows], choices=[("list_name", "name", "label"), *choices]))


def test_groups_languages_and_odd_columns() -> None:
    imported = read_xlsform(
        form(
            ("select_one yn", "ok", "Is it fine?", "Ist es gut?", "", "", "yes"),
            ("begin group", "more", "More", "", "${ok} = 'no'"),
            ("text", "why", "Why not?", "Warum nicht?", "${ok} != 'later'", "string-length(.) < 9", "", "face.png"),
            ("end group",),
            ("geopoint", "where", "Where?"),
            choices=[("yn", "yes", "Yes"), ("yn", "no", "No"), ("yn", "later", "Later")],
        )
    )
    assert [question.id for question in imported.questionnaire.questions] == ["ok", "why"]
    assert isinstance(imported.questionnaire.question("why").show_if, AllOf)
    assert imported.questionnaire.translations["de"].questions["why"].text == "Warum nicht?"
    left_out = {note.place: note.message for note in imported.report.of(Treatment.REFUSED)}
    assert "string-length" in left_out["sheet survey, row 4, column constraint"]
    assert "face.png" in left_out["sheet survey, row 4, column image"]
    assert "geopoint" in left_out["sheet survey, row 6, column type"]
    assert any("“More”" in note.message for note in imported.report.of(Treatment.APPROXIMATED))


def test_or_other_and_a_condition_on_it() -> None:
    imported = read_xlsform(
        form(
            ("select_one yn or_other", "ok", "Is it fine?"),
            ("text", "why", "Why?", "", "${ok} = 'yes'"),
            choices=[("yn", "Yes", "Yes"), ("yn", "yes", "yes")],
        )
    )
    assert imported.questionnaire.question("why").show_if == Equals(question="ok", value="yes_2")


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([("begin repeat", "r", "R")], "row 2, column type: repeated groups"),
        ([("end group",)], "row 2, column type: no group is open"),
        ([("select_one nowhere", "q", "Q?")], "no list “nowhere”"),
        ([("text", "", "Q?")], "row 2: the name is missing"),
        ([("text", "q", "Q?"), ("text", "q", "Q?")], "row 3, column name: another question"),
        ([("text", "q", "Q?", "", "${later} = 'x'")], "row 2, column relevant: the condition"),
        ([("geopoint", "q", "Q?")], "no question that can be taken over"),
        ([("integer", "q", "Q?", "", "", ". >= 5 and . <= 1")], "row 2"),
    ],
)
def test_a_form_that_cannot_be_taken_is_refused_with_its_place(rows: list[tuple[str, ...]], place: str) -> None:
    with pytest.raises(FileRefused, match=place):
        read_xlsform(form(*rows))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "empty"),
        ("id,text\nq1,What?\n", "no column “type”"),
        ("type,text\nessay,What?\n", "row 2, column type: “essay” is no type"),
        ("type,text,required\nshort_text,What?,perhaps\n", "row 2, column required: write yes or no"),
        ("type,text,options\nsingle_choice,What?,Only one\n", "row 2: options"),
        ("type,text,show if\nshort_text,What?,${q9} = 1\n", "row 2, column show if: the condition"),
        ("id,type,text\na,short_text,What?\na,short_text,What?\n", "row 3, column id: another question"),
        ("type,text\nshort_text,What?,stray\n", "row 2: “stray” stands under no heading"),
        ("type,type\n", "two columns"),
        ("type,text\n", "no questions"),
    ],
)
def test_a_sheet_that_cannot_be_taken_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(FileRefused, match=place):
        read_sheet(csv_table(text.encode()))


def zipped(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        (zipped("xl/vbaProject.bin", b"x"), "macros"),
        (zipped("xl/worksheets/sheet1.xml", b"0" * 50_000_000), "unpacks to more than"),
        (zipped("hello.txt", b"hello"), "no workbook"),
        (b"type,text\n", "no .xlsx workbook"),
        (b"x" * 5_000_001, "5,000,000 at most"),
        (b" \n ", "empty"),
    ],
    ids=["encrypted", "macros", "bomb", "zip", "text", "large", "blank"],
)
def test_a_hostile_workbook_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        workbook_tables(data)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefused, match="Byte 6 is not UTF-8"):
        csv_table(b"type,\xff\n")
