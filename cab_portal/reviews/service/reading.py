"""What a member does while reading: open, mark steps as read, switch to a newer version, finish."""

from uuid import UUID

from sqlalchemy import select, update

from cab_portal.core import clock
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.reviews.events import ReviewFinished, SharingChanged, VersionSwitched
from cab_portal.reviews.models import Assignment, ReadMark
from cab_portal.reviews.rules import VerdictInput, ensure_open


def note_opened(assignment_id: UUID) -> None:
    """Remember when a member first read; later readings change nothing."""
    session.execute(
        update(Assignment)
        .where(Assignment.id == assignment_id, Assignment.opened_at.is_(None))
        .values(opened_at=clock.now())
    )


def mark_read(assignment: Assignment, step: VersionStep, version: Version) -> None:
    """Mark a step as read in a version; a mark of a later version stays. ``Conflict`` once the request is closed."""
    at = clock.now()
    _ensure_open(assignment)
    if step.version_id != version.id or version.draft_id != assignment.request.draft_id:
        raise NotFound
    mark = {"assignment_id": assignment.id, "step_id": step.step_id, "version_number": version.number, "read_at": at}
    if insert_once(ReadMark, mark):
        return
    session.execute(
        update(ReadMark)
        .where(
            ReadMark.assignment_id == assignment.id,
            ReadMark.step_id == step.step_id,
            ReadMark.version_number < version.number,
        )
        .values(version_number=version.number, read_at=at)
    )


def switch_version(assignment: Assignment, version: Version) -> None:
    """Let a member read on in a newer version. ``Conflict`` where it is no newer one, or the request is closed."""
    _ensure_open(assignment)
    if version.draft_id != assignment.request.draft_id:
        raise NotFound
    present = session.scalars(select(Version.number).where(Version.id == assignment.version_id)).one()
    if version.number == present:
        return
    if version.number < present:
        raise Conflict("You already read a newer version.", code="older_version")
    assignment.version_id = version.id
    publish(VersionSwitched(assignment_id=assignment.id, version_id=version.id))


def change_sharing(assignment: Assignment, *, at_once: bool) -> None:
    """Share each new comment at once, or let them wait for the end of the review. ``Conflict`` once it is closed."""
    _ensure_open(assignment)
    if assignment.shares_at_once == at_once:
        return
    assignment.shares_at_once = at_once
    publish(SharingChanged(assignment_id=assignment.id, at_once=at_once))


def finish(assignment: Assignment, given: VerdictInput) -> bool:
    """End a review with a verdict on the version that the member reads; whether this was the first time.

    A second finish changes nothing. ``Conflict`` once the request is closed. Whoever listens to ``ReviewFinished``
    acts in the same transaction: waiting comments are shared, the reward is earned.
    """
    if assignment.finished_at is not None:
        return False
    _ensure_open(assignment)
    assignment.finished_at = clock.now()
    assignment.opened_at = assignment.opened_at or assignment.finished_at
    assignment.verdict = given.verdict
    assignment.verdict_reason = given.reason
    assignment.verdict_version_id = assignment.version_id
    publish(
        ReviewFinished(
            assignment_id=assignment.id,
            request_id=assignment.request_id,
            draft_id=assignment.request.draft_id,
            person_id=assignment.person_id,
            verdict=given.verdict,
        )
    )
    return True


def _ensure_open(assignment: Assignment) -> None:
    request = assignment.request
    ensure_open(request.status, request.closes_at, clock.now())
