"""Review requests and verdicts: states and what they allow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from cab_portal.boards.rules import ReadingOthers
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.states import StateMachine

LONGEST_WINDOW = timedelta(days=180)
# A second click, or a second thought, is no second mail.
RESEND_PAUSE = timedelta(minutes=10)
MESSAGE_LIMIT = 2_000
REASON_LIMIT = 1_000


class RequestStatus(StrEnum):
    """``preparing`` until it is sent; nobody outside of the staff sees it before."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


REQUESTS = StateMachine(
    RequestStatus.PREPARING,
    {
        RequestStatus.PREPARING: frozenset({RequestStatus.OPEN, RequestStatus.WITHDRAWN}),
        RequestStatus.OPEN: frozenset({RequestStatus.CLOSED, RequestStatus.WITHDRAWN}),
        RequestStatus.CLOSED: frozenset({RequestStatus.OPEN}),
    },
)


class Verdict(StrEnum):
    """How a member ends a review."""

    GOOD = "good"
    GOOD_WITH_CHANGES = "good_with_changes"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class RequestInput:
    """Whom a draft is put before, until when, and with which words. All seats belong to the one board."""

    board_id: UUID
    seat_ids: frozenset[UUID]
    closes_at: datetime
    message: str = ""
    reading_others: ReadingOthers = ReadingOthers.AT_ONCE


NO_SEAT = "Choose at least one seat."


def ensure_closing_date(closes_at: datetime, at: datetime) -> None:
    """Refuse a closing date that is past, or so far off that it must be a slip of the pen."""
    if closes_at <= at:
        raise _bad_date("The closing date is in the past. Choose a later one.")
    if closes_at > at + LONGEST_WINDOW:
        raise _bad_date("The closing date is more than half a year away. Choose an earlier one.")


def ensure_later(closes_at: datetime, present: datetime) -> None:
    """A closing date that members were told is never moved forward; closing early is a deed of its own."""
    if closes_at <= present:
        raise _bad_date(
            "The new closing date is not later than the present one. Choose a later one, or close the request."
        )


def may_resend(last_mail_at: datetime, at: datetime) -> bool:
    """Whether the last mail to this person is long enough ago for another."""
    return at >= last_mail_at + RESEND_PAUSE


def _bad_date(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, fields={"closes_at": sentence})


@dataclass(frozen=True, slots=True)
class VerdictInput:
    """How a member ends a review, and why. *Not yet* says what has to change first."""

    verdict: Verdict
    reason: str = ""

    def __post_init__(self) -> None:
        if self.verdict is Verdict.NOT_YET and not self.reason:
            sentence = "Say what has to change before it is good to go."
            raise InvalidInput(sentence, fields={"reason": sentence})
        if len(self.reason) > REASON_LIMIT:
            sentence = f"Shorten this to {REASON_LIMIT:,} characters."
            raise InvalidInput(sentence, fields={"reason": sentence})


class StepState(StrEnum):
    """What a member's read mark says about a step: ``changed`` where it was read, and a later version changed it."""

    UNREAD = "unread"
    READ = "read"
    CHANGED = "changed"


def is_open(status: RequestStatus, closes_at: datetime, at: datetime) -> bool:
    """Whether members may act on a request at ``at``: past its closing date it is closed, whatever its status."""
    return status is RequestStatus.OPEN and at < closes_at


def ensure_open(status: RequestStatus, closes_at: datetime, at: datetime) -> None:
    """``Conflict`` where members may only read."""
    if not is_open(status, closes_at, at):
        raise Conflict("This review has closed, so nothing was saved. You can still read it.", code="closed")


# Comments that wait when a review closes may still be sent by their author, for so long.
LATE_SENDING = timedelta(hours=48)


def ended_at(closes_at: datetime, closed_at: datetime | None) -> datetime:
    """When a request that has closed did so: at its date, or before by hand."""
    return min(closes_at, closed_at or closes_at)


def may_send_late(status: RequestStatus, ended: datetime, at: datetime) -> bool:
    """Whether comments that waited when a request closed may still be sent at ``at``."""
    was_open = status in (RequestStatus.OPEN, RequestStatus.CLOSED)
    return was_open and ended <= at < ended + LATE_SENDING


def step_state(read_in: int | None, changed_in: int) -> StepState:
    """The state of a step that was read in version ``read_in`` and whose text last changed in ``changed_in``."""
    if read_in is None:
        return StepState.UNREAD
    return StepState.READ if read_in >= changed_in else StepState.CHANGED
