"""Offers, the append-only double-entry ledger, and payouts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.models import Person
from cab_portal.database.base import Keyed
from cab_portal.database.types import states
from cab_portal.rewards.rules import Account, Activity, PayoutStatus, PostingKind


class Offer(Keyed):
    """What a request promises for one activity, to each of its members alike."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("request_id", "activity"),
        CheckConstraint("amount_minor > 0", name="positive"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("review_requests.id"))
    activity: Mapped[Activity] = mapped_column(states(Activity, "activity"))
    amount_minor: Mapped[int]
    currency: Mapped[str]


class Posting(Keyed):
    """A balanced pair of ledger entries: the amount leaves the account ``debit`` and enters the account ``credit``.

    Both entries stand in one row, so that no posting can be out of balance. One earned posting per offer and member;
    undone only by a reversal.
    """

    __tablename__ = "postings"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="positive"),
        CheckConstraint("debit <> credit", name="two_sides"),
        Index(
            "ix_postings_earned_once",
            "offer_id",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'earned'"),
            postgresql_where=text("kind = 'earned'"),
        ),
        Index(
            "ix_postings_reversals",
            "offer_id",
            sqlite_where=text("kind = 'reversed'"),
            postgresql_where=text("kind = 'reversed'"),
        ),
    )

    kind: Mapped[PostingKind] = mapped_column(states(PostingKind, "kind"))
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    debit: Mapped[Account] = mapped_column(states(Account, "debit"))
    credit: Mapped[Account] = mapped_column(states(Account, "credit"))
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("postings.id"), unique=True)
    posted_at: Mapped[datetime]

    offer: Mapped[Offer] = relationship()


class Payout(Keyed):
    """What becomes of an earned reward: the member's choice, then an approval."""

    __tablename__ = "payouts"

    posting_id: Mapped[UUID] = mapped_column(ForeignKey("postings.id"), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[PayoutStatus] = mapped_column(states(PayoutStatus, "status"), default=PayoutStatus.WAITING)
    is_donation: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    chosen_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))

    posting: Mapped[Posting] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
