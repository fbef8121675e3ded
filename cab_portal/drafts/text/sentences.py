"""Sentences of a block, offered as choices to who comments without selecting."""

import re
from dataclasses import dataclass

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]*]*(?=\s|$)|[。！？]+[」』”’]*")
_LAST_WORD = re.compile(r"[\w.]*\w$")
_LOOK_BACK = 24
# Words whose dot ends no sentence, unless they are one of the second set before a capital letter.
_ABBREVIATIONS = frozenset(
    [
        *("mr", "mrs", "ms", "dr", "prof", "st", "sr", "jr", "no", "nos", "fig", "figs"),
        *("eq", "sec", "ch", "vol", "p", "pp", "cf", "vs", "e.g", "eg", "i.e", "ie"),
        *("approx", "ca", "est", "incl", "excl", "resp", "tel", "ext", "dept", "min", "max", "avg"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
        *("z.b", "d.h", "bzw", "ggf"),
    ]
)
_ALSO_WORDS = frozenset(["no", "min", "max"])


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text == block_text[start:end]`; offsets count from the start of the block."""

    start: int
    end: int
    text: str


def sentences(block_text: str) -> tuple[Sentence, ...]:
    """The sentences of a block's canonical text in order; only the spaces between them are in none.

    A dot ends no sentence after an abbreviation ("e.g.", "Dr.") or an initial, nor before a lower-case
    letter ("etc. and", "wait … then"). Decimals and addresses are safe, because a stop must be followed by
    a space or the end.
    """
    found: list[Sentence] = []
    start = 0
    for stop in _STOP.finditer(block_text):
        if stop.end() < len(block_text) and not _ends_sentence(block_text, start, stop):
            continue
        found.append(Sentence(start, stop.end(), block_text[start : stop.end()]))
        start = stop.end()
        while start < len(block_text) and block_text[start].isspace():
            start += 1
    if start < len(block_text):
        found.append(Sentence(start, len(block_text), block_text[start:]))
    return tuple(found)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    if stop.group()[0] in "。！？":
        return True
    following = text[stop.end() : stop.end() + 2].strip()[:1]
    if following.islower():
        return False
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return True
    before = _LAST_WORD.search(text[max(start, stop.start() - _LOOK_BACK) : stop.start()])
    word = before.group() if before else ""
    if word.lower() in _ABBREVIATIONS:
        return word.lower() in _ALSO_WORDS and following.isupper()
    is_initial = len(word) == 1 and word.isupper() and word != "I"
    is_list_number = word.isdigit() and stop.start() - len(word) == start
    return not (is_initial or is_list_number)
