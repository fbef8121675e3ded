"""What waits for a team, over all of its drafts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select

from cab_portal.comments.models import Thread
from cab_portal.comments.queries.triage.clock import is_overdue, shared_on
from cab_portal.comments.rules import ThreadKind, reply_due_at
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Collaborator, Draft


@dataclass(frozen=True, slots=True)
class TriageLine:
    """A draft with threads that wait for its team; ``oldest_at`` is when the oldest undecided one was shared.

    ``due_at`` is until when the first of those that nobody answered is due its reply, or was; None where all are.
    """

    draft_id: UUID
    title: str
    open: int
    overdue: int
    oldest_at: datetime
    due_at: datetime | None


def undisposed(draft_id: UUID) -> int:
    """How many shared threads of a draft nobody has decided about; one statement."""
    return session.scalar(select(func.count()).where(shared_on(draft_id), Thread.disposition.is_(None))) or 0


def triage_lines(actor: Actor, zone: ZoneInfo) -> list[TriageLine]:
    """The drafts on which the actor decides and that have undecided threads, overdue ones first; one statement.

    For an admin, who may decide everywhere, only the own drafts and those where named: they are whose turn it is.
    """
    named = select(Collaborator.draft_id).where(Collaborator.person_id == actor.person_id)
    overdue = func.count(case((is_overdue(zone), 1)))
    concern, unanswered = Thread.kind == ThreadKind.CONCERN, Thread.replied_at.is_(None)
    rows = session.execute(
        select(
            Draft.id,
            Draft.title,
            func.count(),
            overdue,
            func.min(Thread.shared_at),
            func.min(case((unanswered & concern, Thread.shared_at))),
            func.min(case((unanswered & ~concern, Thread.shared_at))),
        )
        .join(Thread, Thread.draft_id == Draft.id)
        .where(
            or_(Draft.owner_id == actor.person_id, Draft.id.in_(named)),
            Thread.shared_at.is_not(None),
            Thread.disposition.is_(None),
        )
        .group_by(Draft.id, Draft.title)
        .order_by(overdue.desc(), func.min(Thread.shared_at))
    )
    return [
        TriageLine(draft_id, title, count, late, oldest, _first_due(first_concern, first_other, zone))
        for draft_id, title, count, late, oldest, first_concern, first_other in rows
        if oldest
    ]


def _first_due(concern: datetime | None, other: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The clock runs alike for all threads of a kind, so that the first that was shared is the first that is due."""
    due = [reply_due_at(ThreadKind.CONCERN, concern, zone)] if concern else []
    due += [reply_due_at(ThreadKind.QUESTION, other, zone)] if other else []
    return min(due, default=None)
