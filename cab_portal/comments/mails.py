"""Mails to the author of a thread: somebody of the team replied, or decided. At once; who stopped mails gets none."""

from sqlalchemy import select

from cab_portal.accounts.mails import reader_still_wants_it
from cab_portal.accounts.models import Person
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service.sign_in import create_link
from cab_portal.comments.access import visible_threads
from cab_portal.comments.events import ReplyPosted, ThreadDisposed
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import shortened
from cab_portal.core import ids, paths
from cab_portal.core.actor import Actor, Role
from cab_portal.core.events import Event
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue


def mail_reply(event: ReplyPosted) -> None:
    """Tell the member who began a thread that the team has replied. What other members reply is read on the page."""
    replier = session.get_one(Person, event.author_id)
    if replier.role is Role.MEMBER:
        return
    thread = session.get_one(Thread, event.thread_id)
    _enqueue(thread, "comment_replied", f"comment-replied:{event.comment_id}", replier=replier.name)


def mail_disposition(event: ThreadDisposed) -> None:
    """Tell the member what became of the thread: once for each decision that it ever got."""
    thread = session.get_one(Thread, event.thread_id)
    decision = event.disposition.value
    _enqueue(thread, "thread_disposed", f"thread-disposed:{thread.id}:{decision}", disposition=decision)


def _enqueue(thread: Thread, template: str, key: str, **context: str) -> None:
    author = thread.author
    path = paths.thread(thread.request_id, thread.id)
    enqueue(
        template,
        author.email,
        key=key,
        person_id=author.id,
        context={
            "thread_id": ids.encode(thread.id),
            "name": author.name,
            "title": thread.draft.title,
            "kind": thread.kind.value,
            "quote": shortened(thread.exact),
            **context,
        },
        secret={"link": create_link(author.email, LinkPurpose.REQUEST, path)},
    )


def reply_still_due(message: OutboxMessage) -> bool:
    """The reader wants mails, and may still read the thread: access ends with the seat."""
    return reader_still_wants_it(message) and _thread_for_reader(message) is not None


def disposition_still_due(message: OutboxMessage) -> bool:
    """The same, and the decision still stands."""
    if not reader_still_wants_it(message):
        return False
    thread = _thread_for_reader(message)
    return thread is not None and thread.disposition == message.context["disposition"]


def _thread_for_reader(message: OutboxMessage) -> Thread | None:
    person = session.get_one(Person, message.person_id)
    reader = Actor(person.id, person.organization_id, person.role)
    thread_id = ids.decode(str(message.context["thread_id"]))
    return session.scalar(select(Thread).where(Thread.id == thread_id, visible_threads(reader)))


MAILS = {
    "comment_replied": MailKind(reply_still_due, stoppable=True),
    "thread_disposed": MailKind(disposition_still_due, stoppable=True),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    ReplyPosted: (mail_reply,),
    ThreadDisposed: (mail_disposition,),
}
