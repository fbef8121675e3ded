"""Threads that say the same, put together: one stands for all, and what is said to it is said to every author."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from cab_portal.comments.events import ThreadGrouped, ThreadUngrouped
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition
from cab_portal.core.errors import InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft


def group(leader: Thread, threads: Sequence[Thread]) -> list[Thread]:
    """Let ``leader`` stand for ``threads``, and for what they stand for; those that joined.

    All of them are locked by the caller.

    ``InvalidInput`` where one is not shared, of another draft, or the leader stands under another thread itself.
    """
    # Held, because two people who group the same threads at once must not make a ring.
    session.get_one(Draft, leader.draft_id, with_for_update=True)
    session.refresh(leader)
    joining = [thread for thread in threads if leader.id not in (thread.id, thread.duplicate_of_id)]
    if any(thread.draft_id != leader.draft_id or thread.shared_at is None for thread in (leader, *joining)):
        raise _unfit("Choose comments on this draft.")
    if leader.duplicate_of_id is not None and leader.duplicate_of_id not in {thread.id for thread in joining}:
        raise _unfit("That comment is a duplicate itself. Choose the one that it repeats.")
    leader.duplicate_of_id = None
    if leader.disposition is Disposition.DUPLICATE:
        leader.disposition = None
    for thread in joining:
        session.execute(
            update(Thread)
            .where(Thread.duplicate_of_id == thread.id, Thread.id != leader.id)
            .values(duplicate_of_id=leader.id)
        )
        thread.duplicate_of_id = leader.id
        publish(ThreadGrouped(thread_id=thread.id, leader_id=leader.id))
    session.flush()
    return joining


def ungroup(thread: Thread) -> None:
    """Let a thread stand for itself again. A decision that it got stays, unless that was that it repeats another."""
    leader_id = thread.duplicate_of_id
    if leader_id is None:
        return
    thread.duplicate_of_id = None
    if thread.disposition is Disposition.DUPLICATE:
        thread.disposition, thread.disposition_reason = None, ""
        thread.disposed_at = thread.disposed_by_id = None
    publish(ThreadUngrouped(thread_id=thread.id, leader_id=leader_id))


def members_of(leader: Thread) -> list[Thread]:
    """The threads that ``leader`` stands for, the oldest first, locked."""
    found = select(Thread).where(Thread.duplicate_of_id == leader.id).order_by(Thread.id)
    return list(session.scalars(found.with_for_update(of=Thread).execution_options(populate_existing=True)))


def ensure_fit(thread: Thread, twin_id: UUID) -> None:
    """Duplicates point to one thread that is none itself, so that every chain has a length of one."""
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
    if twin.duplicate_of_id is not None:
        raise _unfit("That comment is a duplicate itself. Choose the one that it repeats.")
    if session.scalar(select(Thread.id).where(Thread.duplicate_of_id == thread.id).limit(1)) is not None:
        raise _unfit("Other comments were marked as duplicates of this one, so it cannot be one itself.")


def _unfit(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, fields={"duplicate_of": sentence})
