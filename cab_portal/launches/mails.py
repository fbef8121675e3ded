"""The receipt: one mail to each commenter when a draft is launched."""

from sqlalchemy import func, select

from cab_portal.accounts.mails import NEWS, give_link, next_news, reader_still_wants_it
from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition
from cab_portal.core import clock, ids, paths
from cab_portal.core.actor import Actor
from cab_portal.core.events import Event
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.models import Draft
from cab_portal.launches.access import had_before
from cab_portal.launches.events import ReceiptIssued
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.reviews.queries import title_shown_to

_TAKEN_UP = (Disposition.ACCEPTED, Disposition.PARTLY)


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


def receipt_still_due(message: OutboxMessage) -> bool:
    """The reader wants mails, and may still read about the draft: access ends with the seat."""
    if not reader_still_wants_it(message):
        return False
    person = session.get_one(Person, message.person_id)
    reader = Actor(person.id, person.organization_id, person.role)
    draft_id = ids.decode(str(message.context["draft_id"]))
    return session.scalar(select(Draft.id).where(Draft.id == draft_id, had_before(reader))) is not None


MAILS = {"draft_launched": MailKind(receipt_still_due, stoppable=True, budget=NEWS, prepare=give_link)}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {ReceiptIssued: (mail_receipt,)}
