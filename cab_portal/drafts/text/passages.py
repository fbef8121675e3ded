"""Putting other words in the place of a passage, in the Markdown that it was rendered from: exactly, or not at all.

Canonical text does not say where in the Markdown a character came from. So a place is guessed from how the passage
begins and ends, and the guess is proven: the new Markdown must render to the same blocks, with the passage replaced,
and with every other character under the same markup as before. What cannot be proven is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.drafts.text.normalizing import Tag, canonical

# A proof parses the step once; so many are tried before the passage is refused.
_MOST_PROOFS = 200
# How much of either end of a passage must stand in the Markdown as it is read.
_END_LENGTH = 3
_OPENING = "*_~[`\\"
_CLOSING = re.compile(r"[*_~`]+|\]\([^()\s]*\)")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

# A character as it is shown: its markup, and the white space behind it that canonical text does not count.
_Shown = tuple[str, tuple[Tag, ...], str]


def replaced(markdown: str, start: int, end: int, words: str) -> str | None:
    """The Markdown in which ``words`` stand for the characters ``start`` to ``end`` of its canonical text.

    Offsets count code points. None where the passage lies in no single block, where the words are several paragraphs or
    none, and where no place in the Markdown can be proven to be the passage's.
    """
    blocks = parse_blocks(markdown)
    words = words.strip()
    block = next((block for block in blocks if block.text and block.start <= start < end <= block.end), None)
    if block is None or not words or canonical(words) != words:
        return None
    wanted = _shown(block)
    begin, stop = start - block.start, end - block.start
    for written in dict.fromkeys((words, _PUNCTUATION.sub(r"\\\1", words))):
        for source_start, source_end in _places(markdown, block.text[begin:stop]):
            guess = markdown[:source_start] + written + markdown[source_end:]
            if _proves(guess, blocks, block, wanted[:begin], words, wanted[stop:]):
                return guess
    return None


def _places(markdown: str, exact: str) -> Iterator[tuple[int, int]]:
    """Where the passage may stand in the Markdown: first as it is read, then with markup inside or around it."""
    literal = re.compile(r"\s+".join(re.escape(word) for word in exact.split(" ")))
    found = [match.span() for match in literal.finditer(markdown)]
    yield from found
    longest = 2 * len(exact) + _MOST_PROOFS
    pairs = [
        (begin, stop)
        for begin in _starts(markdown, exact[:_END_LENGTH])
        for stop in _ends(markdown, exact[-_END_LENGTH:])
        if begin < stop <= begin + longest
    ]
    # Nearest to its own length first: markup adds little.
    pairs.sort(key=lambda pair: abs(pair[1] - pair[0] - len(exact)))
    yield from pairs[:_MOST_PROOFS]


def _starts(markdown: str, head: str) -> Iterator[int]:
    for match in re.finditer(f"(?={_loose(head)})", markdown):
        begin = match.start()
        yield begin
        while begin and markdown[begin - 1] in _OPENING:
            begin -= 1
            yield begin


def _ends(markdown: str, tail: str) -> Iterator[int]:
    for match in re.finditer(_loose(tail), markdown):
        stop = match.end()
        yield stop
        while closing := _CLOSING.match(markdown, stop):
            stop = closing.end()
            yield stop


def _loose(text: str) -> str:
    """A pattern for these characters, with markup between them where there is any."""
    return r"[*_~`\\\[]*".join(r"\s+" if character == " " else re.escape(character) for character in text)


def _proves(
    markdown: str, before: Sequence[Block], block: Block, head: Sequence[_Shown], words: str, tail: Sequence[_Shown]
) -> bool:
    after = parse_blocks(markdown)
    if len(after) != len(before):
        return False
    for old, new in zip(before, after, strict=True):
        if old is not block and not _is_same(old, new):
            return False
    new = after[block.index]
    if not _is_same(replace(block, runs=()), replace(new, runs=(), text=block.text)):
        return False
    shown = _shown(new)
    inside = shown[len(head) : len(shown) - len(tail)]
    return (
        shown[: len(head)] == head
        and shown[len(shown) - len(tail) :] == tail
        and "".join(character for character, _tags, _extra in inside) == words
        and len({tags for _character, tags, _extra in inside}) == 1
        and inside[0][1] in _markup_of(block, len(head), len(block.text) - len(tail))
    )


def _markup_of(block: Block, begin: int, stop: int) -> set[tuple[Tag, ...]]:
    """The markup that the new words may be under: that of the old ones; none where those had several."""
    old = {tags for _character, tags, _extra in _shown(block)[begin:stop]}
    return old if len(old) == 1 else {()}


def _is_same(old: Block, new: Block) -> bool:
    return replace(new, start=old.start) == old


def _shown(block: Block) -> list[_Shown]:
    shown: list[_Shown] = []
    for run in block.runs:
        shown += _characters(run.text, run.tags, run.extra)
    return shown


def _characters(text: str, tags: tuple[Tag, ...], extra: str) -> Iterable[_Shown]:
    for place, character in enumerate(text, start=1):
        yield character, tags, extra if place == len(text) else ""
