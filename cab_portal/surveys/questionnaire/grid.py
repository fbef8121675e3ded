"""Ranges of whole numbers cut where conditions name some of them; numbers with decimals and dates stand on such a
grid, too.
"""

from collections.abc import Iterable, Iterator


def pieces(low: int, high: int, named: Iterable[int], *, bounded: bool) -> Iterator[tuple[int, float]]:
    """One number of each piece of [low, high] that comparisons with the named numbers tell apart, and its weight.

    Pieces are the named numbers themselves and the gaps between. Weights add up to 1: a piece weighs what its
    numbers are of all if the range is really `bounded`, else all pieces weigh alike.
    """
    found: list[tuple[int, int]] = []
    begin = low
    for number in sorted({number for number in named if low <= number <= high}):
        if begin < number:
            found.append((begin, number - begin))
        found.append((number, 1))
        begin = number + 1
    if begin <= high:
        found.append((begin, high - begin + 1))
    for number, size in found:
        yield number, size / (high - low + 1) if bounded else 1 / len(found)
