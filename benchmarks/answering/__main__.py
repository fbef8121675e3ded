"""Prints what answering and reading surveys costs: ``python -m benchmarks.answering [--responses N]``.

Every line of the table of performance, on SQLite and where it lets us in on PostgreSQL. A must that is missed is said,
and no failure: how fast something is depends on who else uses the machine.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context

from benchmarks.answering import table
from benchmarks.answering.databases import on_postgresql, on_sqlite, why_no_postgresql
from benchmarks.answering.ground import Filled, Size, fill
from benchmarks.answering.measuring import lines_of
from benchmarks.answering.stand import Effort

_MANY, _FEW = 100_000, 1_000
_COMMENTS = 500
_ENGINES = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}


def main(arguments: list[str]) -> None:
    """Fill the databases, measure each, and say which musts were missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answering")
    parser.add_argument("--responses", type=int, default=_MANY, help="how many are many")
    many = parser.parse_args(arguments).responses
    problem = why_no_postgresql()
    if problem:
        print(problem)
    engines = [name for name in _ENGINES if name == "SQLite" or not problem]
    missed = []
    with _filled(engines, many, Effort()) as filled:
        for name, (few_filled, many_filled) in filled.items():
            table.print_head(f"{name}; {many:,} responses written in {many_filled.seconds:.0f} s")
            for line in lines_of(few_filled, many_filled, Effort()):
                table.print_line(line)
                missed += [] if line.is_held else [f"{name}: {line.what}"]
            print()
    print("Musts that were missed:" if missed else "All musts hold.")
    for what in missed:
        print(f"  {what}")


@contextmanager
def _filled(engines: list[str], many: int, effort: Effort) -> Iterator[Mapping[str, tuple[Filled, Filled]]]:
    """By engine a database with few responses and one with many, filled two at a time before anything is measured."""
    few_size, many_size = Size(_FEW, effort.members, _COMMENTS), Size(many, effort.members)
    with ExitStack() as stack:
        few = [stack.enter_context(_ENGINES[name]()) for name in engines]
        large = [stack.enter_context(_ENGINES[name]()) for name in engines]
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            # The large ones first, side by side.
            large_filled = pool.map(fill, large, [many_size] * len(engines))
            few_filled = pool.map(fill, few, [few_size] * len(engines))
            filled = zip(few_filled, large_filled, strict=True)
            found = dict(zip(engines, filled, strict=True))
        yield found


if __name__ == "__main__":
    main(sys.argv[1:])
