"""What changed thanks to a member: published decisions and receipts of the drafts that they had before them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select

from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Thread, ThreadPlace
from cab_portal.comments.rules import Disposition, PlaceStatus, ThreadKind
from cab_portal.core.actor import Actor
from cab_portal.core.errors import NotFound
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.launches.access import had_before
from cab_portal.launches.models import Decision, DecisionThread, Launch, Receipt
from cab_portal.launches.rules import Outcome
from cab_portal.reviews.access import visible_requests
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.queries import ReadableVersion, review_view, shown_title


@dataclass(frozen=True, slots=True)
class Change:
    """A published decision as a member reads it; ``own`` quotes the member's comments that it answers."""

    draft_id: UUID
    draft_title: str
    outcome: Outcome
    said: str
    answer: str
    because: str
    due_on: date | None
    published_at: datetime
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A launched draft that the member had commented on: how many comments, and how many of them were taken up."""

    draft_id: UUID
    draft_title: str
    created_at: datetime
    comments: int
    taken_up: int


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A member's own shared comment and what became of it.

    ``status`` says where its words stand in the newest version that the member may read; None where it is not in there.
    """

    id: UUID
    request_id: UUID
    kind: ThreadKind
    quote: str
    version_number: int
    disposition: Disposition | None
    reason: str
    status: PlaceStatus | None


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """All that one member reads about one draft.

    ``request_id`` is the newest review of it that they may read, ``versions`` are those put before them there.
    """

    draft_id: UUID
    title: str
    request_id: UUID
    launched_at: datetime | None
    launched_version: int | None
    versions: tuple[ReadableVersion, ...]
    comments: tuple[OwnComment, ...]
    decisions: tuple[Change, ...]


_TAKEN_UP = (Disposition.ACCEPTED, Disposition.PARTLY)


def changes_page(actor: Actor, number: int = 1) -> Page[Change]:
    """A page of the decisions on drafts that a member had before them, the newest first; three statements."""
    wanted = and_(Decision.published_at.is_not(None), had_before(actor))
    total = (
        session.scalar(
            select(func.count()).select_from(Decision).join(Draft, Draft.id == Decision.draft_id).where(wanted)
        )
        or 0
    )
    rows = session.execute(
        select(Decision, shown_title(actor))
        .join(Draft, Draft.id == Decision.draft_id)
        .where(wanted)
        .order_by(Decision.published_at.desc(), Decision.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    ).all()
    return Page(_changes(actor, rows), total, number)


def last_done(actor: Actor) -> Change | None:
    """The newest "we did" on a draft that a member had before them; two statements."""
    newest = (Decision.published_at.desc(), Decision.id.desc())
    return _first_change(actor, newest, Decision.outcome == Outcome.DID)


def next_promised(actor: Actor, today: date) -> Change | None:
    """The "we will" that is due next, on a draft that a member had before them; two statements."""
    soonest = (Decision.due_on.asc(), Decision.id.asc())
    return _first_change(actor, soonest, Decision.outcome == Outcome.WILL, Decision.due_on >= today)


def _first_change(
    actor: Actor, order: tuple[ColumnElement[Any], ...], *conditions: ColumnElement[bool]
) -> Change | None:
    rows = session.execute(
        select(Decision, shown_title(actor))
        .join(Draft, Draft.id == Decision.draft_id)
        .where(Decision.published_at.is_not(None), had_before(actor), *conditions)
        .order_by(*order)
        .limit(1)
    ).all()
    return next(iter(_changes(actor, rows)), None)


def receipts_of(actor: Actor) -> list[ReceiptView]:
    """The receipts of a member, for drafts that they may still read about, the newest first; one statement."""
    of_member = and_(Thread.draft_id == Draft.id, Thread.author_id == Receipt.person_id, Thread.shared_at.is_not(None))
    comments = select(func.count()).where(of_member)
    rows = session.execute(
        select(
            Draft.id,
            shown_title(actor),
            Receipt.created_at,
            comments.correlate(Draft, Receipt).scalar_subquery(),
            comments.where(Thread.disposition.in_(_TAKEN_UP)).correlate(Draft, Receipt).scalar_subquery(),
        )
        .join(Draft, Draft.id == Receipt.draft_id)
        .where(Receipt.person_id == actor.person_id, had_before(actor))
        .order_by(Receipt.created_at.desc(), Receipt.id.desc())
        .limit(PAGE_SIZE)
    )
    return [ReceiptView(*row) for row in rows]


def changes_of_draft(actor: Actor, draft_id: UUID) -> DraftChanges:
    """What changed in one draft, with the member's own comments; ``NotFound`` for a draft they never had before them.

    Seven statements.
    """
    request_id = session.scalar(
        select(ReviewRequest.id)
        .where(ReviewRequest.draft_id == draft_id, visible_requests(actor))
        .order_by(ReviewRequest.id.desc())
        .limit(1)
    )
    if request_id is None or not actor.is_member:
        raise NotFound
    review = review_view(actor, request_id)
    launched = session.execute(
        select(Launch.launched_at, Version.number)
        .join(Version, Version.id == Launch.version_id)
        .where(Launch.draft_id == draft_id)
        .order_by(Launch.id.desc())
        .limit(1)
    ).one_or_none()
    decided = session.execute(
        select(Decision, shown_title(actor))
        .join(Draft, Draft.id == Decision.draft_id)
        .where(Decision.draft_id == draft_id, Decision.published_at.is_not(None))
        .order_by(Decision.published_at.desc(), Decision.id.desc())
    ).all()
    return DraftChanges(
        draft_id=draft_id,
        title=review.draft_title,
        request_id=request_id,
        launched_at=launched[0] if launched else None,
        launched_version=launched[1] if launched else None,
        versions=review.versions,
        comments=_own_comments(actor, draft_id, review.newest.id),
        decisions=tuple(_changes(actor, decided)),
    )


def _own_comments(actor: Actor, draft_id: UUID, version_id: UUID) -> tuple[OwnComment, ...]:
    rows = session.execute(
        select(Thread, Version.number, ThreadPlace.status)
        .join(Version, Version.id == Thread.version_id)
        .outerjoin(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == version_id))
        .where(
            Thread.draft_id == draft_id,
            Thread.author_id == actor.person_id,
            Thread.shared_at.is_not(None),
            visible_threads(actor),
        )
        .order_by(Thread.id)
    )
    return tuple(
        OwnComment(
            id=thread.id,
            request_id=thread.request_id,
            kind=thread.kind,
            quote=thread.exact,
            version_number=number,
            disposition=thread.disposition,
            reason=thread.disposition_reason,
            status=status,
        )
        for thread, number, status in rows
    )


def _changes(actor: Actor, rows: Sequence[Row[Decision, str]]) -> list[Change]:
    """Decisions with the quotes of the reader's own part in them; one statement for all."""
    own: dict[UUID, list[str]] = {}
    quotes = session.execute(
        select(DecisionThread.decision_id, Thread.exact)
        .join(Thread, Thread.id == DecisionThread.thread_id)
        .where(
            DecisionThread.decision_id.in_([decision.id for decision, _title in rows]),
            Thread.author_id == actor.person_id,
        )
        .order_by(Thread.id)
    )
    for decision_id, quote in quotes:
        own.setdefault(decision_id, []).append(quote)
    return [
        Change(
            draft_id=decision.draft_id,
            draft_title=title,
            outcome=decision.outcome,
            said=decision.said,
            answer=decision.answer,
            because=decision.because,
            due_on=decision.due_on,
            published_at=decision.published_at,
            own=tuple(own.get(decision.id, ())),
        )
        for decision, title in rows
        if decision.published_at is not None
    ]
