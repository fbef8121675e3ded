"""What reading costs: results and files of many responses, beside bare queries and a bare dump of the same rows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from statistics import median

from benchmarks.answering import answers, table
from benchmarks.answering.stand import Portal, Stand
from benchmarks.answering.table import Line
from benchmarks.browsers import Browser, first_byte
from benchmarks.serving import Server
from cab_portal.surveys.rules import SurveyLayout

_OFTEN = 5
_LOOKS_EVERY = 0.2


def result_lines(stand: Stand) -> Iterator[Line]:
    """The page of results as a process first shows it, as it is seen after another response, and seen again."""
    stand.lay_out(SurveyLayout.WHOLE)
    filled = stand.many.filled
    path, empty_path, bare_path = filled.results(), filled.results(of_empty=True), f"/results/{filled.survey_id.hex}"
    fresh, again, empty, bare = [], [], [], []
    with Browser(stand.many.server.port, filled.admin) as reader, Browser(stand.bare.port) as visitor:
        first = reader.get(path).took
        visitor.get(bare_path)
        for number in range(stand.effort.looks):
            with Browser(stand.many.server.port, stand.many.next_member()) as member:
                answers.answer_whole(member, filled.pages, number)
            page = reader.get(path)
            fresh.append(page.took)
            bare.append(visitor.get(bare_path).took)
            for _ in range(_OFTEN):
                again.append(reader.get(path, tag=page.tag, expected=HTTPStatus.NOT_MODIFIED).took)
                empty.append(reader.get(empty_path).took)
    count = f"{filled.responses:,}"
    what = f"results of {count} at the first look of a process, time of the bare grouped queries"
    yield Line(what, first / median(bare), table.RESULTS_TIME)
    yield Line(
        f"results of {count}, time of the bare grouped queries", median(fresh) / median(bare), table.RESULTS_TIME
    )
    again_ratio = median(again) / median(empty)
    yield Line("results seen again unchanged, time of the results of an empty survey", again_ratio, table.RESULTS_AGAIN)


def file_lines(stand: Stand) -> Iterator[Line]:
    """The CSV file of all responses."""
    filled = stand.many.filled
    path = f"{filled.results()}.csv"
    own, bare, grown = [], [], []
    with Browser(stand.many.server.port, filled.admin) as reader, Browser(stand.bare.port) as visitor:
        reader.get(f"{filled.results(of_empty=True)}.csv")
        for _ in range(stand.effort.files):
            with _watching(stand.many.server) as seen:
                own.append(reader.get(path).took)
            grown.append(max(seen) - seen[0])
            bare.append(visitor.get(f"/responses/{filled.survey_id.hex}.csv").took)
    yield Line(f"CSV of {filled.responses:,}, time of a bare dump", median(own) / median(bare), table.FILE_TIME)
    yield Line("memory during that CSV grows by", max(grown), table.FILE_GROWTH)
    few, many = [], []
    for _ in range(_OFTEN):
        few.append(_first(stand.few))
        many.append(_first(stand.many))
    what = f"first byte of the CSV, time of that of {stand.few.filled.responses:,}"
    yield Line(what, median(many) / median(few), table.FIRST_BYTE)


def memory_line(portal: Portal) -> Line:
    """The memory of the web processes, with whatever started them, after all that they did."""
    return Line("memory of 2 web processes (PSS)", portal.server.pss_mib(), table.MEMORY)


def _first(portal: Portal) -> float:
    return first_byte(portal.server.port, portal.filled.admin, f"{portal.filled.results()}.csv")


@contextmanager
def _watching(server: Server) -> Iterator[list[float]]:
    """The memory of a server in MiB, before and again and again during the block."""
    seen = [server.pss_mib()]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOKS_EVERY):
            seen.append(server.pss_mib())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()
        seen.append(server.pss_mib())
