"""Mails to the author of a thread: the team replied, asks whether it understood a concern, or decided."""

from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.mails import give_link
from cab_portal.accounts.models import Person
from cab_portal.comments.access import visible_threads
from cab_portal.comments.events import ConcernRestated, ReplyPosted, ThreadDisposed
from cab_portal.comments.models import Restatement, Thread
from cab_portal.comments.queries.restatements import newest_restatement
from cab_portal.comments.rules import shortened
from cab_portal.core import ids, paths
from cab_portal.core.actor import Actor, Role
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.reviews.mails import reader_wants_this_review


def mail_reply(event: ReplyPosted) -> None:
    """Tell the member who began a thread that the team has replied. What other members reply is read on the page."""
    replier = session.get_one(Person, event.author_id)
    if replier.role is Role.MEMBER:
        return
    thread = session.get_one(Thread, event.thread_id)
    key = f"comment-replied:{event.comment_id}"
    _enqueue(thread, "comment_replied", key, reply_to_id=replier.id, replier=replier.name)


def mail_disposition(event: ThreadDisposed) -> None:
    """Tell the member what became of the thread: once for each decision that it ever got."""
    thread = session.get_one(Thread, event.thread_id)
    decision = event.disposition.value
    key = f"thread-disposed:{thread.id}:{decision}"
    _enqueue(thread, "thread_disposed", key, reply_to_id=thread.disposed_by_id, disposition=decision)


def mail_restatement(event: ConcernRestated) -> None:
    """Ask the member whether the team understood the concern."""
    restatement = session.get_one(Restatement, event.restatement_id)
    thread = session.get_one(Thread, event.thread_id)
    _enqueue(
        thread,
        "concern_restated",
        f"concern-restated:{restatement.id}",
        reply_to_id=restatement.made_by_id,
        leads_to=paths.restatement(thread.request_id, thread.id),
        restater=restatement.made_by.name,
        number=restatement.number,
    )


def _enqueue(
    thread: Thread,
    template: str,
    key: str,
    *,
    reply_to_id: UUID | None,
    leads_to: str = "",
    **context: Scalar,
) -> None:
    author = thread.author
    enqueue(
        template,
        author.email,
        key=key,
        person_id=author.id,
        reply_to_id=reply_to_id,
        context={
            "thread_id": ids.encode(thread.id),
            "assignment_id": ids.encode(thread.assignment_id),
            "name": author.name,
            "title": thread.draft.title,
            "kind": thread.kind.value,
            "quote": shortened(thread.exact),
            "leads_to": leads_to or paths.thread(thread.request_id, thread.id),
            **context,
        },
    )


def reply_still_due(message: OutboxMessage) -> bool:
    """The reader wants mails, and may still read the thread: access ends with the seat."""
    return reader_wants_this_review(message) and _thread_for_reader(message) is not None


def disposition_still_due(message: OutboxMessage) -> bool:
    """The same, and the decision still stands."""
    if not reader_wants_this_review(message):
        return False
    thread = _thread_for_reader(message)
    return thread is not None and thread.disposition == message.context["disposition"]


def restatement_still_due(message: OutboxMessage) -> bool:
    """The same, and these words still wait for an answer that changes anything."""
    if not reader_wants_this_review(message):
        return False
    thread = _thread_for_reader(message)
    newest = newest_restatement(thread.id) if thread is not None else None
    return newest is not None and newest.is_waiting and newest.number == message.context["number"]


def _thread_for_reader(message: OutboxMessage) -> Thread | None:
    person = session.get_one(Person, message.person_id)
    reader = Actor(person.id, person.organization_id, person.role)
    thread_id = ids.decode(str(message.context["thread_id"]))
    return session.scalar(select(Thread).where(Thread.id == thread_id, visible_threads(reader)))


MAILS = {
    "comment_replied": MailKind(reply_still_due, stoppable=True, prepare=give_link),
    "concern_restated": MailKind(restatement_still_due, stoppable=True, prepare=give_link),
    "thread_disposed": MailKind(disposition_still_due, stoppable=True, prepare=give_link),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    ReplyPosted: (mail_reply,),
    ThreadDisposed: (mail_disposition,),
    ConcernRestated: (mail_restatement,),
}
