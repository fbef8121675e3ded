"""What waits for a staff member: running requests, drafts to decide, exceptions to judge."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Collaborator, Draft
from cab_portal.drafts.rules import DraftStage
from cab_portal.launches.models import Waiver
from cab_portal.launches.rules import Check
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus


@dataclass(frozen=True, slots=True)
class RunningRequest:
    """An open request on a draft of the reader's, with how many of the invited have finished."""

    request_id: UUID
    draft_title: str
    board_name: str
    closes_at: datetime
    invited: int
    finished: int


@dataclass(frozen=True, slots=True)
class DraftToDecide:
    """A draft of the reader's whose requests have all closed."""

    draft_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class WaiverToJudge:
    """An exception that somebody else asked for."""

    waiver_id: UUID
    draft_id: UUID
    draft_title: str
    check: Check
    asked_by: str
    asked_at: datetime


def running_requests(actor: Actor) -> list[RunningRequest]:
    """Open requests on drafts that the actor writes, what closes first on top; one statement."""
    rows = session.execute(
        select(
            ReviewRequest.id,
            Draft.title,
            Board.name,
            ReviewRequest.closes_at,
            func.count(Assignment.id),
            func.count(Assignment.finished_at),
        )
        .join(Draft, Draft.id == ReviewRequest.draft_id)
        .join(Board, Board.id == ReviewRequest.board_id)
        .outerjoin(Assignment, Assignment.request_id == ReviewRequest.id)
        .where(_writes(actor), ReviewRequest.status == RequestStatus.OPEN, ReviewRequest.closes_at > clock.now())
        .group_by(ReviewRequest.id, Draft.title, Board.name, ReviewRequest.closes_at)
        .order_by(ReviewRequest.closes_at, ReviewRequest.id)
    )
    return [RunningRequest(*row) for row in rows]


def drafts_to_decide(actor: Actor) -> list[DraftToDecide]:
    """Drafts that the actor writes and that wait for decisions and the launch, the oldest first; one statement."""
    rows = session.execute(
        select(Draft.id, Draft.title)
        .where(_writes(actor), Draft.stage == DraftStage.DECIDING)
        .order_by(Draft.updated_at, Draft.id)
    )
    return [DraftToDecide(*row) for row in rows]


def waivers_to_judge(actor: Actor) -> list[WaiverToJudge]:
    """Exceptions that others asked for and nobody has judged, the oldest first; one statement."""
    rows = session.execute(
        select(Waiver.id, Draft.id, Draft.title, Waiver.check, Person.name, Waiver.asked_at)
        .join(Draft, Draft.id == Waiver.draft_id)
        .join(Person, Person.id == Waiver.asked_by_id)
        .where(Waiver.granted_at.is_(None), Waiver.refused_at.is_(None), Waiver.asked_by_id != actor.person_id)
        .order_by(Waiver.asked_at, Waiver.id)
    )
    return [WaiverToJudge(*row) for row in rows]


def _writes(actor: Actor) -> ColumnElement[bool]:
    named = select(Collaborator.draft_id).where(Collaborator.person_id == actor.person_id)
    return or_(Draft.owner_id == actor.person_id, Draft.id.in_(named))
