"""Writing the steps of a draft by hand."""

from collections.abc import Sequence

from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.database import session
from cab_portal.drafts import queries
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import MOST_STEPS, TYPED, Direction, StepInput, in_order_of_days, timed
from cab_portal.drafts.service.drafts import touch

STALE = "stale_step"
GONE = "step_gone"


def add_step(draft: Draft, given: StepInput) -> Step:
    """A new step at the end."""
    steps = queries.steps_of(draft.id)
    if len(steps) >= MOST_STEPS:
        raise Conflict(f"A draft has {MOST_STEPS} steps at most. Delete one, or start another draft.")
    step = new_step(draft, timed(draft.kind, given), len(steps) + 1, touch(draft))
    session.flush()
    return step


def save_step(draft: Draft, step: Step, given: StepInput, revision: int | None) -> None:
    """Keep what was typed, unless the step was saved by another editor since ``revision`` (or who saves cannot say).

    ``Conflict`` with the code ``stale_step`` then; nothing is overwritten. Typing nothing new is no change.
    """
    given = timed(draft.kind, given)
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
    place_step(draft, step, step.position + (1 if direction is Direction.DOWN else -1))


def place_step(draft: Draft, step: Step, position: int) -> None:
    """To a place of the order, counted from 1; beyond the last it becomes the last."""
    steps = list(queries.steps_of(draft.id))
    place = steps.index(step)
    to = min(max(position, 1), len(steps)) - 1
    if to != place:
        steps.insert(to, steps.pop(place))
        _number(steps)
        touch(draft)


def sort_by_day(draft: Draft) -> None:
    """Bring the steps into the order of their days; nothing happens where they are in it."""
    steps = list(queries.steps_of(draft.id))
    ordered = in_order_of_days(draft.kind, steps)
    if ordered != steps:
        _number(ordered)
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
