"""Expressions that ask who somebody is or how to reach them: one file of text for each language.

An expression stands on a line of its own, in small letters, a line that starts with `#` is a remark. `a|b` is either
word, `word?` one that may be left out, and `*` stands for any letters, as at the end of a word that is inflected.
"""

import re
from functools import cache
from importlib.resources import files
from unicodedata import normalize


def asks_for_contact(text: str, language: str) -> bool:
    """Whether a text in a language like `de` or `pt-BR` asks for that; never in a language that has no file."""
    expressions = _expressions(language.partition("-")[0])
    return expressions is not None and expressions.search(_plain(text)) is not None


def languages() -> frozenset[str]:
    """The languages that have a file."""
    names = (entry.name for entry in files(__package__).iterdir())
    return frozenset(name.removesuffix(".txt") for name in names if name.endswith(".txt"))


@cache
def _expressions(language: str) -> re.Pattern[str] | None:
    if language not in languages():
        return None
    lines = _plain(files(__package__).joinpath(f"{language}.txt").read_text(encoding="utf-8")).splitlines()
    found = "|".join(_pattern(line) for line in map(str.strip, lines) if line and not line.startswith("#"))
    return re.compile(rf"\b(?:{found})\b")


def _pattern(line: str) -> str:
    *before, last = line.split()
    return "".join(rf"(?:{_word(word)}\s+){'?' if word.endswith('?') else ''}" for word in before) + _word(last)


def _word(word: str) -> str:
    forms = "|".join(re.escape(form).replace(r"\*", r"\w*") for form in word.removesuffix("?").split("|"))
    return f"(?:{forms})"


def _plain(text: str) -> str:
    return normalize("NFC", text).casefold().replace("’", "'")
