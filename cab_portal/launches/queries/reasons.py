"""Why steps changed on the way from one version to another, as published decisions tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.orm import aliased

from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Thread, ThreadPlace, ThreadSupport
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.launches.models import Decision, DecisionThread
from cab_portal.launches.rules import Outcome


@dataclass(frozen=True, slots=True)
class DecidedReason:
    """What members said about a step, and what was done. ``people`` counts those who said it, as far as the reader may
    know of them; ``is_own`` where the reader is one of them."""

    said: str
    answer: str
    people: int
    is_own: bool


def decided_reasons(actor: Actor, draft_id: UUID, older: int, newer: int) -> Mapping[UUID, tuple[DecidedReason, ...]]:
    """By step of the newer version, where it changed since the older one; the earliest first. One statement.

    Decisions of what was done count, and comments that were made before the newer version.
    """
    made_on, target = aliased(Version), aliased(Version)
    rows = session.execute(
        select(
            ThreadPlace.step_id,
            Decision,
            Thread.author_id,
            ThreadSupport.person_id,
            case((visible_threads(actor), 1), else_=0),
        )
        .select_from(Decision)
        .join(DecisionThread, DecisionThread.decision_id == Decision.id)
        .join(Thread, Thread.id == DecisionThread.thread_id)
        .join(made_on, and_(made_on.id == Thread.version_id, made_on.number < newer))
        .join(target, and_(target.draft_id == Decision.draft_id, target.number == newer))
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == target.id))
        .join(VersionStep, and_(VersionStep.version_id == target.id, VersionStep.step_id == ThreadPlace.step_id))
        .outerjoin(ThreadSupport, ThreadSupport.thread_id == Thread.id)
        .where(Decision.draft_id == draft_id, Decision.outcome == Outcome.DID, Decision.published_at.is_not(None))
        .where(VersionStep.changed_in > older)
        .order_by(Decision.published_at, Decision.id)
    )
    people: dict[tuple[UUID, Decision], set[UUID]] = {}
    for step_id, decision, author_id, supporter_id, is_seen in rows:
        known = people.setdefault((step_id, decision), set())
        if is_seen:
            known.update(person for person in (author_id, supporter_id) if person is not None)
    found: dict[UUID, tuple[DecidedReason, ...]] = {}
    for (step_id, decision), known in people.items():
        reason = DecidedReason(decision.said, decision.answer, len(known), actor.person_id in known)
        found[step_id] = (*found.get(step_id, ()), reason)
    return found
