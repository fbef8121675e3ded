"""How drafts of the story are written and shared."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from cab_portal.core.actor import Actor
from cab_portal.demo.telling import Story, minutes_later
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftInput, StepInput

Versions = tuple[tuple[str, tuple[StepInput, ...]], ...]
# Why steps changed, by the number of the version and the title of the step.
Reasons = Mapping[int, Mapping[str, str]]


def tell_draft(
    story: Story,
    name: str,
    who: str,
    given: DraftInput,
    versions: Versions,
    days: tuple[tuple[int, int], ...],
    reasons: Reasons | None = None,
) -> None:
    """Let somebody create a draft, then write and share each of its versions on its working day and hour."""

    def create(actor: Actor) -> None:
        story.ids[name] = service.create_draft(actor, given).id

    first_day, first_hour = days[0]
    story.tell(story.on(first_day - 1, first_hour), who, create)
    for number, ((note, steps), (day, hour)) in enumerate(zip(versions, days, strict=True), start=1):
        told = (reasons or {}).get(number, {})
        story.tell(story.on(day, hour), who, partial(_write, story, name, note, told, steps))


def _write(
    story: Story, name: str, note: str, reasons: Mapping[str, str], steps: tuple[StepInput, ...], actor: Actor
) -> None:
    draft = story.thing(Draft, name)
    present = list(queries.steps_of(draft.id))
    for number, step in enumerate(replace(step, owner_id=actor.person_id) for step in steps):
        with minutes_later(3 * number):
            if number < len(present):
                service.save_step(draft, present[number], step, present[number].revision)
            else:
                service.add_step(draft, step)
    with minutes_later(3 * len(steps)):
        written = {step.id: reasons.get(step.title, "") for step in queries.steps_of(draft.id)}
        version = service.share_version(draft, note, written)
    story.ids[f"{name}:{version.number}"] = version.id
