"""Surveys from one format into another by command: what is written, what is told, and what is refused."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cab_portal.cli.group import group
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.definition import from_json, to_json
from cab_portal.surveys.questionnaire.interchange.converting import read_survey, write_survey
from cab_portal.surveys.questionnaire.interchange.formats import Format
from cab_portal.surveys.questionnaire.interchange.report import FileRefused
from cab_portal.surveys.questionnaire.interchange.tables import workbook_of
from tests.questionnaires import hostile_files
from tests.questionnaires.samples import FILES
from tests.questionnaires.test_sheets import SHEET_ONLY, survey
from tests.questionnaires.tiny import every_type, follow_up

MEMORY = 200 * 1024
"""KiB that reading any file may take."""


def convert(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, ["survey", "convert", *map(str, arguments)])


def told(result: Result) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(result.stderr)
    return report


@pytest.fixture
def native(tmp_path: Path) -> Path:
    file = tmp_path / "survey.json"
    file.write_text(to_json(survey(*SHEET_ONLY)), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.sheet.xlsx"])
def test_a_sheet_keeps_everything(name: str, native: Path, tmp_path: Path) -> None:
    there, back = tmp_path / name, tmp_path / "again.json"
    out = convert(native, there)
    assert (out.exit_code, told(out)["to"], told(out)["refused"]) == (0, "sheet", [])
    assert len(told(out)["mapped"]) == 2 * len(survey(*SHEET_ONLY).questions)
    again = convert(there, back)
    assert (again.exit_code, told(again)["from"]) == (0, "sheet")
    assert from_json(back.read_bytes()) == survey(*SHEET_ONLY)


@pytest.mark.parametrize("name", ["sheet.csv", "form.xlsx", "a.surveyjs.json"])
def test_a_translated_purpose_is_never_left_out_in_silence(name: str, tmp_path: Path) -> None:
    data = survey().model_dump(mode="json") | {"translations": {"de": {"purpose": "Wir entscheiden."}}}
    file = tmp_path / "survey.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    refused = told(convert(file, tmp_path / name))["refused"]
    assert "The format has no place for what the survey is for." in [note["message"] for note in refused]


@pytest.mark.parametrize(("name", "kind"), [("form.xlsx", Format.XLSFORM), ("a.surveyjs.json", Format.SURVEYJS)])
def test_what_is_kept_in_another_form_is_a_finding(name: str, kind: Format, native: Path, tmp_path: Path) -> None:
    result = convert(native, tmp_path / name)
    assert (result.exit_code, told(result)["from"], told(result)["to"]) == (1, "native", kind)
    assert told(result)["approximated"]
    assert {note["step"] for note in told(result)["approximated"]} == {"writing"}
    again = read_survey((tmp_path / name).read_bytes(), name)
    assert again.format is kind
    assert [question.text for question in again.questionnaire.questions][:3] == [
        question.text for question in survey().questions[:3]
    ]


def test_a_format_can_be_named(native: Path, tmp_path: Path) -> None:
    there = tmp_path / "sheet.xlsx"
    assert convert(native, there, "--to", "sheet").exit_code == 0
    assert told(convert(there, tmp_path / "a.json"))["from"] == "sheet"
    wrong = convert(there, tmp_path / "a.json", "--from", "xlsform")
    assert isinstance(wrong.exception, InvalidInput)
    assert "no sheet “survey”" in wrong.exception.message


@pytest.mark.parametrize(
    ("into", "options", "sentence"),
    [
        ("out.docx", (), "has an ending that is not known"),
        ("out.csv", ("--to", "surveyjs"), "cannot be of the format surveyjs"),
        ("gone/out.csv", (), "cannot be written"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(
    into: str, options: tuple[str, ...], sentence: str, native: Path, tmp_path: Path
) -> None:
    result = convert(native, tmp_path / into, *options)
    assert isinstance(result.exception, InvalidInput)
    assert sentence in result.exception.message
    assert not (tmp_path / into).exists()


def test_a_text_that_no_cell_holds_is_refused() -> None:
    options = [{"id": f"o{n}", "label": f"{n:0200}"} for n in range(120)]
    long = survey({"type": "single_choice", "id": "long", "text": "Which?", "options": options})
    for csv in (False, True):
        with pytest.raises(FileRefused, match=r"Question 9, options: .* 20,000 characters"):
            write_survey(long, Format.SHEET, csv=csv)


def test_further_sheets_are_reported(tmp_path: Path) -> None:
    content = workbook_of({"mine": [["type", "text"], ["nps", "How?"]], "notes": [["a"], ["b"]]})
    (tmp_path / "two.xlsx").write_bytes(content)
    result = convert(tmp_path / "two.xlsx", tmp_path / "out.json")
    assert (result.exit_code, told(result)["refused"][0]["place"]) == (1, "sheet notes")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_sample_becomes_a_survey_or_is_refused_with_its_place(file: Path, tmp_path: Path) -> None:
    result = convert(file, tmp_path / "out.json")
    if isinstance(result.exception, InvalidInput):
        assert "Sheet survey, row" in result.exception.message
        return
    assert result.exit_code in (0, 1)
    first = from_json((tmp_path / "out.json").read_bytes())
    for name in ("again.surveyjs.json", "again.sheet.xlsx", "again.csv"):
        convert(tmp_path / "out.json", tmp_path / name)
        assert read_survey((tmp_path / name).read_bytes(), name).questionnaire.questions == first.questions


@pytest.mark.parametrize("name", hostile_files.FILES)
def test_a_hostile_file_is_refused_with_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(hostile_files.FILES[name]())
    result = convert(tmp_path / name, tmp_path / "out.json")
    assert isinstance(result.exception, InvalidInput)
    assert len(result.exception.message.splitlines()) == 1
    assert not (tmp_path / "out.json").exists()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing here tells how much memory was used")
def test_no_hostile_file_takes_much_memory(tmp_path: Path) -> None:
    for name, content in hostile_files.FILES.items():
        (tmp_path / name).write_bytes(content())
    code = (
        "import pathlib, sys; from click.testing import CliRunner; from cab_portal.cli.group import group\n"
        "for file in pathlib.Path(sys.argv[1]).iterdir():\n"
        "    CliRunner().invoke(group, ['survey', 'convert', str(file), sys.argv[1] + '/out.json'])\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < MEMORY


def test_markup_in_every_text_stays_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>=cmd|' /C calc'!A0"
    question = {"type": "radiogroup", "name": evil, "title": evil, "choices": [{"value": evil, "text": evil}, "b"]}
    (tmp_path / "evil.json").write_text(json.dumps({"title": evil, "elements": [question]}), encoding="utf-8")
    for name in ("evil.csv", "evil.sheet.xlsx", "evil.xlsx", "evil.surveyjs.json"):
        assert convert(tmp_path / "evil.json", tmp_path / name).exit_code in (0, 1)
        found = read_survey((tmp_path / name).read_bytes(), name).questionnaire.questions[0]
        assert (found.text, found.choices()[0].label) == (evil, evil)


@pytest.mark.parametrize("questionnaire", [every_type(), follow_up()], ids=["every type", "a condition"])
def test_our_own_json_comes_through_unchanged(questionnaire: Any, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(to_json(questionnaire), encoding="utf-8")
    assert convert(tmp_path / "a.json", tmp_path / "b.json").exit_code == 0
    assert from_json((tmp_path / "b.json").read_bytes()) == questionnaire
