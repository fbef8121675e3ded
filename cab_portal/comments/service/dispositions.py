"""What the team decides about a thread. The last decision stands; every one of them stays in the audit log."""

from collections.abc import Sequence
from uuid import UUID

from cab_portal.comments.events import ThreadDisposed
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import DispositionInput, ThreadKind, is_settled
from cab_portal.comments.service.groups import ensure_fit, group, members_of
from cab_portal.comments.service.restatements import newest_of
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.program.queries import program


def dispose(actor: Actor, thread: Thread, given: DispositionInput) -> None:
    """Decide about a shared thread and all that it stands for, or decide anew; each author hears of it.

    The same decision with the same reason changes nothing. Who decides about a thread of a group by itself takes it out
    of the group. ``InvalidInput`` where the reason is missing, a duplicate names no fit twin, or a concern is decided
    without its author's word on a restatement and nothing says why; ``Conflict`` for a thread that waits.
    """
    if thread.shared_at is None:
        raise Conflict("This comment still waits for its author to share it.", code="waiting")
    given = given.checked()
    together = members_of(thread)
    if given.duplicate_of is not None:
        # Held, because two threads that name each other at once would both look fit.
        session.get_one(Draft, thread.draft_id, with_for_update=True)
        ensure_fit(thread, given.duplicate_of)
    else:
        _ensure_understood([thread, *together], given)
    other_twin = thread.duplicate_of_id != given.duplicate_of
    thread.duplicate_of_id = given.duplicate_of
    _decide(actor, thread, given, anew=other_twin)
    for one in together:
        _decide(actor, one, given)


def _decide(actor: Actor, thread: Thread, given: DispositionInput, *, anew: bool = False) -> None:
    if thread.kind is ThreadKind.CONCERN and given.unconfirmed_reason:
        thread.unconfirmed_reason = given.unconfirmed_reason
    if not anew and (thread.disposition, thread.disposition_reason) == (given.disposition, given.reason):
        return
    thread.disposition = given.disposition
    thread.disposition_reason = given.reason
    thread.disposed_at = clock.now()
    thread.disposed_by_id = actor.id
    publish(ThreadDisposed(thread_id=thread.id, draft_id=thread.draft_id, disposition=given.disposition))


def _ensure_understood(threads: Sequence[Thread], given: DispositionInput) -> None:
    """A concern is decided once its author said, or had the time to say, whether the team understood it."""
    if given.unconfirmed_reason:
        return
    open_concerns = [thread for thread in threads if thread.kind is ThreadKind.CONCERN and thread.disposition is None]
    unsettled = _unsettled([thread.id for thread in open_concerns])
    if unsettled:
        sentence = "Restate the concern and let the member answer, or say why you decide without it."
        raise InvalidInput(sentence, code="not_restated", fields={"unconfirmed_reason": sentence})


def _unsettled(thread_ids: Sequence[UUID]) -> list[UUID]:
    at, zone = clock.now(), program().zone
    newest = newest_of(thread_ids)
    return [
        key
        for key in thread_ids
        if key not in newest or not is_settled(newest[key].answer, newest[key].made_at, at, zone)
    ]


def put_together(actor: Actor, leader: Thread, threads: Sequence[Thread]) -> int:
    """Let one thread stand for others, which get its decision if it has one; how many joined."""
    joined = group(leader, threads)
    if leader.disposition is not None:
        given = DispositionInput(
            leader.disposition, leader.disposition_reason, unconfirmed_reason=leader.unconfirmed_reason
        )
        for thread in members_of(leader):
            _decide(actor, thread, given)
    return len(joined)
