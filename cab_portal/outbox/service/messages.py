"""Asking for messages, and what a person does about those that were given up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select

from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.outbox.events import MessageReleased
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.rules import MailKind

READER = "reader"


def enqueue(
    template: str,
    address: str | ScalarSelect[str],
    *,
    key: str,
    person_id: UUID | None = None,
    reply_to_id: UUID | None = None,
    context: dict[str, Any] | None = None,
    secret: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Ask for a mail, inside a unit of work; False if a message with this key was asked for before.

    ``address`` may be a statement that finds it, built once, by ``READER``, which is ``person_id`` in it.
    ``reply_to_id`` is the person who reads what is answered to it.
    """
    at = clock.now()
    found: dict[str, ScalarSelect[str]] = {} if isinstance(address, str) else {"address": address}
    return insert_once(
        OutboxMessage,
        {
            "id": ids.new_id(),
            "key": key,
            "template": template,
            **({READER: person_id} if found else {"address": address}),
            "person_id": person_id,
            "reply_to_id": reply_to_id,
            "context": context or {},
            "secret": secret or {},
            "status": MessageStatus.WAITING,
            "created_at": at,
            "next_try_at": due_at or at,
            "expires_at": expires_at,
            "tries": 0,
            "last_error": "",
            "budget": "",
        },
        **found,
    )


def give_up(message: OutboxMessage, kind: MailKind, why: str) -> None:
    """Leave a message to a person, without the links and codes in it: nobody knows how long it will lie there.

    Sent again, a mail of ours gets a fresh link; what answered somebody who asked for a link is over.
    """
    message.status = MessageStatus.DEAD
    message.last_error = why
    # What never left takes nobody's place.
    message.claimed_until = message.counted_at = None
    if message.secret and kind.prepare is None:
        message.expires_at = clock.now()
    message.secret = {}


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


def hold_waiting(kinds: Mapping[str, MailKind]) -> int:
    """Give up all waiting messages, so that a person decides; how many. After a restore nobody knows what has left."""
    waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.status == MessageStatus.WAITING)).all()
    for message in waiting:
        give_up(message, kinds[message.template], "Held by a restore: it may have been sent before.")
    return len(waiting)
