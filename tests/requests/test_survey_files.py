"""Answers as files: each holds what the members answered, no more and no less, and runs no formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from click.testing import CliRunner
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.cli.survey_results import results as command
from cab_portal.core import ids
from cab_portal.surveys.rules import SurveyPrivacy
from tests.factories import accounts, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

LONG = "Ä" * 900 + "=1+1"


def answered() -> Sent:
    sent = surveys.sent_survey(3)
    surveys.response(sent.survey, sent.people[0], {**HAPPY, "q5": "=1+1"})
    surveys.response(sent.survey, sent.people[1], {**UNHAPPY, "q6": LONG})
    return sent


def fetched(signed_in: SignIn, sent: Sent, kind: str) -> bytes:
    page = signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results.{kind}")
    assert page.status == 200
    return bytes(page.response.get_data())


def test_every_format_can_be_chosen(signed_in: SignIn) -> None:
    sent = answered()
    page = signed_in(accounts.staff()).get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results")
    files = page.follow("Download the answers")
    for name in ("Workbook", "CSV in words", "CSV in codes", "SPSS", "JSON"):
        assert files.link(f"Download {name}")
    assert signed_in(accounts.staff()).get(files.path + "/../results.exe").status == 404


def test_a_csv_of_codes(signed_in: SignIn) -> None:
    text = fetched(signed_in, answered(), "codes").decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert [first[name] for name in ("q1", "q2", "q3.data", "q3.people", "q4")] == ["9", "right", "1", "0", "4"]
    assert [second[name] for name in ("q1", "q2", "q3.data", "q4")] == ["3", "fast", "", "1"]
    assert first["q5"] == "'=1+1"


def test_a_workbook_has_words_codes_and_a_codebook(signed_in: SignIn) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fetched(signed_in, answered(), "xlsx")))
    assert book.sheetnames == ["Answers", "Codes", "Codebook"]
    answers, codes, codebook = (list(book[name].values) for name in book.sheetnames)
    assert [len(answers), len(codes)] == [3, 3]
    words = dict(zip(answers[0], answers[1], strict=True))
    assert words["Is the pace too slow, right or too fast?"] == "About right"
    assert words["How clear or unclear is the first week?"] == "Very clear"
    assert words["How likely are you to recommend us?"] == "9"
    assert words["Which word fits the first week best?"] == "'=1+1"
    assert dict(zip(codes[0], codes[1], strict=True))["q4"] == 4
    assert ("q2", "Is the pace too slow, right or too fast?", "choice", "fast", "Too fast") in codebook
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)


def test_a_file_for_spss_keeps_labels_and_missing_answers(signed_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "answers.sav"
    path.write_bytes(fetched(signed_in, answered(), "sav"))
    columns, meta = pyreadstat.read_sav(str(path), output_format="dict")
    assert meta.column_names_to_labels["q2"] == "Is the pace too slow, right or too fast?"
    assert meta.variable_value_labels["q2"] == {1.0: "Too slow", 2.0: "About right", 3.0: "Too fast"}
    assert meta.variable_value_labels["q4"][4.0] == "Very clear"
    assert meta.variable_measure["q2"] == "nominal"
    assert list(columns["q1"]) == [9, 3]
    assert list(columns["q2"]) == [2, 3]
    assert columns["q3.data"][0] == 1
    assert columns["q3.data"][1] is None, "what was not answered is missing"
    assert columns["q6"][1] == LONG
    assert columns["q5"][0] == "=1+1"
    assert columns["sent_at"][0].year >= 2024


def test_json_holds_the_questions_and_the_stored_answers(signed_in: SignIn) -> None:
    sent = answered()
    found = json.loads(fetched(signed_in, sent, "json"))
    assert [question["id"] for question in found["questionnaire"]["questions"]] == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert [row["answers"]["q1"] for row in found["responses"]] == [9, 3]
    assert found["responses"][0]["answers"]["q3"] == ["data"]
    assert found["responses"][0]["member"] == sent.people[0].name


def test_a_survey_without_answers_gives_files_without_lines(signed_in: SignIn) -> None:
    sent = surveys.sent_survey()
    assert json.loads(fetched(signed_in, sent, "json"))["responses"] == []
    assert len(list(csv.reader(io.StringIO(fetched(signed_in, sent, "csv").decode("utf-8-sig"))))) == 1
    assert fetched(signed_in, sent, "sav").startswith(b"$FL2")


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(command, arguments, standalone_mode=False)
    return (0, found.output) if found.exception is None else (2, str(found.exception))


def test_the_command_writes_what_its_reader_may_read(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cab_portal.cli.survey_results.create_app", lambda: app)
    monkeypatch.setattr("cab_portal.cli.survey_results.migrate", lambda _app: None)
    sent = answered()
    key, staff, member = ids.encode(sent.survey.id), accounts.staff().email, sent.people[0].email
    path = tmp_path / "answers.json"
    assert run(key, "--as", staff, "--format", "json", "--out", str(path))[0] == 0
    assert len(json.loads(path.read_text(encoding="utf-8"))["responses"]) == 2
    for arguments, sentence in (
        ((key, "--as", "nobody@example.com"), "Nobody who may sign in"),
        (("nonsense", "--as", staff), "no id of a survey"),
        ((ids.encode(ids.new_id()), "--as", staff), "No survey with the id"),
        ((key, "--as", member), "who gave which answer"),
    ):
        status, said = run(*arguments)
        assert (status, sentence in said) == (2, True), said
    trusted = surveys.sent_survey(
        2, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[accounts.staff(name="Tara Trusted")]
    )
    surveys.response(trusted.survey, trusted.people[0])
    assert run(ids.encode(trusted.survey.id), "--as", staff)[0] == 2
