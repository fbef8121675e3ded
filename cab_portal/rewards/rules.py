"""Rewards: what is offered, earned, chosen and approved."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cab_portal.core.errors import NotAllowed
from cab_portal.core.states import StateMachine


class Activity(StrEnum):
    """What a member is paid for. The same amount for every verdict and answer."""

    REVIEW = "review"
    SURVEY = "survey"


class PostingKind(StrEnum):
    """Why something was posted."""

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


CHOICES = (PayoutStatus.ACCEPTED, PayoutStatus.DONATED, PayoutStatus.DECLINED)
APPROVABLE = (PayoutStatus.ACCEPTED, PayoutStatus.DONATED)

# A choice may be changed until it is approved; there is no penalty for any of them, nor for changing one's mind.
PAYOUTS = StateMachine(
    PayoutStatus.WAITING,
    {
        PayoutStatus.WAITING: frozenset({PayoutStatus.ACCEPTED, PayoutStatus.DONATED, PayoutStatus.DECLINED}),
        PayoutStatus.ACCEPTED: frozenset({PayoutStatus.DONATED, PayoutStatus.DECLINED, PayoutStatus.APPROVED}),
        PayoutStatus.DONATED: frozenset({PayoutStatus.ACCEPTED, PayoutStatus.DECLINED, PayoutStatus.APPROVED}),
        PayoutStatus.DECLINED: frozenset({PayoutStatus.ACCEPTED, PayoutStatus.DONATED}),
    },
)


@dataclass(frozen=True)
class Sides:
    """The two sides of a posting: what it takes from ``debit`` it gives to ``credit``."""

    debit: Account
    credit: Account


EARNED = Sides(debit=Account.PROGRAM, credit=Account.MEMBER)
"""The member is owed what the program owes."""


def opposite(sides: Sides) -> Sides:
    """The sides of what undoes a posting."""
    return Sides(debit=sides.credit, credit=sides.debit)


def reverses(before: PayoutStatus, after: PayoutStatus) -> bool:
    """Whether a choice undoes the newest posting: declining undoes the reward, and taking it after all undoes that."""
    return (before is PayoutStatus.DECLINED) != (after is PayoutStatus.DECLINED)


def why_not_approve(approver_id: UUID, receiver_id: UUID, deciders: Collection[UUID]) -> str | None:
    """Why this admin must leave a payout to another, as a sentence; None where nothing stands against it.

    ``deciders`` are the owner and the collaborators of the draft: who decides on a draft pays nobody for it.
    """
    if approver_id == receiver_id:
        return "Nobody approves a reward for oneself. Another admin has to approve it."
    if approver_id in deciders:
        return "You work on the draft that this reward was earned with. Another admin has to approve it."
    return None


def ensure_may_approve(approver_id: UUID, receiver_id: UUID, deciders: Collection[UUID]) -> None:
    """Refuse with the sentence of :func:`why_not_approve`."""
    reason = why_not_approve(approver_id, receiver_id, deciders)
    if reason is not None:
        raise NotAllowed(reason)
