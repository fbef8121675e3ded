"""Threads: kinds, dispositions, and how long a text may be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from cab_portal.boards.rules import Privacy
from cab_portal.core.errors import InvalidInput

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


REASON_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class DispositionInput:
    """What the team does with a thread, and why. ``duplicate_of`` belongs to a duplicate alone, and it needs one."""

    disposition: Disposition
    reason: str
    duplicate_of: UUID | None = None

    def checked(self) -> "DispositionInput":
        """The same, without a twin that means nothing; ``InvalidInput`` where the reason or the twin is missing."""
        is_duplicate = self.disposition is Disposition.DUPLICATE
        missing = {}
        if not self.reason:
            missing["reason"] = "Say why. The member reads it."
        if is_duplicate and self.duplicate_of is None:
            missing["duplicate_of"] = "Choose the comment that says the same."
        if missing:
            raise InvalidInput("A decision needs its reason.", fields=missing)
        if len(self.reason) > REASON_LIMIT:
            raise InvalidInput(
                "The reason is too long.", fields={"reason": f"Shorten this to {REASON_LIMIT:,} characters."}
            )
        return DispositionInput(self.disposition, self.reason, self.duplicate_of if is_duplicate else None)


# The listening clock: until when a member hears from us first.
CONCERN_FIRST_REPLY = timedelta(hours=48)
FIRST_REPLY_WORKING_DAYS = 5
_WEEK = timedelta(days=7)
_WORKING_DAYS_A_WEEK = 5


def reply_due_at(kind: ThreadKind, shared_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when a thread that was shared at this instant is due its first reply, in UTC.

    A concern within 48 hours, whatever the day. Anything else at the same time of the day five working days later, by
    the clocks of ``zone``; Saturdays and Sundays are left out, so what was shared on one counts from Monday 00:00.
    """
    if kind is ThreadKind.CONCERN:
        return shared_at + CONCERN_FIRST_REPLY
    local = shared_at.astimezone(zone).replace(tzinfo=None)
    if local.weekday() >= _WORKING_DAYS_A_WEEK:
        local = _midnight(local) + timedelta(days=7 - local.weekday())
    return _in_utc(local + _WEEK * FIRST_REPLY_WORKING_DAYS // _WORKING_DAYS_A_WEEK, zone)


def overdue_since(kind: ThreadKind, at: datetime, zone: ZoneInfo) -> datetime:
    """The instant before which a thread must have been shared for its first reply to be overdue at ``at``.

    The inverse of :func:`reply_due_at`: ``reply_due_at(kind, shared, zone) < at`` exactly where ``shared`` is earlier.
    """
    if kind is ThreadKind.CONCERN:
        return at - CONCERN_FIRST_REPLY
    local = at.astimezone(zone).replace(tzinfo=None) - _WEEK * FIRST_REPLY_WORKING_DAYS // _WORKING_DAYS_A_WEEK
    if local.weekday() >= _WORKING_DAYS_A_WEEK:
        local = _midnight(local) - timedelta(days=local.weekday() - _WORKING_DAYS_A_WEEK)
    return _in_utc(local, zone)


def _midnight(local: datetime) -> datetime:
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


class PlaceStatus(StrEnum):
    """Where a thread's words are in a version."""

    KEPT = "kept"
    EDITED = "edited"
    MOVED = "moved"
    MOVED_EDITED = "moved_edited"
    AMBIGUOUS = "ambiguous"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a step, named by a browser or chosen as a sentence; offsets count code points of its canonical text.

    Offsets are a claim until the words were found in the text: see ``comments.anchoring``.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class CommentInput:
    """What a member says about a passage. ``replacement`` belongs to a suggestion alone."""

    kind: ThreadKind
    body: str = ""
    replacement: str | None = None
    is_private: bool = False

    def checked(self, quote: str) -> "CommentInput":
        """The same about these words, without a replacement that changes nothing.

        ``InvalidInput`` where nothing is said: only praise, and a suggestion with a replacement, may do without a text.
        """
        replacement = self.replacement if self.kind is ThreadKind.SUGGESTION else None
        if not replacement or replacement == quote:
            replacement = None
        if not self.body and replacement is None and self.kind is not ThreadKind.PRAISE:
            sentence = _MISSING[self.kind]
            raise InvalidInput(sentence, fields={"body": sentence})
        return CommentInput(self.kind, self.body, replacement, self.is_private)


_MISSING = {
    ThreadKind.QUESTION: "Write your question.",
    ThreadKind.CONCERN: "Say what worries you.",
    ThreadKind.SUGGESTION: "Change the words, or say what would work better.",
}


def shows_words_of_others(privacy: Privacy) -> bool:
    """Whether members of one board read each other's comments."""
    return privacy is not Privacy.SEALED


def shows_names_of_others(privacy: Privacy) -> bool:
    """Whether members of one board learn who wrote a comment, and for which organization."""
    return privacy is Privacy.OPEN


def shortened(quote: str, limit: int = 40) -> str:
    """A quote in one line of at most ``limit`` characters, cut after a word where it can be."""
    line = " ".join(quote.split())
    if len(line) <= limit:
        return line
    cut = line[:limit].rpartition(" ")[0] or line[: limit - 1]
    return cut.rstrip(" ,;:.") + "…"


def is_waiting(shared_at: datetime | None) -> bool:
    """Whether only its author sees a thread."""
    return shared_at is None


PLACED = frozenset({PlaceStatus.KEPT, PlaceStatus.EDITED, PlaceStatus.MOVED, PlaceStatus.MOVED_EDITED})
