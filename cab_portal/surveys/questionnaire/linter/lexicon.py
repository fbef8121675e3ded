"""The word lists of a language: one folder of text files under `languages/`, so that a language is a folder.

A file has sections: a name in brackets on a line of its own, then lines of entries with commas between them.
A line that starts with `#` is a remark. Entries are words or phrases, in small letters. The folder of English has
every section; another language leaves out what it has no words for, and the rules find nothing by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from cab_portal.surveys.questionnaire.linter.words import Token, lows

COMPLETE = "en"
"""The language whose folder has every section."""

FOLDER = files(__package__).joinpath("languages")
"""Where the folders of the languages are."""

_GROUPED = frozenset({"overlapping_kinds", "kinds", "facets"})


class Phrases:
    """Words and phrases, found in tokens from the left, the longest first."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.words: set[str] = set()
        self._starting: dict[str, list[tuple[str, ...]]] = {}
        for entry in entries:
            # Most entries are one word, of which nothing has to be taken apart
            phrase = (entry,) if entry.isalpha() and entry.islower() else lows(entry)
            if phrase:
                self._starting.setdefault(phrase[0], []).append(phrase)
                if len(phrase) == 1:
                    self.words.add(phrase[0])
        for phrases in self._starting.values():
            if len(phrases) > 1:
                phrases.sort(key=len, reverse=True)

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def length_at(self, tokens: Sequence[Token], place: int) -> int:
        """How many tokens from `place` on the longest phrase there covers; 0 where none starts."""
        for phrase in self._starting.get(tokens[place].low, ()):
            size = len(phrase)
            if place + size <= len(tokens) and all(tokens[place + k].low == phrase[k] for k in range(1, size)):
                return size
        return 0

    def find(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """The places of phrases as half-open ranges of tokens, none within another."""
        place = 0
        while place < len(tokens):
            size = self.length_at(tokens, place)
            if size:
                yield place, place + size
            place += size or 1

    def first(self, tokens: Sequence[Token]) -> tuple[int, int] | None:
        """The first of `find`."""
        return next(self.find(tokens), None)

    def covered(self, tokens: Sequence[Token]) -> set[int]:
        """The places of all tokens that are part of a phrase."""
        return {place for start, end in self.find(tokens) for place in range(start, end)}


class Lexicon:
    """The sections of one language by name; one that its folder leaves out is empty.

    A section that no folder could have is a fault of the program, and raises `KeyError`.
    """

    def __init__(self, sections: dict[str, list[str]]) -> None:
        self._sections = sections
        self._phrases: dict[str, Phrases] = {}

    def __getitem__(self, section: str) -> Phrases:
        found = self._phrases.get(section)
        if found is None:
            found = self._phrases[section] = Phrases(self._sections[section])
        return found

    def entries(self, section: str) -> tuple[str, ...]:
        """The entries of a section as they are written."""
        return tuple(self._sections[section])

    def phrase(self, section: str) -> str:
        """The first entry of a section as it is written; empty where there is none."""
        return next(iter(self._sections[section]), "")

    def sections(self, prefix: str) -> tuple[str, ...]:
        """The names of all sections that start so, in the order of the files."""
        return tuple(name for name in self._sections if name.startswith(prefix))


@cache
def languages() -> frozenset[str]:
    """The languages that have a folder."""
    return frozenset(entry.name for entry in FOLDER.iterdir() if entry.is_dir())


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of a language, read once per process. Raises `KeyError` for a language without a folder."""
    if language not in languages():
        raise KeyError(language)
    sections = _sections(language)
    known = sections if language == COMPLETE else _sections(COMPLETE)
    return Lexicon({name: sections.get(name, []) for name in (*known, *sections)})


def _sections(language: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for file in sorted(FOLDER.joinpath(language).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".txt"):
            _read(file.read_text(encoding="utf-8"), sections)
    return sections


def _read(text: str, sections: dict[str, list[str]]) -> None:
    name = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            name = line.strip("[]")
            sections.setdefault(name, [])
        elif line and not line.startswith("#"):
            separate = [line] if name in _GROUPED else line.split(",")
            sections[name].extend(entry.strip() for entry in separate if entry.strip())
