"""Where a suggestion may be applied to the working text, and how it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from cab_portal.accounts.models import Person
from cab_portal.comments.anchoring.anchors import Status, describe
from cab_portal.comments.anchoring.carrying import carry_along
from cab_portal.comments.models import AppliedSuggestion, Thread, ThreadPlace
from cab_portal.comments.queries.triage.clock import newest_version_id
from cab_portal.comments.rules import PlaceStatus, ThreadKind
from cab_portal.database import session
from cab_portal.drafts.models import Step, Version, VersionStep
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks


@dataclass(frozen=True, slots=True)
class WorkingPlace:
    """Where the words of a suggestion stand unchanged in a step's canonical text, and what shall replace them."""

    step_id: UUID
    start: int
    end: int
    exact: str
    words: str


@dataclass(frozen=True, slots=True)
class AppliedView:
    """A suggestion in the working text. ``version_number`` is the version that brought it to readers, if one has."""

    applied_by: str
    applied_at: datetime
    version_number: int | None
    may_undo: bool


def working_place(thread_id: UUID) -> WorkingPlace | None:
    """Where a suggestion can be applied now; two statements.

    None unless its words are kept in the newest version and stand unchanged in the working text, and none is applied.
    """
    row = session.execute(
        select(Thread, ThreadPlace, VersionStep.canonical)
        .join(ThreadPlace, ThreadPlace.thread_id == Thread.id)
        .join(
            VersionStep,
            and_(VersionStep.version_id == ThreadPlace.version_id, VersionStep.step_id == ThreadPlace.step_id),
        )
        .join(Version, Version.id == ThreadPlace.version_id)
        .where(
            Thread.id == thread_id,
            Thread.kind == ThreadKind.SUGGESTION,
            Thread.replacement.is_not(None),
            Thread.shared_at.is_not(None),
            ThreadPlace.status == PlaceStatus.KEPT,
            ~select(AppliedSuggestion.id)
            .where(AppliedSuggestion.thread_id == Thread.id, AppliedSuggestion.undone_at.is_(None))
            .exists(),
        )
        .order_by(Version.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    thread, place, canonical = row
    if place.version_id != session.scalar(select(newest_version_id(thread.draft_id))):
        return None
    return _in_working_text(thread, place, canonical)


def _in_working_text(thread: Thread, place: ThreadPlace, canonical: str) -> WorkingPlace | None:
    step = session.get(Step, place.step_id)
    if step is None or place.start is None or place.end is None or thread.replacement is None:
        return None
    exact, key = canonical[place.start : place.end], str(place.step_id)
    now = canonical_text(parse_blocks(step.markdown))
    start, end = place.start, place.end
    if now != canonical:
        anchor = describe(key, canonical, start, end)
        (carried,) = carry_along([{key: canonical}, {key: now}], [anchor])
        if carried.status is not Status.KEPT:
            return None
        start, end = carried.start, carried.end
    if now[start:end] != exact:
        return None
    return WorkingPlace(place.step_id, start, end, exact, thread.replacement)


def applied_view(thread_id: UUID) -> AppliedView | None:
    """How a suggestion was applied, unless that was undone; one statement."""
    row = session.execute(
        select(AppliedSuggestion, Person.name, Version.number, Step.revision)
        .join(Person, Person.id == AppliedSuggestion.applied_by_id)
        .outerjoin(Version, Version.id == AppliedSuggestion.version_id)
        .outerjoin(Step, Step.id == AppliedSuggestion.step_id)
        .where(AppliedSuggestion.thread_id == thread_id, AppliedSuggestion.undone_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    applied, name, number, revision = row
    return AppliedView(name, applied.applied_at, number, applied.version_id is None and revision == applied.revision)
