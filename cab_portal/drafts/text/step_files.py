"""A draft as a Markdown file that an import reads back as it was, whatever stands in its steps.

Headings say enough for a draft whose steps are text alone. Else each step's heading is followed by a block of code
named `step`, one `name: value` a line, and all up to the next such heading is the step's text, taken as it stands:

    ## Welcome

    ```step
    channel: E-mail
    day: 0
    subject: Your workspace is ready
    ```

    Hello {first name},

The marker of the blocks has as many backticks as it takes to be no line of any text. Values that could be misread are
written as JSON strings.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cab_portal.drafts.text.blocks import heading_text
from cab_portal.drafts.text.import_report import ImportRefused

LONGEST_LINE = 200
# A step as it is typed, imported and exported: half an hour of reading.
LONGEST_STEP = 50_000
LONGEST_GOAL = 1_000
LAST_DAY = 3_650
MOST_MINUTES = 1_440
TEXTS = ("channel", "timing", "role", "sender", "subject", "preview", "goal")
NUMBERS = {"day": (0, LAST_DAY), "minutes": (1, MOST_MINUTES)}

_NAMES = ("title", *NUMBERS, *TEXTS)
_MARKER = re.compile(r"(`{3,})step")
_LINE = re.compile(r"([a-z]+): ?(.*)")
_PLAIN = re.compile(r"[^\s\"\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")
_MARKUP = re.compile(r"([\\`*_\[\]<>~#&!|])")
_LIST_START = re.compile(r"^(\d*)([-+.)])")


@dataclass(frozen=True, slots=True)
class FileStep:
    """A step as a file holds it. `fields` maps names of `TEXTS` and `NUMBERS` to what is written, None where the file
    has no place for them.
    """

    title: str
    markdown: str
    fields: Mapping[str, str] | None = None


def as_headings(title: str, steps: Sequence[FileStep]) -> str:
    """Title and texts under headings, as a person would write them."""
    parts = [f"# {_escaped(title)}"]
    for step in steps:
        parts.append(f"## {_escaped(step.title)}")
        if step.markdown:
            parts.append(step.markdown)
    return "\n\n".join(parts) + "\n"


def as_blocks(title: str, steps: Sequence[FileStep]) -> str:
    """Every step with a block of what stands around its text."""
    fence = _fence(steps)
    lines = [f"# {_escaped(title)}", ""]
    for step in steps:
        lines += [f"## {_escaped(step.title)}", "", f"{fence}step"]
        lines += [f"{name}: {_written(value)}" for name, value in _shown(step).items()]
        lines += [fence, "", *([*step.markdown.split("\n"), ""] if step.markdown else [])]
    return "\n".join(lines).rstrip("\n") + "\n"


def read_blocks(source: str) -> tuple[str, list[FileStep]] | None:
    """Title and steps of a file with blocks; None for any other. The first step, without a title, is what stands before
    them all.

    Raises ImportRefused with the code `bad_step` where a block cannot be read.
    """
    lines = source.split("\n")
    starts = _starts(lines)
    if not starts:
        return None
    title, before = _head(lines[: starts[0][0]])
    steps = [FileStep("", before)]
    for number, (heading, marker) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(lines)
        steps.append(_step(lines, heading, marker, end))
    return title, steps


def _shown(step: FileStep) -> dict[str, str]:
    exact = {} if heading_text(_escaped(step.title)) == step.title else {"title": step.title}
    return {**exact, **{name: value for name, value in (step.fields or {}).items() if value}}


def _fence(steps: Sequence[FileStep]) -> str:
    taken = {found[1] for step in steps for line in step.markdown.split("\n") if (found := _MARKER.fullmatch(line))}
    fence = "```"
    while fence in taken:
        fence += "`"
    return fence


def _escaped(title: str) -> str:
    """A title whose signs mean themselves, on one line."""
    return _LIST_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(title.split())))


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value)


def _starts(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Where each step begins: the line of its heading and that of its block's marker, the same for all."""
    marker = ""
    found: list[tuple[int, int]] = []
    heading = -1
    for number, line in enumerate(lines):
        if line.startswith("## "):
            heading = number
        elif heading >= 0 and (line == marker if marker else _MARKER.fullmatch(line)):
            marker = line
            found.append((heading, number))
            heading = -1
        elif line.strip():
            heading = -1
    return found


def _head(lines: Sequence[str]) -> tuple[str, str]:
    for number, line in enumerate(lines):
        if line.startswith("# "):
            return heading_text(line[2:]), "\n".join([*lines[:number], *lines[number + 1 :]]).strip("\n")
        if line.strip():
            break
    return "", "\n".join(lines).strip("\n")


def _step(lines: Sequence[str], heading: int, marker: int, end: int) -> FileStep:
    fence = lines[marker].removesuffix("step")
    inside = list(lines[marker + 1 : end])
    if fence not in inside:
        raise ImportRefused("bad_step", f"Line {marker + 1}: the block of this step has no end. Close it with {fence}.")
    close = inside.index(fence)
    values = dict(_value(line, marker + 2 + place) for place, line in enumerate(inside[:close]) if line.strip())
    title = values.pop("title", "") or heading_text(lines[heading][3:])
    return FileStep(title, "\n".join(inside[close + 1 :]).strip("\n"), values)


def _value(line: str, number: int) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None or found[1] not in _NAMES:
        raise ImportRefused(
            "bad_step", f"Line {number}: “{line[:60]}” says nothing about a step. Write one of {', '.join(_NAMES)}."
        )
    name, value = found[1], found[2].strip()
    if value.startswith('"'):
        try:
            value = str(json.loads(value))
        except ValueError as error:
            raise ImportRefused("bad_step", f"Line {number}: the quotation marks of {name} do not match.") from error
    _ensure_fits(name, value, number)
    return name, value


def _ensure_fits(name: str, value: str, number: int) -> None:
    if name in NUMBERS:
        least, most = NUMBERS[name]
        if value and not (value.isascii() and value.isdigit() and len(value) < 6 and least <= int(value) <= most):
            raise ImportRefused("bad_step", f"Line {number}: {name} must be a number from {least} to {most:,}.")
    elif len(value) > (LONGEST_GOAL if name == "goal" else LONGEST_LINE):
        raise ImportRefused("bad_step", f"Line {number}: shorten {name}; it has {len(value):,} characters.")
