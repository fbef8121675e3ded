"""Reads about messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, true

from cab_portal.core import clock
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.rules import Budget


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in a list, without its words."""

    id: UUID
    template: str
    address: str
    status: MessageStatus
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    tries: int
    last_error: str


def messages(status: MessageStatus | None = None, number: int = 1) -> Page[MessageRow]:
    """Messages, the newest first; two statements."""
    condition = OutboxMessage.status == status if status is not None else true()
    total = session.scalar(select(func.count()).select_from(OutboxMessage).where(condition)) or 0
    rows = session.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.template,
            OutboxMessage.address,
            OutboxMessage.status,
            OutboxMessage.created_at,
            OutboxMessage.next_try_at,
            OutboxMessage.sent_at,
            OutboxMessage.tries,
            OutboxMessage.last_error,
        )
        .where(condition)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    return Page([MessageRow(*row) for row in rows], total, number)


def counts_by_status() -> dict[MessageStatus, int]:
    """How many messages there are of each status; one statement."""
    rows = session.execute(select(OutboxMessage.status, func.count().label("messages")).group_by(OutboxMessage.status))
    found = {row.status: row.messages for row in rows}
    return {status: found.get(status, 0) for status in MessageStatus}


def sent_messages(number: int = 1) -> Page[OutboxMessage]:
    """Messages that left, whole, the newest first; two statements."""
    total = session.scalar(select(func.count()).where(OutboxMessage.status == MessageStatus.SENT)) or 0
    found = (
        select(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.SENT)
        .order_by(OutboxMessage.sent_at.desc(), OutboxMessage.id.desc())
    )
    return Page(list(session.scalars(found.limit(PAGE_SIZE).offset(offset_of(number)))), total, number)


def sent_message(message_id: UUID) -> OutboxMessage | None:
    """A message that left, or None."""
    return session.scalar(
        select(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.status == MessageStatus.SENT)
    )


def counted_by_person(person_ids: Collection[UUID], budget: Budget) -> dict[UUID, list[datetime]]:
    """When messages took a place in the budget of these people, as far back as its limits look; one statement."""
    longest = max((limit.within for limit in budget.limits), default=timedelta(0))
    rows = session.execute(
        select(OutboxMessage.person_id, OutboxMessage.counted_at).where(
            OutboxMessage.person_id.in_(person_ids),
            OutboxMessage.budget == budget.name,
            OutboxMessage.counted_at > clock.now() - longest,
        )
    )
    found: dict[UUID, list[datetime]] = {}
    for person_id, counted_at in rows:
        if person_id is not None and counted_at is not None:
            found.setdefault(person_id, []).append(counted_at)
    return found
