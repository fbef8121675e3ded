"""Shared versions of a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from cab_portal.accounts.models import Person
from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.drafts.rules import TYPED, DraftKind


@dataclass(frozen=True)
class StepView:
    """A step as it was shared. ``changed_in`` is the number of the version in which its words last changed.

    ``reason`` tells why they changed in the version that it belongs to.
    """

    step_id: UUID
    position: int
    title: str
    channel: str
    timing: str
    role: str
    sender: str
    subject: str
    preview: str
    day: int | None
    minutes: int | None
    goal: str
    owner_id: UUID | None
    markdown: str
    canonical: str
    changed_in: int
    reason: str


@dataclass(frozen=True)
class VersionView:
    """A version with its steps in order. ``kind`` is the draft's of today."""

    id: UUID
    draft_id: UUID
    kind: DraftKind
    number: int
    title: str
    note: str
    shared_at: datetime
    steps: tuple[StepView, ...]

    @property
    def words(self) -> int:
        """How many words a reader reads in it."""
        return _count(step.canonical for step in self.steps)


@dataclass(frozen=True)
class VersionLine:
    """A version in a list. ``revision`` is the draft's at that moment: it is still that while nothing was written."""

    id: UUID
    number: int
    title: str
    note: str
    revision: int
    shared_at: datetime
    shared_by: str


def version_view(version_id: UUID) -> VersionView:
    """A version by its id; two statements."""
    version = session.scalar(_with_steps().where(Version.id == version_id))
    if version is None:
        raise NotFound
    return _view(version)


def step_views(*version_ids: UUID) -> dict[UUID, tuple[StepView, ...]]:
    """The steps of versions in order, for who knows the versions themselves already; one statement."""
    steps = select(VersionStep).where(VersionStep.version_id.in_(version_ids)).order_by(VersionStep.position)
    found: dict[UUID, list[StepView]] = {version_id: [] for version_id in version_ids}
    for step in session.scalars(steps):
        found[step.version_id].append(_step_view(step))
    return {version_id: tuple(views) for version_id, views in found.items()}


def version_by_number(draft_id: UUID, number: int) -> VersionView:
    """The version of a draft with this number; two statements."""
    version = session.scalar(_with_steps().where(Version.draft_id == draft_id, Version.number == number))
    if version is None:
        raise NotFound
    return _view(version)


def newest_version(draft_id: UUID) -> VersionView | None:
    """The version that was shared last, if one was; two statements."""
    version = session.scalar(_with_steps().where(Version.draft_id == draft_id).order_by(Version.number.desc()).limit(1))
    return None if version is None else _view(version)


def newest_number(draft_id: UUID) -> int:
    """The number of the version that was shared last; 0 before the first."""
    return session.scalar(select(func.max(Version.number)).where(Version.draft_id == draft_id)) or 0


def versions_of(draft_id: UUID) -> list[VersionLine]:
    """All versions of a draft, the newest first; one statement."""
    rows = session.execute(
        select(Version, Person.name)
        .join(Person, Person.id == Version.shared_by_id)
        .where(Version.draft_id == draft_id)
        .order_by(Version.number.desc())
    )
    return [
        VersionLine(
            version.id,
            version.number,
            version.title,
            version.note,
            version.revision,
            version.shared_at,
            name,
        )
        for version, name in rows
    ]


def words_of(version_id: UUID) -> int:
    """How many words a reader of this version reads; one statement."""
    return _count(session.scalars(select(VersionStep.canonical).where(VersionStep.version_id == version_id)))


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _with_steps() -> Select[Version]:
    return select(Version).options(selectinload(Version.steps), joinedload(Version.draft))


def _view(version: Version) -> VersionView:
    return VersionView(
        id=version.id,
        draft_id=version.draft_id,
        kind=version.draft.kind,
        number=version.number,
        title=version.title,
        note=version.note,
        shared_at=version.shared_at,
        steps=tuple(_step_view(step) for step in version.steps),
    )


def _step_view(step: VersionStep) -> StepView:
    return StepView(
        step_id=step.step_id,
        position=step.position,
        canonical=step.canonical,
        changed_in=step.changed_in,
        reason=step.reason,
        **{name: getattr(step, name) for name in TYPED},
    )
