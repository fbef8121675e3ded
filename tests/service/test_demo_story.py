"""The demo data: one story, told by the services themselves, in which everything agrees."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.audit import service as audit
from cab_portal.audit.models import AuditEntry
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.demo import seed
from cab_portal.demo.people import EVERYBODY
from cab_portal.demo.telling import Story
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftStage
from cab_portal.faces.public.demo_lines import LINES
from cab_portal.launches.queries import gate_of
from cab_portal.launches.rules import Check
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.program.queries import program
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import PayoutStatus, PostingKind
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.questionnaire.types import QUESTION_TYPES
from tests.factories import accounts
from tests.factories.rewards import owed_minor

BERLIN = ZoneInfo("Europe/Berlin")
# Three working days before it, and three more: no weekend stretches them.
WEDNESDAY = 25
PACKAGE = Path(seed.__file__).parent


def test_the_whole_story_agrees_with_itself(app: Flask) -> None:
    seed.create_all()

    assert program().is_demo
    _audit_and_ledger_hold()
    _nothing_lies_in_the_future_but_closing_dates()
    _the_cast_is_complete()
    _drafts_stand_where_they_should()
    _the_survey_shows_every_type_of_question()
    with pytest.raises(Conflict, match="people in this database"):
        seed.create_all()


def _audit_and_ledger_hold() -> None:
    report = audit.verify()
    assert report.broken_at is None
    assert report.entries > 300
    times = list(session.scalars(select(AuditEntry.recorded_at).order_by(AuditEntry.number)))
    assert times == sorted(times)
    promised = select(func.sum(Offer.amount_minor)).join(Posting, Posting.offer_id == Offer.id)
    declined = select(Payout.posting_id).where(Payout.status == PayoutStatus.DECLINED)
    kept = promised.where(Posting.kind == PostingKind.EARNED, Posting.id.not_in(declined))
    assert owed_minor() == session.scalar(kept)
    assert set(session.scalars(select(Payout.status))) == set(PayoutStatus)
    assert set(session.scalars(select(OutboxMessage.status))) == {MessageStatus.SENT}


def _nothing_lies_in_the_future_but_closing_dates() -> None:
    now = clock.now()
    newest = [
        session.scalar(select(func.max(column)))
        for column in (OutboxMessage.sent_at, Thread.shared_at, Assignment.finished_at, Response.submitted_at)
    ]
    assert all(at is not None and at < now for at in newest)
    closing = session.scalars(select(ReviewRequest.closes_at).where(ReviewRequest.status == RequestStatus.OPEN)).all()
    assert [now + timedelta(days=3) < at < now + timedelta(days=10) for at in closing] == [True]
    assert closing[0].astimezone(BERLIN).weekday() < 5


def _the_cast_is_complete() -> None:
    people = session.scalars(select(Person)).all()
    roles = Counter(person.role for person in people)
    assert {person.email for person in people} == set(LINES) == {one.email for one in EVERYBODY.values()}
    assert (roles[Role.ADMIN], roles[Role.CSM]) == (2, 2)
    assert session.scalar(select(func.count()).select_from(Organization)) == 12
    assert all(person.email.endswith(".example") for person in people)


def _drafts_stand_where_they_should() -> None:
    stages = {draft.stage: draft for draft in session.scalars(select(Draft))}
    assert set(stages) == set(DraftStage)
    gate = gate_of(stages[DraftStage.DECIDING].id)
    assert gate is not None
    assert gate.blocked == (Check.CHANGES_REREAD,)
    assert any(waiver.waits for waiver in gate.waivers)
    in_review = stages[DraftStage.IN_REVIEW]
    threads = session.scalars(select(Thread).where(Thread.draft_id == in_review.id)).all()
    assert {thread.kind for thread in threads} == set(ThreadKind)
    overdue = clock.now() - timedelta(hours=48)
    assert any(
        thread.kind is ThreadKind.CONCERN
        and thread.replied_at is None
        and thread.shared_at
        and thread.shared_at < overdue
        for thread in threads
    )
    assert any(thread.shared_at is None for thread in threads)
    assert any(thread.disposition for thread in threads)


def _the_survey_shows_every_type_of_question() -> None:
    survey = session.scalars(select(Survey).where(Survey.title == "How did onboarding feel?")).one()
    surveys = session.scalars(select(Survey)).all()
    kinds = {(one.id, question["id"]): question["type"] for one in surveys for question in one.definition["questions"]}
    answered = session.execute(
        select(Response.survey_id, Answer.question_id).join(Response, Response.id == Answer.response_id).distinct()
    ).all()
    # Of a battery, each item is answered by itself; a statement is only read.
    shown = {kinds[survey_id, question_id.partition(".")[0]] for survey_id, question_id in answered}
    assert shown == set(QUESTION_TYPES) - {"statement"}
    assert "statement" in kinds.values()
    sent = select(func.count()).where(Response.survey_id == survey.id, Response.submitted_at.is_not(None))
    assert session.scalar(sent) == 13


@pytest.mark.parametrize(
    "day", [pytest.param(day, marks=() if day == WEDNESDAY else pytest.mark.long) for day in range(23, 30)]
)
@pytest.mark.parametrize("hour", [0, 23])
def test_the_story_can_be_told_on_every_day_of_the_week(app: Flask, day: int, hour: int) -> None:
    """A weekend more or less lies between two working days, and some deeds have to wait for hours to pass."""
    with time_machine.travel(datetime(2026, 11, day, hour, 5, tzinfo=BERLIN)):
        seed.create_all()
        assert program().is_demo


def test_a_database_with_people_is_refused(app: Flask) -> None:
    accounts.staff(Role.ADMIN)

    with pytest.raises(Conflict):
        seed.create_all()

    assert not program().is_demo


def test_the_command_refuses_a_database_with_people(tmp_path: Path) -> None:
    environ = {**os.environ, "CAB_DATA_DIR": str(tmp_path)}
    for name in ("CAB_DATABASE_URL", "CAB_REDIS_URL"):
        environ.pop(name, None)
    command = [sys.executable, "-m", "cab_portal"]
    subprocess.run([*command, "create-admin", "hana@fernhill.example"], env=environ, capture_output=True, check=True)

    refused = subprocess.run([*command, "seed-demo"], env=environ, capture_output=True, text=True, check=False)

    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1] == seed.NOT_EMPTY


@pytest.mark.parametrize("day", range(7))
def test_days_of_the_story_are_working_days_before_today(day: int) -> None:
    now = datetime(2026, 3, 23 + day, 0, 5, tzinfo=BERLIN)
    story = Story(now.astimezone(UTC), BERLIN)

    for count in (-131, -6, -5, -1, 1, 4, 18):
        at = story.on(count, 18)
        assert at.weekday() < 5
        assert (at < now) == (count < 0)
