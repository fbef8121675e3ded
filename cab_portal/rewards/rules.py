"""Rewards: what is offered, earned, chosen and approved."""

from enum import StrEnum

from cab_portal.core.states import StateMachine


class Activity(StrEnum):
    """What a member is paid for. The same amount for every verdict and answer."""

    REVIEW = "review"
    SURVEY = "survey"


class PostingKind(StrEnum):
    """Why entries were written."""

    EARNED = "earned"
    REVERSED = "reversed"


class Account(StrEnum):
    """The two sides of the ledger: what the program owes, and to whom."""

    PROGRAM = "program"
    MEMBER = "member"


class PayoutStatus(StrEnum):
    """``waiting`` for the member's choice; then for the approval of an admin who does not own the draft."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DONATED = "donated"
    DECLINED = "declined"
    APPROVED = "approved"


PAYOUTS = StateMachine(
    PayoutStatus.WAITING,
    {
        PayoutStatus.WAITING: frozenset({PayoutStatus.ACCEPTED, PayoutStatus.DONATED, PayoutStatus.DECLINED}),
        PayoutStatus.ACCEPTED: frozenset({PayoutStatus.DONATED, PayoutStatus.DECLINED, PayoutStatus.APPROVED}),
        PayoutStatus.DONATED: frozenset({PayoutStatus.ACCEPTED, PayoutStatus.DECLINED, PayoutStatus.APPROVED}),
    },
)
