"""Appending to the audit log, and proving that nobody changed it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import insert, select

from cab_portal.audit.models import AuditEntry, AuditHead
from cab_portal.core import clock
from cab_portal.core.actor import acting
from cab_portal.core.events import Event, Scalar
from cab_portal.database import session
from cab_portal.database.statements import run, table_of

GENESIS = bytes(32)
# Built once, for every deed writes here.
_HEAD = table_of(AuditHead)
_LOCK_HEAD = select(_HEAD.c.number, _HEAD.c.digest).with_for_update()
# What it returns lets SQLAlchemy send the entries as one statement, after which a trigger moves the head once.
_APPEND = insert(table_of(AuditEntry)).returning(table_of(AuditEntry).c.number)


@dataclass(frozen=True)
class Entry:
    """What the log says of one event: when, by whom (None: the house itself), its name and its values."""

    at: datetime
    actor_id: UUID | None
    event: str
    payload: dict[str, Scalar]


def record(events: Sequence[Event]) -> None:
    """Append one entry per event, in their order. Called once by the unit of work, last, inside its transaction."""
    at, actor_id = clock.now(), acting().person_id
    append([Entry(at, actor_id, event.name, event.payload()) for event in events])


def append(entries: Sequence[Entry]) -> None:
    """Append entries to the chain, in their order, inside a transaction; two statements."""
    if not entries:
        return
    number, digest = run(_LOCK_HEAD).one()
    rows = []
    for entry in entries:
        number += 1
        digest = _digest(digest, number, entry.at, entry.actor_id, entry.event, entry.payload)
        rows.append(
            {
                "number": number,
                "recorded_at": entry.at,
                "actor_id": entry.actor_id,
                "event": entry.event,
                "payload": entry.payload,
                "digest": digest,
            }
        )
    run(_APPEND, rows)


@dataclass(frozen=True)
class ChainReport:
    """What ``verify`` found: how many entries, the head's digest, and the first number that is wrong, if any."""

    entries: int
    head: bytes
    broken_at: int | None
    reason: str


def verify() -> ChainReport:
    """Walk the whole chain. Finds any entry that was changed, removed, added or reordered, and a cut tail."""
    digest = GENESIS
    count = 0
    entries = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=500)
    with session.execute(entries) as rows:
        for entry in rows.scalars():
            count += 1
            if entry.number != count:
                return ChainReport(count, digest, count, "an entry is missing")
            digest = _digest(digest, entry.number, entry.recorded_at, entry.actor_id, entry.event, entry.payload)
            if digest != entry.digest:
                return ChainReport(count, digest, count, "an entry was changed")
    head = session.execute(select(AuditHead.number, AuditHead.digest)).one()
    if (head.number, head.digest) != (count, digest):
        return ChainReport(count, digest, count + 1, "the end of the log was cut off or added to")
    return ChainReport(count, digest, None, "")


def _digest(
    previous: bytes, number: int, at: datetime, actor_id: UUID | None, event: str, payload: dict[str, Scalar]
) -> bytes:
    content = [number, at.astimezone(UTC).isoformat(), str(actor_id) if actor_id else None, event, payload]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(previous + text.encode()).digest()
