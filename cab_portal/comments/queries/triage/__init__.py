"""All shared threads of a draft as its team works through them."""

from cab_portal.comments.queries.triage.clock import is_overdue, newest_version_id, shared_on
from cab_portal.comments.queries.triage.index import EVERYTHING, TriageFilter, TriageIndex, TriageState, index_of
from cab_portal.comments.queries.triage.threads import (
    TriageReply,
    TriageRestatement,
    TriageThread,
    page_of,
    threads_of_draft,
    triage_thread,
    twins_for,
)
from cab_portal.comments.queries.triage.work import TriageLine, triage_lines, undisposed

__all__ = [
    "EVERYTHING",
    "TriageFilter",
    "TriageIndex",
    "TriageLine",
    "TriageReply",
    "TriageRestatement",
    "TriageState",
    "TriageThread",
    "index_of",
    "is_overdue",
    "newest_version_id",
    "page_of",
    "shared_on",
    "threads_of_draft",
    "triage_lines",
    "triage_thread",
    "twins_for",
    "undisposed",
]
