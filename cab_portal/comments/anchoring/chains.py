"""The heaviest chain of pairs that cross nowhere: the backbone of two versions, and the order within a gap."""

from bisect import bisect_left
from collections.abc import Iterable

Link = tuple[int, int]
"""A position in the old sequence and one in the new."""


def heaviest_chain(weighted: Iterable[tuple[int, int, float]]) -> list[Link]:
    """Of (old, new, weight) the links that ascend on both sides and weigh most together, in order.

    Weights are positive. A frontier of the best chain for every last new position is kept, rising in weight, so
    that n links take O(n log n) steps on the whole.
    """
    items = sorted(weighted, key=lambda item: (item[0], -item[1]))
    ends: list[int] = []
    chains: list[tuple[float, int]] = []
    before: list[int] = []
    for index, (_old, new, weight) in enumerate(items):
        place = bisect_left(ends, new)
        total, last = chains[place - 1] if place else (0.0, -1)
        before.append(last)
        total += weight
        beaten = place
        while beaten < len(ends) and chains[beaten][0] <= total:
            beaten += 1
        if beaten == place and place < len(ends) and ends[place] == new:
            continue
        ends[place:beaten] = [new]
        chains[place:beaten] = [(total, index)]
    links: list[Link] = []
    last = chains[-1][1] if chains else -1
    while last >= 0:
        links.append(items[last][:2])
        last = before[last]
    return links[::-1]
