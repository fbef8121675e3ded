"""Twelve members send an anonymous survey fifty times each while the portal is killed: twelve answers, twelve payouts,
and no link between them.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from cab_portal.core import paths
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards.models import Payout, Posting
from cab_portal.surveys.jobs import seal_due
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Participant, ReleasedAnswers, Response
from cab_portal.surveys.rules import SurveyPrivacy
from tests import services
from tests.factories import surveys
from tests.factories.rewards import FORTY, owed_minor
from tests.factories.surveys import Sent
from tests.live import TOKEN, Browser, cookie_of, database_of_its_own, environment_of, free_port, wait_until
from tests.service.test_crashes import Portal

MEMBERS, AT_ONCE, CLIENTS, KILLS = 12, 50, 4, 10
TRIES, PAUSE_SECONDS = 2_400, 0.05


class Member(Browser):
    """A browser with its two cookies, the session's and the one under which the answers lie, that does not give up."""

    def insist(self, method: str, path: str, given: Mapping[str, str] | None = None) -> str:
        """The same until it is answered."""
        for _ in range(TRIES):
            try:
                return self.ask(method, path, given or {}).page
            except (OSError, http.client.HTTPException):
                time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"{method} {path} got no answer")

    def answer(self, survey: str) -> str:
        """Answer what is required; the token of the button that sends."""
        for number, (question, value) in enumerate((("q1", "9"), ("q2", "right")), 1):
            token = TOKEN.findall(self.insist("GET", f"{survey}/q/{number}"))[-1]
            self.insist("POST", f"{survey}/q/{number}", {"question_id": question, "answer": value, "csrf_token": token})
        return str(TOKEN.findall(self.insist("GET", f"{survey}/check"))[-1])

    def send_often(self, survey: str) -> None:
        """Press the button fifty times at once, then until it is answered."""
        token = self.answer(survey)

        def press(_number: int) -> int | None:
            try:
                return self.ask("POST", f"{survey}/check", {"csrf_token": token}).status
            except (OSError, http.client.HTTPException):
                return None

        with ThreadPoolExecutor(AT_ONCE) as threads:
            list(threads.map(press, range(AT_ONCE)))
        self.insist("POST", f"{survey}/check", {"csrf_token": token})


@dataclass
class Scene:
    """A portal before its first start, with a survey that is open."""

    environ: dict[str, str]
    sent: Sent
    survey: str
    members: list[Member]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    port = free_port()
    with database_of_its_own(tmp_path) as database:
        sent = surveys.sent_survey(MEMBERS, privacy=SurveyPrivacy.ANONYMOUS, reward=FORTY)
        members = [Member(port, {"cab": cookie_of(database.app, person)}) for person in sent.people]
        path = paths.survey(sent.survey.id)
        session.remove()
        database.close()
        environ = environment_of(database, port, CAB_MAIL_URL=f"smtp://127.0.0.1:{free_port()}")
        yield Scene(environ, sent, path, members)


def kill_now_and_then(running: Portal, done: threading.Event) -> int:
    """Kill a serving process again and again until the members are done; how many."""
    kills = 0
    while kills < KILLS and not done.wait(random.uniform(0.05, 0.9)):  # noqa: S311 - guards nothing
        process = running.find("serving")
        if process is not None:
            os.kill(process, signal.SIGKILL)
            kills += 1
    return kills


def count(model: type[object], *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


@pytest.mark.long
@pytest.mark.timeout(900)
def test_twelve_members_answer_once_and_are_paid_once_through_crashes(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    running, done = Portal(tmp_path, scene.environ), threading.Event()
    try:
        wait_until(running.is_ready, running.is_running)
        with ThreadPoolExecutor(CLIENTS + 1) as threads:
            killing = threads.submit(kill_now_and_then, running, done)
            work = [threads.submit(member.send_often, scene.survey) for member in scene.members]
            for one in work:
                one.result()
            done.set()
            kills = killing.result()
    finally:
        done.set()
        running.stop()
    met = Counter(reply.status for member in scene.members for reply in member.replies)
    with capsys.disabled():
        sys.stdout.write(
            f"\nAnonymous crashes on {services.engine_under_test()}: {kills} kills, answered {dict(met)}\n"
        )
    assert kills >= 1
    assert set(met) <= {200, 303, 409}, met
    nothing_is_lost_doubled_or_linked(scene)


def nothing_is_lost_doubled_or_linked(scene: Scene) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, scene.sent.request.id, with_for_update=True))
    seal_due()
    assert (count(Participant, Participant.is_done), count(ReleasedAnswers), count(Posting)) == (12, 12, 12)
    assert (count(AnonymousAnswers), count(AnswersUnderWay), count(Response)) == (0, 0, 0)
    assert len(set(session.scalars(select(Payout.person_id)))) == 12
    assert owed_minor() == MEMBERS * FORTY.minor
    if session.get_bind().dialect.name == "postgresql":
        joined = "SELECT count(*) FROM participants p JOIN released_answers a ON p.xmin = a.xmin"
        assert session.scalar(text(joined)) == MEMBERS * MEMBERS, "everybody goes with every answer"
