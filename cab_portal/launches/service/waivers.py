"""Exceptions from checks: asked by one person, granted or refused by another, never taken off the record."""

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, NotAllowed
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.launches import queries
from cab_portal.launches.events import WaiverAsked, WaiverGranted, WaiverRefused
from cab_portal.launches.models import Waiver
from cab_portal.launches.rules import CheckState, WaiverInput
from cab_portal.launches.service.launching import NOTHING_SHARED


def ask_waiver(draft: Draft, actor: Actor, given: WaiverInput) -> Waiver:
    """Ask for an exception from a check that is blocked, for the newest shared version.

    ``Conflict`` where the check needs none, or where one was asked for already.
    """
    session.get_one(Draft, draft.id, with_for_update=True)
    gate = queries.gate_of(draft.id)
    if gate is None:
        raise Conflict(NOTHING_SHARED, code="nothing_shared")
    view = next(view for view in gate.checks if view.check is given.check)
    if view.state is not CheckState.BLOCKED:
        raise Conflict("This check is not in the way any more, so it needs no exception.", code="not_blocked")
    if view.waiting is not None:
        raise Conflict("An exception from this check was asked for already. It waits for a second person.")
    waiver = Waiver(
        id=ids.new_id(),
        draft_id=draft.id,
        version_id=gate.version_id,
        check=given.check,
        excuse=given.excuse,
        reason=given.reason,
        asked_by_id=actor.id,
        asked_at=clock.now(),
    )
    session.add(waiver)
    session.flush()
    publish(WaiverAsked(waiver_id=waiver.id, draft_id=draft.id, check=given.check, excuse=given.excuse))
    return waiver


def grant(waiver: Waiver, actor: Actor) -> None:
    """Grant an exception; it covers what is known now, and no concern or question that comes later."""
    _decide(waiver, actor)
    waiver.granted_at = clock.now()
    publish(WaiverGranted(waiver_id=waiver.id, draft_id=waiver.draft_id))


def refuse(waiver: Waiver, actor: Actor) -> None:
    """Refuse an exception; another may be asked for."""
    _decide(waiver, actor)
    waiver.refused_at = clock.now()
    publish(WaiverRefused(waiver_id=waiver.id, draft_id=waiver.draft_id))


def _decide(waiver: Waiver, actor: Actor) -> None:
    if waiver.asked_by_id == actor.person_id:
        raise NotAllowed("A second person decides on an exception. Ask an admin or another CSM.")
    if waiver.granted_at is not None or waiver.refused_at is not None:
        raise Conflict("This exception was decided on already.", code="decided")
    waiver.decided_by_id = actor.id
