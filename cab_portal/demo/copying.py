"""Copies of all that one deed wrote into the database, each with ids, words, instants and secrets of its own.

So a hundred thousand members stand in the tables as if each had done by the services what one of them did: mails that
were sent, ledger, audit log and all. Entries of the audit log are chained anew.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from cab_portal.audit import service as audit
from cab_portal.audit.models import AuditEntry, AuditHead
from cab_portal.core import ids
from cab_portal.database import Base, session
from cab_portal.database.base import BY_CHANCE, NOT_IN_BACKUPS

Row = Mapping[str, Any]
_CHAIN = (AuditEntry.__tablename__, AuditHead.__tablename__)


@dataclass(frozen=True)
class Copy:
    """One copy: its ids by those of the model, and its texts by those of the model, ids in words among them.

    All that it did, it did so much ``later`` than the model. ``cells`` are what its rows of a table have otherwise.
    """

    ids: Mapping[UUID, UUID]
    texts: Mapping[str, str]
    later: timedelta
    cells: Mapping[str, Row] = field(default_factory=dict)


Maker = Callable[[Copy], Any]


@dataclass
class Copies:
    """What a deed wrote: rows by table in an order that foreign keys allow, and entries of the audit log.

    ``words`` are texts of the model that every copy has otherwise.
    """

    rows: Sequence[tuple[Table, Sequence[Row]]]
    entries: Sequence[audit.Entry]
    words: Sequence[str]
    _fresh: frozenset[UUID] = field(init=False)
    _makers: list[tuple[Table, list[dict[str, Maker]]]] = field(init=False)
    _payloads: list[Maker] = field(init=False)
    _told: list[tuple[UUID, Callable[[UUID], str]]] = field(init=False)
    _used: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._fresh = frozenset(row["id"] for _, rows in self.rows for row in rows if isinstance(row.get("id"), UUID))
        needles = [*self.words, *map(str, self._fresh), *map(ids.encode, self._fresh)]
        self._needles = re.compile("(" + "|".join(map(re.escape, needles)) + ")")
        self._makers = [
            (
                table,
                [
                    {name: self._maker(name, value) for name, value in row.items() if not _is_drawn(table, name)}
                    for row in rows
                ],
            )
            for table, rows in self.rows
        ]
        self._payloads = [self._maker("payload", entry.payload) for entry in self.entries]
        # Few of them stand in words anywhere, and encoding an id takes longer than making it.
        self._told = [(old, spell) for old in self._fresh for spell in (str, ids.encode) if spell(old) in self._used]

    def one(self, words: Mapping[str, str], later: timedelta, cells: Mapping[str, Row] | None = None) -> Copy:
        """A copy with fresh ids, these words in the place of those of the model, so much later, and these cells."""
        fresh = {old: ids.new_id() for old in self._fresh}
        told = {spell(old): spell(fresh[old]) for old, spell in self._told}
        return Copy(fresh, {**words, **told}, later, cells or {})

    def id_in(self, table: str) -> UUID:
        """The id of the one row that the deed wrote into a table."""
        (row,) = next(rows for known, rows in self.rows if known.name == table)
        key: UUID = row["id"]
        return key

    def write(self, copies: Sequence[Copy]) -> None:
        """Add copies, inside a unit of work."""
        for table, makers in self._makers:
            rows = [
                {**{name: make(copy) for name, make in row.items()}, **copy.cells.get(table.name, {})}
                for copy in copies
                for row in makers
            ]
            session.execute(insert(table), rows)
        audit.append([entry for copy in copies for entry in self._entries(copy)])

    def _entries(self, copy: Copy) -> Iterator[audit.Entry]:
        for entry, payload in zip(self.entries, self._payloads, strict=True):
            actor_id = copy.ids.get(entry.actor_id, entry.actor_id) if entry.actor_id else None
            yield audit.Entry(entry.at + copy.later, actor_id, entry.event, payload(copy))

    def _maker(self, column: str, value: object) -> Maker:
        """What a cell of a copy becomes, by what stands there in the model."""
        if isinstance(value, UUID) and value in self._fresh:
            return lambda copy: copy.ids[value]
        if isinstance(value, datetime):
            return lambda copy: value + copy.later
        if isinstance(value, bytes) and column.endswith("_hash"):
            # The hash of a secret that nobody has: links and sessions of copies open nothing.
            return lambda _copy: secrets.token_bytes(len(value))
        if isinstance(value, str) and self._needles.search(value):
            return self._template(value)
        if isinstance(value, dict | list) and self._needles.search(text := json.dumps(value, ensure_ascii=False)):
            template = self._template(text)
            return lambda copy: json.loads(template(copy))
        return lambda _copy: value

    def _template(self, text: str) -> Maker:
        # Split at a group, every second part is one that a copy has otherwise.
        parts = self._needles.split(text)
        self._used.update(parts[1::2])

        def made(copy: Copy) -> str:
            return "".join(copy.texts[part] if place % 2 else part for place, part in enumerate(parts))

        return made


def copies_of(deed: Callable[[], None], words: Sequence[str], left_out: Sequence[str] = ()) -> Copies:
    """Do the deed, and note what it added to every table but the ones left out."""
    tables = [table for table in Base.metadata.sorted_tables if _is_copied(table)]
    before = {table: _by_key(table) for table in tables if table.name not in left_out}
    head = session.scalars(select(AuditHead.number)).one()
    deed()
    session.rollback()
    added = [
        (table, [row for key, row in _by_key(table).items() if key not in known]) for table, known in before.items()
    ]
    found = session.scalars(select(AuditEntry).where(AuditEntry.number > head).order_by(AuditEntry.number))
    entries = [audit.Entry(entry.recorded_at, entry.actor_id, entry.event, entry.payload) for entry in found]
    session.rollback()
    return Copies([(table, rows) for table, rows in added if rows], entries, words)


def _is_copied(table: Table) -> bool:
    """What is of the moment is left alone, as are the entries of the audit log, which are chained anew."""
    return table.name not in _CHAIN and not table.info.get(NOT_IN_BACKUPS)


def _is_drawn(table: Table, name: str) -> bool:
    return bool(table.columns[name].info.get(BY_CHANCE))


def _by_key(table: Table) -> dict[tuple[Any, ...], Row]:
    keys = [column.name for column in table.primary_key]
    rows = session.execute(select(table)).mappings()
    return {tuple(row[name] for name in keys): dict(row) for row in rows}
