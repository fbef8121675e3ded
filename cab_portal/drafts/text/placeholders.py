"""Placeholders such as `{first name}`: which of them nobody knows, and braces that open or close none.

The system that sends a draft fills them in. A misspelled one would reach the customer as it stands.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

LONGEST = 80
_BRACES = re.compile(r"\{\{|\}\}|\{|\}")
_AROUND = 30


class Flaw(StrEnum):
    UNKNOWN = "unknown"
    EMPTY = "empty"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw. `words` is the placeholder as it is typed, or the words around a lone brace; `meant` a known
    placeholder that is spelled nearly so, or nothing.
    """

    flaw: Flaw
    words: str
    meant: str = ""


def named(text: str) -> tuple[str, ...]:
    """The placeholders of a list with one a line, with or without braces."""
    names = (line.strip().strip("{}").strip() for line in text.splitlines())
    return tuple(dict.fromkeys(name for name in names if name))


def check_placeholders(texts: Iterable[str], known: Collection[str]) -> tuple[Finding, ...]:
    """The flaws of some texts in order, each once. Case, underscores and spaces make no difference to a name."""
    by_folded = {_folded(name): name for name in known}
    found: dict[Finding, None] = {}
    for text in texts:
        for finding in _flaws(text, by_folded):
            found.setdefault(finding)
    return tuple(found)


def _flaws(text: str, known: dict[str, str]) -> Iterator[Finding]:
    opened: re.Match[str] | None = None
    for brace in _BRACES.finditer(text):
        opens = brace.group()[0] == "{"
        if opens:
            if opened is not None:
                yield Finding(Flaw.UNCLOSED, _words_after(text, opened.start()))
            opened = brace
        elif opened is None or brace.start() - opened.end() > LONGEST:
            if opened is not None:
                yield Finding(Flaw.UNCLOSED, _words_after(text, opened.start()))
                opened = None
            yield Finding(Flaw.UNOPENED, _words_before(text, brace.end()))
        else:
            yield from _judged(text[opened.start() : brace.end()], known)
            opened = None
    if opened is not None:
        yield Finding(Flaw.UNCLOSED, _words_after(text, opened.start()))


def _judged(words: str, known: dict[str, str]) -> Iterator[Finding]:
    name = _folded(words.strip("{}"))
    if not name:
        yield Finding(Flaw.EMPTY, words)
    elif name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.75)
        yield Finding(Flaw.UNKNOWN, words, f"{{{known[near[0]]}}}" if near else "")


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _words_after(text: str, start: int) -> str:
    return " ".join(text[start : start + _AROUND].split())


def _words_before(text: str, end: int) -> str:
    return " ".join(text[max(0, end - _AROUND) : end].split())
