"""Review requests and the ground they stand on: a board with seats in force, and a draft with a shared version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import Privacy, SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.rules import DraftKind
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestInput
from cab_portal.reviews.service import requests
from tests.factories import number, working


@dataclass(frozen=True)
class Ground:
    """What a review request needs."""

    owner: Person
    draft: Draft
    version: Version
    board: Board
    seats: tuple[Seat, ...]

    @property
    def actor(self) -> Actor:
        return Actor(self.owner.id, None, self.owner.role)


def make_person(role: Role = Role.CSM, organization: Organization | None = None, **values: Any) -> Person:
    """Somebody of the staff, or of an organization."""
    serial = number()
    person = Person(
        **{
            "id": ids.new_id(),
            "email": f"person-{serial}@oakline.example",
            "name": f"Person {serial}",
            "role": role,
            "organization_id": organization.id if organization else None,
            "created_at": clock.now(),
            **values,
        }
    )
    session.add(person)
    session.flush()
    return person


def make_board(**values: Any) -> Board:
    """A board without seats."""
    board = Board(
        **{
            "id": ids.new_id(),
            "name": f"Board {number()}",
            "purpose": "Onboarding that works in the first week.",
            "privacy": Privacy.SEALED,
            "created_at": clock.now(),
            **values,
        }
    )
    session.add(board)
    session.flush()
    return board


def make_seat(board: Board, segment: Segment | None = None, **values: Any) -> Seat:
    """A member of a new organization on a seat in force."""
    at = clock.now()
    organization = Organization(id=ids.new_id(), name=f"Organization {number()}", created_at=at)
    session.add(organization)
    session.flush()
    person = make_person(Role.MEMBER, organization)
    begins, ends = at - timedelta(days=30), at + timedelta(days=335)
    seat = Seat(
        **{
            "id": ids.new_id(),
            "board_id": board.id,
            "person_id": person.id,
            "segment_id": segment.id if segment else None,
            "status": SeatStatus.ACTIVE,
            "starts_on": begins.date(),
            "ends_on": ends.date(),
            "starts_at": begins,
            "ends_at": ends,
            "invited_at": begins,
            **values,
        }
    )
    session.add(seat)
    session.flush()
    return seat


def make_version(draft: Draft, ordinal: int = 1, words: int = 400, steps: int = 2) -> Version:
    """A shared version with this many words in all."""
    version = Version(
        id=ids.new_id(),
        draft_id=draft.id,
        number=ordinal,
        title=draft.title,
        note="",
        revision=draft.revision,
        shared_at=clock.now(),
        shared_by_id=draft.owner_id,
    )
    session.add(version)
    session.flush()
    for position in range(1, steps + 1):
        text = " ".join(["word"] * (words // steps))
        session.add(
            VersionStep(
                id=ids.new_id(),
                version_id=version.id,
                step_id=ids.new_id(),
                position=position,
                title=f"Step {position}",
                markdown=text,
                canonical=text,
                changed_in=ordinal,
            )
        )
    session.flush()
    return version


def make_draft(owner: Person, title: str = "Onboarding series") -> Draft:
    """A draft without working steps."""
    at = clock.now()
    draft = Draft(
        id=ids.new_id(),
        kind=DraftKind.EMAIL_SERIES,
        title=title,
        goal="The first import within ten days.",
        owner_id=owner.id,
        created_at=at,
        updated_at=at,
    )
    session.add(draft)
    session.flush()
    return draft


def ground_of(seats: int = 2, words: int = 400) -> Ground:
    """A CSM's draft with a version, and a board with this many seats in force."""
    with working():
        owner = make_person()
        draft = make_draft(owner)
        board = make_board()
        version = make_version(draft, words=words)
        return Ground(owner, draft, version, board, tuple(make_seat(board) for _ in range(seats)))


def input_for(ground: Ground, **changes: Any) -> RequestInput:
    """All seats of the ground, for ten days."""
    given = RequestInput(
        board_id=ground.board.id,
        seat_ids=frozenset(seat.id for seat in ground.seats),
        closes_at=clock.now() + timedelta(days=10),
        message="We would like to hear from you before anybody gets this.",
    )
    return replace(given, **changes)


def prepared_request(ground: Ground, **changes: Any) -> ReviewRequest:
    """A request that nobody was told of yet."""
    with working():
        return requests.create_request(ground.actor, ground.draft, ground.version, input_for(ground, **changes))


def send_request(request: ReviewRequest, ground: Ground) -> None:
    """Send a prepared request."""
    with working():
        requests.send(request, ground.version)


def open_request(ground: Ground, **changes: Any) -> ReviewRequest:
    """A request that was sent to all seats of the ground."""
    request = prepared_request(ground, **changes)
    send_request(request, ground)
    return request


def assignments_of(request: ReviewRequest) -> list[Assignment]:
    """The request's assignments, in the order of their seats."""
    found = select(Assignment).where(Assignment.request_id == request.id).order_by(Assignment.seat_id)
    return list(session.scalars(found))
