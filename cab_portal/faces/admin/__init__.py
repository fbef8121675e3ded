"""Pages of those who run the program."""

from cab_portal.faces.admin import index, rewards
from cab_portal.faces.admin.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = ["BLUEPRINTS", "index", "rewards"]
