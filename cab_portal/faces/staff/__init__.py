"""Pages of the customer-success team."""

from cab_portal.faces.staff import boards, today
from cab_portal.faces.staff.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = ["BLUEPRINTS", "boards", "today"]
