"""Asks for a review: the invitation to everybody, to those who join later, and again to one person; and reminders."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.mails import ASKS, give_link
from cab_portal.accounts.models import Person
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Seat
from cab_portal.core import clock, ids, paths
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.queries import version_view
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.program.queries import program
from cab_portal.reviews.events import RequestResent, RequestSent, RequestWidened
from cab_portal.reviews.mails import reader_wants_this_review
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.queries import FreshReading, fresh_reading_of, fresh_readings_of_draft
from cab_portal.reviews.rules import is_open
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.routing.events import MemberReminded
from cab_portal.routing.queries import forecast, progress_of, survey_for
from cab_portal.routing.rules import ReminderKind, days_left


@dataclass(frozen=True)
class _Words:
    """What every ask of a request says, and who reads the answers to it."""

    sender_id: UUID
    context: dict[str, Scalar]


def invite(event: RequestSent | RequestWidened) -> None:
    """One mail for each person asked; who has one already gets no second."""
    words = _words(event.request_id)
    for assignment, person in session.execute(
        select(Assignment, Person)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.request_id == event.request_id, Assignment.invited_at.is_not(None))
        .order_by(Assignment.id)
    ).all():
        _enqueue(assignment, person, words, key=f"review-request:{assignment.id}")


def invite_again(event: RequestResent) -> None:
    """The same mail with a fresh link, to one person."""
    assignment = session.get_one(Assignment, event.assignment_id)
    again: datetime | None = assignment.resent_at
    key = f"review-request:{assignment.id}:{again.isoformat() if again else ''}"
    _enqueue(assignment, session.get_one(Person, assignment.person_id), _words(event.request_id), key=key)


def mail_reminder(event: MemberReminded) -> None:
    """Tell a member how far they are and until when it is open; what it says is filled in when the mail is let go."""
    if event.kind is ReminderKind.AGAIN:
        # The invitation itself is the mail.
        return
    assignment = session.get_one(Assignment, event.assignment_id)
    person = session.get_one(Person, assignment.person_id)
    _enqueue(
        assignment,
        person,
        _words(assignment.request_id),
        key=f"review-reminder:{assignment.id}:{event.number}",
        template="review_reminder",
    )


def mail_version(event: VersionShared) -> None:
    """Ask who has finished a review that is open to look at what changed; of the newest version alone."""
    for reading in fresh_readings_of_draft(event.draft_id):
        assignment = session.get_one(Assignment, reading.assignment_id)
        request, person = assignment.request, session.get_one(Person, assignment.person_id)
        enqueue(
            "version_shared",
            person.email,
            key=f"version-shared:{assignment.id}:{event.number}",
            person_id=person.id,
            reply_to_id=request.created_by_id,
            context={"assignment_id": ids.encode(assignment.id), "name": person.name, **_told_of(reading)},
        )


def _told_of(reading: FreshReading) -> dict[str, Scalar]:
    return {
        "title": reading.draft_title,
        "version": reading.newer,
        "note": reading.note,
        "steps": reading.steps,
        "read_version": reading.older,
        "closes_at": reading.closes_at.isoformat(),
        "leads_to": paths.comparison(reading.request_id, reading.older, reading.newer),
    }


def _fill_version(message: OutboxMessage) -> None:
    """How many steps are left to read again today, and until when."""
    reading = _still_fresh(message)
    if reading is not None:
        message.context = {**message.context, **_told_of(reading)}


def _still_fresh(message: OutboxMessage) -> FreshReading | None:
    """What the reader has not read since, if the version that the mail is about is still the newest."""
    reading = fresh_reading_of(ids.decode(str(message.context["assignment_id"])))
    return reading if reading is not None and reading.newer == message.context["version"] else None


def _still_changed(message: OutboxMessage) -> bool:
    """The reader may comment, and has not read the changed steps."""
    return _may_answer(message) and _still_fresh(message) is not None


def _enqueue(
    assignment: Assignment, person: Person, words: _Words, *, key: str, template: str = "review_request"
) -> None:
    enqueue(
        template,
        person.email,
        key=key,
        person_id=person.id,
        reply_to_id=words.sender_id,
        context={
            **words.context,
            "assignment_id": ids.encode(assignment.id),
            "name": person.name,
            "leads_to": paths.review(assignment.request_id),
        },
    )


def _words(request_id: UUID) -> _Words:
    request = session.get_one(ReviewRequest, request_id)
    version = version_view(request.version_id)
    offers = offers_of(request_id)
    survey = survey_for(request_id)
    asked = forecast(version, survey, offers, people=1)
    amounts = {activity: offers[activity].text() if activity in offers else None for activity in Activity}
    context: dict[str, Scalar] = {
        "title": version.title,
        "sender": session.get_one(Person, request.created_by_id).name,
        "message": request.message,
        "minutes": asked.minutes,
        "review_minutes": asked.review_minutes,
        "survey_minutes": asked.survey_minutes,
        "questions": survey.questions if survey else 0,
        "review_offer": amounts[Activity.REVIEW],
        "survey_offer": amounts[Activity.SURVEY],
        "closes_at": request.closes_at.isoformat(),
    }
    return _Words(request.created_by_id, context)


def _fill_reminder(message: OutboxMessage) -> None:
    """How far the reader is today, and where to go on."""
    assignment = _assignment_of(message)
    request = assignment.request
    member = next(member for member in progress_of(request.id).members if member.assignment_id == assignment.id)
    survey = survey_for(request.id) if member.owes_survey else None
    is_finished = member.finished_at is not None
    message.context = {
        **message.context,
        "closes_at": request.closes_at.isoformat(),
        "days_left": days_left(request.closes_at, clock.now(), program().zone),
        "is_finished": is_finished,
        "step": member.step,
        "steps": member.steps,
        "has_read": member.has_read,
        "questions": survey.questions if survey else 0,
        "leads_to": paths.survey(survey.id) if is_finished and survey else paths.review(request.id),
    }


def _assignment_of(message: OutboxMessage) -> Assignment:
    return session.get_one(Assignment, ids.decode(str(message.context["assignment_id"])))


def _may_answer(message: OutboxMessage) -> bool:
    """The request is open, the seat in force, and the reader wants such mails."""
    row = session.execute(
        select(ReviewRequest.status, ReviewRequest.closes_at)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(Assignment.id == ids.decode(str(message.context["assignment_id"])), in_force(clock.now()))
    ).one_or_none()
    return row is not None and is_open(row.status, row.closes_at, clock.now()) and reader_wants_this_review(message)


def _still_asked(message: OutboxMessage) -> bool:
    """The reader may answer, and has not finished the review."""
    return _may_answer(message) and _assignment_of(message).finished_at is None


def _still_missing(message: OutboxMessage) -> bool:
    """The reader may answer, and has not done all that was asked."""
    if not _may_answer(message):
        return False
    assignment = _assignment_of(message)
    members = progress_of(assignment.request_id).members
    return any(member.is_missing for member in members if member.assignment_id == assignment.id)


MAILS = {
    "review_request": MailKind(_still_asked, stoppable=True, budget=ASKS, prepare=give_link),
    "version_shared": MailKind(_still_changed, stoppable=True, budget=ASKS, refresh=_fill_version, prepare=give_link),
    "review_reminder": MailKind(_still_missing, stoppable=True, budget=ASKS, refresh=_fill_reminder, prepare=give_link),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    RequestSent: (invite,),
    RequestWidened: (invite,),
    RequestResent: (invite_again,),
    MemberReminded: (mail_reminder,),
    VersionShared: (mail_version,),
}
