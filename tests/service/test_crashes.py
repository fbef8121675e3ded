"""Web server and worker are killed again and again under load: nothing acknowledged is lost, nothing is doubled.

Twenty kills (``CAB_TEST_CRASH_ROUNDS``), at random moments, of the program as it is started in service. The one
thing that SMTP cannot exclude is counted: a worker killed between the server's acceptance and its own commit sends
that one mail again, under the same Message-ID.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from cab_portal import wiring
from cab_portal.accounts.mails import NEWS, TEAM_NEWS
from cab_portal.audit import service as audit
from cab_portal.comments.models import Comment, Thread
from cab_portal.core import ids, paths
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.reviews.models import Assignment
from cab_portal.rewards.models import Payout, Posting
from cab_portal.rewards.rules import PostingKind
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import Answer, Response
from tests import services
from tests.crash_clients import Browser, Client, Ground, Journal, Tally, Written
from tests.databases import MigratedDatabase
from tests.factories import accounts, boards, drafts, requests, rewards
from tests.factories import surveys as survey_rows
from tests.factories.rewards import owed_minor
from tests.live import LOOK_EVERY_SECONDS, cookie_of, database_of_its_own, environment_of, free_port, wait_until
from tests.smtp import Sink, smtp_server

ROUNDS = int(os.environ.get("CAB_TEST_CRASH_ROUNDS", "20"))
MEMBER_CLIENTS = 7
SHORTEST, LONGEST = 0.05, 0.9
# Whom a round kills: the process that serves pages, the worker, the one that keeps the serving processes, the worker.
TARGETS = ("serving", "worker", "web", "worker")
WORDS = "your workspace is ready"
NEWS_OF_THE_DAY = [name for name, kind in wiring.MAILS.items() if kind.budget in (NEWS, TEAM_NEWS)]

# ``cab-portal run`` as it is, with patience for more deaths in a minute than any service should see.
PORTAL = """
import functools, runpy, sys
from cab_portal import server
patience = server.Patience(first_restart=0.1, longest_restart=0.2, young_deaths=1000)
server.serve = functools.partial(server.serve, patience=patience)
sys.argv = ["cab-portal", "run"]
runpy.run_module("cab_portal", run_name="__main__", alter_sys=True)
"""


def children_of(parent: int) -> dict[int, str]:
    """The living children of a process, with their command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            after_name = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name[1]) == parent and after_name[0] != "Z":
            found[int(folder.name)] = command
    return found


class Portal:
    """The program under way."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.output = folder / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PORTAL],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environ,
            )

    def is_running(self) -> bool:
        return self.process.poll() is None

    def is_ready(self) -> bool:
        return "Ready" in self.output.read_text(encoding="utf-8")

    def find(self, target: str) -> int | None:
        """The process to kill; None while there is none."""
        children = children_of(self.process.pid)
        named = "cab_portal worker" if target == "worker" else "cab_portal.web_server"
        parent = next((pid for pid, command in children.items() if named in command), None)
        if parent is None or target != "serving":
            return parent
        serving = [pid for pid, command in children_of(parent).items() if "tracker" not in command]
        return random.choice(serving) if serving else None  # noqa: S311 - guards nothing

    def stop(self) -> None:
        """End it as an operator would."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


@dataclass
class Scene:
    """A portal with its mail server, before the first kill."""

    database: MigratedDatabase
    sink: Sink
    ground: Ground
    environ: dict[str, str]
    staff: Browser
    members: list[list[Browser]]
    tally: Tally


@contextmanager
def portal(folder: Path, scene: Scene) -> Iterator[Portal]:
    """The program, from its first page on."""
    started = Portal(folder, scene.environ)
    try:
        wait_until(started.is_ready, started.is_running)
        yield started
    finally:
        started.stop()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A request to many members, with a survey and two offers, in a database of its own."""
    with smtp_server() as (sink, mail_port), database_of_its_own(tmp_path) as database:
        environ = environment_of(database, free_port(), CAB_MAIL_URL=f"smtp://127.0.0.1:{mail_port}")
        prepared = _prepare(database, sink, environ)
        session.remove()
        database.close()
        yield prepared


def _prepare(database: MigratedDatabase, sink: Sink, environ: dict[str, str]) -> Scene:
    port, tally = int(environ["CAB_PORT"]), Tally()
    with unit_of_work():
        owner = accounts.staff()
        draft = drafts.draft(owner)
        version, board = drafts.version(draft), boards.board()
        seats = tuple(boards.seat(board) for _ in range(MEMBER_CLIENTS * ROUNDS))
        ground = requests.Ground(owner, draft, version, board, seats)
        request = requests.prepared_request(ground)
        rewards.offer_for(request)
        survey = survey_rows.survey(draft)
        surveys.open_with(survey, request)
        requests.send_request(request, ground)
        places = Ground(
            port,
            paths.review(request.id),
            paths.survey(survey.id),
            paths.triage(draft.id),
            WORDS,
            version.steps[0].canonical.index(WORDS),
        )
    staff, *members = [
        Browser(port, ids.encode(person.id), cookie_of(database.app, person), tally)
        for person in (owner, *(seat.person for seat in seats))
    ]
    shares = [members[number::MEMBER_CLIENTS] for number in range(MEMBER_CLIENTS)]
    return Scene(database, sink, places, environ, staff, shares, tally)


class Load:
    """All clients at work, each on a thread of its own, until they are told to stop."""

    def __init__(self, scene: Scene, journal: Journal) -> None:
        self.round = 0
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(MEMBER_CLIENTS + 1)
        self._work: list[Future[None]] = []
        for number, share in enumerate(scene.members, 1):
            client = Client(f"Client {number}", scene.ground, journal, self._stop)
            self._work.append(self._threads.submit(client.be_members, share, lambda: self.round))
        team = Client("The team", scene.ground, journal, self._stop)
        self._work.append(self._threads.submit(team.be_staff, scene.staff))

    def goes_on(self) -> bool:
        """True while every client works; raises what ended one."""
        for work in self._work:
            if work.done():
                work.result()
        return not any(work.done() for work in self._work)

    def stop(self) -> None:
        """Let every client have the write under way acknowledged, and end."""
        self._stop.set()
        self._threads.shutdown()
        for work in self._work:
            work.result()


def kill_in_rounds(scene: Scene, running: Portal, load: Load, journal: Journal) -> Counter[str]:
    """Kill one process each round, at a random moment after writes and mails were handled; how many of each."""
    kills: Counter[str] = Counter()

    def goes_on() -> bool:
        return load.goes_on() and running.is_running()

    for number in range(ROUNDS):
        load.round = number
        target = TARGETS[number % len(TARGETS)]
        written, handled = len(journal.entries), handled_mails(scene.database.app)
        wait_until(lambda: len(journal.entries) > written, goes_on)  # noqa: B023
        wait_until(lambda: handled_mails(scene.database.app) > handled, goes_on, every=0.2)  # noqa: B023
        time.sleep(random.uniform(SHORTEST, LONGEST))  # noqa: S311 - guards nothing
        while (process := running.find(target)) is None:
            assert goes_on()
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(process, signal.SIGKILL)
        kills[target] += 1
    written = len(journal.entries)
    wait_until(lambda: len(journal.entries) > written + MEMBER_CLIENTS, goes_on)
    return kills


def handled_mails(app: Flask) -> int:
    """How many the worker has sent, or dropped because their reader was faster."""
    with app.app_context():
        return count(OutboxMessage, OutboxMessage.status != MessageStatus.WAITING)


def outbox_is_empty(app: Flask) -> bool:
    """True once nothing waits but news of the day; what a killed worker had claimed waits for the end of its lease."""
    with app.app_context():
        waits = OutboxMessage.status == MessageStatus.WAITING
        return count(OutboxMessage, waits, OutboxMessage.template.not_in(NEWS_OF_THE_DAY)) == 0


def count(model: type[object], *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def stored() -> Counter[Written]:
    """What the database holds, in the journal's terms; what is there twice counts twice."""
    found: Counter[Written] = Counter()
    comments = select(Thread.author_id, Comment.author_id, Comment.body).join(Thread, Thread.id == Comment.thread_id)
    for began, author, body in session.execute(comments):
        found[Written("comment" if author == began else "reply", ids.encode(author), body)] += 1
    answers = select(Response.person_id, Answer.question_id).join(Answer, Answer.response_id == Response.id)
    for who, question in session.execute(answers):
        found[Written("answer", ids.encode(who), question)] += 1
    for who in session.scalars(select(Response.person_id).where(Response.submitted_at.is_not(None))):
        found[Written("survey", ids.encode(who), "sent")] += 1
    for who in session.scalars(select(Assignment.person_id).where(Assignment.finished_at.is_not(None))):
        found[Written("review", ids.encode(who), "finished")] += 1
    for payout in session.scalars(select(Payout).where(Payout.chosen_at.is_not(None))):
        what = f"{ids.encode(payout.id)} {payout.status}"
        found[Written("choice", ids.encode(payout.person_id), what)] += 1
    return found


def books_balance(journal: Journal) -> None:
    """One earned posting for each finished review and each sent survey, one reversal for each that was declined."""
    kinds = Counter(entry.kind for entry in journal.entries)
    declined = sum(entry.kind == "choice" and entry.what.endswith("declined") for entry in journal.entries)
    earned = select(Posting.offer_id, Posting.person_id).where(Posting.kind == PostingKind.EARNED)
    paid = Counter((offer, person) for offer, person in session.execute(earned))
    assert len(paid) == paid.total() == kinds["review"] + kinds["survey"]
    assert count(Posting, Posting.kind == PostingKind.REVERSED) == declined
    amounts = select(Posting.kind, func.sum(Posting.amount_minor)).group_by(Posting.kind)
    totals = {kind: int(total) for kind, total in session.execute(amounts)}
    assert owed_minor() == totals[PostingKind.EARNED] - totals.get(PostingKind.REVERSED, 0)


def extra_copies(sink: Sink) -> Counter[str]:
    """The mails that came more than once, with the number of copies too many; every mail that left has come."""
    came = Counter(str(mail["Message-ID"]) for mail in sink.mails)
    at_once = OutboxMessage.template.not_in(NEWS_OF_THE_DAY)
    states = Counter(session.scalars(select(OutboxMessage.status).where(at_once)))
    assert set(states) <= {MessageStatus.SENT, MessageStatus.DROPPED}, states
    sent = session.scalars(select(OutboxMessage.id).where(OutboxMessage.status == MessageStatus.SENT))
    assert {f"<{message_id}@localhost>" for message_id in sent} <= set(came)
    return Counter({name: copies - 1 for name, copies in came.items() if copies > 1})


@pytest.mark.long
@pytest.mark.timeout(1_500)
def test_kills_lose_nothing_acknowledged_and_double_nothing(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    journal = Journal(tmp_path / "journal")
    with portal(tmp_path, scene) as running:
        load = Load(scene, journal)
        try:
            kills = kill_in_rounds(scene, running, load, journal)
        finally:
            load.stop()
            journal.close()
        wait_until(lambda: outbox_is_empty(scene.database.app), running.is_running, every=1)
    with scene.database.app.app_context():
        acknowledged, found = Counter(journal.entries), stored()
        lost, doubled = acknowledged - found, found - Counter(set(found))
        extra = extra_copies(scene.sink)
        figures = {
            "rounds": ROUNDS,
            **{f"kills of {target}": times for target, times in kills.items()},
            "acknowledged writes": acknowledged.total(),
            "sent again": scene.tally.unanswered,
            "lost": lost.total(),
            "doubled": doubled.total(),
            "mails": len(scene.sink.mails),
            "double mails": extra.total(),
            "seconds": round(time.monotonic() - began),
        }
        with capsys.disabled():
            kinds = dict(Counter(entry.kind for entry in journal.entries))
            sys.stdout.write(f"\nCrashes on {services.engine_under_test()}: {figures}, {kinds}\n")
        assert not lost
        assert not doubled
        assert found == acknowledged
        assert count(Thread) == sum(entry.kind == "comment" for entry in journal.entries)
        books_balance(journal)
        assert audit.verify().broken_at is None
        if scene.database.settings.on_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert extra.total() <= kills["worker"]
    assert scene.tally.refused == []
