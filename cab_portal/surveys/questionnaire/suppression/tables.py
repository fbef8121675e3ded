"""Tables of segments and answers without small groups: hidden themselves, and not to be reckoned from what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.suppression.network import Arc, Network

FEWEST = 5
"""How many people a group must have at least, unless the survey asks for more."""
LEAST_FEWEST = 3
"""No survey may ask for less."""


@dataclass(frozen=True)
class Released:
    """What may be shown of a table; None is hidden. The sums of the columns and of all are always shown.

    `rows` are the sizes of the segments, `cells[row][column]` the people of a segment who gave an answer.
    """

    rows: tuple[int | None, ...]
    cells: tuple[tuple[int | None, ...], ...]
    columns: tuple[int, ...]
    total: int


def checked_fewest(k: int) -> int:
    """`k` itself. Raises `ValueError` below 3."""
    if k < LEAST_FEWEST:
        raise ValueError(f"a group of fewer than {LEAST_FEWEST} people is never shown")
    return k


def rows_to_hide(sizes: Sequence[int], k: int = FEWEST) -> frozenset[int]:
    """The segments to hide: those under `k` people, and so many others that no size among them can be reckoned.

    They are two at least and have `k` people at least between them, so that each may be anything from nobody to all of
    these. The same rows are hidden in the tables of all questions. `k` as `checked_fewest`.
    """
    checked_fewest(k)
    hidden = {row for row, size in enumerate(sizes) if size < k}
    rest = sorted((row for row in range(len(sizes)) if row not in hidden), key=lambda row: (sizes[row], row))
    for row in rest:
        if not hidden or (len(hidden) >= 2 and sum(sizes[hid] for hid in hidden) >= k):
            break
        hidden.add(row)
    return frozenset(hidden)


def released(counts: Sequence[Sequence[int]], k: int = FEWEST) -> Released | None:
    """What may be shown of a table in which every person of a segment stands in one column; None if nothing may.

    Cells under `k` people are hidden, nobody being as telling as one; then others, until each hidden number may lie
    anywhere in a range of `k` at least, as far as all that is shown can tell (cell suppression; the search for what to
    hide follows Kelly, Golden and Assad 1992). An answer that fewer than `k` people gave gives its whole table away, so
    that nothing is shown. `k` as `checked_fewest`; `ValueError` for rows of different lengths.
    """
    checked_fewest(k)
    if len({len(row) for row in counts}) > 1:
        raise ValueError("every segment has as many answers")
    sizes = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    hidden = rows_to_hide(sizes, k)
    if len(hidden) == len(sizes) or min(columns, default=0) < k:
        return None
    network = _network(counts, hidden, k)
    if not _protected(network, k):
        return None
    return _shown(counts, hidden, columns, network)


def _network(counts: Sequence[Sequence[int]], hidden: frozenset[int], k: int) -> Network:
    """Node 0 is everybody, then come the segments, then the answers; the sizes of the segments first."""
    first_answer = 1 + len(counts)
    arcs = [Arc(0, 1 + row, sum(cells), hidden=row in hidden, fixed=True) for row, cells in enumerate(counts)]
    for row, cells in enumerate(counts):
        for column, count in enumerate(cells):
            arcs.append(Arc(1 + row, first_answer + column, count, hidden=row in hidden or count < k))
    return Network(arcs, first_answer + len(counts[0]))


def _protected(network: Network, k: int) -> bool:
    """Hide more until every hidden number has its range; False if that cannot be reached."""
    waiting = [number for number, arc in enumerate(network.arcs) if arc.hidden]
    done: set[int] = set()
    while waiting:
        number = waiting.pop()
        # Hiding more never narrows a range, so what is protected once stays so.
        if network.width(number, k) < k and not network.hide_for(number, k, _price):
            return False
        done.add(number)
        waiting.extend(
            other for other, arc in enumerate(network.arcs) if arc.hidden and other not in done and other not in waiting
        )
    return True


def _price(arc: Arc) -> int:
    """Hiding a number costs its information, and a little for being one more; it counts more than a longer way."""
    return 1_000 + 10 * arc.value


def _shown(
    counts: Sequence[Sequence[int]], hidden: frozenset[int], columns: Sequence[int], network: Network
) -> Released | None:
    width = len(columns)
    cells = [None if arc.hidden else arc.value for arc in network.arcs[len(counts) :]]
    rows = tuple(tuple(cells[start : start + width]) for start in range(0, len(cells), width))
    if all(cell is None for row in rows for cell in row):
        return None
    sizes = tuple(None if row in hidden else sum(given) for row, given in enumerate(counts))
    return Released(sizes, rows, tuple(columns), sum(columns))
