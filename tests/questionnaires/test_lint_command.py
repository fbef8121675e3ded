"""``cab-portal survey lint``: what it prints, how it ends, and what it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cab_portal.cli.survey_lint import lint

CLEAN = {"id": "a", "text": "How clear is the guide?", "type": "short_text"}
LEADING = {"id": "b", "text": "Surely the guide is clear?", "type": "single_choice", "options": ["Yes", "No"]}
FREE = ("flask", "sqlalchemy", "pydantic")


def run(tmp_path: Path, content: str | bytes, *options: str) -> Result:
    file = tmp_path / "questions"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(lint, [str(file), *options])


def lines(*questions: dict[str, Any]) -> str:
    return "".join(json.dumps(question) + "\n" for question in questions)


def printed(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.output.splitlines()]


def test_clean_questions_end_with_0(tmp_path: Path) -> None:
    result = run(tmp_path, lines(CLEAN))
    assert (result.exit_code, printed(result)) == (0, [{"id": "a", "findings": []}])


def test_findings_end_with_1(tmp_path: Path) -> None:
    result = run(tmp_path, lines(CLEAN, LEADING))
    assert result.exit_code == 1
    clean, leading = printed(result)
    assert clean == {"id": "a", "findings": []}
    (finding,) = leading["findings"]
    assert finding.keys() == {"rule", "severity", "span", "message", "suggestion"}
    assert (finding["rule"], finding["severity"], finding["span"]) == ("leading", "error", [0, 6])


def test_a_finding_in_an_answer_names_it(tmp_path: Path) -> None:
    doubled = {**LEADING, "text": "Which one?", "options": ["One", "Two", "one"]}
    (result,) = printed(run(tmp_path, lines(doubled)))
    (finding,) = result["findings"]
    assert (finding["option"], finding["span"]) == (2, [0, 3])


def test_known_terms_are_no_jargon(tmp_path: Path) -> None:
    term = {**CLEAN, "text": "How clear is the RMA form?"}
    assert run(tmp_path, lines(term)).exit_code == 1
    assert run(tmp_path, lines(term), "--known", "RMA").exit_code == 0


def test_a_lone_surrogate_is_read_and_printed(tmp_path: Path) -> None:
    result = run(tmp_path, '{"id": "\\ud800", "text": "Surely \\udfff?", "type": "short_text"}')
    assert result.exit_code == 1
    assert printed(result)[0]["id"] == "\ud800"


def test_a_questionnaire_is_judged_as_a_whole(tmp_path: Path) -> None:
    text = {"type": "long_text", "required": True, "text": "What would you change first?"}
    document = {"schema_version": 1, "questions": [{**text, "id": "one"}, {**text, "id": "two"}]}
    result = run(tmp_path, json.dumps(document, indent=2))
    assert result.exit_code == 1
    first, second = printed(result)
    assert [finding["rule"] for finding in first["findings"]] == ["required_open_end", "no_decision"]
    assert {"required_open_items", "repeated_stem"} <= {finding["rule"] for finding in second["findings"]}


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("  \n", "empty"),
    "no UTF-8": (b'{"id": "\xff"}', "UTF-8"),
    "no JSON": ("how are you?", "Line 1 is not JSON"),
    "the second line": (lines(CLEAN) + "{", "Line 2 is not JSON"),
    "a list": ("[]", "Line 1 is not an object"),
    "no id": (lines({**CLEAN, "id": ""}), "id"),
    "no text": (lines({**CLEAN, "text": " "}), "text"),
    "a text that is none": (lines({**CLEAN, "text": 3}), "text"),
    "another type": (lines({**CLEAN, "type": "slider"}), "Known are"),
    "a type that is none": (lines({**CLEAN, "type": ["rating"]}), "Known are"),
    "options that are none": (lines({**CLEAN, "options": [1]}), "list of texts"),
    "required in words": (lines({**CLEAN, "required": "yes"}), "true or false"),
    "a field twice": ('{"id": "a", "id": "b", "text": "x", "type": "rating"}', "twice"),
    "too deep": ('{"id": ' + "[" * 100_000, "Line 1"),
    "a huge number": ('{"id": ' + "9" * 100_000 + "}", "Line 1"),
    "too many questions": (lines(CLEAN) * 10_001, "more than 10,000"),
    "too large": (b" " * (8 * 1024 * 1024 + 1), "MiB"),
    "a questionnaire without questions": ('{"schema_version": 1, "questions": []}', ""),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, content: str | bytes, words: str) -> None:
    result = run(tmp_path, content)
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Error: ")
    assert words in result.output
    assert "Traceback" not in result.output
    assert result.exit_code == 1  # the group's `main` makes it 2


def test_the_command_starts_without_flask_sql_and_pydantic(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(lines(LEADING), encoding="utf-8")
    program = (
        "import sys\nfrom cab_portal.cli import main\n"
        f"sys.argv = ['cab-portal', 'survey', 'lint', {str(file)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    status = end.code\n"
        f"print(status, [name for name in {FREE!r} if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert finished.stdout.splitlines()[-1] == "1 []"


def test_unusable_input_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("{", encoding="utf-8")
    program = "import sys; from cab_portal.cli import main; sys.argv[:1] = ['cab-portal', 'survey', 'lint']; main()"
    finished = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False)
    assert finished.returncode == 2
    assert len(finished.stderr.strip().splitlines()) == 1
    assert finished.stdout == ""
