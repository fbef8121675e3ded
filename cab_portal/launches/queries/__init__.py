"""Reads about the launch gate, exceptions, decisions and what changed for a member."""

from cab_portal.launches.queries.changes import (
    Change,
    DraftChanges,
    OwnComment,
    ReceiptView,
    changes_of_draft,
    changes_page,
    receipts_of,
)
from cab_portal.launches.queries.decisions import (
    AnswerableThread,
    DecisionView,
    answerable_threads,
    decision_counts,
    decisions_page,
    drafts_decided_by,
    editable_by,
    threads_answered_by,
)
from cab_portal.launches.queries.gate import (
    CheckView,
    Gate,
    LaunchView,
    WaiverView,
    gate_of,
    launches_of,
    verdict_counts,
    waivers_of,
)

__all__ = [
    "AnswerableThread",
    "Change",
    "CheckView",
    "DecisionView",
    "DraftChanges",
    "Gate",
    "LaunchView",
    "OwnComment",
    "ReceiptView",
    "WaiverView",
    "answerable_threads",
    "changes_of_draft",
    "changes_page",
    "decision_counts",
    "decisions_page",
    "drafts_decided_by",
    "editable_by",
    "gate_of",
    "launches_of",
    "receipts_of",
    "threads_answered_by",
    "verdict_counts",
    "waivers_of",
]
