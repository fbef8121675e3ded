"""Which items of one sequence are still there in another: the ground of every comparison of two versions."""

from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

Pairs = list[tuple[int, int]]

# Compared pairs of equal words in one pass: a second of work. Beyond it the most frequent start no match.
_MOST_COMPARISONS = 2_000_000


def pair_sequences(old: Sequence[Hashable], new: Sequence[Hashable]) -> Pairs:
    """Positions (old, new) of equal items, both ascending; Ratcliff and Obershelp's longest matches first."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    pairs = [(position, position) for position in range(head)]
    inner_old, inner_new = old[head : len(old) - tail], new[head : len(new) - tail]
    if inner_old and inner_new:
        frequent = _too_frequent(inner_old, inner_new)
        matcher = SequenceMatcher(frequent.__contains__ if frequent else None, inner_old, inner_new, autojunk=False)
        for match in matcher.get_matching_blocks():
            pairs.extend((head + match.a + step, head + match.b + step) for step in range(match.size))
    pairs.extend((len(old) - tail + step, len(new) - tail + step) for step in range(tail))
    return pairs


def pair_lines_then_words(old: Sequence[Sequence[Hashable]], new: Sequence[Sequence[Hashable]]) -> Pairs:
    """Positions of equal words, counted over all lines: equal lines first, then words between.

    Comparing equal lines as wholes makes a long text with a few changes fast, and keeps a word from being
    paired with its like in a line that has not changed.
    """
    old_starts, new_starts = _starts(old), _starts(new)
    pairs: Pairs = []
    old_line = new_line = 0
    line_pairs = pair_sequences([tuple(line) for line in old], [tuple(line) for line in new])
    for old_match, new_match in [*line_pairs, (len(old), len(new))]:
        changed_old = [word for line in old[old_line:old_match] for word in line]
        changed_new = [word for line in new[new_line:new_match] for word in line]
        old_offset, new_offset = old_starts[old_line], new_starts[new_line]
        pairs.extend((old_offset + i, new_offset + j) for i, j in pair_sequences(changed_old, changed_new))
        if old_match < len(old):
            old_offset, new_offset = old_starts[old_match], new_starts[new_match]
            pairs.extend((old_offset + i, new_offset + i) for i in range(len(old[old_match])))
        old_line, new_line = old_match + 1, new_match + 1
    return pairs


def similarity(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    """Shared items in order, twice, by all items: 0 to 1, and 1 for two empty sequences."""
    if not old and not new:
        return 1.0
    return 2 * len(pair_sequences(old, new)) / (len(old) + len(new))


def overlap(old: Counter[str], new: Counter[str]) -> float:
    """Shared items in any order, twice, by all items: a cheap upper bound of `similarity`."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0


def _starts(lines: Sequence[Sequence[Hashable]]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    starts.append(starts[-1])
    return starts


def _too_frequent(old: Sequence[Hashable], new: Sequence[Hashable]) -> set[Hashable]:
    counts = Counter(new)
    costs = Counter({item: count * counts[item] for item, count in Counter(old).items() if item in counts})
    total = costs.total()
    frequent: set[Hashable] = set()
    for item, cost in costs.most_common():
        if total <= _MOST_COMPARISONS:
            break
        frequent.add(item)
        total -= cost
    return frequent
