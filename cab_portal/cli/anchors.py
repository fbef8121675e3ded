"""Commands about anchors, on files alone: no database, and nothing of Flask."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from cab_portal.comments.anchoring.anchors import Anchor, Placement, Status, describe, refusal
from cab_portal.comments.anchoring.carrying import Carrier
from cab_portal.comments.anchoring.locating import locate
from cab_portal.core.errors import InvalidInput
from cab_portal.drafts.text.import_report import ImportRefused
from cab_portal.drafts.text.importing import text_of_markdown

_STEP = "text"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def anchors() -> None:
    """Canonical texts, and where comments stand in another version of one."""


@anchors.command("text")
@click.argument("file", type=_FILE)
def print_text(file: Path) -> None:
    """Print the canonical text of the Markdown FILE: what offsets of comments count in.

    One line for each paragraph, heading, table cell and code line, in the order of the file. The text of each step is
    in it as the product stores it, after the heading that starts the step.
    """
    _print(read_canonical(file))


@anchors.command("carry")
@click.option("--from", "old", required=True, type=_FILE, help="The version that the comments were made on.")
@click.option("--to", "new", required=True, type=_FILE, help="The version to find their places in.")
@click.option("--anchors", "given", required=True, type=_FILE, help="One JSON object per line.")
def print_places(old: Path, new: Path, given: Path) -> None:
    """Print where comments on one version stand in another, one JSON object per line.

    A .txt file is a canonical text as it is, any other is read as Markdown. Each line of the anchors has id, start,
    end and exact, and prefix and suffix if there are any. Where start and end do not hold the words of exact, these
    are sought by their surroundings. Statuses are kept, edited, moved, moved_edited, ambiguous and removed; without a
    place, start, end and exact are null.
    """
    old_text, new_text = read_canonical(old), read_canonical(new)
    wanted = _read_anchors(given)
    carrier = Carrier({_STEP: old_text}, {_STEP: new_text})
    for key, anchor in wanted:
        _print(json.dumps(_result(key, _place(carrier, old_text, anchor), new_text), ensure_ascii=False))


def read_canonical(file: Path) -> str:
    """The canonical text of a file; ``InvalidInput`` where it is none that can be read."""
    data = file.read_bytes()
    try:
        return data.decode() if file.suffix.lower() == ".txt" else text_of_markdown(data)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8: byte {error.start + 1} cannot be read.") from error
    except ImportRefused as refused:
        raise InvalidInput(f"{file}: {refused.message}") from refused


def _print(line: str) -> None:
    """A line in UTF-8, whatever the terminal says that it can show."""
    sys.stdout.buffer.write(f"{line}\n".encode(errors="backslashreplace"))


def _read_anchors(file: Path) -> list[tuple[Any, Anchor]]:
    try:
        lines = file.read_bytes().decode().split("\n")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8: byte {error.start + 1} cannot be read.") from error
    return [_read_anchor(line, f"Line {number} of {file}") for number, line in enumerate(lines, 1) if line.strip()]


def _read_anchor(line: str, where: str) -> tuple[Any, Anchor]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{where} is no JSON: {line.strip()[:60]}") from error
    if not isinstance(found, dict):
        raise InvalidInput(f"{where} is no JSON object with id, start, end and exact.")
    key = found.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise InvalidInput(f"{where} needs an id that is a text or a whole number.")
    start, end = (_number(found, name, where) for name in ("start", "end"))
    exact, prefix, suffix = (_text(found, name, where) for name in ("exact", "prefix", "suffix"))
    if not exact:
        raise InvalidInput(f"{where} needs the words of its passage as exact.")
    return key, Anchor(_STEP, start, end, exact, prefix, suffix)


def _number(found: dict[str, Any], name: str, where: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(f"{where} needs a whole number as {name}.")
    return value


def _text(found: dict[str, Any], name: str, where: str) -> str:
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidInput(f"{where} needs a text as {name}.")
    return value


def _place(carrier: Carrier, old_text: str, anchor: Anchor) -> Placement:
    place = locate(old_text, anchor.start, anchor.end, anchor.exact, anchor.prefix, anchor.suffix)
    if place is None:
        return refusal(Status.REMOVED)
    return carrier.place(describe(_STEP, old_text, place.start, place.end))


def _result(key: str | int, found: Placement, new_text: str) -> dict[str, Any]:
    return {
        "id": key,
        "status": str(found.status),
        "start": found.start if found.is_placed else None,
        "end": found.end if found.is_placed else None,
        "exact": new_text[found.start : found.end] if found.is_placed else None,
        "score": found.score,
    }
