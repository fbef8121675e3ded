"""The figures of `make bench`: every line of the table comes out of one run, however small."""

from __future__ import annotations

import select
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from benchmarks.answering.databases import on_sqlite
from benchmarks.answering.ground import Size, fill
from benchmarks.answering.measuring import lines_of
from benchmarks.answering.stand import Effort
from benchmarks.answering.table import Bound, Line
from benchmarks.browsers import Browser

TINY = Effort(turns=1, pages=2, responses=2, paged=1, submits=1, looks=1, files=1)


@pytest.mark.long
def test_every_line_of_the_table_is_measured() -> None:
    with on_sqlite() as few_environ, on_sqlite() as many_environ:
        few = fill(few_environ, Size(3, TINY.members, comments=4))
        many = fill(many_environ, Size(20, TINY.members))
        lines = list(lines_of(few, many, TINY))
    told = "\n".join(str(line) for line in lines)
    for what in (
        "page of five questions",
        "page of one question",
        "response on one page",
        "results of 20 at the first look of a process",
        "results of 20, time of the bare grouped queries",
        "seen again unchanged",
        "CSV of 20, time of a bare dump",
        "memory during that CSV grows by",
        "first byte",
        "responses page by page, rate with 20 stored of with 3",
        "memory of 2 web processes",
        "draft with 4 anchored comments in triage",
        "lists",
    ):
        assert what in told
    assert sum("statements" in line.what for line in lines) >= 10


def test_a_must_is_held_or_missed() -> None:
    cost, rate = Bound(1.5, 1.2), Bound(0.40, 0.60, "%", at_least=True)
    assert [Line("", measured, cost).is_held for measured in (1.5, 1.51)] == [True, False]
    assert [Line("", measured, rate).is_held for measured in (0.40, 0.39)] == [True, False]
    assert str(Line("A page", 0.39, rate)).split()[2:] == ["39%", "≥", "40%", "60%", "MISSED"]


class _Forgetful(BaseHTTPRequestHandler):
    """Promises to keep the connection open, and closes it once it has answered."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"OK")
        self.close_connection = True

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Tests are quiet."""


def test_a_browser_opens_a_connection_again_that_was_closed_while_it_was_idle() -> None:
    with HTTPServer(("127.0.0.1", 0), _Forgetful) as server, ThreadPoolExecutor(1) as pool:
        served = [pool.submit(server.handle_request) for _ in range(2)]
        with Browser(server.server_port) as browser:
            assert browser.get("/").body == b"OK"
            held = browser._connection.sock
            # The end of the connection is all that there is to read.
            assert select.select([held], (), (), 10)[0]
            assert browser.get("/").body == b"OK"
        for each in served:
            each.result(10)
