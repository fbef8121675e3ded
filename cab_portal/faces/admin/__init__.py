"""Pages of those who run the program."""

from cab_portal.faces.admin import audit, boards, index, mail, organizations, people, rewards, seats, segments, settings
from cab_portal.faces.admin.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "audit",
    "boards",
    "index",
    "mail",
    "organizations",
    "people",
    "rewards",
    "seats",
    "segments",
    "settings",
]
