"""``cab-portal anchors``: canonical texts, and places in another version, on files alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.importing import INTRODUCTION, import_markdown, text_of_markdown

OWN = Path(__file__).parents[1] / "processes"
VERSIONS = sorted(OWN.glob("*/v*.md"))

OLD = "Welcome to the pilot.\nWe call you on Friday to look at the result. You may bring a colleague.\nReply any time."
NEW = "Welcome.\nYou may bring a colleague. We call you on Monday to look at the result.\nReply any time."

Carry = Callable[..., list[dict[str, Any]]]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = "import sys; from cab_portal.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "anchors", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def carry(tmp_path: Path) -> Carry:
    """Carry these anchors from OLD to NEW by the command; what it printed, line by line."""
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(NEW, encoding="utf-8")

    def carry_anchors(*given: dict[str, Any]) -> list[dict[str, Any]]:
        anchors = tmp_path / "anchors.jsonl"
        anchors.write_text("\n".join(json.dumps(item) for item in given) + "\n\n", encoding="utf-8")
        files = ("--from", tmp_path / "old.txt", "--to", tmp_path / "new.txt", "--anchors", anchors)
        done = run("carry", *files)
        assert (done.returncode, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return carry_anchors


def named(key: str | int, quote: str, **more: Any) -> dict[str, Any]:
    start = OLD.index(quote)
    return {"id": key, "start": start, "end": start + len(quote), "exact": quote, **more}


def test_places_are_printed_in_the_order_of_the_anchors(carry: Carry) -> None:
    call = "We call you on Monday to look at the result."
    found = carry(named("a", "Reply any time."), named(2, call.replace("Monday", "Friday")), named("c", "to the pilot"))
    assert found == [
        {
            "id": "a",
            "status": "kept",
            "start": NEW.index("Reply"),
            "end": len(NEW),
            "exact": "Reply any time.",
            "score": 1.0,
        },
        {
            "id": 2,
            "status": "edited",
            "start": NEW.index(call),
            "end": NEW.index(call) + len(call),
            "exact": call,
            "score": found[1]["score"],
        },
        {"id": "c", "status": "removed", "start": None, "end": None, "exact": None, "score": 0.0},
    ]


def test_an_anchor_with_other_offsets_is_sought_by_its_words(carry: Carry) -> None:
    right = named(1, "a colleague")
    wrong = {**right, "start": 0, "end": 11, "prefix": "You may bring ", "suffix": None}
    nowhere = {**right, "exact": "no such words"}
    kept, found, lost = carry(right, wrong, nowhere)
    assert found == kept
    assert lost["status"] == "removed"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "is no JSON: {"),
        ("[1, 2]", "is no JSON object with id, start, end and exact."),
        ('{"start": 0, "end": 1, "exact": "W"}', "needs an id that is a text or a whole number."),
        ('{"id": true, "start": 0, "end": 1, "exact": "W"}', "needs an id that is a text or a whole number."),
        ('{"id": 1, "start": "0", "end": 1, "exact": "W"}', "needs a whole number as start."),
        ('{"id": 1, "start": 0, "end": true, "exact": "W"}', "needs a whole number as end."),
        ('{"id": 1, "start": 0, "end": 1}', "needs the words of its passage as exact."),
        ('{"id": 1, "start": 0, "end": 1, "exact": 7}', "needs a text as exact."),
        ('{"id": 1, "start": 0, "end": 1, "exact": "W", "prefix": 7}', "needs a text as prefix."),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_printed(tmp_path: Path, line: str, sentence: str) -> None:
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    anchors = tmp_path / "anchors.jsonl"
    anchors.write_text(json.dumps(named(1, "Friday")) + "\n" + line + "\n", encoding="utf-8")
    done = run("carry", "--from", tmp_path / "old.txt", "--to", tmp_path / "old.txt", "--anchors", anchors)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Line 2 of {anchors} {sentence}\n"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.md", b"", "The file is empty."),
        ("a.md", b"\xff\xfe", "The file is saved as UTF-16."),
        ("a.txt", b"ab\xff", "is not UTF-8: byte 3 cannot be read."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("text", tmp_path / name)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_text_file_is_canonical_as_it_is_and_printing_it_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Café\n\nOne\u00a0 two 😀.\n", encoding="utf-8")
    printed = run("text", tmp_path / "a.md").stdout
    assert printed == "Café\nOne two 😀.\n"
    (tmp_path / "a.txt").write_text("kept  as \u00a0it is", encoding="utf-8")
    assert run("text", tmp_path / "a.txt").stdout == "kept  as \u00a0it is\n"


@pytest.mark.parametrize("file", VERSIONS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_text_of_a_file_is_that_of_its_steps_with_their_headings(file: Path) -> None:
    draft = import_markdown(file.read_bytes(), file.name)
    parts = [draft.title]
    for step in draft.steps:
        # What stands before the first heading of a step has a title in the product, but none in the file.
        parts += [step.title if step.title != INTRODUCTION else "", canonical_text(parse_blocks(step.markdown))]
    assert text_of_markdown(file.read_bytes()) == "\n".join(part for part in parts if part)


def test_the_commands_start_without_flask_and_sql(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "anchors.jsonl").write_text(json.dumps(named(1, "Friday")), encoding="utf-8")
    program = (
        "import sys\n"
        "from cab_portal.cli.group import group\n"
        "group(sys.argv[1:], standalone_mode=False)\n"
        "heavy = {'flask', 'werkzeug', 'sqlalchemy', 'pydantic', 'nh3', 'openpyxl', 'mammoth'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    files = ("--from", tmp_path / "old.txt", "--to", tmp_path / "old.txt", "--anchors", tmp_path / "anchors.jsonl")
    command = [sys.executable, "-c", program, "anchors", "carry", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
