"""Replies, receipts and news: one mail a day to a member, in the afternoon; concerns to the team, in the morning."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cab_portal import wiring, worker
from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import next_digest, next_team_digest
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import replies
from cab_portal.core import clock
from cab_portal.core.settings import MailServer
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.service import pump
from cab_portal.outbox.service.admission import admit
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.rules import Verdict, VerdictInput
from cab_portal.reviews.service import reading
from tests.factories import comments
from tests.factories.launches import Reviewed, reviewed
from tests.smtp import Sink, smtp_server
from tests.snapshot import assert_mail

BERLIN = ZoneInfo("Europe/Berlin")
# A Wednesday, 10:00 and 16:00 in Berlin.
MORNING = datetime(2026, 3, 4, 9, tzinfo=UTC)
DIGEST = datetime(2026, 3, 4, 15, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def berlin(app: Flask) -> None:
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "Europe/Berlin"


def left(at: datetime) -> list[OutboxMessage]:
    """What leaves at an instant, but for the first invitations."""
    sent: list[OutboxMessage] = []
    with clock.standing_at(at):
        pump(wiring.MAILS, sent.append, keep_secrets=True)
    return [message for message in sent if message.template != "review_request"]


def assert_team_mail(name: str, mail: OutboxMessage) -> None:
    """The mail without the id in the address that it leads to."""
    mail.context = {**mail.context, "path": "/staff/drafts/…/triage"}
    assert_mail(name, mail)


def scene_of(members: int = 2) -> Reviewed:
    with clock.standing_at(MORNING - DAY):
        scene = reviewed(members, closed=False, title="Onboarding")
        with unit_of_work():
            scene.owner.name = "Mara Keller"
            scene.assignments[0].person.name = "Jonas Weber"
            session.merge(scene.owner)
            session.merge(scene.assignments[0].person)
        left(MORNING - DAY)
    return scene


def answer(scene: Reviewed, thread: Thread, body: str = "Two days is right.") -> None:
    with unit_of_work():
        replies.reply(scene.actor, session.get_one(Thread, thread.id), body)


def test_what_happens_in_a_day_reaches_a_member_in_one_mail() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        first, second = scene.comment(ThreadKind.QUESTION), scene.comment(ThreadKind.SUGGESTION)
        answer(scene, first)
        scene.dispose(second, Disposition.DECLINED)
    assert left(DIGEST - timedelta(seconds=1)) == []
    (mail,) = left(DIGEST)
    assert mail.template == "daily_digest"
    assert [item["template"] for item in mail.context["items"]] == ["comment_replied", "thread_disposed"]
    assert_mail("daily_digest", mail)
    assert left(DIGEST + DAY) == []


def test_one_piece_of_news_is_the_mail_itself() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        answer(scene, scene.comment(ThreadKind.QUESTION))
    assert [mail.template for mail in left(DIGEST)] == ["comment_replied"]


def test_what_comes_after_the_hour_waits_for_the_next_day() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        thread = scene.comment(ThreadKind.QUESTION)
        answer(scene, thread)
    assert len(left(DIGEST)) == 1
    with clock.standing_at(DIGEST + timedelta(minutes=1)):
        answer(scene, thread, "And one thing more.")
    assert left(DIGEST + DAY - timedelta(seconds=1)) == []
    assert len(left(DIGEST + DAY)) == 1


def test_news_that_was_late_for_its_hour_makes_no_second_mail_that_day() -> None:
    """A transaction that reckoned before the hour and ended after it."""
    scene = scene_of()
    with clock.standing_at(MORNING):
        thread = scene.comment(ThreadKind.QUESTION)
        answer(scene, thread)
    assert len(left(DIGEST)) == 1
    with clock.standing_at(MORNING + timedelta(hours=1)):
        answer(scene, thread, "And one thing more.")
    assert left(DIGEST + timedelta(minutes=1)) == []
    assert len(left(DIGEST + DAY)) == 1


def test_what_no_longer_holds_is_left_out_of_the_digest() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        first, second = scene.comment(ThreadKind.QUESTION), scene.comment(ThreadKind.SUGGESTION)
        answer(scene, first)
        scene.dispose(second, Disposition.DECLINED)
        scene.dispose(second, Disposition.ACCEPTED)
    (mail,) = left(DIGEST)
    assert [item["template"] for item in mail.context["items"]] == ["comment_replied", "thread_disposed"]
    assert mail.context["items"][1]["context"]["disposition"] == "accepted"


def test_asks_do_not_count_as_news_nor_news_as_asks() -> None:
    scene = scene_of(1)
    with clock.standing_at(MORNING):
        answer(scene, scene.comment(ThreadKind.QUESTION))
    counted = [(mail.template, mail.budget) for mail in left(DIGEST)]
    assert counted == [("comment_replied", "news")]
    session.rollback()
    asks = session.scalars(select(OutboxMessage.budget).where(OutboxMessage.template == "review_request"))
    assert set(asks) <= {"asks", ""}


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    before = app.extensions["cab_mail_server"]
    with smtp_server() as (sink, port):
        app.extensions["cab_mail_server"] = MailServer("127.0.0.1", port)
        yield sink
    app.extensions["cab_mail_server"] = before


def pumped(app: Flask, at: datetime) -> int:
    with clock.standing_at(at):
        return worker.pump(app)


def test_two_workers_make_one_digest_and_lose_nothing(app: Flask, sink: Sink) -> None:
    scene = scene_of(3)
    with clock.standing_at(MORNING):
        for member in range(3):
            for number in range(3):
                answer(scene, scene.comment(ThreadKind.QUESTION, f"Question {number}?", member=member))
    threads = [threading.Thread(target=pumped, args=(app, DIGEST)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.mails) == 3
    assert len({str(mail["To"]) for mail in sink.mails}) == 3
    assert [text_of(mail).count("• ") for mail in sink.mails] == [3, 3, 3]
    session.rollback()
    items = session.execute(
        select(OutboxMessage.status, OutboxMessage.bundle_id).where(OutboxMessage.template == "comment_replied")
    ).all()
    assert len(items) == 9
    assert all(status is MessageStatus.DROPPED and bundle is not None for status, bundle in items)


def test_a_refusing_server_sends_the_same_digest_later(app: Flask, sink: Sink) -> None:
    scene = scene_of(1)
    with clock.standing_at(MORNING):
        for number in range(2):
            answer(scene, scene.comment(ThreadKind.QUESTION, f"Question {number}?"))
    sink.answer = "451 not now"
    assert pumped(app, DIGEST) == 0
    sink.answer = "250 taken"
    assert pumped(app, DIGEST + timedelta(minutes=5)) == 1


def test_the_team_hears_of_concerns_the_next_working_morning() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        for member in (0, 1):
            finish_with_concern(scene, member)
        finish_with_concern(scene, 0)
    assert left(DIGEST) == []
    (mail,) = left(datetime(2026, 3, 5, 7, tzinfo=UTC))
    assert (mail.template, mail.person_id) == ("concerns_raised", scene.owner.id)
    assert_team_mail("concerns_raised", mail)


def test_a_concern_of_friday_is_told_on_monday_and_a_decided_one_never() -> None:
    scene, other = scene_of(), scene_of()
    friday = MORNING + 2 * DAY
    with clock.standing_at(friday):
        finish_with_concern(scene, 0)
        finish_with_concern(other, 0)
        for thread in session.scalars(select(Thread).where(Thread.draft_id == other.draft.id)).all():
            other.dispose(thread)
    told = [mail for mail in left(friday + 3 * DAY) if mail.template == "concerns_raised"]
    assert [mail.context["days"] for mail in told] == [3]
    assert_team_mail("concerns_raised_monday", told[0])


def test_concerns_on_several_drafts_are_one_mail() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        finish_with_concern(scene, 0)
        with unit_of_work():
            other = reviewed_by(scene)
        finish_with_concern(other, 0)
    mails = left(datetime(2026, 3, 5, 7, tzinfo=UTC))
    (mail,) = [mail for mail in mails if mail.person_id == scene.owner.id]
    assert_mail("team_digest", mail)


def reviewed_by(scene: Reviewed) -> Reviewed:
    """Another scene whose draft the owner of the first one decides on too."""
    from cab_portal.drafts.models import Collaborator
    from tests.factories import drafts
    from tests.factories.requests import Ground, assignments_of, open_request

    draft = drafts.draft(title="Quarterly review")
    session.add(Collaborator(draft_id=draft.id, person_id=scene.owner.id))
    version = drafts.version(draft)
    ground = Ground(draft.owner, draft, version, scene.board, tuple(scene.seats))
    request = open_request(ground)
    return Reviewed(draft.owner, draft, version, scene.board, request, scene.seats, assignments_of(request))


def finish_with_concern(scene: Reviewed, member: int) -> None:
    """A member shares a concern as a finished review does."""
    assignment = session.get_one(Assignment, scene.assignments[member].id)
    if assignment.finished_at is None:
        comments.thread(assignment, "within one working day", kind=ThreadKind.CONCERN, body="Too slow.")
        with unit_of_work():
            reading.finish(session.get_one(Assignment, assignment.id), VerdictInput(Verdict.GOOD))
    else:
        comments.thread(assignment, "within one working day", kind=ThreadKind.CONCERN, body="Too slow.")


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_nobody_who_left_the_team_is_told() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        finish_with_concern(scene, 0)
    with unit_of_work():
        session.get_one(Person, scene.owner.id).deactivated_at = MORNING
    assert left(datetime(2026, 3, 5, 7, tzinfo=UTC)) == []


INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001 - made aware at once


@given(INSTANTS)
def test_the_hour_is_the_first_that_is_not_past(at: datetime) -> None:
    due = next_digest(at, BERLIN)
    assert due >= at
    assert (due.astimezone(BERLIN).hour, due.astimezone(BERLIN).minute) == (16, 0)
    assert due - at <= timedelta(hours=25)
    team = next_team_digest(at, BERLIN)
    assert team >= at
    assert team.astimezone(BERLIN).hour == 8
    assert team.astimezone(BERLIN).date().weekday() < 5
    assert isinstance(due.date(), date)


def test_what_another_pump_has_bundled_meanwhile_is_not_sent_alone() -> None:
    """A pump that claimed a message, and then waited for another that put it into a digest."""
    scene = scene_of(1)
    with clock.standing_at(MORNING):
        for number in range(2):
            answer(scene, scene.comment(ThreadKind.QUESTION, f"Question {number}?"))
    session.rollback()
    first, late = session.scalars(
        select(OutboxMessage.id).where(OutboxMessage.template == "comment_replied").order_by(OutboxMessage.id)
    )
    for message_id in (first, late):
        with clock.standing_at(DIGEST), unit_of_work():
            assert not admit(message_id, wiring.MAILS)
    assert [mail.template for mail in left(DIGEST)] == ["daily_digest"]
