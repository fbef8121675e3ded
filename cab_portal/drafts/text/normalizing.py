"""Canonical text: what is compared, counted and quoted, made before anything is rendered.

Rule: NFC; every kind of space is a plain space; runs of spaces are one; outer spaces are trimmed;
characters that show nothing and only confuse a comparison (soft hyphen, zero-width space, byte-order mark,
controls) are left out.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Tag:
    """Inline markup around a run: strong, em, s, code, image (its alternative text) or a with its address."""

    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one block's text under the same tags.

    `extra` is white space shown after the text that canonical text does not count: "\\n" for a line break,
    spaces for the indentation of code.
    """

    text: str
    tags: tuple[Tag, ...] = ()
    extra: str = ""


def clean(text: str) -> str:
    """NFC without invisible characters; white space is left as it is."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def canonical(text: str) -> str:
    """The canonical form of plain text on one line."""
    return _SPACES.sub(" ", clean(text)).strip(" ")


def canonical_runs(raw: Iterable[Run]) -> tuple[Run, ...]:
    """The runs of one block in canonical form: their joined text equals `canonical` of the joined input."""
    runs: list[Run] = []
    after_space = True
    for run in _composed(raw):
        text = _SPACES.sub(" ", run.text)
        if after_space:
            text = text.removeprefix(" ")
        if text or (run.extra and runs):
            _append(runs, replace(run, text=text))
        if text:
            after_space = text.endswith(" ")
    return _without_trailing_space(runs)


def code_runs(source: str) -> tuple[Run, ...]:
    """Runs of a code block: one line of canonical text, with line breaks and indentation kept as `extra`."""
    lines = clean(source.replace("\r", "")).expandtabs(4).split("\n")
    runs: list[Run] = []
    layout = ""
    for line in lines:
        stripped = line.strip()
        if not stripped:
            layout += "\n" if runs else ""
            continue
        layout += " " * (len(line) - len(line.lstrip()))
        _append(runs, Run(" " if runs else "", extra=layout))
        for piece in re.split(r"(\s{2,})", stripped):
            shown = len(piece) - 1 if piece.isspace() else 0
            _append(runs, Run(_SPACES.sub(" ", piece), extra=" " * shown))
        layout = "\n"
    return tuple(run for run in runs if run.text or run.extra)


def _append(runs: list[Run], run: Run) -> None:
    if runs and runs[-1].tags == run.tags and not runs[-1].extra:
        runs[-1] = replace(run, text=runs[-1].text + run.text)
    elif not run.text and runs:
        runs[-1] = replace(runs[-1], extra=runs[-1].extra + run.extra)
    else:
        runs.append(run)


def _without_trailing_space(runs: list[Run]) -> tuple[Run, ...]:
    while runs:
        last = replace(runs[-1], text=runs[-1].text.rstrip(" "), extra="")
        if last.text:
            runs[-1] = last
            break
        runs.pop()
    return tuple(runs)


def _composed(raw: Iterable[Run]) -> list[Run]:
    """Runs in NFC singly and joined: a mark that combines with the end of the run before moves into that
    run.
    """
    runs = [replace(run, text=clean(run.text)) for run in raw]
    joined = "".join(run.text for run in runs)
    if unicodedata.is_normalized("NFC", joined):
        return runs
    for position in range(1, len(runs)):
        before, here = runs[position - 1], runs[position]
        cut = 0
        while cut < len(here.text) and _combines(here.text[cut]):
            cut += 1
        if cut and before.text:
            runs[position - 1] = replace(before, text=clean(before.text + here.text[:cut]))
            runs[position] = replace(here, text=here.text[cut:])
    if unicodedata.is_normalized("NFC", "".join(run.text for run in runs)):
        return runs
    return [Run(clean(joined))]


def _combines(character: str) -> bool:
    return unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff"
