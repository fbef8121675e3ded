"""Messages that wait to be sent, and what became of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cab_portal.database.base import Keyed
from cab_portal.database.types import states


class MessageStatus(StrEnum):
    """``dropped`` messages were no longer due when their turn came; ``dead`` ones were given up after the last try."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class OutboxMessage(Keyed):
    """One mail to one address, rendered from ``template`` and ``context`` when it is sent.

    ``key`` names what it is about, so that asking twice writes one row. ``context`` holds ids, values and words; what
    is secret in it (links, codes) stands under ``secret`` and is blanked when the message leaves or is given up.

    ``counted_at`` is when it took a place in its ``budget``; ``bundle_id`` names the message in which a dropped one
    left together with others; ``reply_to_id`` is the person who reads answers to it.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (Index(None, "status", "next_try_at"),)

    key: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    address: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    context: Mapped[dict[str, Any]]
    secret: Mapped[dict[str, Any]]
    status: Mapped[MessageStatus] = mapped_column(states(MessageStatus, "status"), default=MessageStatus.WAITING)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    budget: Mapped[str] = mapped_column(default="")
    counted_at: Mapped[datetime | None]
    bundle_id: Mapped[UUID | None] = mapped_column(index=True)
    reply_to_id: Mapped[UUID | None]
