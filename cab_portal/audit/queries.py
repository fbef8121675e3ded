"""Reads of the audit log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from cab_portal.audit.models import AuditEntry
from cab_portal.core.events import wordings
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One fact of the log; ``says`` is its wording, or its dotted name where no feature knows it any more."""

    number: int
    recorded_at: datetime
    actor_id: UUID | None
    event: str
    payload: dict[str, Any] = field(repr=False)

    @property
    def says(self) -> str:
        return wordings().get(self.event, self.event)

    @property
    def person_id(self) -> UUID | None:
        """The person whom the fact is about, where it names one."""
        given = self.payload.get("person_id")
        return UUID(given) if isinstance(given, str) else None


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries: of one event, and of the actors that a statement finds."""

    event: str = ""
    actors: Select[Any] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter in SQL."""
        found: list[ColumnElement[bool]] = []
        if self.event:
            found.append(AuditEntry.event == self.event)
        if self.actors is not None:
            found.append(AuditEntry.actor_id.in_(self.actors))
        return found


def entries(wanted: EntryFilter, number: int = 1) -> Page[EntryRow]:
    """Entries, the newest first; two statements."""
    conditions = wanted.conditions()
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*conditions)) or 0
    rows = session.execute(
        _ROWS.where(*conditions).order_by(AuditEntry.number.desc()).limit(PAGE_SIZE).offset(offset_of(number))
    )
    return Page([EntryRow(*row) for row in rows], total, number)


def all_entries(wanted: EntryFilter, size: int = 500) -> Iterator[Sequence[EntryRow]]:
    """Every entry from the first on, from one cursor, ``size`` at a time."""
    rows = session.execute(
        _ROWS.where(*wanted.conditions()).order_by(AuditEntry.number).execution_options(yield_per=size)
    )
    # Whoever stops reading in the middle leaves no cursor open behind.
    with rows:
        for part in rows.partitions():
            yield [EntryRow(*row) for row in part]


_ROWS = select(AuditEntry.number, AuditEntry.recorded_at, AuditEntry.actor_id, AuditEntry.event, AuditEntry.payload)
