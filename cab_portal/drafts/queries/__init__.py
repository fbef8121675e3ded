"""Reads about drafts: lists, working steps, shared versions."""

from cab_portal.drafts.queries.comparison import (
    Comparison,
    StepChange,
    StepState,
    compare_step,
    compare_versions,
    comparison_of,
    working_version,
)
from cab_portal.drafts.queries.drafts import (
    DraftLine,
    PersonLine,
    active_staff,
    collaborators_of,
    counts_by_stage,
    drafts_page,
    find_step,
    step_of,
    steps_of,
)
from cab_portal.drafts.queries.exporting import as_markdown
from cab_portal.drafts.queries.import_reports import ImportReportView, import_report_of
from cab_portal.drafts.queries.versions import (
    StepView,
    VersionLine,
    VersionView,
    newest_number,
    newest_version,
    step_views,
    version_by_number,
    version_view,
    versions_of,
    words_of,
)

__all__ = [
    "Comparison",
    "DraftLine",
    "ImportReportView",
    "PersonLine",
    "StepChange",
    "StepState",
    "StepView",
    "VersionLine",
    "VersionView",
    "active_staff",
    "as_markdown",
    "collaborators_of",
    "compare_step",
    "compare_versions",
    "comparison_of",
    "counts_by_stage",
    "drafts_page",
    "find_step",
    "import_report_of",
    "newest_number",
    "newest_version",
    "step_of",
    "step_views",
    "steps_of",
    "version_by_number",
    "version_view",
    "versions_of",
    "words_of",
    "working_version",
]
