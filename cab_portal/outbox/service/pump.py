"""The pump: sends the messages whose time has come, each once, whoever else pumps."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.rules import LEASE, MailKind, wait_after
from cab_portal.outbox.service.admission import admit
from cab_portal.outbox.service.messages import give_up


def pump(
    kinds: Mapping[str, MailKind],
    send: Callable[[OutboxMessage], None],
    *,
    keep_secrets: bool = False,
) -> int:
    """Send all messages whose time has come, one by one; how many were sent.

    ``kinds`` says by template whether a message still makes sense, and how many of it one person may get; ``send``
    hands it to the transport, or raises. Any number of pumps may run at once: each claims a message by a lease before
    it touches it. A message is sent twice only where the process dies between the server's acceptance and our commit,
    and then under the same Message-ID. ``keep_secrets`` is for the demo, whose page of sent mail shows working links.
    """
    sent = 0
    while _anything_due() and (message_id := _claim()) is not None:
        sent += _deliver(message_id, kinds, send, keep_secrets=keep_secrets)
    return sent


def _anything_due() -> bool:
    """Asked first, because a claim takes the write lock."""
    due = session.scalar(select(OutboxMessage.id).where(*_claimable()).limit(1)) is not None
    session.rollback()
    return due


def _claimable() -> tuple[ColumnElement[bool], ...]:
    at = clock.now()
    return (
        OutboxMessage.status == MessageStatus.WAITING,
        OutboxMessage.next_try_at <= at,
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= at),
    )


def _claim() -> UUID | None:
    with unit_of_work():
        message_id = session.scalar(
            select(OutboxMessage.id)
            .where(*_claimable())
            .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message_id is not None:
            session.execute(
                update(OutboxMessage).where(OutboxMessage.id == message_id).values(claimed_until=clock.now() + LEASE)
            )
    return message_id


def _deliver(
    message_id: UUID,
    kinds: Mapping[str, MailKind],
    send: Callable[[OutboxMessage], None],
    *,
    keep_secrets: bool,
) -> int:
    try:
        with unit_of_work():
            admitted = admit(message_id, kinds)
        if not admitted:
            return 0
        send(session.get_one(OutboxMessage, message_id))
    except Exception as error:
        _postpone(message_id, kinds, error)
        return 0
    _settle_sent(message_id, keep_secrets=keep_secrets)
    return 1


def _settle_sent(message_id: UUID, *, keep_secrets: bool) -> None:
    changes: dict[str, Any] = {"status": MessageStatus.SENT, "sent_at": clock.now(), "claimed_until": None}
    if not keep_secrets:
        changes["secret"] = {}
    with unit_of_work():
        session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**changes))


def _postpone(message_id: UUID, kinds: Mapping[str, MailKind], error: Exception) -> None:
    with unit_of_work():
        message = session.get_one(OutboxMessage, message_id)
        message.tries += 1
        message.claimed_until = None
        message.last_error = f"{type(error).__name__}: {error}"[:500]
        wait = wait_after(message.tries)
        if wait is None:
            give_up(message, kinds[message.template], message.last_error)
        else:
            message.next_try_at = clock.now() + wait
