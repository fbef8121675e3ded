"""Prints the figures of the anchors: `python -m benchmarks.anchoring [--misses] [FOLDER …]`."""

import sys
from pathlib import Path

from benchmarks.anchoring.figures import Count, measure
from benchmarks.anchoring.histories import History, own_histories, read_histories, sample_histories
from benchmarks.anchoring.speed import print_speed


def main(arguments: list[str]) -> None:
    """Figures of our own histories, of those under CAB_TEST_PROCESSES, and of each folder that is named."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("-")]
    groups = [("own", own_histories()), ("CAB_TEST_PROCESSES", sample_histories())]
    groups += [(str(folder), list(read_histories([folder]))) for folder in folders]
    groups = [(name, histories) for name, histories in groups if histories]
    for name, histories in groups:
        _print_figures(name, histories, shows_misses="--misses" in arguments)
    print_speed([history for _, histories in groups for history in histories])


def _print_figures(name: str, histories: list[History], *, shows_misses: bool) -> None:
    figures = measure(histories)
    print(
        f"Anchors, {name}: {len(histories)} histories, {figures.placed} sentences placed, {figures.wrong} wrong places"
    )
    for count in Count:
        seen, right = figures.seen[count], figures.right[count]
        share = f"{figures.share(count):8.2%}" if seen else f"{'none':>8}"
        print(f"  {count:52}{right:>8} of {seen:>7}{share}")
    for miss in figures.misses if shows_misses else ():
        print(f"  - {miss}")
    print()


if __name__ == "__main__":
    main(sys.argv[1:])
