"""Pages of the customer-success team."""

from cab_portal.faces.staff import (
    boards,
    draft_import,
    draft_people,
    draft_steps,
    draft_versions,
    drafts,
    today,
)
from cab_portal.faces.staff.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "boards",
    "draft_import",
    "draft_people",
    "draft_steps",
    "draft_versions",
    "drafts",
    "today",
]
