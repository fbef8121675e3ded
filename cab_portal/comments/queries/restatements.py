"""A concern as the team understood it, for its author."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, not_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Person
from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Restatement, Thread
from cab_portal.comments.rules import RestatementAnswer
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.reviews.queries import shown_title


@dataclass(frozen=True, slots=True)
class RestatementView:
    """The newest restatement of a thread, and what its author said to it."""

    thread_id: UUID
    number: int
    text: str
    made_by: str
    made_at: datetime
    answer: RestatementAnswer | None
    correction: str
    answered_at: datetime | None
    is_decided: bool

    @property
    def is_waiting(self) -> bool:
        """Whether an answer still changes anything."""
        return self.answer is None and not self.is_decided


@dataclass(frozen=True, slots=True)
class WaitingRestatement:
    """A concern of a member that the team has put into its words, and waits to hear whether they are right."""

    request_id: UUID
    thread_id: UUID
    draft_title: str
    quote: str


def waiting_restatements_of(actor: Actor) -> list[WaitingRestatement]:
    """What the team asks a member to confirm or correct, the oldest first; one statement."""
    newer = aliased(Restatement)
    is_newest = not_(exists().where(newer.thread_id == Restatement.thread_id, newer.number > Restatement.number))
    rows = session.execute(
        select(Thread.request_id, Thread.id, shown_title(actor), Thread.exact)
        .join(Restatement, Restatement.thread_id == Thread.id)
        .join(Draft, Draft.id == Thread.draft_id)
        .where(Thread.author_id == actor.person_id, Thread.disposition.is_(None), visible_threads(actor))
        .where(Restatement.answer.is_(None), is_newest)
        .order_by(Restatement.made_at, Restatement.id)
    )
    return [WaitingRestatement(*row) for row in rows]


def newest_restatement(thread_id: UUID) -> RestatementView | None:
    """The newest restatement of a thread, or None; one statement. The caller has authorized the thread."""
    row = session.execute(
        select(Restatement, Person.name, Thread.disposition.is_not(None))
        .join(Thread, Thread.id == Restatement.thread_id)
        .join(Person, Person.id == Restatement.made_by_id)
        .where(Restatement.thread_id == thread_id)
        .order_by(Restatement.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    restatement, made_by, is_decided = row
    return RestatementView(
        thread_id=thread_id,
        number=restatement.number,
        text=restatement.text,
        made_by=made_by,
        made_at=restatement.made_at,
        answer=restatement.answer,
        correction=restatement.correction,
        answered_at=restatement.answered_at,
        is_decided=bool(is_decided),
    )
