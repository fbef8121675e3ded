"""A concern as the team understood it, for its author."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Restatement, Thread
from cab_portal.comments.rules import RestatementAnswer
from cab_portal.database import session
from cab_portal.drafts.models import Draft


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
    draft_title: str
    is_decided: bool

    @property
    def is_waiting(self) -> bool:
        """Whether an answer still changes anything."""
        return self.answer is None and not self.is_decided


def newest_restatement(thread_id: UUID) -> RestatementView | None:
    """The newest restatement of a thread, or None; one statement. The caller has authorized the thread."""
    row = session.execute(
        select(Restatement, Person.name, Draft.title, Thread.disposition.is_not(None))
        .join(Thread, Thread.id == Restatement.thread_id)
        .join(Draft, Draft.id == Thread.draft_id)
        .join(Person, Person.id == Restatement.made_by_id)
        .where(Restatement.thread_id == thread_id)
        .order_by(Restatement.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    restatement, made_by, title, is_decided = row
    return RestatementView(
        thread_id=thread_id,
        number=restatement.number,
        text=restatement.text,
        made_by=made_by,
        made_at=restatement.made_at,
        answer=restatement.answer,
        correction=restatement.correction,
        answered_at=restatement.answered_at,
        draft_title=title,
        is_decided=bool(is_decided),
    )
