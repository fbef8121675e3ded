"""Two members and the team on one draft at the same moment: nothing is lost, and nobody sees what they must not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.boards.rules import Privacy
from cab_portal.comments import queries
from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Comment, Thread, ThreadPlace
from cab_portal.comments.rules import CommentInput, ThreadKind
from cab_portal.comments.service import replies, threads
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import Verdict, VerdictInput
from cab_portal.reviews.service import reading
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of

PARAGRAPHS = [f"Paragraph {number} tells what happens on day {number}, and who helps with it." for number in range(15)]
EACH = 15


def test_two_members_and_the_team_with_30_comments_and_two_new_versions(app: Flask) -> None:
    part = reviews.review(boards.board(privacy=Privacy.WORDS), ["\n\n".join(PARAGRAPHS)])
    request = session.get_one(ReviewRequest, part.request_id)
    other = reviews.assignment(request, boards.seat(request.board))
    parts = (part.id, other.id)
    draft_id = request.draft_id
    team = accounts.staff()
    seen_too_early: list[str] = []

    def write(part_id: UUID) -> None:
        for number in range(EACH):
            with unit_of_work():
                mine = session.get_one(Assignment, part_id)
                step = factory.step_of(mine.version_id)
                passage = factory.passage(step, PARAGRAPHS[number])
                # Every third one is the team's alone.
                given = CommentInput(ThreadKind.CONCERN, f"{part_id} {number}", is_private=number % 3 == 0)
                threads.start(mine, step, passage, given)
            look(part_id)
        with unit_of_work():
            reading.finish(session.get_one(Assignment, part_id), VerdictInput(Verdict.GOOD))
        look(part_id)

    def look(part_id: UUID) -> None:
        """What a member sees of the other one is shared and not private, at every moment."""
        with unit_of_work():
            reader = actor_of(session.get_one(Person, session.get_one(Assignment, part_id).person_id))
            found = session.execute(
                select(Thread.id, Thread.shared_at, Thread.is_private)
                .where(visible_threads(reader), Thread.author_id != reader.id)
                .execution_options(populate_existing=True)
            ).all()
        seen_too_early.extend(str(key) for key, shared_at, is_private in found if shared_at is None or is_private)

    def share_versions() -> None:
        for count in (1, 2):
            texts = [*PARAGRAPHS[count * 4 :], *PARAGRAPHS[: count * 4]]
            reviews.shared_version(session.get_one(Draft, draft_id), ["\n\n".join(texts)])
        with unit_of_work():
            actor = actor_of(session.get_one(Person, team.id))
            for thread in session.scalars(select(Thread).where(Thread.shared_at.is_not(None)).with_for_update()):
                replies.reply(actor, thread, "We look into it.")

    together(app, [lambda: write(parts[0]), lambda: write(parts[1]), share_versions])

    assert seen_too_early == []
    nothing_is_lost(parts)
    each_sees_what_is_theirs_to_see(request.id, parts, team.id)


def nothing_is_lost(parts: tuple[UUID, UUID]) -> None:
    """Every comment once, and each in every version: all began in the first."""
    session.rollback()
    bodies = session.scalars(select(Comment.body).where(Comment.body != "We look into it.")).all()
    assert sorted(bodies) == sorted(f"{part_id} {number}" for part_id in parts for number in range(EACH))
    assert session.scalar(select(func.count()).select_from(Version)) == 3
    assert session.scalar(select(func.count()).select_from(ThreadPlace)) == 2 * EACH * 3


def each_sees_what_is_theirs_to_see(request_id: UUID, parts: tuple[UUID, UUID], team_id: UUID) -> None:
    newest = session.scalars(select(Version.id).order_by(Version.number.desc()).limit(1)).one()
    for part_id in parts:
        reader = actor_of(session.get_one(Person, session.get_one(Assignment, part_id).person_id))
        views = queries.threads_in_version(reader, request_id, newest)
        assert sum(view.is_own for view in views) == EACH
        assert sum(not view.is_own for view in views) == EACH - EACH // 3
        assert all(view.is_placed for view in views)
    of_team = queries.threads_in_version(actor_of(session.get_one(Person, team_id)), request_id, newest)
    assert len(of_team) == 2 * EACH


def together(app: Flask, acts: list[Callable[[], None]]) -> None:
    """Do all acts in threads that start together; what one of them raises is raised here."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        with app.app_context():
            barrier.wait()
            act()

    session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))
