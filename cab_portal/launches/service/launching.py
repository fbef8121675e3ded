"""Launching: the one door to the launched state.

The record that a launch freezes holds, under these keys: ``version`` (number and title), ``launched_at``,
``launched_by`` (id), ``rules`` and ``checks`` (each with its state and the numbers it was weighed by), ``segments``,
``changed_steps``, ``verdicts`` (counts), ``dispositions`` (counts of shared threads, ``open`` for those without one),
and ``waivers`` (with the ids of who asked and who granted). People stand in it by id, so that a name can be erased.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from cab_portal.comments.models import Thread
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import STAGES, DraftStage
from cab_portal.launches import queries
from cab_portal.launches.events import DraftLaunched
from cab_portal.launches.models import Launch
from cab_portal.launches.queries import Gate, WaiverView
from cab_portal.launches.rules import ensure_launchable

NOTHING_SHARED = "No version of this draft was shared yet. Share one for review first."


def launch(draft: Draft, actor: Actor) -> Launch:
    """Launch the newest shared version. Launched before, it is left as it is, and nobody is told again.

    Holds the draft's row, so that of many who press the button at once one launches. ``Conflict`` while a check is
    blocked.
    """
    draft = session.get_one(Draft, draft.id, with_for_update=True, populate_existing=True)
    gate = queries.gate_of(draft.id)
    if gate is None:
        raise Conflict(NOTHING_SHARED, code="nothing_shared")
    if gate.launched is not None:
        return session.get_one(Launch, gate.launched.id)
    ensure_launchable(gate.states)
    draft.stage = STAGES.move(draft.stage, DraftStage.LAUNCHED, "This draft cannot be launched now.")
    at = clock.now()
    made = Launch(
        id=ids.new_id(),
        draft_id=draft.id,
        version_id=gate.version_id,
        launched_by_id=actor.id,
        launched_at=at,
        record={"launched_at": at.isoformat(), "launched_by": ids.encode(actor.id), **_record(draft, gate)},
    )
    session.add(made)
    session.flush()
    publish(DraftLaunched(launch_id=made.id, draft_id=draft.id, version_id=gate.version_id))
    return made


def _record(draft: Draft, gate: Gate) -> dict[str, Any]:
    facts = gate.facts
    title = session.get_one(Version, gate.version_id).title
    return {
        "version": {"number": gate.version_number, "title": title},
        "rules": {
            "finished_percent": facts.finished_percent,
            "finished_per_segment": facts.finished_per_segment,
        },
        "checks": [
            {"check": view.check.value, "state": view.state.value, "numbers": dict(view.result.numbers)}
            for view in gate.checks
        ],
        "segments": [
            {"board": row.board, "segment": row.segment, "invited": row.invited, "finished": row.finished}
            for row in facts.segments
        ],
        "changed_steps": [{"title": step.title, "reads": step.reads} for step in facts.changed],
        "verdicts": {verdict.value: count for verdict, count in queries.verdict_counts(draft.id).items()},
        "dispositions": _disposition_counts(draft.id),
        "waivers": [_frozen(waiver) for waiver in gate.granted()],
    }


def _disposition_counts(draft_id: UUID) -> dict[str, int]:
    rows = session.execute(
        select(Thread.disposition, func.count())
        .where(Thread.draft_id == draft_id, Thread.shared_at.is_not(None))
        .group_by(Thread.disposition)
    )
    return {"open" if disposition is None else disposition.value: count for disposition, count in rows}


def _frozen(waiver: WaiverView) -> dict[str, Any]:
    return {
        "id": ids.encode(waiver.id),
        "check": waiver.check.value,
        "excuse": waiver.excuse.value,
        "reason": waiver.reason,
        "asked_by": ids.encode(waiver.asked_by_id),
        "asked_at": waiver.asked_at.isoformat(),
        "granted_by": None if waiver.decided_by_id is None else ids.encode(waiver.decided_by_id),
        "granted_at": None if waiver.granted_at is None else waiver.granted_at.isoformat(),
    }
