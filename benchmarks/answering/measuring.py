"""All lines of one database, in the order in which they are measured."""

from collections.abc import Iterator

from benchmarks.answering.answered import paged_lines, submit_lines, whole_lines
from benchmarks.answering.counted import statement_lines
from benchmarks.answering.ground import Filled
from benchmarks.answering.read import file_lines, memory_line, result_lines
from benchmarks.answering.stand import Effort, serving_portal, standing
from benchmarks.answering.table import Line


def lines_of(few: Filled, many: Filled, effort: Effort) -> Iterator[Line]:
    """Measure a database with few responses and one with many beside the bare application."""
    with serving_portal(few) as portal:
        with standing(portal, many, effort) as stand:
            yield from whole_lines(stand)
            yield from paged_lines(stand)
            yield from result_lines(stand)
            yield from file_lines(stand)
            yield from submit_lines(stand)
        # The other servers have ended, so that they share no memory with this one.
        yield memory_line(portal)
        yield from statement_lines(portal)
