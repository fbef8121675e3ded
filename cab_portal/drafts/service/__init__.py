"""Writes about drafts: one function per verb."""

from cab_portal.drafts.service.drafts import (
    add_collaborator,
    change_draft,
    create_draft,
    hand_over,
    move_stage,
    remove_collaborator,
)
from cab_portal.drafts.service.steps import (
    STALE,
    ImportedSteps,
    add_step,
    delete_step,
    import_steps,
    move_step,
    save_step,
)
from cab_portal.drafts.service.versions import share_version

__all__ = [
    "STALE",
    "ImportedSteps",
    "add_collaborator",
    "add_step",
    "change_draft",
    "create_draft",
    "delete_step",
    "hand_over",
    "import_steps",
    "move_stage",
    "move_step",
    "remove_collaborator",
    "save_step",
    "share_version",
]
