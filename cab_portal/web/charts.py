"""The geometry of charts that are drawn on the server: numbers in, coordinates out; templates give colour and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 330.0
_GAP = 12.0
_WIDE_ENOUGH = 9.0
"""A count stands on its bar from this width on."""

TONES = {
    2: ("neg-2", "pos-2"),
    3: ("neg-2", "mid", "pos-2"),
    4: ("neg-2", "neg-1", "pos-1", "pos-2"),
    5: ("neg-2", "neg-1", "mid", "pos-1", "pos-2"),
    6: ("neg-2", "neg-2", "neg-1", "pos-1", "pos-2", "pos-2"),
    7: ("neg-2", "neg-2", "neg-1", "mid", "pos-1", "pos-2", "pos-2"),
}
"""By number of points of a scale, from its low to its high end; longer scales are drawn as columns."""


@dataclass(frozen=True)
class Piece:
    """One piece of a bar: from ``x`` on, ``width`` units wide, ``middle`` its middle; ``shown`` the number on it."""

    x: float
    width: float
    middle: float
    tone: str
    shown: int | None


@dataclass(frozen=True)
class Bar:
    """One diverging bar: what is low ends at ``zero``, what is high begins there, the middle stands apart."""

    pieces: tuple[Piece, ...]
    zero: float


def diverging(rows: Sequence[Sequence[int]], is_counted: bool = True) -> list[Bar]:
    """Bars over one zero line and one scale, ``WIDTH`` units wide in all.

    Each row has the counts of the same scale of 2 to 7 points, from low to high. The neutral middle has a column of
    its own at the far end, on the same scale. Counts are written on bars only where ``is_counted``.
    """
    tones = TONES[len(rows[0])]
    low = [sum(_of(row, tones, "neg")) for row in rows]
    high = [sum(_of(row, tones, "pos")) for row in rows]
    middle = [sum(_of(row, tones, "mid")) for row in rows]
    room = WIDTH - (_GAP if any(middle) else 0)
    unit = room / max(max(low) + max(high) + max(middle), 1)
    zero, apart = max(low) * unit, WIDTH - max(middle) * unit
    return [_bar(row, tones, unit, zero, apart, is_counted) for row in rows]


def _of(row: Sequence[int], tones: Sequence[str], side: str) -> list[int]:
    return [count for count, tone in zip(row, tones, strict=True) if tone.startswith(side)]


def _bar(row: Sequence[int], tones: Sequence[str], unit: float, zero: float, apart: float, is_counted: bool) -> Bar:
    low = sum(_of(row, tones, "neg"))
    places = {"neg": zero - low * unit, "pos": zero, "mid": apart}
    pieces = []
    for count, tone in zip(row, tones, strict=True):
        side = tone[:3]
        width = count * unit
        if count:
            shown = count if is_counted and width >= _WIDE_ENOUGH else None
            x = places[side]
            # A hair of ground between two pieces tells them apart where colours do not.
            pieces.append(Piece(round(x, 1), round(max(width - 1, 0.5), 1), round(x + width / 2, 1), tone, shown))
        places[side] += width
    return Bar(tuple(pieces), round(zero, 1))


@dataclass(frozen=True)
class Mark:
    """A place on an axis, with what is written there."""

    at: float
    label: str


@dataclass(frozen=True)
class Steps:
    """A line that rises in steps, and the area under it, as paths of 380 × 186 units; ``last`` is its end's height."""

    line: str
    area: str
    last: float
    rows: tuple[Mark, ...]
    days: tuple[Mark, ...]
    events: tuple[Mark, ...]


_LEFT, _RIGHT, _TOP, _BOTTOM = 24.0, 376.0, 24.0, 156.0
_LABEL = 72.0


def steps(
    arrivals: Sequence[tuple[datetime, int]],
    span: tuple[datetime, datetime],
    most: int,
    days: Sequence[tuple[datetime, str]],
    events: Sequence[tuple[datetime, str]],
) -> Steps:
    """How many had come by when: ``arrivals`` are instants in order with how many came, ``most`` the top line."""
    begin, end = span
    seconds = max((end - begin).total_seconds(), 1.0)

    def across(at: datetime) -> float:
        share = min(max((at - begin).total_seconds() / seconds, 0.0), 1.0)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def up(count: int) -> float:
        return round(_BOTTOM - count / max(most, 1) * (_BOTTOM - _TOP), 1)

    total, line = 0, f"M{_LEFT} {_BOTTOM}"
    for at, count in arrivals:
        total += count
        line += f"H{across(at)}V{up(total)}"
    line += f"H{_RIGHT}"
    half = most // 2
    return Steps(
        line=line,
        area=f"{line}V{_BOTTOM}H{_LEFT}Z",
        last=up(total),
        rows=tuple(Mark(up(count), str(count)) for count in sorted({0, half, most})),
        days=tuple(Mark(across(at), label) for at, label in days),
        events=_apart([Mark(across(at), label) for at, label in events]),
    )


def _apart(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks, without the label of one that would stand on the label before it."""
    found: list[Mark] = []
    free = float("-inf")
    for mark in marks:
        found.append(mark if mark.at >= free else Mark(mark.at, ""))
        free = mark.at + _LABEL if mark.at >= free else free
    return tuple(found)
