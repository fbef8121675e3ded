"""Pages of the customer-success team."""

from cab_portal.faces.staff import (
    boards,
    decisions,
    draft_import,
    draft_people,
    draft_steps,
    draft_versions,
    drafts,
    launch,
    request_changes,
    requests,
    route,
    survey_design,
    survey_preview,
    survey_questions,
    survey_results,
    surveys,
    today,
    triage,
    triage_groups,
    triage_place,
    triage_suggestions,
)
from cab_portal.faces.staff.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "boards",
    "decisions",
    "draft_import",
    "draft_people",
    "draft_steps",
    "draft_versions",
    "drafts",
    "launch",
    "request_changes",
    "requests",
    "route",
    "survey_design",
    "survey_preview",
    "survey_questions",
    "survey_results",
    "surveys",
    "today",
    "triage",
    "triage_groups",
    "triage_place",
    "triage_suggestions",
]
