"""Pages of the advisory customer."""

from cab_portal.faces.member import changes, home, invitation, rewards, survey
from cab_portal.faces.member.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = ["BLUEPRINTS", "changes", "home", "invitation", "rewards", "survey"]
