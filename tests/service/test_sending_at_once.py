"""A survey is sent fifty times at the same moment, against four processes: one response, one reward, no error."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cab_portal.audit import service as audit
from cab_portal.core import paths
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards.models import Posting
from cab_portal.surveys.models import AnonymousAnswers, AnswersUnderWay, Participant, Response
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from tests import services
from tests.factories import surveys
from tests.factories.rewards import FORTY, owed_minor
from tests.factories.surveys import Sent
from tests.live import Browser, cookie_of, database_of_its_own, serving

ROUNDS, AT_ONCE, PROCESSES = 20, 50, 4
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
PAGED = (("q1", "9"), ("q2", "right"))
WHOLE = [("asked", f"q{number}") for number in range(1, 6)] + [("q1-answer", "9"), ("q2-answer", "right")]


@dataclass(frozen=True)
class Scene:
    """A survey that is open, and for each round a member who has not answered it."""

    sent: Sent
    path: str
    members: list[Browser]

    @property
    def is_anonymous(self) -> bool:
        return self.sent.survey.privacy is SurveyPrivacy.ANONYMOUS


@pytest.fixture(params=["named paged", "named whole", "anonymous paged", "anonymous whole"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    promised, laid_out = request.param.split()
    privacy, layout = SurveyPrivacy(promised), SurveyLayout(laid_out)
    with database_of_its_own(tmp_path) as database:
        sent = surveys.sent_survey(ROUNDS, privacy=privacy, layout=layout, reward=FORTY)
        cookies = [cookie_of(database.app, person) for person in sent.people]
        path = paths.survey(sent.survey.id)
        with serving(database, PROCESSES) as port:
            yield Scene(sent, path, [Browser(port, {"cab": cookie}) for cookie in cookies])


def answered(member: Browser, scene: Scene) -> tuple[str, list[tuple[str, str]]]:
    """Answer what is required; where to send it, and the fields that go along."""
    if scene.sent.survey.layout is SurveyLayout.WHOLE:
        page = member.ask("GET", f"{scene.path}/answers")
        return f"{scene.path}/answers", [*WHOLE, ("csrf_token", page.token)]
    for number, (question, value) in enumerate(PAGED, 1):
        token = member.ask("GET", f"{scene.path}/q/{number}").token
        given = {"question_id": question, "answer": value, "csrf_token": token}
        assert member.ask("POST", f"{scene.path}/q/{number}", given).status == 303
    return f"{scene.path}/check", [("csrf_token", member.ask("GET", f"{scene.path}/check").token)]


def send_at_once(member: Browser, scene: Scene) -> Counter[int]:
    """Press the button fifty times in the same moment; the answers."""
    path, given = answered(member, scene)
    gate = Barrier(AT_ONCE)

    def press(_number: int) -> int:
        return member.ask("POST", path, given, ready=gate.wait).status

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(press, range(AT_ONCE)))


def count(model: type[object], *conditions: object) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def stored(scene: Scene) -> tuple[int, int]:
    """How many responses there are, and how many people who gave one."""
    if scene.is_anonymous:
        return count(AnonymousAnswers), count(Participant, Participant.is_done)
    sent = select(func.count(func.distinct(Response.person_id))).where(Response.submitted_at.is_not(None))
    session.rollback()
    return count(Response), session.scalar(sent) or 0


def test_fifty_sends_in_each_of_twenty_rounds_store_one_response_and_pay_once(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    met: Counter[int] = Counter()
    for number, member in enumerate(scene.members, 1):
        statuses = send_at_once(member, scene)
        assert set(statuses) <= {200, 303, 409}, statuses
        assert stored(scene) == (number, number)
        met += statuses
    assert met.total() == ROUNDS * AT_ONCE
    processes = Counter(reply.process for member in scene.members for reply in member.replies)
    with capsys.disabled():
        sys.stdout.write(f"\nSent at once on {services.engine_under_test()}: {dict(met)} by {[*processes.values()]}\n")
    assert len(processes) == PROCESSES
    assert count(AnswersUnderWay) == 0
    assert count(Posting) == (0 if scene.is_anonymous else ROUNDS)
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, scene.sent.request.id, with_for_update=True))
    assert count(Posting) == session.scalar(select(func.count(func.distinct(Posting.person_id)))) == ROUNDS
    assert owed_minor() == ROUNDS * FORTY.minor
    assert audit.verify().broken_at is None
