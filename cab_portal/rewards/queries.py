"""Reads of offers, rewards and payouts, each with a fixed number of statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, case, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Organization, Person
from cab_portal.core.actor import Actor
from cab_portal.core.money import Money
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.database.statements import run, table_of
from cab_portal.drafts.models import Collaborator, Draft, Version
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import APPROVABLE, Account, Activity, PayoutStatus, why_not_approve

_OFFERS = table_of(Offer).c
# Built once, for the first page of each survey shows it.
_OFFERED = select(_OFFERS.activity, _OFFERS.amount_minor, _OFFERS.currency).where(
    _OFFERS.request_id == bindparam("request")
)


@dataclass(frozen=True)
class RewardView:
    """A reward as its member sees it."""

    payout_id: UUID
    title: str
    activity: Activity
    amount: Money
    status: PayoutStatus
    is_donation: bool
    earned_at: datetime
    approved_at: datetime | None

    @property
    def can_choose(self) -> bool:
        return self.status is not PayoutStatus.APPROVED


@dataclass(frozen=True)
class PayoutView:
    """A payout as admins see it; ``refusal`` says why the reading admin must leave it to another."""

    payout_id: UUID
    person_name: str
    email: str
    organization_name: str
    draft_title: str
    owner_name: str
    activity: Activity
    amount: Money
    status: PayoutStatus
    is_donation: bool
    earned_at: datetime
    approved_at: datetime | None
    approved_by: str
    refusal: str | None


@dataclass(frozen=True)
class OfferTotals:
    """What one offer of a request has come to: how many earned it, and the sum of what they are owed."""

    activity: Activity
    amount: Money
    earned: int
    total: Money


_OWED_MINOR = case((Posting.credit == Account.MEMBER, Posting.amount_minor), else_=-Posting.amount_minor)
"""What a posting adds to the member's account."""


def offers_of(request_id: UUID) -> dict[Activity, Money]:
    """What a request offers for each activity; nothing where an activity is unpaid. One statement."""
    offers = {row.activity: Money(row.amount_minor, row.currency) for row in run(_OFFERED, {"request": request_id})}
    return {activity: offers[activity] for activity in Activity if activity in offers}


def offers_of_all(request_ids: Collection[UUID]) -> dict[UUID, dict[Activity, Money]]:
    """What each of several requests offers; one statement."""
    offers: dict[UUID, dict[Activity, Money]] = {request_id: {} for request_id in request_ids}
    rows = session.execute(
        select(Offer.request_id, Offer.activity, Offer.amount_minor, Offer.currency).where(
            Offer.request_id.in_(request_ids)
        )
    )
    for row in rows:
        offers[row.request_id][row.activity] = Money(row.amount_minor, row.currency)
    return offers


def totals_of_request(request_id: UUID) -> list[OfferTotals]:
    """The offers of a request and what was earned with them, less what was declined; one statement.

    Whoever earned is counted from the index that lets nobody earn twice, and everybody earns what was offered; only
    what was reversed is looked up.
    """
    # Written out, not bound: only so can the databases know that their partial indexes hold the rows.
    earned = select(func.count()).where(Posting.offer_id == Offer.id, Posting.kind == literal_column("'earned'"))
    reversed_minor = select(func.coalesce(func.sum(_OWED_MINOR), 0)).where(
        Posting.offer_id == Offer.id, Posting.kind == literal_column("'reversed'")
    )
    rows = session.execute(
        select(
            Offer.activity,
            Offer.amount_minor,
            Offer.currency,
            earned.correlate(Offer).scalar_subquery().label("earned"),
            reversed_minor.correlate(Offer).scalar_subquery().label("reversed_minor"),
        )
        .where(Offer.request_id == request_id)
        .order_by(Offer.activity)
    )
    return [
        OfferTotals(
            row.activity,
            Money(row.amount_minor, row.currency),
            row.earned,
            Money(row.amount_minor * row.earned + int(row.reversed_minor), row.currency),
        )
        for row in rows
    ]


def rewards_of(person_id: UUID, number: int = 1) -> Page[RewardView]:
    """A page of a member's rewards, those that wait for a choice first, then the newest; two statements."""
    total = session.scalar(select(func.count()).where(Payout.person_id == person_id)) or 0
    waiting = case((Payout.status == PayoutStatus.WAITING, 0), else_=1)
    rows = session.execute(
        select(Payout, Version.title, Offer)
        .join(Posting, Posting.id == Payout.posting_id)
        .join(Offer, Offer.id == Posting.offer_id)
        .join(ReviewRequest, ReviewRequest.id == Offer.request_id)
        .join(Version, Version.id == ReviewRequest.version_id)
        .where(Payout.person_id == person_id)
        .order_by(waiting, Payout.created_at.desc(), Payout.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    views = [
        RewardView(
            payout_id=payout.id,
            title=title,
            activity=offer.activity,
            amount=Money(offer.amount_minor, offer.currency),
            status=payout.status,
            is_donation=payout.is_donation,
            earned_at=payout.created_at,
            approved_at=payout.approved_at,
        )
        for payout, title, offer in rows
    ]
    return Page(views, total, number)


def balances_of(person_id: UUID) -> list[Money]:
    """What a member has earned and not declined, in each currency: the sum of the ledger; one statement."""
    rows = session.execute(
        select(Posting.currency, func.sum(_OWED_MINOR))
        .where(Posting.person_id == person_id)
        .group_by(Posting.currency)
        .order_by(Posting.currency)
    )
    return [Money(int(minor), currency) for currency, minor in rows]


def waiting_of(person_id: UUID) -> int:
    """How many rewards wait for the member's choice; one statement."""
    found = select(func.count()).where(Payout.person_id == person_id, Payout.status == PayoutStatus.WAITING)
    return session.scalar(found) or 0


def deciders_of(posting_id: UUID) -> set[UUID]:
    """Owner and collaborators of the draft that a reward was earned with, and who made its offer; one statement.

    Whoever made it stays among them when the draft is handed over: else an owner could give it away and approve.
    """
    rows = session.execute(
        select(Draft.owner_id, Collaborator.person_id, ReviewRequest.created_by_id)
        .join(ReviewRequest, ReviewRequest.draft_id == Draft.id)
        .join(Offer, Offer.request_id == ReviewRequest.id)
        .join(Posting, Posting.offer_id == Offer.id)
        .outerjoin(Collaborator, Collaborator.draft_id == Draft.id)
        .where(Posting.id == posting_id)
    ).all()
    return {person_id for row in rows for person_id in row if person_id is not None}


def payouts(actor: Actor, statuses: Collection[PayoutStatus], number: int = 1) -> Page[PayoutView]:
    """A page of the payouts in these states, the oldest first; two statements."""
    total = session.scalar(select(func.count()).where(Payout.status.in_(statuses))) or 0
    rows = session.execute(_payouts(actor, statuses).limit(PAGE_SIZE).offset(offset_of(number)))
    return Page([_payout_view(row, actor) for row in rows], total, number)


def approved_payouts(actor: Actor) -> list[PayoutView]:
    """Every approved payout, the oldest first, for the one who pays; one statement."""
    return [_payout_view(row, actor) for row in session.execute(_payouts(actor, (PayoutStatus.APPROVED,)))]


def counts_by_status() -> dict[PayoutStatus, int]:
    """How many payouts are in each state; one statement."""
    counted = dict.fromkeys(PayoutStatus, 0)
    for status, count in session.execute(select(Payout.status, func.count()).group_by(Payout.status)):
        counted[status] = count
    return counted


def totals_to_approve() -> list[Money]:
    """What waits for approval, in each currency; one statement."""
    rows = session.execute(
        select(Offer.currency, func.sum(Offer.amount_minor))
        .join(Posting, Posting.offer_id == Offer.id)
        .join(Payout, Payout.posting_id == Posting.id)
        .where(Payout.status.in_(APPROVABLE))
        .group_by(Offer.currency)
        .order_by(Offer.currency)
    )
    return [Money(int(minor), currency) for currency, minor in rows]


def _payouts(actor: Actor, statuses: Collection[PayoutStatus]) -> "Select[*tuple[Any, ...]]":
    receiver, owner, approver = aliased(Person), aliased(Person), aliased(Person)
    helps = (
        select(literal(1))
        .where(Collaborator.draft_id == Draft.id, Collaborator.person_id == actor.id)
        .correlate(Draft)
        .exists()
    )
    return (
        select(
            Payout,
            Offer,
            Draft.title.label("draft_title"),
            receiver.name.label("person_name"),
            receiver.email.label("email"),
            func.coalesce(Organization.name, "").label("organization_name"),
            owner.name.label("owner_name"),
            func.coalesce(approver.name, "").label("approved_by"),
            or_(owner.id == actor.id, helps).label("decides"),
        )
        .join(Posting, Posting.id == Payout.posting_id)
        .join(Offer, Offer.id == Posting.offer_id)
        .join(ReviewRequest, ReviewRequest.id == Offer.request_id)
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(owner, owner.id == Draft.owner_id)
        .join(receiver, receiver.id == Payout.person_id)
        .outerjoin(Organization, Organization.id == receiver.organization_id)
        .outerjoin(approver, approver.id == Payout.approved_by_id)
        .where(Payout.status.in_(statuses))
        .order_by(Payout.created_at, Payout.id)
    )


def _payout_view(row: Row[*tuple[Any, ...]], actor: Actor) -> PayoutView:
    payout: Payout = row.Payout
    return PayoutView(
        payout_id=payout.id,
        person_name=row.person_name,
        email=row.email,
        organization_name=row.organization_name,
        draft_title=row.draft_title,
        owner_name=row.owner_name,
        activity=row.Offer.activity,
        amount=Money(row.Offer.amount_minor, row.Offer.currency),
        status=payout.status,
        is_donation=payout.is_donation,
        earned_at=payout.created_at,
        approved_at=payout.approved_at,
        approved_by=row.approved_by,
        refusal=why_not_approve(actor.id, payout.person_id, {actor.id} if row.decides else ()),
    )
