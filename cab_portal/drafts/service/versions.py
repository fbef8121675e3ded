"""Sharing a version: from then on it is read, quoted and compared, and never changes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from cab_portal.core import clock, ids
from cab_portal.core.actor import acting
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts import events, queries
from cab_portal.drafts.models import Draft, Step, Version, VersionStep
from cab_portal.drafts.queries import StepView, VersionView
from cab_portal.drafts.rules import TYPED, lines_shown
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks


def share_version(draft: Draft, note: str = "", reasons: Mapping[UUID, str] | None = None) -> Version:
    """Freeze the working steps as the next version; ``note`` tells readers what changed and why.

    ``reasons`` say it of single steps, by the working step's id; one for a step that reads as before is left out.
    ``Conflict`` without steps, or where nothing changed since the last version. Shared by who acts; a command, which is
    nobody, shares in the owner's name.
    """
    steps = queries.steps_of(draft.id)
    if not steps:
        raise Conflict("Write at least one step before you share a version.")
    before = queries.newest_version(draft.id)
    if before is not None and _is_same(draft, steps, before):
        raise Conflict(f"Nothing changed since version {before.number}, so there is nothing new to share.")
    version = Version(
        id=ids.new_id(),
        draft_id=draft.id,
        number=before.number + 1 if before else 1,
        title=draft.title,
        note=note,
        revision=draft.revision,
        shared_at=clock.now(),
        shared_by_id=acting().person_id or draft.owner_id,
    )
    session.add(version)
    session.flush()
    earlier = {step.step_id: step for step in before.steps} if before else {}
    shared = [_shared(draft, step, version, earlier) for step in steps]
    for step in shared:
        if before is not None and _reads_anew(step, version.number, earlier.get(step.step_id)):
            step.reason = (reasons or {}).get(step.step_id, "")
    session.add_all(shared)
    session.flush()
    publish(events.VersionShared(draft_id=draft.id, version_id=version.id, number=version.number))
    return version


def _is_same(draft: Draft, steps: Sequence[Step], version: VersionView) -> bool:
    shown = (*lines_shown(draft.kind), "markdown")
    now = [(step.id, *(getattr(step, name) for name in shown)) for step in steps]
    then = [(step.step_id, *(getattr(step, name) for name in shown)) for step in version.steps]
    return draft.title == version.title and now == then


def _reads_anew(step: VersionStep, number: int, before: StepView | None) -> bool:
    return before is None or step.changed_in == number or step.position != before.position


def _shared(draft: Draft, step: Step, version: Version, earlier: Mapping[UUID, StepView]) -> VersionStep:
    """A step as it is shared. It changed where its readers see other words; other formatting alone changes nothing."""
    shared = VersionStep(
        id=ids.new_id(),
        version_id=version.id,
        step_id=step.id,
        position=step.position,
        canonical=canonical_text(parse_blocks(step.markdown)),
        changed_in=version.number,
        **{name: getattr(step, name) for name in TYPED},
    )
    before = earlier.get(step.id)
    read = (*lines_shown(draft.kind), "canonical")
    if before is not None and all(getattr(shared, name) == getattr(before, name) for name in read):
        shared.changed_in = before.changed_in
    return shared
