"""What is measured in one run on one database: three servers, and who uses them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask

from benchmarks.answering.databases import url_of
from benchmarks.answering.ground import Filled, lay_out
from benchmarks.bare import URL_VARIABLE
from benchmarks.serving import BARE, Server, serving
from cab_portal.app import create_app
from cab_portal.core.settings import Settings
from cab_portal.surveys.rules import SurveyLayout

PROCESSES = 2
_READERS = 4


@dataclass(frozen=True)
class Effort:
    """How often things are done: ``turns`` of so many ``pages`` for each of four readers at once, so many responses on
    one page, page by page, and with few and many stored; so many looks at the results, and files of all responses.
    """

    turns: int = 5
    pages: int = 60
    responses: int = 100
    paged: int = 40
    submits: int = 80
    looks: int = 5
    files: int = 2

    @property
    def members(self) -> int:
        """How many members who have not answered yet this takes, in each database."""
        return _READERS + self.responses + self.paged + 2 * self.submits + self.looks + 3


@dataclass
class Portal:
    """A filled database with its server; the application in this process is for its statements."""

    filled: Filled
    server: Server
    app: Flask
    _members: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self._members = iter(self.filled.waiting[_READERS:])

    @property
    def readers(self) -> tuple[str, ...]:
        """The cookies of members who look at pages and never send."""
        return self.filled.waiting[:_READERS]

    def next_member(self) -> str:
        """The cookie of a member who has not answered yet."""
        return next(self._members)

    def lay_out(self, layout: SurveyLayout) -> None:
        """Show the survey in this layout from now on."""
        lay_out(self.app, self.filled, layout)


@dataclass(frozen=True)
class Stand:
    """The portal with few responses and with many, and the bare application on the database with many."""

    few: Portal
    many: Portal
    bare: Server
    effort: Effort

    def lay_out(self, layout: SurveyLayout) -> None:
        """Show both surveys in this layout from now on."""
        self.few.lay_out(layout)
        self.many.lay_out(layout)


@dataclass
class Account:
    """What so many requests to one server took: seconds by the clock, and on the processors of all its processes."""

    server: Server
    requests: int = 0
    seconds: float = 0.0
    used: float = 0.0

    @contextmanager
    def of(self, requests: int) -> Iterator[None]:
        """Add what so many requests take in the block."""
        used, start = self.server.cpu_seconds(), time.perf_counter()
        yield
        self.seconds += time.perf_counter() - start
        self.used += self.server.cpu_seconds() - used
        self.requests += requests

    def cost_over(self, other: "Account") -> float:
        """How many times the processor time of the other a request takes."""
        return (self.used / self.requests) / (other.used / other.requests)

    def time_over(self, other: "Account") -> float:
        """How many times as long as with the other a request takes."""
        return (self.seconds / self.requests) / (other.seconds / other.requests)


@contextmanager
def serving_portal(filled: Filled) -> Iterator[Portal]:
    """A filled database, served by two web processes."""
    app = create_app(Settings.from_environment(filled.environ))
    with serving(filled.environ, PROCESSES) as server:
        yield Portal(filled, server, app)


@contextmanager
def standing(few: Portal, many: Filled, effort: Effort) -> Iterator[Stand]:
    """All three servers, of which the first runs already."""
    environ = {**many.environ, URL_VARIABLE: url_of(many.environ)}
    with serving_portal(many) as portal, serving(environ, PROCESSES, BARE) as bare:
        yield Stand(few, portal, bare, effort)
