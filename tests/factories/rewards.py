"""Offers and earned rewards."""

from __future__ import annotations

from sqlalchemy import case, func, select

from cab_portal.accounts.models import Person
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards import service
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import Account, Activity
from tests.factories import working

FORTY = Money(4_000, "EUR")
FIFTEEN = Money(1_500, "EUR")


def offer_for(request: ReviewRequest, review: Money | None = FORTY, survey: Money | None = FIFTEEN) -> None:
    """Offers of a request that is being prepared."""
    with working():
        for activity, amount in ((Activity.REVIEW, review), (Activity.SURVEY, survey)):
            if amount is not None:
                service.make_offer(request, activity, amount)


def earn_for(request: ReviewRequest, person: Person, activity: Activity = Activity.REVIEW) -> Payout:
    """Earn what was offered; the payout that waits for the member's choice."""
    with working():
        service.earn(request.id, activity, person.id)
    return payout_of(request, person, activity)


def payout_of(request: ReviewRequest, person: Person, activity: Activity = Activity.REVIEW) -> Payout:
    """The one payout of a member for an activity of a request."""
    return session.scalars(
        select(Payout)
        .join(Posting, Posting.id == Payout.posting_id)
        .join(Offer, Offer.id == Posting.offer_id)
        .where(Offer.request_id == request.id, Offer.activity == activity, Payout.person_id == person.id)
    ).one()


def owed_minor() -> int:
    """What all members together are owed by the ledger: what was credited to them, less what was debited."""
    credited = case((Posting.credit == Account.MEMBER, Posting.amount_minor), else_=-Posting.amount_minor)
    return int(session.scalar(select(func.coalesce(func.sum(credited), 0))) or 0)
