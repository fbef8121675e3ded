"""The audit log: append-only by trigger, chained by hash."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cab_portal.database import Base


class AuditEntry(Base):
    """One fact. ``digest`` covers the entry and the digest of the one before it."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    event: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    digest: Mapped[bytes]


class AuditHead(Base):
    """The end of the chain, one row: who appends holds its lock until the commit, and a trigger moves it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[bytes]
