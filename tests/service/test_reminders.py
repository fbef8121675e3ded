"""Reminders: only who is missing, at most twice, days apart, and never after the fact."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.core import clock
from cab_portal.core.errors import Conflict
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.service import mail_stops, reading, requests
from cab_portal.rewards.rules import Activity
from cab_portal.routing import jobs, queries, service
from cab_portal.routing.models import Reminder
from cab_portal.routing.rules import NotNow, ReminderKind, RoutingInput
from tests.factories import surveys
from tests.factories.requests import Ground, assignments_of, ground_of, input_for, open_request
from tests.factories.rewards import FIFTEEN, FORTY
from tests.snapshot import assert_mail

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]
# A Monday; requests close on the Thursday of the week after, so the clock reminds on that Tuesday at 9:00.
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOSES = datetime(2026, 3, 12, 17, tzinfo=UTC)
CLOCK_REMINDS = datetime(2026, 3, 10, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def berlin(app: Flask) -> None:
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "Europe/Berlin"


def sent_at(instant: datetime = AT, **changes: object) -> tuple[Ground, ReviewRequest]:
    """A request to two members that was sent at this instant."""
    with clock.standing_at(instant):
        ground = ground_of(seats=2, words=900, title="Onboarding in the first thirty days")
        with unit_of_work():
            ground.owner.name = "Mara Keller"
            ground.seats[0].person.name = "Jonas Weber"
        return ground, open_request(ground, closes_at=CLOSES, **changes)


def remind(request: ReviewRequest) -> int:
    with unit_of_work():
        return service.remind(session.get_one(ReviewRequest, request.id))


def pumped(sent_mail: SentMail, instant: datetime) -> list[OutboxMessage]:
    with clock.standing_at(instant):
        return sent_mail()


def test_nobody_is_reminded_before_three_days_and_everybody_missing_after(sent_mail: SentMail) -> None:
    _ground, request = sent_at()
    assert len(pumped(sent_mail, AT)) == 2
    with clock.standing_at(AT + 3 * DAY - timedelta(seconds=1)), pytest.raises(Conflict):
        remind(request)
    with clock.standing_at(AT + 3 * DAY):
        assert remind(request) == 2
        with pytest.raises(Conflict):
            remind(request)
    mails = pumped(sent_mail, AT + 3 * DAY)
    assert [mail.template for mail in mails] == ["review_reminder"] * 2
    assert {mail.context["days_left"] for mail in mails} == {7}


def test_who_has_finished_is_not_among_them(sent_mail: SentMail) -> None:
    _ground, request = sent_at()
    pumped(sent_mail, AT)
    first, second = assignments_of(request)
    with unit_of_work():
        first.finished_at = clock.now()
    with clock.standing_at(AT + 3 * DAY):
        assert remind(request) == 1
        assert [mail.person_id for mail in sent_mail()] == [second.person_id]


def test_two_reminders_and_no_third() -> None:
    _ground, request = sent_at()
    for days in (3, 6):
        with clock.standing_at(AT + days * DAY):
            assert remind(request) == 2
    with clock.standing_at(AT + 9 * DAY):
        with pytest.raises(Conflict):
            remind(request)
        assert {member.nudge.why_not for member in queries.progress_of(request.id).members} == {NotNow.LIMIT}


def finish(assignment: Assignment) -> None:
    assignment.finished_at = clock.now()


def close(assignment: Assignment) -> None:
    requests.close(assignment.request)


def stop(assignment: Assignment) -> None:
    mail_stops.stop_mails(assignment.id)


@pytest.mark.parametrize("happens", [finish, close, stop])
def test_what_happens_before_it_leaves_makes_it_fall_away(
    sent_mail: SentMail, happens: Callable[[Assignment], None]
) -> None:
    _ground, request = sent_at()
    pumped(sent_mail, AT)
    with clock.standing_at(AT + 3 * DAY):
        remind(request)
        with unit_of_work():
            for assignment in assignments_of(request)[:1] if happens is close else assignments_of(request):
                happens(assignment)
        assert sent_mail() == []
    session.rollback()
    left = session.scalars(select(OutboxMessage.status).where(OutboxMessage.template == "review_reminder"))
    assert set(left) == {MessageStatus.DROPPED}


def test_the_clock_reminds_once_in_the_morning_two_days_before(sent_mail: SentMail) -> None:
    _ground, request = sent_at()
    pumped(sent_mail, AT)
    for instant, expected in (
        (CLOCK_REMINDS - timedelta(minutes=1), 0),
        (CLOCK_REMINDS, 2),
        (CLOCK_REMINDS + timedelta(minutes=1), 2),
        (CLOCK_REMINDS + DAY, 2),
        (CLOSES, 2),
    ):
        with clock.standing_at(instant):
            jobs.remind_missing()
            session.rollback()
            assert session.query(Reminder).count() == expected
    reminders = session.scalars(select(Reminder)).all()
    assert {(row.kind, row.number, row.asked_by_id) for row in reminders} == {(ReminderKind.BY_CLOCK, 1, None)}
    assert {row.closes_at for row in reminders} == {request.closes_at}


def test_the_clock_waits_for_whom_a_person_reminded_yesterday(sent_mail: SentMail) -> None:
    _ground, request = sent_at()
    pumped(sent_mail, AT)
    with clock.standing_at(CLOCK_REMINDS - DAY):
        assert remind(request) == 2
    for instant in (CLOCK_REMINDS, CLOCK_REMINDS + DAY):
        with clock.standing_at(instant):
            jobs.remind_missing()
    session.rollback()
    assert session.query(Reminder).count() == 2


def test_a_date_moved_back_is_told_again_by_the_clock(sent_mail: SentMail) -> None:
    _ground, request = sent_at()
    with clock.standing_at(CLOCK_REMINDS):
        jobs.remind_missing()
    with clock.standing_at(CLOCK_REMINDS + DAY), unit_of_work():
        requests.extend(session.get_one(ReviewRequest, request.id), CLOSES + 7 * DAY)
    with clock.standing_at(CLOCK_REMINDS + 7 * DAY):
        jobs.remind_missing()
        jobs.remind_missing()
    session.rollback()
    assert session.query(Reminder).count() == 4


def test_two_clocks_at_once_remind_once(app: Flask) -> None:
    sent_at()

    def tick() -> None:
        with app.app_context(), clock.standing_at(CLOCK_REMINDS):
            jobs.remind_missing()
            session.remove()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    assert session.query(Reminder).count() == 2


def test_the_invitation_again_counts_as_a_reminder_and_is_for_who_has_not_opened_it() -> None:
    _ground, request = sent_at()
    first, second = assignments_of(request)
    with unit_of_work():
        second.opened_at = AT

    def again(assignment: Assignment) -> None:
        with unit_of_work():
            service.send_again(session.get_one(ReviewRequest, request.id), session.get_one(Assignment, assignment.id))

    for hours in (1, 2):
        with clock.standing_at(AT + timedelta(hours=hours)):
            again(first)
    with clock.standing_at(AT + 3 * DAY):
        for assignment in (first, second):
            with pytest.raises(Conflict):
                again(assignment)
        assert remind(request) == 1


def test_who_owes_only_the_survey_is_reminded_of_it(sent_mail: SentMail) -> None:
    with clock.standing_at(AT):
        ground = ground_of(seats=1, title="Onboarding in the first thirty days")
        survey = surveys.survey(ground.draft)
        with unit_of_work():
            ground.owner.name, ground.seats[0].person.name = "Mara Keller", "Jonas Weber"
            routing = RoutingInput(
                input_for(ground, closes_at=CLOSES), survey.id, {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN}
            )
            request = service.prepare(ground.actor, ground.draft, ground.version, routing)
            service.send(request, ground.version)
        sent_mail()
    (assignment,) = assignments_of(request)
    with unit_of_work():
        assignment.finished_at = AT
    with clock.standing_at(CLOCK_REMINDS):
        jobs.remind_missing()
        (mail,) = sent_mail()
        assert_mail("review_reminder_survey", mail)
        surveys.response(survey, assignment.person)
    with clock.standing_at(CLOCK_REMINDS + 3 * DAY):
        assert queries.progress_of(request.id).missing == ()


@pytest.mark.parametrize("case", ["begun", "unopened", "read"])
def test_the_reminder_says_how_far_one_is_when_it_leaves(sent_mail: SentMail, case: str) -> None:
    with clock.standing_at(AT):
        ground = ground_of(seats=1, words=900, title="Onboarding in the first thirty days")
        with unit_of_work():
            ground.owner.name, ground.seats[0].person.name = "Mara Keller", "Jonas Weber"
        request = open_request(ground, closes_at=CLOSES)
        sent_mail()
    (assignment,) = assignments_of(request)
    with clock.standing_at(CLOCK_REMINDS):
        jobs.remind_missing()
        if case == "read":
            (step,) = ground.version.steps
            with unit_of_work():
                reading.mark_read(assignment, step, ground.version)
        (mail,) = sent_mail()
        if case == "begun":
            mail.context = {**mail.context, "step": 3, "steps": 5}
        assert_mail(f"review_reminder_{case}", mail)
