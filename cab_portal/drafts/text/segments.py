"""The runs of a block cut at the edges of marks, so that each segment lies wholly in or out of every mark."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from cab_portal.drafts.text.blocks import Block
from cab_portal.drafts.text.normalizing import Tag


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to highlight: `[start, end)` in the canonical text of the step, with a numbered link to its
    thread.

    `kind` is a class name (question, concern, suggestion, praise), `label` what the link says to a screen
    reader.
    """

    start: int
    end: int
    kind: str
    number: int
    href: str
    label: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Text under the same tags and marks. Marks are ordered outermost first; those in `ending` end right
    after it.
    """

    text: str
    tags: tuple[Tag, ...]
    extra: str
    marks: tuple[Mark, ...]
    ending: tuple[Mark, ...]


def segments(block: Block, marks: Sequence[Mark]) -> list[Segment]:
    """The segments of one block in order; joined they are its text.

    Overlapping marks nest by start, then by length (the longer outside), then by number. A mark that
    reaches beyond the block ends in the last block that shows any of its text.
    """
    here = sorted(
        (mark for mark in marks if mark.start < block.end and mark.end > block.start and mark.start < mark.end),
        key=lambda mark: (mark.start, -mark.end, mark.number),
    )
    edges = sorted({edge for mark in here for edge in (mark.start, mark.end) if block.start < edge < block.end})
    found: list[Segment] = []
    start = block.start
    for run in block.runs:
        stop = start + len(run.text)
        cuts = [start, *(edge for edge in edges if start < edge < stop), stop]
        for left, right in itertools.pairwise(cuts):
            covering = tuple(mark for mark in here if mark.start < right and mark.end > left)
            ending = tuple(mark for mark in covering if mark.end <= right or _ends_with(block, mark, right))
            extra = run.extra if right == stop else ""
            found.append(Segment(run.text[left - start : right - start], run.tags, extra, covering, ending))
        start = stop
    return found


def _ends_with(block: Block, mark: Mark, position: int) -> bool:
    """Whether the mark shows nothing after `position`: only the newline that joins this block to the next
    is left.
    """
    return position == block.end and mark.end <= block.end + 1
