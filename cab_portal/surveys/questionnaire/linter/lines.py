"""Questions in JSON lines: one object `{"id", "text", "type", "options", "required"}` on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cab_portal.surveys.questionnaire.linter.question import TYPES, LintQuestion

MAX_BYTES = 8 * 1024 * 1024
MAX_LINES = 10_000
MAX_OPTIONS = 500


class UnusableInput(ValueError):
    """The input cannot be read. The message is one sentence that says what is wrong and where."""


def decoded(data: bytes) -> str:
    """The text of a file of at most 8 MiB. Raises `UnusableInput`."""
    if len(data) > MAX_BYTES:
        raise UnusableInput(f"The file is larger than {MAX_BYTES // 1024 // 1024} MiB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableInput(f"The file is not UTF-8: byte {error.start + 1} is wrong. Save it as UTF-8.") from error
    if not text.strip():
        raise UnusableInput("The file is empty. Write one question on each line.")
    return text


def is_document(text: str) -> bool:
    """Whether the text is one JSON object with a list of questions, and not questions line by line."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        first = text.lstrip().splitlines()[0].strip()
        return first == "{" or first.startswith('{"schema_version"')
    return isinstance(data, dict) and "text" not in data


def questions_in(text: str) -> tuple[LintQuestion, ...]:
    """The questions, blank lines left out. Raises `UnusableInput`."""
    found: list[LintQuestion] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            if len(found) >= MAX_LINES:
                raise UnusableInput(f"There are more than {MAX_LINES:,} questions. Split the file.")
            found.append(_question(_object(line, number), number))
    return tuple(found)


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        data = json.loads(line, object_pairs_hook=lambda pairs: _unique(pairs, number))
    except UnusableInput:
        raise
    except (ValueError, RecursionError) as error:
        reason = (
            error.msg
            if isinstance(error, json.JSONDecodeError)
            else "it is nested too deeply or has too large a number"
        )
        raise UnusableInput(f"Line {number} is not JSON: {reason}.") from error
    if not isinstance(data, dict):
        raise UnusableInput(f"Line {number} is not an object. Write one object with id, text and type on each line.")
    return data


def _unique(pairs: list[tuple[str, Any]], number: int) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise UnusableInput(f"Line {number} names a field twice.")
    return data


def _question(data: dict[str, Any], number: int) -> LintQuestion:
    key, text = data.get("id"), data.get("text")
    if not isinstance(key, str) or not key:
        raise UnusableInput(f"Line {number} has no id. Give each question one, as a text.")
    if not isinstance(text, str) or not text.strip():
        raise UnusableInput(f"Line {number} has no text. Write the question's words under “text”.")
    kind = data.get("type")
    if kind not in TYPES:
        raise UnusableInput(f"Line {number} has no known type. Known are {', '.join(TYPES)}.")
    required = data.get("required", False)
    if not isinstance(required, bool):
        raise UnusableInput(f"Line {number}: “required” must be true or false.")
    instrument = data.get("instrument") or ""
    return LintQuestion(key, text, kind, tuple(_options(data, number)), required, str(instrument))


def _options(data: dict[str, Any], number: int) -> Iterator[str]:
    options = data.get("options")
    if options is None:
        return
    if not isinstance(options, list) or not all(isinstance(option, str) for option in options):
        raise UnusableInput(f"Line {number}: “options” must be a list of texts.")
    if len(options) > MAX_OPTIONS:
        raise UnusableInput(f"Line {number} has more than {MAX_OPTIONS} options.")
    yield from options
