"""How long a pair of versions takes, and each anchor."""

import time
from collections.abc import Callable, Sequence

from benchmarks.anchoring.histories import History
from cab_portal.comments.anchoring.anchors import Anchor, describe
from cab_portal.comments.anchoring.carrying import Carrier, carry
from cab_portal.drafts.text.sentences import sentences

_STEP = "text"
_RUNS = 5


def print_speed(histories: Sequence[History]) -> None:
    """Two sizes of text, made of the histories' first and last versions one after another."""
    for size, count in ((20_000, 100), (60_000, 500)):
        old, new = _texts(histories, size)
        anchors = _anchors(old, count)
        pair = _best(lambda old=old, new=new: Carrier({_STEP: old}, {_STEP: new}))  # type: ignore[misc]
        whole = _best(lambda old=old, new=new, made=anchors: carry({_STEP: old}, {_STEP: new}, made))  # type: ignore[misc]
        each = (whole - pair) / len(anchors)
        print(
            f"{len(old):,} characters, {len(anchors)} anchors: pair {pair * 1000:.1f} ms,"
            f" each anchor {each * 1000:.3f} ms, together {whole * 1000:.0f} ms"
        )


def _texts(histories: Sequence[History], size: int) -> tuple[str, str]:
    """Both cut at the same history, so that the end of one is the end of the other."""
    old: list[str] = []
    new: list[str] = []
    for turn in range(1 + size // 1_000):
        for history in histories:
            if sum(map(len, old)) >= size:
                break
            mark = f"Part {turn}: {history.name}"
            old.append(f"{mark}\n{history.versions[-2]}")
            new.append(f"{mark}\n{history.versions[-1]}")
    return "\n".join(old)[:size], "\n".join(new)[: size + size // 10]


def _anchors(text: str, count: int) -> list[Anchor]:
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        spans.extend((offset + item.start, offset + item.end) for item in sentences(line))
        offset += len(line) + 1
    every = max(1, len(spans) // count)
    return [describe(_STEP, text, start, end) for start, end in spans[::every][:count]]


def _best(work: Callable[[], object]) -> float:
    took: list[float] = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return min(took)
