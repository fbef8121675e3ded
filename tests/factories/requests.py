"""Review requests and the ground they stand on: a board with seats in force, and a draft with a shared version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.queries import steps_of
from cab_portal.drafts.rules import StepInput
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestInput
from cab_portal.reviews.service import requests
from tests.factories import accounts, boards, drafts, working


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
        return accounts.actor_of(self.owner)


def ground_of(seats: int = 2, words: int = 400, title: str = "Onboarding series") -> Ground:
    """A CSM's draft of one step with a version of this many words, and a board with this many seats in force."""
    with working():
        owner = accounts.staff()
        draft = drafts.draft(owner, title=title, steps=[StepInput("Welcome", " ".join(["word"] * words))])
        version = drafts.version(draft)
        board = boards.board()
        return Ground(owner, draft, version, board, tuple(boards.seat(board) for _ in range(seats)))


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
    """A request that was sent to all seats of the ground, without survey or offers."""
    request = prepared_request(ground, **changes)
    send_request(request, ground)
    return request


def assignments_of(request: ReviewRequest) -> list[Assignment]:
    """The request's assignments, in the order of their seats."""
    found = select(Assignment).where(Assignment.request_id == request.id).order_by(Assignment.seat_id)
    return list(session.scalars(found))


def newer_version(ground: Ground, words: int = 10) -> Version:
    """The draft's one step written anew, and shared."""
    with working():
        (step,) = steps_of(ground.draft.id)
        drafts.rewrite(step, " ".join(["other"] * words))
        return drafts.version(ground.draft)
