"""Drafts with shared versions, review requests, and the seats that they were sent to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import ReadingOthers
from cab_portal.core import clock, ids
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts.events import VersionShared
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.rules import DraftKind
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from tests.factories import accounts, boards, keep, number, working

WELCOME = "Hi {first name},\n\nWelcome on board. Mara is your contact for the first ninety days."
IMPORT = "Export one month as a CSV file. Most teams finish their first import in under an hour."


def draft(owner: Person | None = None, *, kind: DraftKind = DraftKind.EMAIL_SERIES, title: str = "") -> Draft:
    """A draft without steps."""
    owner = owner or accounts.staff()
    at = clock.now()
    return keep(
        Draft(
            id=ids.new_id(),
            kind=kind,
            title=title or f"Onboarding {number()}",
            owner_id=owner.id,
            created_at=at,
            updated_at=at,
        )
    )


def shared_version(
    draft: Draft, texts: Sequence[str] = (WELCOME, IMPORT), *, step_ids: Sequence[UUID] = (), tell: bool = True
) -> Version:
    """The next version of a draft with these Markdown texts, one for each step; ``tell`` publishes VersionShared.

    Steps keep the ids of the version before, in order, unless ``step_ids`` names them.
    """
    with working():
        before = session.query(Version).where(Version.draft_id == draft.id).order_by(Version.number.desc()).first()
        old = {step.step_id: step for step in before.steps} if before else {}
        keys = [*step_ids, *([] if step_ids else old)]
        count = before.number + 1 if before else 1
        version = Version(
            id=ids.new_id(),
            draft_id=draft.id,
            number=count,
            title=draft.title,
            revision=count,
            shared_at=clock.now(),
            shared_by_id=draft.owner_id,
        )
        session.add(version)
        session.flush()
        for position, markdown in enumerate(texts):
            step_id = keys[position] if position < len(keys) else ids.new_id()
            canonical = canonical_text(parse_blocks(markdown))
            same = step_id in old and old[step_id].canonical == canonical
            session.add(
                VersionStep(
                    version_id=version.id,
                    step_id=step_id,
                    position=position + 1,
                    title=f"Step {position + 1}",
                    timing=f"Day {position * 3}",
                    sender="Mara at Fernhill",
                    subject=f"Subject {position + 1}",
                    markdown=markdown,
                    canonical=canonical,
                    changed_in=old[step_id].changed_in if same else count,
                )
            )
        session.flush()
        if tell:
            publish(VersionShared(draft_id=draft.id, version_id=version.id, number=count))
    return version


def request(
    board: Board,
    version: Version,
    *,
    status: RequestStatus = RequestStatus.OPEN,
    closes_at: datetime | None = None,
    message: str = "",
    reading_others: ReadingOthers = ReadingOthers.AT_ONCE,
) -> ReviewRequest:
    """A request for a review of a version, open for ten more days; assign seats with ``assignment``."""
    at = clock.now()
    sent = status is not RequestStatus.PREPARING
    draft = session.get_one(Draft, version.draft_id)
    return keep(
        ReviewRequest(
            id=ids.new_id(),
            draft_id=version.draft_id,
            board_id=board.id,
            version_id=version.id,
            status=status,
            message=message,
            reading_others=reading_others,
            created_by_id=draft.owner_id,
            created_at=at,
            closes_at=closes_at or at + timedelta(days=10),
            sent_at=at if sent else None,
            closed_at=at if status is RequestStatus.CLOSED else None,
        )
    )


def assignment(request: ReviewRequest, seat: Seat) -> Assignment:
    """One seat's part in a request, which the member has not opened yet."""
    return keep(
        Assignment(
            id=ids.new_id(),
            request_id=request.id,
            seat_id=seat.id,
            person_id=seat.person_id,
            version_id=request.version_id,
            invited_at=clock.now(),
        )
    )


def review(board: Board | None = None, texts: Sequence[str] = (WELCOME, IMPORT)) -> Assignment:
    """A member's open review of a new draft, with everything that it takes."""
    board = board or boards.board()
    version = shared_version(draft(), texts)
    return assignment(request(board, version), boards.seat(board))
