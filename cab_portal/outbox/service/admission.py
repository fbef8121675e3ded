"""Whether a message may leave now: still due, within what one person may get, and filled with what is true today."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from cab_portal.core import clock, ids
from cab_portal.database import session
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.queries import counted_by_person
from cab_portal.outbox.rules import Budget, MailKind, free_from


def admit(message_id: UUID, kinds: Mapping[str, MailKind]) -> bool:
    """Decide about a claimed message, inside a unit of work; whether it is to be sent now.

    Where not, it is dropped, waits for its budget, or leaves together with others in a bundle. Two pumps never admit
    more than a budget allows: whoever decides holds all waiting messages of that person.
    """
    message = _held(message_id)
    if message.status is not MessageStatus.WAITING:
        # While this one waited for the lock, another pump put it into a bundle.
        return False
    kind = kinds[message.template]
    if _is_over(message) or not kind.still_due(message):
        _drop(message)
        return False
    budget = kind.budget
    if budget is not None and message.person_id is not None and message.counted_at is None:
        together = _together(message, budget, kinds)
        if until := _free_from(message.person_id, budget):
            for one in together:
                one.next_try_at, one.claimed_until = until, None
            return False
        if len(together) > 1:
            _bundle(together, budget)
            return False
        message.budget, message.counted_at = budget.name, clock.now()
    _fill(message, kind, kinds)
    return True


def _held(message_id: UUID) -> OutboxMessage:
    """The message, with all waiting ones to the same person locked, always in the same order."""
    person_id = session.scalar(select(OutboxMessage.person_id).where(OutboxMessage.id == message_id))
    if person_id is not None:
        waiting = select(OutboxMessage.id).where(
            OutboxMessage.person_id == person_id, OutboxMessage.status == MessageStatus.WAITING
        )
        session.execute(waiting.order_by(OutboxMessage.id).with_for_update()).all()
    return session.get_one(OutboxMessage, message_id, with_for_update=True, populate_existing=True)


def _is_over(message: OutboxMessage) -> bool:
    return message.expires_at is not None and message.expires_at <= clock.now()


def _drop(message: OutboxMessage) -> None:
    message.status = MessageStatus.DROPPED
    message.secret = {}
    message.claimed_until = message.counted_at = None


def _free_from(person_id: UUID, budget: Budget) -> datetime | None:
    at = clock.now()
    counted = counted_by_person([person_id], budget).get(person_id, ())
    until = free_from(budget.limits, counted, at)
    return budget.opens_at(until) if until is not None and budget.opens_at else until


def _together(message: OutboxMessage, budget: Budget, kinds: Mapping[str, MailKind]) -> Sequence[OutboxMessage]:
    """This message, and where its budget bundles, all others to the same person that are due as well."""
    if not budget.bundle or message.template == budget.bundle:
        return [message]
    at = clock.now()
    sharing = [name for name, kind in kinds.items() if kind.budget == budget and name != budget.bundle]
    due = session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.person_id == message.person_id,
            OutboxMessage.status == MessageStatus.WAITING,
            OutboxMessage.template.in_(sharing),
            OutboxMessage.next_try_at <= at,
            OutboxMessage.counted_at.is_(None),
        )
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
        .execution_options(populate_existing=True)
    ).all()
    return [one for one in due if not _dropped_as_over(one, kinds[one.template])]


def _dropped_as_over(message: OutboxMessage, kind: MailKind) -> bool:
    if not _is_over(message) and kind.still_due(message):
        return False
    _drop(message)
    return True


def _bundle(messages: Sequence[OutboxMessage], budget: Budget) -> None:
    """One message in the place of several; it is admitted by itself, as any other."""
    first, at = messages[0], clock.now()
    bundle = OutboxMessage(
        id=ids.new_id(),
        key=f"{budget.bundle}:{first.id}",
        template=budget.bundle,
        address=first.address,
        person_id=first.person_id,
        reply_to_id=first.reply_to_id,
        # What all of them say alike is true of the bundle, too.
        context={
            name: value
            for name, value in first.context.items()
            if all(one.context.get(name) == value for one in messages)
        },
        secret={},
        created_at=at,
        next_try_at=at,
    )
    session.add(bundle)
    session.flush()
    for one in messages:
        _drop(one)
        one.bundle_id = bundle.id


def _fill(message: OutboxMessage, kind: MailKind, kinds: Mapping[str, MailKind]) -> None:
    """Put in what is true at the first try: a fresh link, how far the reader is, what a bundle holds.

    The first try that came so far: one that failed before has left nothing behind, and no link either.
    """
    if message.tries and (kind.prepare is None or "link" in message.secret):
        return
    if kind.refresh is not None:
        kind.refresh(message)
    if kind.budget is not None and message.template == kind.budget.bundle:
        message.context = {**message.context, "items": _items(message, kinds)}
    if kind.prepare is not None:
        kind.prepare(message)


def _items(bundle: OutboxMessage, kinds: Mapping[str, MailKind]) -> list[dict[str, object]]:
    rows = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.bundle_id == bundle.id)
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
    ).all()
    return [
        {"template": row.template, "context": _refreshed(row, kinds[row.template])}
        for row in rows
        if kinds[row.template].still_due(row)
    ]


def _refreshed(message: OutboxMessage, kind: MailKind) -> dict[str, object]:
    if kind.refresh is not None:
        kind.refresh(message)
    return message.context
