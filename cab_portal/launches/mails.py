"""What commenters hear of a draft: a version takes their words up, a decision answers them; the receipt at launch."""

from uuid import UUID

from sqlalchemy import func, select

from cab_portal.accounts.mails import NEWS, give_link, next_news, reader_still_wants_it
from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.queries.taken_up import taken_up_in
from cab_portal.comments.rules import Disposition, shortened
from cab_portal.core import clock, ids, paths
from cab_portal.core.actor import Actor
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.models import Draft
from cab_portal.launches.access import had_before
from cab_portal.launches.events import DecisionPublished, ReceiptIssued
from cab_portal.launches.models import Decision, DecisionThread
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.reviews.mails import reader_wants_this_review
from cab_portal.reviews.queries import title_shown_to

_TAKEN_UP = (Disposition.ACCEPTED, Disposition.PARTLY)
# Of what a decision quotes, so much stands in a subject.
_SAID_LENGTH = 60


def mail_receipt(event: ReceiptIssued) -> None:
    """Tell a commenter what became of the comments."""
    person = session.get_one(Person, event.person_id)
    draft = session.get_one(Draft, event.draft_id)
    rows = session.execute(
        select(Thread.disposition, func.count())
        .where(
            Thread.draft_id == event.draft_id,
            Thread.author_id == event.person_id,
            Thread.shared_at.is_not(None),
        )
        .group_by(Thread.disposition)
    )
    counts = dict(rows.all())
    enqueue(
        "draft_launched",
        person.email,
        key=f"draft-launched:{event.receipt_id}",
        person_id=person.id,
        reply_to_id=draft.owner_id,
        context={
            "leads_to": paths.changes(draft.id),
            "draft_id": ids.encode(draft.id),
            "name": person.name,
            "title": title_shown_to(Actor(person.id, person.organization_id, person.role), draft.id),
            "comments": sum(counts.values()),
            "taken_up": sum(counts.get(disposition, 0) for disposition in _TAKEN_UP),
            "declined": counts.get(Disposition.DECLINED, 0),
        },
        due_at=next_news(clock.now()),
    )


def mail_taken_up(event: VersionShared) -> None:
    """Tell who said what a version takes up, once for a version: their words are applied, or their step changed."""
    for person, assignment_id, comments in taken_up_in(event.draft_id, event.version_id):
        key = f"draft-changed:{event.version_id}:{assignment_id}"
        _mail_change(person, assignment_id, event.draft_id, key, version=event.number, comments=comments)


def mail_decision(event: DecisionPublished) -> None:
    """Tell who said what a decision answers: that it is done, by when it will be, or that it is refused, and why."""
    decision = session.get_one(Decision, event.decision_id)
    authors = session.execute(
        select(Person, Thread.assignment_id)
        .join(Thread, Thread.author_id == Person.id)
        .join(DecisionThread, DecisionThread.thread_id == Thread.id)
        .where(DecisionThread.decision_id == decision.id, Thread.shared_at.is_not(None))
        .group_by(Person.id, Thread.assignment_id)
        .order_by(Person.id, Thread.assignment_id)
    )
    told: dict[str, Scalar] = {
        "said": shortened(decision.said, _SAID_LENGTH),
        "outcome": decision.outcome.value,
        "due_on": decision.due_on.isoformat() if decision.due_on else "",
    }
    for person, assignment_id in authors.all():
        key = f"draft-changed:{decision.id}:{assignment_id}"
        _mail_change(person, assignment_id, decision.draft_id, key, **told)


def _mail_change(person: Person, assignment_id: UUID, draft_id: UUID, key: str, **context: Scalar) -> None:
    enqueue(
        "draft_changed",
        person.email,
        key=key,
        person_id=person.id,
        reply_to_id=session.get_one(Draft, draft_id).owner_id,
        context={
            "leads_to": paths.changes(draft_id),
            "draft_id": ids.encode(draft_id),
            "assignment_id": ids.encode(assignment_id),
            "name": person.name,
            "title": title_shown_to(Actor(person.id, person.organization_id, person.role), draft_id),
            "said": "",
            "outcome": "",
            "due_on": "",
            "version": 0,
            "comments": 0,
            **context,
        },
        due_at=next_news(clock.now()),
    )


def change_still_due(message: OutboxMessage) -> bool:
    """The same as for a receipt, and the reader wants mails about this review."""
    return reader_wants_this_review(message) and receipt_still_due(message)


def receipt_still_due(message: OutboxMessage) -> bool:
    """The reader wants mails, and may still read about the draft: access ends with the seat."""
    if not reader_still_wants_it(message):
        return False
    person = session.get_one(Person, message.person_id)
    reader = Actor(person.id, person.organization_id, person.role)
    draft_id = ids.decode(str(message.context["draft_id"]))
    return session.scalar(select(Draft.id).where(Draft.id == draft_id, had_before(reader))) is not None


MAILS = {
    "draft_changed": MailKind(change_still_due, stoppable=True, budget=NEWS, prepare=give_link),
    "draft_launched": MailKind(receipt_still_due, stoppable=True, budget=NEWS, prepare=give_link),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    VersionShared: (mail_taken_up,),
    DecisionPublished: (mail_decision,),
    ReceiptIssued: (mail_receipt,),
}
