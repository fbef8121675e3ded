"""All shared comments of a draft as a table to keep."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.queries.triage import newest_version_id, shared_on
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep

COLUMNS = (
    "thread",
    "kind",
    "private to the team",
    "board",
    "version",
    "step",
    "quote",
    "author",
    "organization",
    "written at (UTC)",
    "comment",
    "replace with",
    "in the newest version",
    "disposition",
    "reason",
)


def rows(draft_id: UUID) -> Iterator[Sequence[Any]]:
    """Every comment of every shared thread, by thread, as ``COLUMNS`` says; one statement, read as it is sent."""
    newest = newest_version_id(draft_id)
    writing, of_author = aliased(Person), aliased(Organization)
    origin, place = aliased(VersionStep), aliased(ThreadPlace)
    found = session.execute(
        select(Thread, Comment, Board.name, Version.number, origin.title, writing, of_author.name, place.status)
        .join(Comment, Comment.thread_id == Thread.id)
        .join(Board, Board.id == Thread.board_id)
        .join(Version, Version.id == Thread.version_id)
        .join(writing, writing.id == Comment.author_id)
        .outerjoin(of_author, of_author.id == writing.organization_id)
        .outerjoin(origin, and_(origin.version_id == Thread.version_id, origin.step_id == Thread.step_id))
        .outerjoin(place, and_(place.thread_id == Thread.id, place.version_id == newest))
        .where(shared_on(draft_id))
        .order_by(Thread.shared_at, Thread.id, Comment.id)
        .execution_options(yield_per=200)
    )
    before: UUID | None = None
    for thread, comment, board, number, step, author, organization, status in found:
        yield (
            ids.encode(thread.id),
            thread.kind.value,
            "yes" if thread.is_private else "no",
            board,
            number,
            step or "",
            thread.exact,
            author.name,
            organization or "",
            comment.created_at,
            comment.body,
            thread.replacement if thread.id != before else "",
            status.value if status else "",
            thread.disposition.value if thread.disposition else "",
            thread.disposition_reason,
        )
        before = thread.id
