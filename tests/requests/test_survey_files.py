"""Answers as files: each holds what the members answered, no more and no less, and runs no formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pyreadstat
import pytest
from click.testing import CliRunner
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.accounts.service import people
from cab_portal.cli.survey_results import results as command
from cab_portal.core import ids
from cab_portal.core.actor import SYSTEM, Role, acting_as
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.surveys.questionnaire.answers import ItemAnswers
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
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


def battery() -> Questionnaire:
    items = [{"id": name, "text": f"Step {name} is easy."} for name in "abcd"]
    points = [{"value": value, "label": f"Point {value}"} for value in range(1, 6)]
    asked: list[dict[str, object]] = [
        {"type": "battery", "id": "ease", "text": "How are these?", "items": items, "points": points},
        {"type": "long_text", "id": "words", "text": "What else should we know?"},
    ]
    return from_data({"questions": [{**one, "decision": "Choose."} for one in asked]})


SAME = ItemAnswers(tuple((name, 3) for name in "abcd"))
MIXED = ItemAnswers((("a", 3), ("b", 3), ("c", 3), ("d", 4)))
OFTEN_SAID = "Nothing comes to mind at the moment."


def flagged(**promise: Any) -> Sent:
    """Four responses: one at ease, one of the same answer everywhere, one too fast, one with the words of the first."""
    sent = surveys.sent_survey(4, questions=battery(), **promise)
    for place, (ease, words, milliseconds) in enumerate(
        ((MIXED, OFTEN_SAID, 90_000), (SAME, "Short", 90_000), (MIXED, "Short", 5), (MIXED, OFTEN_SAID.upper(), None))
    ):
        surveys.response(sent.survey, sent.people[place], {"ease": ease, "words": words}, milliseconds)
    return sent


FLAGS = ("flag.fast", "flag.same", "flag.words")
RAISED = [["0", "0", "0"], ["0", "1", "0"], ["1", "0", "0"], ["", "0", "1"]]


@pytest.mark.parametrize("layout", SurveyLayout)
def test_files_tell_what_is_worth_a_second_look_and_leave_nobody_out(
    signed_in: SignIn, tmp_path: Path, layout: SurveyLayout
) -> None:
    sent = flagged(layout=layout)
    lines = list(csv.DictReader(io.StringIO(fetched(signed_in, sent, "codes").decode("utf-8-sig"))))
    assert [[line[name] for name in FLAGS] for line in lines] == RAISED
    headings, *words = csv.reader(io.StringIO(fetched(signed_in, sent, "csv").decode("utf-8-sig")))
    assert [heading.partition(":")[0] for heading in headings[-3:]] == ["Worth a second look"] * 3
    assert [line[-3:] for line in words] == RAISED
    book = openpyxl.load_workbook(io.BytesIO(fetched(signed_in, sent, "xlsx")))
    codes = list(book["Codes"].values)
    assert codes[0][-3:] == FLAGS
    assert [["" if cell is None else str(cell) for cell in line[-3:]] for line in codes[1:]] == RAISED
    assert {row[0] for row in book["Codebook"].values} >= set(FLAGS)
    path = tmp_path / "answers.sav"
    path.write_bytes(fetched(signed_in, sent, "sav"))
    columns, meta = pyreadstat.read_sav(str(path), output_format="dict")
    assert list(columns["flag.fast"]) == [0, 0, 1, None]
    assert meta.variable_value_labels["flag.same"] == {0.0: "No", 1.0: "Yes"}
    found = json.loads(fetched(signed_in, sent, "json"))
    assert [row["flags"] for row in found["responses"]] == [[], ["same"], ["fast"], ["words"]]


def test_what_cannot_stand_out_has_no_column(signed_in: SignIn) -> None:
    header = fetched(signed_in, answered(), "codes").decode("utf-8-sig").splitlines()[0]
    assert [name for name in header.split(",") if name.startswith("flag")] == ["flag.fast", "flag.words"]


def test_only_confidants_read_what_stands_out_in_a_confidential_survey(signed_in: SignIn) -> None:
    trusted = accounts.staff()
    sent = flagged(privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted])
    path = f"/staff/surveys/{ids.encode(sent.survey.id)}/results"
    assert "flag.same" in signed_in(trusted).get(f"{path}.codes").text
    assert signed_in(accounts.staff(Role.ADMIN)).get(f"{path}.codes").status == 403


def test_files_of_an_anonymous_survey_have_totals_alone(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS)
    for person in sent.people:
        surveys.send_unlinked(sent.survey, person)
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))
    path = f"/staff/surveys/{ids.encode(sent.survey.id)}/results"
    browser = signed_in(sent.owner)
    assert [browser.get(f"{path}.{kind}").status for kind in ("codes", "xlsx", "sav", "json")] == [403] * 4
    assert "second look" not in browser.get(f"{path}.csv").text


def take_role(person: Person) -> None:
    people.change_role(person, Role.ADMIN if person.role is Role.CSM else Role.CSM)


@pytest.mark.parametrize("taken", [people.deactivate, take_role], ids=["deactivated", "another role"])
def test_a_file_is_refused_to_whom_rights_were_taken_before_they_asked(
    signed_in: SignIn, taken: Callable[[Person], None]
) -> None:
    sent, reader = answered(), accounts.staff()
    browser = signed_in(reader)
    link = browser.get(f"/staff/surveys/{ids.encode(sent.survey.id)}/results/files").link("Download CSV in words")
    with acting_as(SYSTEM), unit_of_work():
        taken(session.get_one(Person, reader.id))
    refused = browser.client.get(link)
    assert refused.status_code == 303
    assert sent.people[0].name not in refused.get_data(as_text=True)


def test_a_file_of_names_is_refused_to_whom_the_survey_does_not_trust(signed_in: SignIn) -> None:
    """Whoever guesses the address of a file gets no more than the page shows them."""
    trusted = accounts.staff()
    sent = surveys.sent_survey(2, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted])
    surveys.response(sent.survey, sent.people[0])
    path = f"/staff/surveys/{ids.encode(sent.survey.id)}/results"
    assert sent.people[0].name in signed_in(trusted).get(f"{path}.csv").text
    for kind in ("csv", "codes", "xlsx", "sav", "json"):
        assert signed_in(accounts.staff()).get(f"{path}.{kind}").status == 403


def deactivate(app: Flask, person_id: UUID) -> None:
    with app.app_context(), acting_as(SYSTEM), unit_of_work():
        people.deactivate(session.get_one(Person, person_id))


def test_a_file_that_began_is_finished_when_rights_are_taken_meanwhile(app: Flask, signed_in: SignIn) -> None:
    """It was asked for with the right to it; the next one is refused."""
    sent, reader = surveys.sent_survey(30), accounts.staff()
    for person in sent.people:
        surveys.response(sent.survey, person, {**UNHAPPY, "q6": f"Word of {person.name} " + "and more " * 200})
    browser, path = signed_in(reader), f"/staff/surveys/{ids.encode(sent.survey.id)}/results.csv"
    running = browser.client.get(path, buffered=False)
    pieces = running.iter_encoded()
    begun = next(pieces)
    # In a thread of its own, for one in this thread would end the reading transaction.
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(deactivate, app, reader.id).result()
    whole = (begun + b"".join(pieces)).decode("utf-8-sig")
    assert sent.people[-1].name not in begun.decode("utf-8-sig")
    assert all(f"Word of {person.name}" in whole for person in sent.people)
    session.rollback()
    assert browser.client.get(path).status_code == 303
