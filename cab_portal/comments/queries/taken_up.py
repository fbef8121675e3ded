"""Whose words a version takes up."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Person
from cab_portal.comments.models import AppliedSuggestion, Thread, ThreadPlace
from cab_portal.comments.rules import Disposition
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep

_TAKEN_UP = (Disposition.ACCEPTED, Disposition.PARTLY)


def taken_up_in(draft_id: UUID, version_id: UUID) -> Sequence[tuple[Person, UUID, int]]:
    """Members of whose comments a version takes some up, by assignment, and how many; one statement.

    It does where a suggestion was applied that this version brings first; and where a comment was accepted, its step
    reads differently in this version, and it did not change since the decision.
    """
    this, before, changed = aliased(VersionStep), aliased(VersionStep), aliased(Version)
    number = select(Version.number).where(Version.id == version_id).scalar_subquery()
    previous = select(Version.id).where(Version.draft_id == draft_id, Version.number == number - 1).scalar_subquery()
    is_applied = exists().where(
        AppliedSuggestion.thread_id == Thread.id,
        AppliedSuggestion.version_id == version_id,
        AppliedSuggestion.undone_at.is_(None),
    )
    is_first_change = and_(this.changed_in == number, or_(changed.id.is_(None), changed.shared_at < Thread.disposed_at))
    rows = session.execute(
        select(Person, Thread.assignment_id, func.count())
        .select_from(Thread)
        .join(Person, Person.id == Thread.author_id)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == version_id))
        .join(this, and_(this.version_id == version_id, this.step_id == ThreadPlace.step_id))
        .outerjoin(before, and_(before.version_id == previous, before.step_id == this.step_id))
        .outerjoin(changed, and_(changed.draft_id == draft_id, changed.number == before.changed_in))
        .where(Thread.draft_id == draft_id, Thread.shared_at.is_not(None), Thread.version_id != version_id)
        .where(or_(is_applied, and_(Thread.disposition.in_(_TAKEN_UP), is_first_change)))
        .group_by(Person.id, Thread.assignment_id)
        .order_by(Person.id, Thread.assignment_id)
    )
    return [(person, assignment_id, count) for person, assignment_id, count in rows]
