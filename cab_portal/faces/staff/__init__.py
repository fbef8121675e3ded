"""Pages of the customer-success team."""

from cab_portal.faces.staff import survey_design, survey_preview, survey_results, surveys, today
from cab_portal.faces.staff.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "survey_design",
    "survey_preview",
    "survey_results",
    "surveys",
    "today",
]
