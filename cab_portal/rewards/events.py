"""Facts about offers, rewards and payouts."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.events import Event
from cab_portal.rewards.rules import Activity, PayoutStatus


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event):
    name = "offer.made"
    says = "A reward was offered"
    offer_id: UUID
    request_id: UUID
    activity: Activity
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OfferDropped(Event):
    name = "offer.dropped"
    says = "An offer was dropped before its request was sent"
    request_id: UUID
    activity: Activity


@dataclass(frozen=True, kw_only=True)
class RewardEarned(Event):
    name = "reward.earned"
    says = "A member earned a reward"
    posting_id: UUID
    offer_id: UUID
    person_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class RewardsPosted(Event):
    name = "rewards.posted"
    says = "The rewards of an anonymous survey were posted"
    offer_id: UUID
    request_id: UUID


@dataclass(frozen=True, kw_only=True)
class RewardReversed(Event):
    name = "reward.reversed"
    says = "A reward was taken back in the ledger"
    posting_id: UUID
    reverses_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayoutChosen(Event):
    name = "payout.chosen"
    says = "A member chose what becomes of a reward"
    payout_id: UUID
    person_id: UUID
    choice: PayoutStatus


@dataclass(frozen=True, kw_only=True)
class PayoutApproved(Event):
    name = "payout.approved"
    says = "A payout was approved"
    payout_id: UUID
    person_id: UUID
