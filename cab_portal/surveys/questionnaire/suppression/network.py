"""How far the numbers that are shown narrow down one that is hidden: the part of an attacker, played by ourselves.

A table is a network of people: from all to the segments, and from each segment to the answers. What is shown stands
still; what is hidden may change as long as every sum stays what it was. The most by which one number can change is a
maximum flow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

ENDLESS = 10**9


@dataclass
class Arc:
    """`value` people from the node `tail` to the node `head`; an arc that is `fixed` is never hidden."""

    tail: int
    head: int
    value: int
    hidden: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class _Step:
    """Along an arc more people, against it fewer; as many as `room`."""

    arc: int
    forward: bool
    to: int
    room: int


Price = Callable[[Arc], int]


class Network:
    """The arcs of one table, and what can be reckoned about the hidden ones."""

    def __init__(self, arcs: Sequence[Arc], nodes: int) -> None:
        self.arcs = arcs
        self._nodes = nodes
        self._touching: list[list[int]] = [[] for _ in range(nodes)]
        for number, arc in enumerate(arcs):
            self._touching[arc.tail].append(number)
            self._touching[arc.head].append(number)

    def width(self, number: int, enough: int) -> int:
        """The difference between the most and the least that a hidden arc may be; reckoned up to `enough`."""
        arc = self.arcs[number]
        down = min(arc.value, self._flow(number, arc.tail, arc.head, min(enough, arc.value)))
        return down if down >= enough else down + self._flow(number, arc.head, arc.tail, enough - down)

    def _flow(self, number: int, start: int, end: int, wanted: int) -> int:
        moved: dict[int, int] = {}
        found = 0
        while found < wanted:
            path = self._path(number, start, end, moved, None)
            if path is None:
                break
            found += self._push(path, moved, wanted - found)
        return found

    def hide_for(self, number: int, enough: int, price: Price) -> bool:
        """Hide what it takes for an arc to have that width, the cheapest first; False if nothing can give it."""
        arc = self.arcs[number]
        for start, end in ((arc.head, arc.tail), (arc.tail, arc.head)):
            moved: dict[int, int] = {}
            found = 0
            while found < enough and self.width(number, enough) < enough:
                path = self._path(number, start, end, moved, price)
                if path is None:
                    break
                for step in path:
                    self.arcs[step.arc].hidden = True
                found += self._push(path, moved, enough - found)
        return self.width(number, enough) >= enough

    @staticmethod
    def _push(path: Sequence[_Step], moved: dict[int, int], wanted: int) -> int:
        amount = min(wanted, *(step.room for step in path))
        for step in path:
            moved[step.arc] = moved.get(step.arc, 0) + (amount if step.forward else -amount)
        return amount

    def _path(
        self, number: int, start: int, end: int, moved: dict[int, int], price: Price | None
    ) -> list[_Step] | None:
        """The cheapest way from node to node that leaves out an arc; hidden arcs cost nothing, others their price."""
        best = {start: 0}
        came: dict[int, tuple[int, _Step]] = {}
        waiting = [(0, start)]
        while waiting:
            cost, node = heappop(waiting)
            if node == end:
                return self._traced(came, start, end)
            if cost > best[node]:
                continue
            for step in self._steps(node, number, moved, price is not None):
                arc = self.arcs[step.arc]
                total = cost + 1 + (0 if arc.hidden or price is None else price(arc))
                if total < best.get(step.to, ENDLESS):
                    best[step.to] = total
                    came[step.to] = (node, step)
                    heappush(waiting, (total, step.to))
        return None

    def _steps(self, node: int, without: int, moved: dict[int, int], may_hide: bool) -> Iterator[_Step]:
        for number in self._touching[node]:
            arc = self.arcs[number]
            if number == without or not (arc.hidden or (may_hide and not arc.fixed)):
                continue
            if arc.tail == node:
                yield _Step(number, True, arc.head, ENDLESS)
            elif (room := arc.value + moved.get(number, 0)) > 0:
                yield _Step(number, False, arc.tail, room)

    @staticmethod
    def _traced(came: dict[int, tuple[int, _Step]], start: int, end: int) -> list[_Step]:
        path: list[_Step] = []
        node = end
        while node != start:
            node, step = came[node]
            path.append(step)
        return path[::-1]
