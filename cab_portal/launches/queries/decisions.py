"""The register of decisions, and what a decision may answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import selectinload

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core.actor import Actor
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.access import decides
from cab_portal.drafts.models import Collaborator, Draft
from cab_portal.launches.models import Decision, DecisionThread
from cab_portal.launches.rules import Outcome, is_overdue


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision in the register; ``threads`` counts the comments that it answers."""

    id: UUID
    draft_id: UUID
    draft_title: str
    outcome: Outcome
    said: str
    answer: str
    because: str
    due_on: date | None
    created_by: str
    created_at: datetime
    published_at: datetime | None
    threads: int

    def is_overdue(self, today: date) -> bool:
        """Whether its promise is past its day."""
        return is_overdue(self.due_on, today)


@dataclass(frozen=True, slots=True)
class AnswerableThread:
    """A decided thread that a decision may answer."""

    id: UUID
    kind: ThreadKind
    author: str
    quote: str
    disposition: Disposition


def decision_counts(draft_id: UUID | None = None) -> tuple[int, int]:
    """How many decisions there are, of all drafts or of one, and how many of them are published; one statement."""
    published = func.count(Decision.published_at)
    total, shown = session.execute(select(func.count(), published).select_from(Decision).where(_of(draft_id))).one()
    return total, shown


def decisions_page(
    *, draft_id: UUID | None = None, published: bool | None = None, number: int = 1
) -> Page[DecisionView]:
    """A page of decisions: what is not published first, then the newest; two statements."""
    wanted = and_(_of(draft_id), _published(published))
    total = session.scalar(select(func.count()).select_from(Decision).where(wanted)) or 0
    rows = session.execute(
        _rows()
        .where(wanted)
        .order_by(case((Decision.published_at.is_(None), 0), else_=1), Decision.published_at.desc(), Decision.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    return Page([_view(*row) for row in rows], total, number)


def editable_by(actor: Actor, decisions: Sequence[DecisionView]) -> frozenset[UUID]:
    """Which of these the actor may change and publish; one statement."""
    drafts = session.scalars(
        select(Draft)
        .options(selectinload(Draft.collaborators))
        .where(Draft.id.in_({one.draft_id for one in decisions if one.published_at is None}))
    )
    decided = {draft.id for draft in drafts if decides(actor, draft)}
    return frozenset(one.id for one in decisions if one.published_at is None and one.draft_id in decided)


def answerable_threads(draft_id: UUID) -> list[AnswerableThread]:
    """The decided threads of a draft, by decision and age; one statement."""
    rows = session.execute(
        select(Thread, Person.name)
        .join(Person, Person.id == Thread.author_id)
        .where(Thread.draft_id == draft_id, Thread.shared_at.is_not(None), Thread.disposition.is_not(None))
        .order_by(Thread.disposition, Thread.shared_at, Thread.id)
    )
    return [
        AnswerableThread(thread.id, thread.kind, name, thread.exact, thread.disposition)
        for thread, name in rows
        if thread.disposition is not None
    ]


def drafts_decided_by(actor: Actor) -> list[tuple[UUID, str]]:
    """The actor's own drafts and those where named, that have decided threads, as id and title; one statement."""
    named = select(Collaborator.draft_id).where(Collaborator.person_id == actor.person_id)
    decided = exists().where(Thread.draft_id == Draft.id, Thread.disposition.is_not(None))
    rows = session.execute(
        select(Draft.id, Draft.title)
        .where(or_(Draft.owner_id == actor.person_id, Draft.id.in_(named)), decided)
        .order_by(Draft.updated_at.desc(), Draft.id)
        .limit(PAGE_SIZE)
    )
    return [(draft_id, title) for draft_id, title in rows]


def threads_answered_by(decision_id: UUID) -> list[UUID]:
    """The threads that a decision answers; one statement."""
    return list(session.scalars(select(DecisionThread.thread_id).where(DecisionThread.decision_id == decision_id)))


def _of(draft_id: UUID | None) -> ColumnElement[bool]:
    return true() if draft_id is None else Decision.draft_id == draft_id


def _published(published: bool | None) -> ColumnElement[bool]:
    if published is None:
        return true()
    return Decision.published_at.is_not(None) if published else Decision.published_at.is_(None)


def _rows() -> Select[*tuple[Any, ...]]:
    threads = (
        select(func.count()).where(DecisionThread.decision_id == Decision.id).correlate(Decision).scalar_subquery()
    )
    return (
        select(Decision, Draft.title, Person.name, threads)
        .join(Draft, Draft.id == Decision.draft_id)
        .join(Person, Person.id == Decision.created_by_id)
    )


def _view(decision: Decision, title: str, created_by: str, threads: int) -> DecisionView:
    return DecisionView(
        id=decision.id,
        draft_id=decision.draft_id,
        draft_title=title,
        outcome=decision.outcome,
        said=decision.said,
        answer=decision.answer,
        because=decision.because,
        due_on=decision.due_on,
        created_by=created_by,
        created_at=decision.created_at,
        published_at=decision.published_at,
        threads=threads,
    )
