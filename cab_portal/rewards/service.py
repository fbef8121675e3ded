"""Offers, the ledger and payouts. Nothing else writes to the ledger."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Insert, Row, Uuid, bindparam, exists, literal, select
from sqlalchemy.orm import aliased

from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.core.money import Money
from cab_portal.database import session
from cab_portal.database.statements import dialect_name, insert_found_once, insert_rows, run, table_of
from cab_portal.database.types import Instant
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards import events, queries
from cab_portal.rewards.models import Offer, Payout, Posting
from cab_portal.rewards.rules import (
    CHOICES,
    EARNED,
    PAYOUTS,
    Activity,
    PayoutStatus,
    PostingKind,
    Sides,
    ensure_may_approve,
    opposite,
    reverses,
)

FROZEN = "The invitations were sent with the present offer, so it cannot be changed any more."


def make_offer(request: ReviewRequest, activity: Activity, amount: Money) -> Offer:
    """Promise each member of a request the same amount for an activity; frozen once the request is sent."""
    _refuse_frozen(request)
    if amount.minor <= 0:
        raise InvalidInput("An offer is an amount above zero, or left empty.")
    offer = _offer(request.id, activity)
    if offer is None:
        offer = Offer(id=ids.new_id(), request_id=request.id, activity=activity, amount_minor=0, currency="")
        session.add(offer)
    if (offer.amount_minor, offer.currency) == (amount.minor, amount.currency):
        return offer
    offer.amount_minor, offer.currency = amount.minor, amount.currency
    session.flush()
    publish(
        events.OfferMade(
            offer_id=offer.id,
            request_id=request.id,
            activity=activity,
            amount_minor=amount.minor,
            currency=amount.currency,
        )
    )
    return offer


def drop_offer(request: ReviewRequest, activity: Activity) -> None:
    """Offer nothing for an activity after all, before the request is sent."""
    _refuse_frozen(request)
    offer = _offer(request.id, activity)
    if offer is not None:
        session.delete(offer)
        session.flush()
        publish(events.OfferDropped(request_id=request.id, activity=activity))


def earn(request_id: UUID, activity: Activity, person_id: UUID) -> bool:
    """Post what was promised for a finished activity, with a payout that waits for the member's choice.

    False where nothing was offered, or where it was posted before: the unique index holds one earned posting for each
    offer and member, however many ask at once.
    """
    posted = _post(request_id, activity, person_id, clock.now())
    if posted is None:
        return False
    posting_id, offer_id, amount_minor, currency = posted
    publish(
        events.RewardEarned(
            posting_id=posting_id,
            offer_id=offer_id,
            person_id=person_id,
            amount_minor=amount_minor,
            currency=currency,
        )
    )
    return True


def earn_together(request_id: UUID, activity: Activity, person_ids: Sequence[UUID]) -> None:
    """Post what was promised to all of these at one time, in the order given, as one fact that names nobody.

    Whoever has it already gets nothing more.
    """
    at = clock.now()
    posted = [_post(request_id, activity, person_id, at) for person_id in person_ids]
    offer_id = next((one.offer_id for one in posted if one is not None), None)
    if offer_id is not None:
        publish(events.RewardsPosted(offer_id=offer_id, request_id=request_id))


def _post(request_id: UUID, activity: Activity, person_id: UUID, at: datetime) -> Row[UUID, UUID, int, str] | None:
    """The posting of what a request offers for an activity to one member, with its payout.

    None where nothing is offered, or where it was posted before.
    """
    asked = {"posting": ids.new_id(), "request": request_id, "activity": activity, "person": person_id, "at": at}
    posted = run(_post_statement(dialect_name()), asked).one_or_none()
    if posted is not None:
        payout = {"posting_id": posted.id, "person_id": person_id, "status": PAYOUTS.first, "created_at": at}
        insert_rows(Payout, [payout])
    return posted


@cache
def _post_statement(dialect: str) -> Insert:
    """Posts what a request offers for an activity to one member, once, and tells which offer it was and its amount."""
    postings, offers = table_of(Posting), table_of(Offer)
    posting = {
        "id": bindparam("posting", type_=Uuid()),
        "kind": literal(PostingKind.EARNED, postings.c.kind.type),
        "offer_id": offers.c.id,
        "person_id": bindparam("person", type_=Uuid()),
        "debit": literal(EARNED.debit, postings.c.debit.type),
        "credit": literal(EARNED.credit, postings.c.credit.type),
        "amount_minor": offers.c.amount_minor,
        "currency": offers.c.currency,
        "posted_at": bindparam("at", type_=Instant()),
    }
    found = select(*posting.values()).where(
        offers.c.request_id == bindparam("request"), offers.c.activity == bindparam("activity")
    )
    told = (postings.c.id, postings.c.offer_id, postings.c.amount_minor, postings.c.currency)
    return insert_found_once(postings, tuple(posting), found, dialect).returning(*told)


def reverse(posting: Posting) -> Posting:
    """Undo a posting by its opposite; each can be undone once, and the reversal like any other."""
    if session.scalar(select(Posting.id).where(Posting.reverses_id == posting.id)) is not None:
        raise Conflict("This posting was reversed already.")
    sides = opposite(Sides(posting.debit, posting.credit))
    reversal = Posting(
        id=ids.new_id(),
        kind=PostingKind.REVERSED,
        offer_id=posting.offer_id,
        person_id=posting.person_id,
        debit=sides.debit,
        credit=sides.credit,
        amount_minor=posting.amount_minor,
        currency=posting.currency,
        reverses_id=posting.id,
        posted_at=clock.now(),
    )
    session.add(reversal)
    session.flush()
    publish(events.RewardReversed(posting_id=reversal.id, reverses_id=posting.id))
    return reversal


def choose(payout: Payout, choice: PayoutStatus) -> None:
    """The member's choice: take it, give it away, or decline it. It may be changed until it is approved.

    Choosing the same again changes nothing. ``payout`` must be locked by the caller.
    """
    if choice not in CHOICES:
        raise InvalidInput("Choose one of the three.", fields={"choice": "Choose one of the three."})
    if payout.status is choice:
        return
    before = payout.status
    payout.status = PAYOUTS.move(before, choice, "This reward was approved already, so the choice stands.")
    payout.is_donation = choice is PayoutStatus.DONATED
    payout.chosen_at = clock.now()
    if reverses(before, choice):
        reverse(_newest_posting(payout))
    publish(events.PayoutChosen(payout_id=payout.id, person_id=payout.person_id, choice=choice))


def approve(payout: Payout, actor: Actor) -> None:
    """Release a payout, by an admin who has no part in the draft. ``payout`` must be locked by the caller."""
    ensure_may_approve(actor.id, payout.person_id, queries.deciders_of(payout.posting_id))
    payout.status = PAYOUTS.move(
        payout.status,
        PayoutStatus.APPROVED,
        "Only a reward that its member took or gave away can be approved, and once.",
    )
    payout.approved_at = clock.now()
    payout.approved_by_id = actor.id
    publish(events.PayoutApproved(payout_id=payout.id, person_id=payout.person_id))


def _refuse_frozen(request: ReviewRequest) -> None:
    if request.status is not RequestStatus.PREPARING:
        raise Conflict(FROZEN, code="offer_frozen")


def _offer(request_id: UUID, activity: Activity) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.request_id == request_id, Offer.activity == activity))


def _newest_posting(payout: Payout) -> Posting:
    """The one posting in the chain of this reward that nothing has reversed yet."""
    first = session.get_one(Posting, payout.posting_id)
    later = aliased(Posting)
    return session.scalars(
        select(Posting).where(
            Posting.offer_id == first.offer_id,
            Posting.person_id == first.person_id,
            ~exists().where(later.reverses_id == Posting.id),
        )
    ).one()
