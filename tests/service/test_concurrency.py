"""Many at once, through the application with real threads and real CSRF tokens, on the engine under test."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from cab_portal.accounts.models import Person, SignInSession
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service import sign_in
from cab_portal.audit import service as audit
from cab_portal.comments.models import Thread
from cab_portal.core import ids, paths
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.service import requests as requests_service
from cab_portal.rewards.models import Posting
from cab_portal.surveys import service as surveys
from cab_portal.surveys.models import AnonymousAnswers, Participant, Response, Survey
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.web.limits import limiter
from tests.factories import accounts, boards, drafts, requests, rewards
from tests.factories import surveys as survey_rows

AT_ONCE = 50
MEMBERS = 32
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(autouse=True)
def _unlimited(app: Flask) -> object:
    """The limit on writes would answer before the database is asked."""
    limiter.enabled = False
    yield
    limiter.enabled = True


def browser(app: Flask, secret: str | None = None) -> FlaskClient:
    client = app.test_client()
    if secret is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = secret
            cookie["_fresh"] = True
    return client


def token_on(client: FlaskClient, path: str) -> str:
    """The token in a form of this page."""
    # In a context of its own, or all browsers would share what Flask keeps in the test's.
    with client.application.app_context():
        page = client.get(path)
    found = TOKEN.search(page.get_data(as_text=True))
    assert found, f"{path} answers {page.status_code} and holds no form"
    return found[1]


def all_at_once(app: Flask, posts: Sequence[Callable[[], int]]) -> list[int]:
    """Begin all posts at the same moment, each on a thread of its own; their statuses."""
    session.rollback()
    gate = Barrier(len(posts))

    def run(post: Callable[[], int]) -> int:
        gate.wait()
        return post()

    with ThreadPoolExecutor(len(posts)) as threads:
        return list(threads.map(run, posts))


def post(client: FlaskClient, path: str, data: dict[str, str]) -> Callable[[], int]:
    return lambda: client.post(path, data=data).status_code


def session_of(person_id: UUID) -> str:
    with unit_of_work():
        return sign_in.open_session(session.get_one(Person, person_id))


def count(model: type[object], *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def answered_survey() -> tuple[UUID, UUID]:
    """A paid survey whose answers one member has given and not sent: its id, and the member's."""
    ground = requests.ground_of(seats=1)
    prepared = requests.prepared_request(ground)
    rewards.offer_for(prepared)
    asked = survey_rows.survey(ground.draft)
    with unit_of_work():
        surveys.open_with(session.merge(asked), session.merge(prepared))
    requests.send_request(prepared, ground)
    survey_id, person = asked.id, ground.seats[0].person
    survey_rows.answer(session.get_one(Survey, survey_id), person)
    return survey_id, person.id


def send_at_once(app: Flask) -> None:
    survey_id, person_id = answered_survey()
    secret = session_of(person_id)
    path = f"{paths.survey(survey_id)}/check"
    browsers = [browser(app, secret) for _ in range(AT_ONCE)]
    token = token_on(browsers[0], path)
    cookie = browsers[0].get_cookie("cab")
    assert cookie is not None
    for one in browsers[1:]:
        one.set_cookie("cab", cookie.value, httponly=True)
    statuses = all_at_once(app, [post(one, path, {"csrf_token": token}) for one in browsers])
    assert set(statuses) <= {200, 303, 409}, statuses
    assert count(Response, Response.survey_id == survey_id, Response.submitted_at.is_not(None)) == 1
    assert count(Posting, Posting.person_id == person_id) == 1


def test_fifty_sends_of_one_survey_store_one_response_and_pay_once(app: Flask) -> None:
    for _ in range(2):
        send_at_once(app)
    assert audit.verify().broken_at is None


def test_fifty_sends_of_anonymous_answers_store_one_set_and_pay_once_at_the_end(app: Flask) -> None:
    sent = survey_rows.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS, reward=Money(4_000, "EUR"))
    survey_id, request_id, person_id = sent.survey.id, sent.request.id, sent.people[0].id
    path = paths.survey(survey_id)
    browsers = [browser(app, session_of(person_id)) for _ in range(AT_ONCE)]
    for number, (question, value) in enumerate((("q1", "9"), ("q2", "right")), 1):
        token = token_on(browsers[0], f"{path}/q/{number}")
        given = {"question_id": question, "answer": value, "csrf_token": token}
        assert post(browsers[0], f"{path}/q/{number}", given)() == 303
    token = token_on(browsers[0], f"{path}/check")
    cookies = [browsers[0].get_cookie("cab"), browsers[0].get_cookie("answers", path=path)]
    for one in browsers[1:]:
        for cookie in cookies:
            assert cookie is not None
            one.set_cookie(cookie.key, cookie.value, path=cookie.path, httponly=True)
    statuses = all_at_once(app, [post(one, f"{path}/check", {"csrf_token": token}) for one in browsers])
    assert set(statuses) == {303}, statuses
    assert (count(AnonymousAnswers), count(Participant, Participant.is_done), count(Posting)) == (1, 1, 0)
    session.rollback()
    with unit_of_work():
        requests_service.close(session.get_one(ReviewRequest, request_id, with_for_update=True))
    assert count(Posting, Posting.person_id == person_id) == count(Posting) == 1


@pytest.mark.long
def test_twenty_rounds_of_fifty_sends_store_one_response_each(app: Flask) -> None:
    for _ in range(20):
        send_at_once(app)
    assert audit.verify().broken_at is None


def test_fifty_uses_of_one_link_open_one_session(app: Flask) -> None:
    person = accounts.person()
    with unit_of_work():
        secret = sign_in.create_link(person.email, LinkPurpose.REQUEST, "/me")
    path = f"/sign-in/{secret}"
    browsers = [browser(app) for _ in range(AT_ONCE)]
    tokens = [token_on(one, path) for one in browsers]
    posts = [post(one, path, {"csrf_token": token}) for one, token in zip(browsers, tokens, strict=True)]
    statuses = sorted(all_at_once(app, posts))
    assert statuses == [303, *[410] * (AT_ONCE - 1)]
    assert count(SignInSession) == 1


def test_thirty_two_members_comment_at_once_and_none_is_lost(app: Flask) -> None:
    owner = accounts.staff()
    draft = drafts.draft(owner)
    version, board = drafts.version(draft), boards.board()
    seats = tuple(boards.seat(board) for _ in range(MEMBERS))
    ground = requests.Ground(owner, draft, version, board, seats)
    request_id = requests.open_request(ground).id
    people = list(session.scalars(select(Assignment.person_id).where(Assignment.request_id == request_id)))
    path = f"/reviews/{ids.encode(request_id)}/comments"
    words = "your workspace is ready"
    start = version.steps[0].canonical.index(words)
    given = {"version": "1", "step": "1", "kind": "question", "body": "Who takes over?"}
    given |= {"exact": words, "start": str(start), "end": str(start + len(words))}
    posts = []
    for person_id in people:
        one = browser(app, session_of(person_id))
        token = token_on(one, f"{path}/new?version=1&step=1&block=1")
        posts.append(post(one, path, {**given, "csrf_token": token}))
    assert all_at_once(app, posts) == [303] * MEMBERS
    assert count(Thread, Thread.request_id == request_id) == MEMBERS
    assert session.scalar(select(func.count(func.distinct(Thread.author_id)))) == MEMBERS
    assert audit.verify().broken_at is None
