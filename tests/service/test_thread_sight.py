"""Whose comments a query tells to whom: by level, by settings of board and request, before and after the finish."""

from __future__ import annotations

from itertools import product

from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy, ReadingOthers
from cab_portal.comments import queries
from cab_portal.comments.access import visible_threads
from cab_portal.comments.models import Thread
from cab_portal.comments.service import replies
from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import Assignment, ReviewRequest
from tests.factories import accounts, boards, reviews
from tests.factories import comments as factory
from tests.factories.accounts import actor_of


def reads_others(privacy: Privacy, settings: tuple[ReadingOthers, ReadingOthers], *, finished: bool) -> bool:
    """The promise in its own words, apart from the code that keeps it."""
    if privacy is Privacy.SEALED or ReadingOthers.NEVER in settings:
        return False
    return finished or ReadingOthers.WHEN_FINISHED not in settings


def test_all_54_combinations(app: Flask) -> None:
    author_part = reviews.review(boards.board())
    request = session.get_one(ReviewRequest, author_part.request_id)
    peer_part = reviews.assignment(request, boards.seat(request.board))
    author = actor_of(session.get_one(Person, author_part.person_id))
    peer = actor_of(session.get_one(Person, peer_part.person_id))
    team = actor_of(accounts.staff())
    shared = factory.thread(author_part, body="shared", shared=True)
    factory.thread(author_part, body="private", is_private=True, shared=True)
    factory.thread(author_part, body="waiting")
    own = factory.thread(peer_part, body="own", shared=True)
    with unit_of_work():
        # Support that was said while the board was open stays in the table when it is sealed.
        session.get_one(Board, request.board_id).privacy = Privacy.OPEN
    factory.supported(shared, peer_part)
    factory.supported(own, author_part)
    with unit_of_work():
        replies.reply(author, session.get_one(Thread, own.id), "of the author")
        replies.reply(team, session.get_one(Thread, own.id), "of the team")
    for privacy, of_board, of_request, finished in product(Privacy, ReadingOthers, ReadingOthers, (False, True)):
        with unit_of_work():
            board = session.get_one(Board, request.board_id)
            board.privacy, board.reading_others = privacy, of_board
            session.get_one(ReviewRequest, request.id).reading_others = of_request
            session.get_one(Assignment, peer_part.id).finished_at = clock.now() if finished else None
        reads = reads_others(privacy, (of_board, of_request), finished=finished)
        case = (privacy, of_board, of_request, finished)
        seen = set(session.scalars(select(Thread.id).where(visible_threads(peer))))
        assert seen == ({own.id, shared.id} if reads else {own.id}), case
        view = queries.thread_view(peer, own.id)
        assert [reply.body for reply in view.replies] == (["of the author"] if reads else []) + ["of the team"], case
        assert view.supports.count == int(reads), case
        assert bool(view.supports.people) is (reads and privacy is Privacy.OPEN), case
        for_team = queries.thread_view(team, own.id)
        assert (len(for_team.replies), for_team.supports.count, len(for_team.supports.people)) == (2, 1, 1), case
