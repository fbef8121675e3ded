"""Writes about drafts: one function per verb."""

from cab_portal.drafts.service.drafts import (
    add_collaborator,
    change_draft,
    create_draft,
    hand_over,
    move_stage,
    remove_collaborator,
)
from cab_portal.drafts.service.imports import import_steps, read_file, read_stream
from cab_portal.drafts.service.starters import STARTERS, create_from_starter
from cab_portal.drafts.service.steps import (
    GONE,
    STALE,
    add_step,
    delete_step,
    move_step,
    place_step,
    save_step,
    sort_by_day,
)
from cab_portal.drafts.service.versions import share_version

__all__ = [
    "GONE",
    "STALE",
    "STARTERS",
    "add_collaborator",
    "add_step",
    "change_draft",
    "create_draft",
    "create_from_starter",
    "delete_step",
    "hand_over",
    "import_steps",
    "move_stage",
    "move_step",
    "place_step",
    "read_file",
    "read_stream",
    "remove_collaborator",
    "save_step",
    "share_version",
    "sort_by_day",
]
