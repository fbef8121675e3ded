"""Writing the steps of a draft by hand."""

from collections.abc import Sequence

from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.drafts import queries
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import MOST_STEPS, TYPED, Direction, StepInput
from cab_portal.drafts.service.drafts import touch

STALE = "stale_step"
GONE = "step_gone"


def add_step(draft: Draft, given: StepInput) -> Step:
    """A new step at the end."""
    steps = queries.steps_of(draft.id)
    if len(steps) >= MOST_STEPS:
        raise Conflict(f"A draft has {MOST_STEPS} steps at most. Delete one, or start another draft.")
    step = new_step(draft, given, len(steps) + 1, touch(draft))
    session.flush()
    return step


def save_step(draft: Draft, step: Step, given: StepInput, revision: int | None) -> None:
    """Keep what was typed, unless the step was saved by another editor since ``revision`` (or who saves cannot say).

    ``Conflict`` with the code ``stale_step`` then; nothing is overwritten. Typing nothing new is no change.
    """
    if all(getattr(step, name) == getattr(given, name) for name in TYPED):
        return
    if step.revision != revision:
        raise Conflict("Somebody else saved this step while you were writing. Nothing is lost.", code=STALE)
    for name in TYPED:
        setattr(step, name, getattr(given, name))
    step.revision = touch(draft)
    step.updated_at = clock.now()


def move_step(draft: Draft, step: Step, direction: Direction) -> None:
    """One place up or down; nothing happens at the edge."""
    steps = list(queries.steps_of(draft.id))
    place = steps.index(step)
    to = place + (1 if direction is Direction.DOWN else -1)
    if not 0 <= to < len(steps):
        return
    steps.insert(to, steps.pop(place))
    _number(steps)
    touch(draft)


def delete_step(draft: Draft, step: Step) -> None:
    """Take a step out of the working text. Shared versions keep it."""
    session.delete(step)
    session.flush()
    _number(queries.steps_of(draft.id))
    touch(draft)


def new_step(draft: Draft, given: StepInput, position: int, revision: int) -> Step:
    """A step at a place of the order, counted from 1."""
    step = Step(
        id=ids.new_id(),
        draft_id=draft.id,
        position=position,
        revision=revision,
        updated_at=clock.now(),
        **{name: getattr(given, name) for name in TYPED},
    )
    session.add(step)
    return step


def _number(steps: Sequence[Step]) -> None:
    for position, step in enumerate(steps, start=1):
        step.position = position
    session.flush()
