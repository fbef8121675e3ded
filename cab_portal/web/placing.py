"""The page on which a person puts a comment on other words of a later version, for its author and for the team."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from cab_portal.core.errors import NotFound
from cab_portal.database import session
from cab_portal.drafts.models import VersionStep
from cab_portal.drafts.queries import StepView, VersionView
from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.web.filters import marked_blocks
from cab_portal.web.passages import PassageForm, block_at, choice_door

# The address of the page for a step, counted from 1, and a block of it where one is chosen.
Address = Callable[[int, int | None], str]


@dataclass(frozen=True)
class Placing:
    """A step of a version with its words to choose from; ``block`` is the paragraph whose sentences are offered."""

    version: VersionView
    number: int
    step: StepView
    block: Block | None
    text: Markup
    steps: list[dict[str, object]]


def placing_in(version: VersionView, form: PassageForm, home: int, address: Address) -> Placing:
    """Where the form says that it is, else in the step ``home``; the form offers the sentences of its block."""
    number = form.step.data or home
    if not 1 <= number <= len(version.steps):
        raise NotFound
    step = version.steps[number - 1]
    blocks = parse_blocks(step.markdown)
    block = block_at(blocks, form.block.data)
    form.version.data, form.step.data = version.number, number
    form.block.data = None if block is None else block.index
    form.offer(block)
    return Placing(
        version=version,
        number=number,
        step=step,
        block=block,
        text=marked_blocks(blocks, [], choice_door(lambda index: address(number, index))),
        steps=[
            {"label": f"{place}. {each.title}", "url": address(place, None), "current": place == number}
            for place, each in enumerate(version.steps, 1)
        ],
    )


def home_of(version: VersionView, step_id: object) -> int:
    """The place of a step in a version, counted from 1; the first where it is gone."""
    return next((place for place, step in enumerate(version.steps, 1) if step.step_id == step_id), 1)


def stored_step(placing: Placing) -> VersionStep:
    """The row of the step, for the service."""
    return session.scalars(
        select(VersionStep).where(
            VersionStep.version_id == placing.version.id, VersionStep.step_id == placing.step.step_id
        )
    ).one()
