"""Decisions: you said, we did, we will by a date, or we will not, because."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from cab_portal.comments.models import Thread
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.models import Draft
from cab_portal.launches.events import DecisionChanged, DecisionCreated, DecisionPublished
from cab_portal.launches.models import Decision, DecisionThread
from cab_portal.launches.rules import DecisionInput
from cab_portal.program.queries import program


def create_decision(draft: Draft, actor: Actor, given: DecisionInput, thread_ids: Collection[UUID]) -> Decision:
    """Write a decision that answers these decided threads; members see it once it is published."""
    given = _checked(given)
    decision = Decision(
        id=ids.new_id(),
        draft_id=draft.id,
        outcome=given.outcome,
        said=given.said,
        answer=given.answer,
        because=given.because,
        due_on=given.due_on,
        created_by_id=actor.id,
        created_at=clock.now(),
    )
    session.add(decision)
    session.flush()
    _link(decision, thread_ids)
    publish(DecisionCreated(decision_id=decision.id, draft_id=draft.id, outcome=given.outcome))
    return decision


def change_decision(decision: Decision, given: DecisionInput, thread_ids: Collection[UUID]) -> None:
    """Say it otherwise. ``Conflict`` once members have read it."""
    _ensure_unpublished(decision)
    given = _checked(given)
    decision.outcome = given.outcome
    decision.said = given.said
    decision.answer = given.answer
    decision.because = given.because
    decision.due_on = given.due_on
    session.execute(delete(DecisionThread).where(DecisionThread.decision_id == decision.id))
    _link(decision, thread_ids)
    publish(DecisionChanged(decision_id=decision.id, draft_id=decision.draft_id))


def publish_decision(decision: Decision) -> None:
    """Let the members who had the draft before them read it, for good. Published before, it is left as it is."""
    if decision.published_at is not None:
        return
    decision.published_at = clock.now()
    publish(DecisionPublished(decision_id=decision.id, draft_id=decision.draft_id))


def _checked(given: DecisionInput) -> DecisionInput:
    return given.checked(clock.now().astimezone(program().zone).date())


def _ensure_unpublished(decision: Decision) -> None:
    if decision.published_at is not None:
        raise Conflict("This decision is published, so it stays as it is. Write another one.", code="published")


def _link(decision: Decision, thread_ids: Collection[UUID]) -> None:
    """Only threads of the same draft that were decided can be answered by a decision."""
    wanted = set(thread_ids)
    found = set(
        session.scalars(
            select(Thread.id).where(
                Thread.id.in_(wanted),
                Thread.draft_id == decision.draft_id,
                Thread.shared_at.is_not(None),
                Thread.disposition.is_not(None),
            )
        )
    )
    if found != wanted:
        sentence = "A comment that you chose is not decided any more. Check the list and choose again."
        raise InvalidInput(sentence, fields={"threads": sentence})
    session.add_all(DecisionThread(decision_id=decision.id, thread_id=thread_id) for thread_id in sorted(found))
    session.flush()
