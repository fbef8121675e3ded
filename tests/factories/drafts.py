"""Drafts, their steps and versions, made by the services as a person would make them."""

from __future__ import annotations

from collections.abc import Sequence

from cab_portal.accounts.models import Person
from cab_portal.core.actor import Actor, acting_as
from cab_portal.database import unit_of_work
from cab_portal.drafts import service
from cab_portal.drafts.models import Draft, Step, Version
from cab_portal.drafts.rules import DraftInput, DraftKind, StepInput

WELCOME = StepInput(
    "Welcome",
    "Hello {first name},\n\nyour workspace is **ready**. We reply to every question within one working day.",
    channel="E-mail",
    timing="Day 0",
    role="Customer success manager",
    sender="Mara Keller, Fernhill",
    subject="Your workspace is ready",
    preview="Three things to do in the first week",
)
IMPORT = StepInput(
    "First import",
    "Bring one file with 50 rows. Two mistakes are common:\n\n- dates without a year\n- names in capitals",
    channel="E-mail",
    timing="Day 3",
    subject="Bring your first data in",
)
STEPS = (WELCOME, IMPORT)


def actor_for(person: Person) -> Actor:
    """The person as the one who acts."""
    return Actor(person.id, person.organization_id, person.role)


def make_draft(
    owner: Person,
    *,
    kind: DraftKind = DraftKind.EMAIL_SERIES,
    title: str = "Onboarding series",
    goal: str = "The first import within ten days.",
    steps: Sequence[StepInput] = STEPS,
) -> Draft:
    """A draft of the owner's with these steps; inside a unit of work."""
    draft = service.create_draft(actor_for(owner), DraftInput(kind, title, goal))
    for given in steps:
        service.add_step(draft, given)
    return draft


def make_version(draft: Draft, note: str = "") -> Version:
    """The draft's working steps, shared in its owner's name; inside a unit of work."""
    with acting_as(actor_for(draft.owner)):
        return service.share_version(draft, note)


def draft_of(owner: Person, **values: object) -> Draft:
    """As :func:`make_draft`, in a unit of work of its own."""
    with unit_of_work():
        return make_draft(owner, **values)  # type: ignore[arg-type]


def version_of(draft: Draft, note: str = "") -> Version:
    """As :func:`make_version`, in a unit of work of its own."""
    with unit_of_work():
        return make_version(draft, note)


def rewrite(draft: Draft, step: Step, markdown: str) -> None:
    """Another text for a step, so that a further version can be shared; inside a unit of work."""
    kept = {name: getattr(step, name) for name in ("channel", "timing", "role", "sender", "subject", "preview")}
    service.save_step(draft, step, StepInput(step.title, markdown, **kept), step.revision)
