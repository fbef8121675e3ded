"""Ranges drawn anew so that none shares a value with the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf

from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.ranges import Range

_NUMBER = re.compile(r"\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,4})?")


def renumbered(labels: Sequence[str], placed: Sequence[tuple[int, Range]], words: Lexicon) -> tuple[str, ...]:
    """The labels with the start of each range moved behind the end of the one before.

    Where whole things are counted the start rises by one; of times, amounts and shares the end becomes "under".
    An empty tuple where that cannot be done by changing one number.
    """
    changed = list(labels)
    for (before_place, before), (place, after) in pairwise(placed):
        if after.first > before.last:
            continue
        if before.high == inf or after.low == -inf or before.high >= after.high:
            return ()
        if before.unit or not before.high.is_integer():
            label = _with_open_end(changed[before_place], before, after, words)
            changed[before_place] = label
        else:
            label = _with_start(changed[place], before, after)
            changed[place] = label
        if not label:
            return ()
    return tuple(changed)


def _with_start(label: str, before: Range, after: Range) -> str:
    match = _NUMBER.search(label)
    if match is None or (after.high == inf and not after.has_low):
        return label.replace(match.group(), f"{int(before.high):,}", 1) if match else ""
    start = int(before.high + 1)
    written = f"{start:,}" if "," in match.group() or start >= 1000 else str(start)
    if after.high != inf and start >= after.high:
        return ""
    return label[: match.start()] + written + label[match.end() :]


def _with_open_end(label: str, before: Range, after: Range, words: Lexicon) -> str:
    numbers = list(_NUMBER.finditer(label))
    template = words.phrase("say_under")
    if before.high != after.low or not numbers or not template:
        return ""
    number = numbers[-1]
    under = template.replace("{}", number.group())
    if len(numbers) > 1:
        return label[: number.start()] + under + label[number.end() :]
    opener = next((entry for entry in words.entries("at_most") if label.lower().startswith(f"{entry} ")), "")
    return under[:1].upper() + under[1:] + label[number.end() :] if opener else label
