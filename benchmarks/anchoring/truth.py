"""What became of each sentence of a version, found by another way than the product's, and only where it is certain.

Every sentence of one version is compared with every sentence of the other by unweighted words in order; nothing of
`cab_portal.comments.anchoring` is used. What lies between clearly edited and clearly deleted is left out.
"""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from cab_portal.drafts.text.sentences import sentences

SURELY_EDITED = 0.6
SURELY_GONE = 0.4
LEAD = 0.15
"""By how much a successor must be more like than any other sentence."""
FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W_]+")


class Fate(StrEnum):
    UNCHANGED = "unchanged"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the old text, what became of it, and the span of its successor (None where it was deleted)."""

    start: int
    end: int
    fate: Fate
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: tuple[str, ...]


def tell(old_text: str, new_text: str) -> list[Told]:
    """The certain fates of the old text's sentences of three words and more, in order."""
    old, new = _sentences(old_text), _sentences(new_text)
    old_counts, new_counts = Counter(item.words for item in old), Counter(item.words for item in new)
    new_free = [item for item in new if item.words not in old_counts]
    old_free = [item for item in old if item.words not in new_counts]
    ratios = {(a.start, b.start): _ratio(a.words, b.words) for a in old_free for b in new_free}
    told: list[Told] = []
    for item in old:
        if len(item.words) < FEWEST_WORDS:
            continue
        if old_counts[item.words] == new_counts[item.words] == 1:
            same = next(other for other in new if other.words == item.words)
            told.append(Told(item.start, item.end, Fate.UNCHANGED, (same.start, same.end)))
        elif old_counts[item.words] == 1 and not new_counts[item.words]:
            told.extend(_changed(item, old_free, new_free, new, ratios))
    return told


def _changed(
    item: _Sentence,
    old_free: list[_Sentence],
    new_free: list[_Sentence],
    new: list[_Sentence],
    ratios: dict[tuple[int, int], float],
) -> list[Told]:
    ranked = sorted(((ratios[item.start, other.start], other) for other in new_free), key=lambda found: -found[0])
    best = ranked[0][0] if ranked else 0.0
    if best < SURELY_GONE:
        if _is_kept_in_parts(item, new_free, new):
            return []
        return [Told(item.start, item.end, Fate.DELETED, None)]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    place = ranked[0][1]
    rivals = [ratios[other.start, place.start] for other in old_free if other is not item]
    if best >= SURELY_EDITED and best - max([second, *rivals]) >= LEAD:
        return [Told(item.start, item.end, Fate.EDITED, (place.start, place.end))]
    return []


def _is_kept_in_parts(item: _Sentence, new_free: list[_Sentence], new: list[_Sentence]) -> bool:
    """Whether the sentence may have been split, or merged into a longer one: then nothing is certain."""
    if not new_free:
        return False
    free = {other.start for other in new_free}
    for first, second in zip(new, [*new[1:], None], strict=True):
        if first.start not in free and (second is None or second.start not in free):
            continue
        joined = first.words + (second.words if second is not None else ())
        matcher = SequenceMatcher(None, item.words, joined, autojunk=False)
        kept = sum(block.size for block in matcher.get_matching_blocks())
        if kept >= 0.6 * len(item.words):
            return True
    return False


def _ratio(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    total = len(one) + len(other)
    if not total or 2 * (Counter(one) & Counter(other)).total() < SURELY_GONE * total:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _sentences(text: str) -> list[_Sentence]:
    found: list[_Sentence] = []
    offset = 0
    for line in text.split("\n"):
        for item in sentences(line):
            words = tuple(_WORD.findall(item.text.casefold()))
            if words:
                found.append(_Sentence(offset + item.start, offset + item.end, words))
        offset += len(line) + 1
    return found
