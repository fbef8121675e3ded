"""Invitations to a review: to everybody when a request is sent, to those who join later, and again to one person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.mails import reader_still_wants_it
from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service.sign_in import create_link
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Seat
from cab_portal.core import clock, paths
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.queries import version_view
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.reviews.events import RequestResent, RequestSent, RequestWidened
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import is_open
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.routing.queries import forecast, survey_for


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


def _enqueue(assignment: Assignment, person: Person, words: dict[str, Scalar], *, key: str) -> None:
    enqueue(
        "review_request",
        person.email,
        key=key,
        person_id=person.id,
        context={**words, "assignment_id": str(assignment.id), "name": person.name},
        secret={"link": create_link(person.email, LinkPurpose.REQUEST, paths.review(assignment.request_id))},
    )


def _words(request_id: UUID) -> dict[str, Scalar]:
    """What every invitation of a request says."""
    request = session.get_one(ReviewRequest, request_id)
    version = version_view(request.version_id)
    offers = offers_of(request_id)
    survey = survey_for(request_id)
    asked = forecast(version, survey, offers, people=1)
    amounts = {activity: offers[activity].text() if activity in offers else None for activity in Activity}
    return {
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


def _still_asked(message: OutboxMessage) -> bool:
    """The request is open, the seat in force, the review not finished, and the reader wants such mails."""
    row = session.execute(
        select(ReviewRequest.status, ReviewRequest.closes_at)
        .join(Assignment, Assignment.request_id == ReviewRequest.id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .where(
            Assignment.id == UUID(message.context["assignment_id"]),
            Assignment.finished_at.is_(None),
            in_force(clock.now()),
        )
    ).one_or_none()
    return row is not None and is_open(row.status, row.closes_at, clock.now()) and reader_still_wants_it(message)


MAILS = {"review_request": MailKind(_still_asked, stoppable=True)}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    RequestSent: (invite,),
    RequestWidened: (invite,),
    RequestResent: (invite_again,),
}
