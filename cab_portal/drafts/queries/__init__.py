"""Reads about drafts: lists, working steps, shared versions."""

from cab_portal.drafts.queries.drafts import (
    PAGE_SIZE,
    DraftLine,
    PersonLine,
    active_staff,
    collaborators_of,
    counts_by_stage,
    drafts_page,
    step_of,
    steps_of,
)
from cab_portal.drafts.queries.versions import (
    StepView,
    VersionLine,
    VersionView,
    newest_number,
    newest_version,
    version_by_number,
    version_view,
    versions_of,
    words_of,
)

__all__ = [
    "PAGE_SIZE",
    "DraftLine",
    "PersonLine",
    "StepView",
    "VersionLine",
    "VersionView",
    "active_staff",
    "collaborators_of",
    "counts_by_stage",
    "drafts_page",
    "newest_number",
    "newest_version",
    "step_of",
    "steps_of",
    "version_by_number",
    "version_view",
    "versions_of",
    "words_of",
]
