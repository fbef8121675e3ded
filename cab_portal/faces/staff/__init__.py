"""Pages of the customer-success team."""

from cab_portal.faces.staff import today
from cab_portal.faces.staff.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = ["BLUEPRINTS", "today"]
