"""Two hundred members answer at the same moment, against two processes: no error, and no answer is lost."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select

from cab_portal.audit import service as audit
from cab_portal.core import paths
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards.models import Posting
from cab_portal.surveys.models import AnonymousAnswers, Answer, AnswersUnderWay, ReleasedAnswers, Response
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy
from tests import services
from tests.factories import surveys
from tests.factories.rewards import FORTY, owed_minor
from tests.factories.surveys import Sent
from tests.live import Browser, cookie_of, database_of_its_own, serving

MEMBERS, PROCESSES = 200, 2
QUESTION = re.compile(r'name="question_id"[^>]*value="([^"]+)"')
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Scene:
    """A survey that is open, with a browser for each member."""

    sent: Sent
    path: str
    people: list[UUID]
    members: list[Browser]


@pytest.fixture(params=["named paged", "named whole", "anonymous paged", "anonymous whole"])
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    promised, laid_out = request.param.split()
    privacy, layout = SurveyPrivacy(promised), SurveyLayout(laid_out)
    with database_of_its_own(tmp_path) as database:
        sent = surveys.sent_survey(MEMBERS, privacy=privacy, layout=layout, reward=FORTY)
        cookies = [cookie_of(database.app, person) for person in sent.people]
        path, people = paths.survey(sent.survey.id), [person.id for person in sent.people]
        with serving(database, PROCESSES) as port:
            yield Scene(sent, path, people, [Browser(port, {"cab": cookie}) for cookie in cookies])


def answers_of(place: int) -> dict[str, str]:
    """What the member in this place answers: every score, every pace, and words of their own.

    Who gives 6 points or less is asked one question more.
    """
    answers = {
        "q1": str(place % 11),
        "q2": ("slow", "right", "fast")[place % 3],
        "q3": "data",
        "q4": str(place % 4 + 1),
    }
    answers["q5"] = f"Word {place}"
    if place % 11 <= 6:
        answers["q6"] = f"A person to call, at {place}."
    return answers


def answer_by_page(member: Browser, path: str, answers: Mapping[str, str]) -> None:
    """Follow the pages from the first question to the last, answer what each one asks, and send."""
    assert member.ask("GET", path).status == 200
    location = f"{path}/q/1"
    while not location.endswith("/check"):
        page = member.ask("GET", location)
        asked = QUESTION.findall(page.page)[-1]
        given = {"question_id": asked, "answer": answers[asked], "csrf_token": page.token}
        location = member.ask("POST", location, given).location
    token = member.ask("GET", location).token
    assert member.ask("POST", location, {"csrf_token": token}).location == f"{path}/done"


def answer_on_one_page(member: Browser, path: str, answers: Mapping[str, str]) -> None:
    """Answer all questions on their page as a script would show them, and send."""
    assert member.ask("GET", path).status == 200
    token = member.ask("GET", f"{path}/answers").token
    given = [("csrf_token", token)]
    for question, value in answers.items():
        given += [("asked", question), (f"{question}-answer", value)]
    assert member.ask("POST", f"{path}/answers", given).location == f"{path}/done"


def all_at_once(scene: Scene) -> None:
    gate = Barrier(MEMBERS)
    is_paged = scene.sent.survey.layout is SurveyLayout.PAGED

    def run(place: int) -> None:
        gate.wait()
        answer = answer_by_page if is_paged else answer_on_one_page
        answer(scene.members[place], scene.path, answers_of(place))
        assert scene.members[place].ask("GET", f"{scene.path}/done").status == 200

    with ThreadPoolExecutor(MEMBERS) as threads:
        list(threads.map(run, range(MEMBERS)))


def count(model: type[object], *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def stored_by_person(people: list[UUID]) -> list[dict[str, str]]:
    """What each member's response holds, in the order of their seats."""
    rows = select(Response.person_id, Answer.question_id, Answer.code, Answer.words)
    sent_rows = rows.join(Answer, Answer.response_id == Response.id).where(Response.submitted_at.is_not(None))
    found: dict[UUID, dict[str, str]] = {}
    for person_id, question_id, code, words in session.execute(sent_rows):
        found.setdefault(person_id, {})[question_id] = code or words or ""
    return [found[person_id] for person_id in people]


def stored_without_names() -> list[dict[str, str]]:
    """What the sealed answers hold, in the order of the members' own words."""
    found = [
        {key: value[0] if isinstance(value, list) else str(value) for key, value in body.items()}
        for body in session.scalars(select(ReleasedAnswers.body))
    ]
    return sorted(found, key=lambda body: int(body["q5"].removeprefix("Word ")))


def close(sent: Sent) -> None:
    session.rollback()
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def test_two_hundred_members_at_once_meet_no_error_and_lose_no_answer(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    all_at_once(scene)
    replies = [reply for member in scene.members for reply in member.replies]
    met, processes = Counter(reply.status for reply in replies), Counter(reply.process for reply in replies)
    with capsys.disabled():
        sys.stdout.write(f"\n200 members on {services.engine_under_test()}: {dict(met)} by {[*processes.values()]}\n")
    assert set(met) == {200, 303}
    assert len(processes) == PROCESSES
    close(scene.sent)
    expected = [answers_of(place) for place in range(MEMBERS)]
    if scene.sent.survey.privacy is SurveyPrivacy.ANONYMOUS:
        assert stored_without_names() == expected
        assert (count(AnonymousAnswers), count(AnswersUnderWay), count(Response)) == (0, 0, 0)
    else:
        assert stored_by_person(scene.people) == expected
        assert count(Response) == MEMBERS
    assert session.scalar(select(func.count(func.distinct(Posting.person_id)))) == count(Posting) == MEMBERS
    assert owed_minor() == MEMBERS * FORTY.minor
    assert audit.verify().broken_at is None
