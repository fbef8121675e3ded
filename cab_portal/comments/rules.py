"""Threads: kinds, dispositions, and how long a text may be."""

from dataclasses import dataclass, replace
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
    """What the team does with a thread, and why. ``duplicate_of`` belongs to a duplicate alone, and it needs one.

    ``unconfirmed_reason`` says why a concern is decided although its author has not confirmed how the team put it.
    """

    disposition: Disposition
    reason: str
    duplicate_of: UUID | None = None
    unconfirmed_reason: str = ""

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
        for name, text in (("reason", self.reason), ("unconfirmed_reason", self.unconfirmed_reason)):
            if len(text) > REASON_LIMIT:
                raise InvalidInput(
                    "The reason is too long.", fields={name: f"Shorten this to {REASON_LIMIT:,} characters."}
                )
        return replace(self, duplicate_of=self.duplicate_of if is_duplicate else None)


class RestatementAnswer(StrEnum):
    """What a member says to the team's words for a concern."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class RestatementReply:
    """A member's answer; a correction says what the team got wrong."""

    answer: RestatementAnswer
    correction: str = ""

    def checked(self) -> "RestatementReply":
        """The same, without a correction that means nothing; ``InvalidInput`` where it is missing."""
        if self.answer is RestatementAnswer.CONFIRMED:
            return RestatementReply(self.answer)
        if not self.correction:
            sentence = "Say what we got wrong."
            raise InvalidInput(sentence, fields={"correction": sentence})
        return self


# The listening clock: until when a member hears from us first. 48 hours are two days, and no hour of a weekend counts.
FIRST_REPLY_WORKING_DAYS = {
    ThreadKind.CONCERN: 2,
    ThreadKind.QUESTION: 5,
    ThreadKind.SUGGESTION: 5,
    ThreadKind.PRAISE: 5,
}
# So long a restatement waits for its member's answer before silence counts as none.
RESTATEMENT_WORKING_DAYS = 3
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_WEEKEND = timedelta(days=2)
_WORKING_DAYS_A_WEEK = 5


def reply_due_at(kind: ThreadKind, shared_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when a thread that was shared at this instant is due its first reply, in UTC."""
    return after_working_days(shared_at, FIRST_REPLY_WORKING_DAYS[kind], zone)


def overdue_since(kind: ThreadKind, at: datetime, zone: ZoneInfo) -> datetime:
    """The instant before which a thread must have been shared for its first reply to be overdue at ``at``.

    The inverse of :func:`reply_due_at`: ``reply_due_at(kind, shared, zone) < at`` exactly where ``shared`` is earlier.
    """
    local = at.astimezone(zone).replace(tzinfo=None)
    if local.weekday() >= _WORKING_DAYS_A_WEEK:
        # A weekend is the end of its Friday.
        local = _midnight(local) - (local.weekday() - _WORKING_DAYS_A_WEEK) * _DAY
    weeks, days = divmod(FIRST_REPLY_WORKING_DAYS[kind], _WORKING_DAYS_A_WEEK)
    local -= weeks * _WEEK
    for _ in range(days):
        local -= _DAY
        if local.weekday() >= _WORKING_DAYS_A_WEEK:
            local -= _WEEKEND
    if local.weekday() == 0 and local == _midnight(local):
        # What was shared at the weekend before counts from here, too.
        local -= _WEEKEND
    return _in_utc(local, zone)


def after_working_days(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of the day so many working days later, by the clocks of ``zone``, in UTC.

    Saturdays and Sundays are left out, so what begins on one counts from Monday 00:00.
    """
    local = start.astimezone(zone).replace(tzinfo=None)
    if local.weekday() >= _WORKING_DAYS_A_WEEK:
        local = _midnight(local) + (7 - local.weekday()) * _DAY
    weeks, rest = divmod(days, _WORKING_DAYS_A_WEEK)
    local += weeks * _WEEK
    for _ in range(rest):
        local += _DAY
        if local.weekday() >= _WORKING_DAYS_A_WEEK:
            local += _WEEKEND
    return _in_utc(local, zone)


def is_settled(answer: RestatementAnswer | None, made_at: datetime, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a restatement no longer keeps a concern from being decided: answered, or unanswered for long enough."""
    return answer is not None or at >= after_working_days(made_at, RESTATEMENT_WORKING_DAYS, zone)


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
