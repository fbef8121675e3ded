"""Drafts and their working steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from cab_portal.accounts.models import Person
from cab_portal.core.actor import Role
from cab_portal.core.errors import NotFound
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.models import Collaborator, Draft, Step, Version
from cab_portal.drafts.rules import DraftKind, DraftStage


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list. ``version`` is the number of its newest version, 0 before the first."""

    id: UUID
    kind: DraftKind
    stage: DraftStage
    title: str
    owner: str
    steps: int
    version: int
    updated_at: datetime


@dataclass(frozen=True)
class PersonLine:
    """A staff member by name."""

    id: UUID
    name: str
    email: str


def drafts_page(counts: dict[DraftStage, int], stage: DraftStage | None = None, number: int = 1) -> Page[DraftLine]:
    """Drafts for staff, who read all: by stage, then the last changed first; one statement.

    ``counts`` are those of :func:`counts_by_stage`, which a page shows anyway.
    """
    steps = select(func.count()).where(Step.draft_id == Draft.id).scalar_subquery()
    version = select(func.coalesce(func.max(Version.number), 0)).where(Version.draft_id == Draft.id).scalar_subquery()
    found = select(Draft, Person.name, steps, version).join(Person, Person.id == Draft.owner_id)
    if stage is not None:
        found = found.where(Draft.stage == stage)
    found = found.order_by(_in_stage_order(), Draft.updated_at.desc(), Draft.id)
    rows = session.execute(found.limit(PAGE_SIZE).offset(offset_of(number)))
    lines = [
        DraftLine(draft.id, draft.kind, draft.stage, draft.title, owner, step_count, newest, draft.updated_at)
        for draft, owner, step_count, newest in rows
    ]
    return Page(lines, sum(counts.values()) if stage is None else counts[stage], number)


def _in_stage_order() -> ColumnElement[int]:
    return case({stage: position for position, stage in enumerate(DraftStage)}, value=Draft.stage)


def counts_by_stage() -> dict[DraftStage, int]:
    """How many drafts are in each stage; one statement."""
    counted = session.execute(select(Draft.stage, func.count()).group_by(Draft.stage)).all()
    counts = dict.fromkeys(DraftStage, 0)
    counts.update((stage, count) for stage, count in counted)
    return counts


def steps_of(draft_id: UUID) -> Sequence[Step]:
    """The working steps of a draft in order; one statement."""
    return session.scalars(select(Step).where(Step.draft_id == draft_id).order_by(Step.position)).all()


def find_step(draft_id: UUID, step_id: UUID) -> Step | None:
    """One working step of this draft, unless it was deleted."""
    return session.scalar(select(Step).where(Step.id == step_id, Step.draft_id == draft_id))


def step_of(draft_id: UUID, step_id: UUID) -> Step:
    """One working step, which must be this draft's."""
    step = find_step(draft_id, step_id)
    if step is None:
        raise NotFound
    return step


def collaborators_of(draft_id: UUID) -> list[PersonLine]:
    """Who writes the draft beside its owner, by name; one statement."""
    rows = session.scalars(
        select(Person)
        .join(Collaborator, Collaborator.person_id == Person.id)
        .where(Collaborator.draft_id == draft_id)
        .order_by(Person.name, Person.id)
    )
    return [PersonLine(person.id, person.name, person.email) for person in rows]


def staff_beside(person_id: UUID | None) -> list[PersonLine]:
    """Who may own a step, by name, and this person in any case, who may have left since; one statement."""
    active = and_(Person.role.in_((Role.CSM, Role.ADMIN)), Person.deactivated_at.is_(None))
    rows = session.scalars(select(Person).where(or_(active, Person.id == person_id)).order_by(Person.name, Person.id))
    return [PersonLine(person.id, person.name, person.email) for person in rows]


def names_of_owners(draft_id: UUID) -> dict[UUID, str]:
    """The names of those who answer for the draft's working steps; one statement."""
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(select(Step.owner_id).where(Step.draft_id == draft_id)))
    )
    return {key: name for key, name in rows}  # noqa: C416 - rows are no pairs to the type checker


def active_staff() -> list[PersonLine]:
    """Who may own a draft or work on one, by name; one statement."""
    rows = session.scalars(
        select(Person)
        .where(Person.role.in_((Role.CSM, Role.ADMIN)), Person.deactivated_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [PersonLine(person.id, person.name, person.email) for person in rows]
