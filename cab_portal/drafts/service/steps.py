"""Writing the steps of a draft, by hand or from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts import events, queries
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import MOST_STEPS, TYPED, Direction, StepInput
from cab_portal.drafts.service.drafts import touch
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.importing import ImportedDraft
from cab_portal.drafts.text.step_matching import StepText, match_steps

STALE = "stale_step"


@dataclass(frozen=True)
class ImportedSteps:
    """What became of the steps: titles in order. Those kept keep their id, and with it their comments."""

    kept: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def add_step(draft: Draft, given: StepInput) -> Step:
    """A new step at the end."""
    steps = queries.steps_of(draft.id)
    if len(steps) >= MOST_STEPS:
        raise Conflict(f"A draft has {MOST_STEPS} steps at most. Delete one, or start another draft.")
    step = _new_step(draft, given, len(steps) + 1, touch(draft))
    session.flush()
    return step


def save_step(draft: Draft, step: Step, given: StepInput, revision: int) -> None:
    """Keep what was typed, unless the step was saved by another editor since ``revision``.

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


def import_steps(draft: Draft, imported: ImportedDraft) -> ImportedSteps:
    """Make the steps of a file the working text.

    Steps are matched in order by title, then by similar text: those keep their id, day, channel and envelope. What is
    left over is new or removed. The draft keeps its title.
    """
    old = list(queries.steps_of(draft.id))
    matching = match_steps(
        [StepText(step.title, _canonical(step.markdown)) for step in old],
        [StepText(step.title, _canonical(step.markdown)) for step in imported.steps],
    )
    kept = {new_place: old[old_place] for old_place, new_place in matching.pairs}
    removed = [old[place] for place in matching.removed]
    at, revision = clock.now(), touch(draft)
    for place, source in enumerate(imported.steps):
        step = kept.get(place)
        if step is None:
            _new_step(draft, StepInput(source.title, source.markdown), place + 1, revision)
            continue
        step.position = place + 1
        if (step.title, step.markdown) != (source.title, source.markdown):
            step.title, step.markdown = source.title, source.markdown
            step.revision, step.updated_at = revision, at
    for step in removed:
        session.delete(step)
    session.flush()
    publish(events.DraftImported(draft_id=draft.id, steps=len(imported.steps)))
    titles = [step.title for step in imported.steps]
    return ImportedSteps(
        kept=tuple(titles[place] for _, place in matching.pairs),
        added=tuple(titles[place] for place in matching.added),
        removed=tuple(step.title for step in removed),
    )


def _new_step(draft: Draft, given: StepInput, position: int, revision: int) -> Step:
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


def _canonical(markdown: str) -> str:
    return canonical_text(parse_blocks(markdown))
