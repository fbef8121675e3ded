"""Threads: kinds, dispositions, and how long a text may be."""

from enum import StrEnum

BODY_LIMIT = 4_000
QUOTE_LIMIT = 2_000


class ThreadKind(StrEnum):
    """What a member says with it. Chosen, never preset."""

    QUESTION = "question"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Disposition(StrEnum):
    """What the team did with it; each needs a reason."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    ANSWERED = "answered"


class PlaceStatus(StrEnum):
    """Where a thread's words are in a version."""

    KEPT = "kept"
    EDITED = "edited"
    MOVED = "moved"
    MOVED_EDITED = "moved_edited"
    AMBIGUOUS = "ambiguous"
    REMOVED = "removed"
