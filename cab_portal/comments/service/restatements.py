"""A concern in the team's words, and the member's answer to them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from cab_portal.comments.events import ConcernRestated, RestatementAnswered
from cab_portal.comments.models import Restatement, Thread
from cab_portal.comments.rules import REASON_LIMIT, RestatementReply, ThreadKind
from cab_portal.comments.service.groups import members_of
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session


def restate(actor: Actor, thread: Thread, text: str) -> None:
    """Ask the author of a concern, and of each concern that it stands for, whether the team understood it.

    It is an answer, so the listening clock stops. The same words again, while they wait, are a form sent twice.
    ``thread`` must be locked by the caller. ``Conflict`` for anything but a shared, undecided concern.
    """
    if not text:
        sentence = "Write the concern in your words."
        raise InvalidInput(sentence, fields={"text": sentence})
    if len(text) > REASON_LIMIT:
        raise InvalidInput("That is too long.", fields={"text": f"Shorten this to {REASON_LIMIT:,} characters."})
    if thread.kind is not ThreadKind.CONCERN or thread.shared_at is None:
        raise Conflict("Only a concern is restated.")
    if thread.disposition is not None:
        raise Conflict("This concern is decided already. Reply to it instead.")
    for one in (thread, *members_of(thread)):
        if one.kind is ThreadKind.CONCERN and one.disposition is None:
            _restate(actor, one, text)


def _restate(actor: Actor, thread: Thread, text: str) -> None:
    before = newest_of([thread.id]).get(thread.id)
    if before is not None and (before.text, before.answer) == (text, None):
        return
    made = Restatement(
        id=ids.new_id(),
        thread_id=thread.id,
        number=before.number + 1 if before else 1,
        text=text,
        made_at=clock.now(),
        made_by_id=actor.id,
    )
    session.add(made)
    session.flush()
    thread.replied_at = thread.replied_at or made.made_at
    publish(ConcernRestated(thread_id=thread.id, restatement_id=made.id))


def answer(thread: Thread, number: int, given: RestatementReply) -> None:
    """Keep what the author says to the restatement that they read. ``thread`` must be locked by the caller.

    The same answer again changes nothing. ``Conflict`` where there is a newer restatement, or the answer was another.
    """
    given = given.checked()
    restatement = newest_of([thread.id]).get(thread.id)
    if restatement is None or restatement.number != number:
        raise Conflict("We have put it into other words meanwhile. Read them below, then answer.", code="newer")
    if restatement.answer is not None:
        if (restatement.answer, restatement.correction) == (given.answer, given.correction):
            return
        raise Conflict("You answered this already. Write a reply to add something.", code="answered")
    if len(given.correction) > REASON_LIMIT:
        raise InvalidInput("That is too long.", fields={"correction": f"Shorten this to {REASON_LIMIT:,} characters."})
    restatement.answer = given.answer
    restatement.correction = given.correction
    restatement.answered_at = clock.now()
    publish(RestatementAnswered(thread_id=thread.id, restatement_id=restatement.id, answer=given.answer))


def newest_of(thread_ids: Collection[UUID]) -> dict[UUID, Restatement]:
    """The newest restatement of each of these threads that has one; one statement."""
    newest = (
        select(Restatement.thread_id, func.max(Restatement.number).label("number"))
        .where(Restatement.thread_id.in_(thread_ids))
        .group_by(Restatement.thread_id)
        .subquery()
    )
    rows = session.scalars(
        select(Restatement).join(
            newest, (newest.c.thread_id == Restatement.thread_id) & (newest.c.number == Restatement.number)
        )
    )
    return {row.thread_id: row for row in rows}
