"""Drafts, their steps and versions, made by the services as a person would make them."""

from __future__ import annotations

from collections.abc import Sequence

from cab_portal.accounts.models import Person
from cab_portal.core.actor import acting_as
from cab_portal.database import session
from cab_portal.drafts import service
from cab_portal.drafts.models import Draft, Step, Version
from cab_portal.drafts.rules import TYPED, DraftInput, DraftKind, StepInput
from tests.factories import working
from tests.factories.accounts import actor_of, staff

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


def draft(
    owner: Person | None = None,
    *,
    kind: DraftKind = DraftKind.EMAIL_SERIES,
    title: str = "Onboarding series",
    goal: str = "The first import within ten days.",
    steps: Sequence[StepInput] = STEPS,
) -> Draft:
    """A draft with these steps, of a CSM of its own where no owner is given."""
    owner = owner or staff()
    with working():
        made = service.create_draft(actor_of(owner), DraftInput(kind, title, goal))
        for given in steps:
            service.add_step(made, given)
    return made


def version(of: Draft | None = None, note: str = "") -> Version:
    """The working steps of a draft, of one of its own where none is given, shared by its owner."""
    of = of or draft()
    with acting_as(actor_of(of.owner)), working():
        return service.share_version(of, note)


def rewrite(step: Step, markdown: str, **envelope: str) -> None:
    """Another text for a step, so that there is something new to share."""
    with working():
        typed = {name: getattr(step, name) for name in TYPED} | envelope | {"markdown": markdown}
        service.save_step(session.get_one(Draft, step.draft_id), step, StepInput(**typed), step.revision)
