"""Writing messages into the outbox, and the pump that sends them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session, unit_of_work
from cab_portal.database.statements import insert_once
from cab_portal.outbox.events import MessageReleased
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.rules import LEASE, wait_after


def enqueue(
    template: str,
    address: str,
    *,
    key: str,
    person_id: UUID | None = None,
    context: dict[str, Any] | None = None,
    secret: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Ask for a mail, inside a unit of work; False if a message with this key was asked for before."""
    at = clock.now()
    return insert_once(
        OutboxMessage,
        {
            "id": ids.new_id(),
            "key": key,
            "template": template,
            "address": address,
            "person_id": person_id,
            "context": context or {},
            "secret": secret or {},
            "status": MessageStatus.WAITING,
            "created_at": at,
            "next_try_at": due_at or at,
            "expires_at": expires_at,
            "tries": 0,
            "last_error": "",
        },
    )


def send_again(message: OutboxMessage) -> None:
    """Give a dead message a new round of tries."""
    if message.status is not MessageStatus.DEAD:
        raise Conflict("This message was not given up, so there is nothing to send again.")
    if message.expires_at is not None and message.expires_at <= clock.now():
        raise Conflict("The link in this message has expired. Ask for a new one instead.")
    message.status = MessageStatus.WAITING
    message.tries = 0
    message.next_try_at = clock.now()
    publish(MessageReleased(message_id=message.id))


def hold_waiting() -> int:
    """Give up all waiting messages, so that a person decides; how many. After a restore nobody knows what has left."""
    held = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.WAITING)
        .values(status=MessageStatus.DEAD, last_error="Held by a restore: it may have been sent before.")
        .returning(OutboxMessage.id)
    ).all()
    return len(held)


def pump(
    is_due: Callable[[OutboxMessage], bool],
    send: Callable[[OutboxMessage], None],
    *,
    keep_secrets: bool = False,
) -> int:
    """Send all messages whose time has come, one by one; how many were sent.

    ``is_due`` says whether a message still makes sense; ``send`` hands it to the transport, or raises. Any number of
    pumps may run at once: each claims a message by a lease before it touches it. A message is sent twice only where the
    process dies between the server's acceptance and our commit, and then under the same Message-ID. ``keep_secrets`` is
    for the demo, whose page of sent mail shows working links.
    """
    sent = 0
    while _anything_due() and (message_id := _claim()) is not None:
        sent += _deliver(message_id, is_due, send, keep_secrets=keep_secrets)
    return sent


def _anything_due() -> bool:
    """Asked first, because a claim takes the write lock."""
    due = session.scalar(select(OutboxMessage.id).where(*_claimable(clock.now())).limit(1)) is not None
    session.rollback()
    return due


def _claimable(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.status == MessageStatus.WAITING,
        OutboxMessage.next_try_at <= at,
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= at),
    )


def _claim() -> UUID | None:
    with unit_of_work():
        at = clock.now()
        message_id = session.scalar(
            select(OutboxMessage.id)
            .where(*_claimable(at))
            .order_by(OutboxMessage.next_try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message_id is not None:
            session.execute(
                update(OutboxMessage).where(OutboxMessage.id == message_id).values(claimed_until=at + LEASE)
            )
    return message_id


def _deliver(
    message_id: UUID,
    is_due: Callable[[OutboxMessage], bool],
    send: Callable[[OutboxMessage], None],
    *,
    keep_secrets: bool,
) -> int:
    message = session.get_one(OutboxMessage, message_id)
    expired = message.expires_at is not None and message.expires_at <= clock.now()
    if expired or not is_due(message):
        _settle(message_id, MessageStatus.DROPPED, keep_secrets=False)
        return 0
    try:
        send(message)
    except Exception as error:
        _postpone(message_id, error)
        return 0
    _settle(message_id, MessageStatus.SENT, keep_secrets=keep_secrets)
    return 1


def _settle(message_id: UUID, status: MessageStatus, *, keep_secrets: bool) -> None:
    changes: dict[str, Any] = {
        "status": status,
        "sent_at": clock.now() if status is MessageStatus.SENT else None,
        "claimed_until": None,
    }
    if not keep_secrets:
        changes["secret"] = {}
    with unit_of_work():
        session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**changes))


def _postpone(message_id: UUID, error: Exception) -> None:
    with unit_of_work():
        message = session.get_one(OutboxMessage, message_id)
        message.tries += 1
        message.claimed_until = None
        message.last_error = f"{type(error).__name__}: {error}"[:500]
        wait = wait_after(message.tries)
        if wait is None:
            message.status = MessageStatus.DEAD
        else:
            message.next_try_at = clock.now() + wait
