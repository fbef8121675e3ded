"""Review requests and verdicts: states and what they allow."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.states import StateMachine

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
    """Whether members may write: sent, neither closed nor withdrawn, and before its closing instant."""
    return status is RequestStatus.OPEN and at < closes_at


def ensure_open(status: RequestStatus, closes_at: datetime, at: datetime) -> None:
    """``Conflict`` where members may only read."""
    if not is_open(status, closes_at, at):
        raise Conflict("This review has closed, so nothing was saved. You can still read it.", code="closed")


def step_state(read_in: int | None, changed_in: int) -> StepState:
    """The state of a step that was read in version ``read_in`` and whose text last changed in ``changed_in``."""
    if read_in is None:
        return StepState.UNREAD
    return StepState.READ if read_in >= changed_in else StepState.CHANGED
