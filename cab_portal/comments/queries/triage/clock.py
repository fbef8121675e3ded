"""Which threads the team knows of, and which of them it let wait for too long."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind, overdue_since
from cab_portal.core import clock
from cab_portal.drafts.models import Version


def is_overdue(zone: ZoneInfo) -> ColumnElement[bool]:
    """Threads whose first reply is overdue now; a decision with its reason is an answer too."""
    at = clock.now()
    late = [
        and_(
            Thread.kind == ThreadKind.CONCERN,
            Thread.shared_at < overdue_since(ThreadKind.CONCERN, at, zone),
        ),
        and_(
            Thread.kind != ThreadKind.CONCERN,
            Thread.shared_at < overdue_since(ThreadKind.QUESTION, at, zone),
        ),
    ]
    return and_(Thread.replied_at.is_(None), Thread.disposition.is_(None), or_(*late))


def shared_on(draft_id: UUID) -> ColumnElement[bool]:
    """The threads of a draft that the team may know of."""
    return and_(Thread.draft_id == draft_id, Thread.shared_at.is_not(None))


def newest_version_id(draft_id: UUID) -> Any:
    """The draft's newest version, for other statements."""
    return (
        select(Version.id)
        .where(Version.draft_id == draft_id)
        .order_by(Version.number.desc())
        .limit(1)
        .scalar_subquery()
    )
