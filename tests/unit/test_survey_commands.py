"""The commands about surveys in files: what they print, their exit status, and what they do not import."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cab_portal.cli.group import group
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.definition import Questionnaire, to_json
from cab_portal.surveys.questionnaire.types import LongText
from tests.questionnaires.tiny import every_type, follow_up

HEAVY = ["flask", "sqlalchemy", "babel", "cab_portal.core.settings"]
ENDLESS = "[" * 10_000


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["survey", *arguments])


def written(folder: Path, text: str | bytes) -> str:
    file = folder / "survey.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def printed(result: Result) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(result.stdout)
    return value


def test_a_proved_survey_is_clean(tmp_path: Path) -> None:
    result = run("verify", written(tmp_path, to_json(follow_up())))
    assert (result.exit_code, printed(result)) == (0, {"proved": True, "findings": []})


def test_a_finding_is_told_with_its_witness(tmp_path: Path) -> None:
    rating = {"type": "rating", "name": "r", "isRequired": True}
    skips = [{"type": "skip", "expression": f"{{r}} >= {least}", "gotoName": "end"} for least in (3, 4)]
    text = json.dumps({"elements": [rating, {"type": "comment", "name": "end"}], "triggers": skips})
    result = run("verify", written(tmp_path, text))
    assert result.exit_code == 1
    assert printed(result) == {
        "proved": True,
        "findings": [
            {
                "code": "shadowed_rule",
                "question": "r",
                "message": "An earlier jump is taken wherever this one holds: {r} >= 4.",
                "witness": [{"question": "r", "answer": 4}],
            }
        ],
    }


def test_what_could_not_be_followed_is_said(tmp_path: Path) -> None:
    text = json.dumps(
        {"elements": [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "visibleIf": "f({a})"}]}
    )
    result = run("verify", written(tmp_path, text))
    assert (result.exit_code, printed(result)) == (0, {"proved": False, "findings": []})
    assert result.stderr.startswith("Not proved")


@pytest.mark.parametrize("command", ["verify", "estimate"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        ENDLESS,
        "{",
        '{"questions": []}',
        '{"questions": 3}',
        '{"questions": [], "questions": []}',
        '{"questions": [{"type": "number", "id": "a", "text": "b", "min": NaN}]}',
        '{"questions": [{"type": "number", "id": "a", "text": "b", "min": 1e999}]}',
        '{"questions": [{"type": "number", "id": "a", "text": "b", "min": ' + "9" * 5000 + "}]}",
        b'{"questions": [{"type": "number", "id": "\xff", "text": "b"}]}',
        '{"questions": [{"type": "number", "id": "\\ud800", "text": "b"}]}',
        json.dumps({"questions": [{"type": "nps", "id": f"q{n}", "text": "x"} for n in range(100_000)]}),
    ],
)
def test_unusable_input_is_refused_with_one_sentence(command: str, text: str | bytes, tmp_path: Path) -> None:
    result = run(command, written(tmp_path, text))
    assert (result.stdout, type(result.exception)) == ("", InvalidInput)
    assert len(str(result.exception).splitlines()) == 1


def test_a_refusal_is_one_line_and_status_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cab_portal", "survey", "verify", written(tmp_path, ENDLESS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_estimate(tmp_path: Path) -> None:
    file = written(tmp_path, to_json(every_type()))
    result = run("estimate", file, "--panel", "20", "--rate", "60", "--currency", "EUR")
    told = printed(result)
    assert result.exit_code == 0
    assert told["seconds"]["shortest"] == told["seconds"]["expected"] == told["seconds"]["longest"]
    assert float(told["pay"]["total"]) == pytest.approx(20 * float(told["pay"]["each"]))
    assert "pay" not in printed(run("estimate", file))


def test_an_estimate_of_a_surveyjs_survey(tmp_path: Path) -> None:
    survey = {
        "showProgressBar": "top",
        "elements": [{"type": "comment", "name": "why", "title": "What did you wait for?"}],
    }
    result = run("estimate", written(tmp_path, json.dumps(survey)))
    assert (result.exit_code, printed(result)["counts"]["words"]) == (0, 5)
    assert result.stderr.startswith("Left out, showProgressBar: ")
    same = Questionnaire.of([LongText(id="why", text="What did you wait for?")])
    assert printed(run("estimate", written(tmp_path, to_json(same)))) == printed(result)


def test_the_interval_of_a_panel() -> None:
    told = printed(run("precision", "--panel", "40", "--responses", "25", "--count", "18", "--segment", "Retail=4"))
    assert (told["interval"]["low"], told["interval"]["high"]) == (24, 33)
    assert told["segments"] == [{"name": "Retail", "size": 4, "expected": 2, "never": True, "unlikely": True}]


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        (["verify", "FILE"], ["flask", "sqlalchemy", "pydantic", "babel"]),
        (["estimate", "FILE"], [*HEAVY, "openpyxl", "cab_portal.surveys.questionnaire.statistics"]),
        (["lint", "FILE"], [*HEAVY, "pyphen"]),
        (["convert", "FILE", "FILE.csv"], HEAVY),
        (["precision", "--panel", "40", "--responses", "9"], ["flask", "sqlalchemy", "pydantic", "babel"]),
    ],
)
def test_they_start_light(command: list[str], heavy: list[str], tmp_path: Path) -> None:
    file = written(tmp_path, to_json(every_type()))
    arguments = [part.replace("FILE", file) for part in command]
    code = (
        "import sys; from cab_portal.cli.group import group\n"
        f"group(['survey', *{arguments!r}], standalone_mode=False)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
