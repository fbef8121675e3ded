"""What the team decides about a thread. The last decision stands; every one of them stays in the audit log."""

from uuid import UUID

from sqlalchemy import select

from cab_portal.comments.events import ThreadDisposed
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, DispositionInput
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft


def dispose(actor: Actor, thread: Thread, given: DispositionInput) -> None:
    """Decide about a shared thread, or decide anew. The same decision with the same reason changes nothing.

    ``InvalidInput`` where the reason is missing or a duplicate names no fit twin; ``Conflict`` for a thread that waits.
    """
    if thread.shared_at is None:
        raise Conflict("This comment still waits for its author to share it.", code="waiting")
    given = given.checked()
    if given.duplicate_of is not None:
        _ensure_fit_twin(thread, given.duplicate_of)
    before = (thread.disposition, thread.disposition_reason, thread.duplicate_of_id)
    if before == (given.disposition, given.reason, given.duplicate_of):
        return
    thread.disposition = given.disposition
    thread.disposition_reason = given.reason
    thread.duplicate_of_id = given.duplicate_of
    thread.disposed_at = clock.now()
    thread.disposed_by_id = actor.id
    publish(ThreadDisposed(thread_id=thread.id, draft_id=thread.draft_id, disposition=given.disposition))


def _ensure_fit_twin(thread: Thread, twin_id: UUID) -> None:
    """Duplicates point to one thread that is none itself, so that every chain has a length of one.

    The draft's row is held, because two threads that name each other at once would both look fit.
    """
    session.get_one(Draft, thread.draft_id, with_for_update=True)
    twin = session.scalar(
        select(Thread).where(
            Thread.id == twin_id,
            Thread.id != thread.id,
            Thread.draft_id == thread.draft_id,
            Thread.shared_at.is_not(None),
        )
    )
    if twin is None:
        raise _unfit("Choose another comment on this draft.")
    if twin.disposition is Disposition.DUPLICATE:
        raise _unfit("That comment is a duplicate itself. Choose the one that it repeats.")
    if session.scalar(select(Thread.id).where(Thread.duplicate_of_id == thread.id).limit(1)) is not None:
        raise _unfit("Other comments were marked as duplicates of this one, so it cannot be one itself.")


def _unfit(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, fields={"duplicate_of": sentence})
