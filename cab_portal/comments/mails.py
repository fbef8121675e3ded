"""Mails to the author of a thread: the team replied, restated a concern, or decided. And to the team: concerns."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from cab_portal.accounts.mails import NEWS, TEAM_NEWS, give_link, next_news, next_team_news, reader_still_wants_it
from cab_portal.accounts.models import Person
from cab_portal.comments.access import visible_threads
from cab_portal.comments.events import ConcernRestated, ReplyPosted, ThreadDisposed, ThreadsShared
from cab_portal.comments.models import Restatement, Thread
from cab_portal.comments.queries.restatements import newest_restatement
from cab_portal.comments.rules import Disposition, ThreadKind, shortened
from cab_portal.core import clock, ids, paths
from cab_portal.core.actor import Actor, Role
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.unit_of_work import Handler
from cab_portal.drafts.access import writes
from cab_portal.drafts.models import Collaborator, Draft
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import MailKind
from cab_portal.outbox.service import enqueue
from cab_portal.program.queries import program
from cab_portal.reviews.mails import reader_wants_this_review
from cab_portal.reviews.queries import title_shown_to

# What is shared and what tells of it happen within one transaction.
_JUST_NOW = timedelta(minutes=1)


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
            "title": title_shown_to(Actor(author.id, author.organization_id, author.role), thread.draft_id),
            "kind": thread.kind.value,
            "quote": shortened(thread.exact),
            "leads_to": leads_to or paths.thread(thread.request_id, thread.id),
            **context,
        },
        due_at=next_news(clock.now()),
    )


def mail_concerns(event: ThreadsShared) -> None:
    """Tell who decides on a draft, the next morning, that members have concerns: once for each day."""
    at = clock.now()
    fresh = select(Thread.id).where(
        Thread.assignment_id == event.assignment_id,
        Thread.kind == ThreadKind.CONCERN,
        Thread.shared_at > at - _JUST_NOW,
    )
    if session.scalar(fresh.limit(1)) is None:
        return
    draft, due_at = session.get_one(Draft, event.draft_id), next_team_news(at)
    named = select(Collaborator.person_id).where(Collaborator.draft_id == draft.id)
    team = session.scalars(select(Person).where(or_(Person.id == draft.owner_id, Person.id.in_(named))))
    for person in team.all():
        enqueue(
            "concerns_raised",
            person.email,
            key=f"concerns-raised:{draft.id}:{person.id}:{due_at.isoformat()}",
            person_id=person.id,
            context={
                "draft_id": ids.encode(draft.id),
                "name": person.name,
                "title": draft.title,
                "since": at.isoformat(),
                "path": paths.triage(draft.id),
            },
            due_at=due_at,
        )


def _count_concerns(message: OutboxMessage) -> None:
    """How many there are by the time at which it leaves, and since which day."""
    since = datetime.fromisoformat(str(message.context["since"]))
    setting = program()
    days = (clock.now().astimezone(setting.zone).date() - since.astimezone(setting.zone).date()).days
    message.context = {**message.context, "concerns": len(_concerns_since(message)), "days": days}


def concerns_still_wait(message: OutboxMessage) -> bool:
    """The reader still decides on the draft, and one of the concerns is not decided yet."""
    if not reader_still_wants_it(message):
        return False
    draft = session.get(Draft, ids.decode(str(message.context["draft_id"])))
    person = session.get_one(Person, message.person_id)
    if draft is None or not writes(Actor(person.id, person.organization_id, person.role), draft):
        return False
    return any(disposition is None for disposition in _concerns_since(message))


def _concerns_since(message: OutboxMessage) -> list[Disposition | None]:
    """What became of the concerns that were shared since this mail was asked for."""
    since = datetime.fromisoformat(str(message.context["since"]))
    found = select(Thread.disposition).where(
        Thread.draft_id == ids.decode(str(message.context["draft_id"])),
        Thread.kind == ThreadKind.CONCERN,
        Thread.shared_at > since - _JUST_NOW,
    )
    return list(session.scalars(found))


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
    "comment_replied": MailKind(reply_still_due, stoppable=True, budget=NEWS, prepare=give_link),
    "concerns_raised": MailKind(concerns_still_wait, stoppable=True, budget=TEAM_NEWS, refresh=_count_concerns),
    "concern_restated": MailKind(restatement_still_due, stoppable=True, budget=NEWS, prepare=give_link),
    "thread_disposed": MailKind(disposition_still_due, stoppable=True, budget=NEWS, prepare=give_link),
}

SUBSCRIPTIONS: dict[type[Event], tuple[Handler, ...]] = {
    ReplyPosted: (mail_reply,),
    ThreadDisposed: (mail_disposition,),
    ConcernRestated: (mail_restatement,),
    ThreadsShared: (mail_concerns,),
}
