"""Drafts that went through a review, up to the launch gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import CommentInput, Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions, threads
from cab_portal.core import clock
from cab_portal.core.actor import Actor
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Step, Version
from cab_portal.drafts.queries import steps_of
from cab_portal.launches import service
from cab_portal.launches.models import Waiver
from cab_portal.launches.rules import Check, Excuse, WaiverInput
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestInput, Verdict, VerdictInput
from cab_portal.reviews.service import reading, requests
from tests.factories import accounts, boards, comments, drafts, working
from tests.factories.requests import assignments_of

QUOTES = {
    ThreadKind.QUESTION: "We reply to every question",
    ThreadKind.CONCERN: "within one working day",
    ThreadKind.SUGGESTION: "your workspace is ready",
    ThreadKind.PRAISE: "Hello",
}


@dataclass
class Reviewed:
    """A draft before a board, and the members who were asked; the request is open until ``close``."""

    owner: Person
    draft: Draft
    version: Version
    board: Board
    request: ReviewRequest
    seats: Sequence[Seat]
    assignments: list[Assignment] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        return accounts.actor_of(self.owner)

    def finish(self, count: int | None = None, verdict: Verdict = Verdict.GOOD) -> None:
        """Let so many members, or all, end their review."""
        with working():
            for assignment in self.assignments[:count]:
                row = session.get_one(Assignment, assignment.id)
                reading.finish(row, VerdictInput(verdict, "It takes too long." if verdict is Verdict.NOT_YET else ""))

    def comment(
        self, kind: ThreadKind = ThreadKind.CONCERN, body: str = "That is not how we work.", member: int = 0
    ) -> Thread:
        """A comment of a member on the first step, shared."""
        with working():
            row = session.get_one(Assignment, self.assignments[member].id)
            step = comments.step_of(row.version_id)
            made = threads.start(row, step, comments.passage(step, QUOTES[kind]), CommentInput(kind, body))
            made.shared_at = made.shared_at or clock.now()
            session.flush()
        return made

    def dispose(self, thread: Thread, disposition: Disposition = Disposition.ACCEPTED) -> None:
        """Let the owner decide about a thread."""
        with working():
            given = DispositionInput(disposition, "It will say two days.", unconfirmed_reason="Agreed on the phone.")
            dispositions.dispose(self.actor, session.get_one(Thread, thread.id), given)

    def decided_threads(self) -> list[Thread]:
        """The threads of the draft that have a disposition, the oldest first."""
        found = select(Thread).where(Thread.draft_id == self.draft.id, Thread.disposition.is_not(None))
        return list(session.scalars(found.order_by(Thread.id)))

    def close(self) -> None:
        """Close the request."""
        with working():
            requests.close(session.get_one(ReviewRequest, self.request.id))

    def change(self, markdown: str = "Hello,\n\nyour workspace is **open**. We reply in two days.") -> Version:
        """Share a version in which the first step has another text."""
        with working():
            first = session.get_one(Step, steps_of(self.draft.id)[0].id)
            drafts.rewrite(first, markdown)
            return drafts.version(session.get_one(Draft, self.draft.id))


def reviewed(
    members: int = 3, *, finished: int | None = None, closed: bool = True, title: str = "Onboarding"
) -> Reviewed:
    """A draft of two steps, put before so many members, all of whom have finished with *good to go*, and closed."""
    with unit_of_work():
        owner = accounts.staff()
        draft = drafts.draft(owner, title=title)
        version = drafts.version(draft)
        board = boards.board()
        seats = [boards.seat(board) for _ in range(members)]
        given = RequestInput(board.id, frozenset(seat.id for seat in seats), clock.now() + timedelta(days=7))
        request = requests.create_request(accounts.actor_of(owner), draft, version, given)
        requests.send(request, version)
        scene = Reviewed(owner, draft, version, board, request, seats, assignments_of(request))
    scene.finish(finished)
    if closed:
        scene.close()
    return scene


def waiver(
    scene: Reviewed,
    check: Check = Check.ENOUGH_FINISHED,
    *,
    granted_by: Person | None = None,
    excuse: Excuse = Excuse.NO_TIME,
) -> Waiver:
    """An exception that the owner asked for; granted where somebody is named."""
    with working():
        given = WaiverInput(check, excuse, "The season begins on Monday.")
        made = service.ask_waiver(session.get_one(Draft, scene.draft.id), scene.actor, given)
        if granted_by is not None:
            service.grant(made, accounts.actor_of(granted_by))
    return made


def launch(scene: Reviewed) -> None:
    """Launch the draft."""
    with working():
        service.launch(session.get_one(Draft, scene.draft.id), scene.actor)
