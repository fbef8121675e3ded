"""Review requests and verdicts: states and what they allow."""

from enum import StrEnum

from cab_portal.core.states import StateMachine


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
