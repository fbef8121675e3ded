"""What people try who are signed in: to read more than was promised, and to approve alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Board, Seat
from cab_portal.boards.rules import BoardInput, Privacy, SeatStatus
from cab_portal.boards.service import update_board
from cab_portal.comments.models import Thread
from cab_portal.comments.service import replies
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.core.errors import InvalidInput, NotAllowed
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.drafts.service import hand_over
from cab_portal.rewards import service as rewards
from cab_portal.rewards.models import Payout
from cab_portal.rewards.rules import PayoutStatus
from tests.factories import accounts, boards, comments, reviews
from tests.factories.requests import ground_of, prepared_request, send_request
from tests.factories.rewards import earn_for, offer_for
from tests.page_client import PageClient

SignedIn = Callable[[Person], PageClient]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (Privacy.SEALED, Privacy.WORDS, False),
        (Privacy.SEALED, Privacy.OPEN, False),
        (Privacy.WORDS, Privacy.OPEN, False),
        (Privacy.OPEN, Privacy.SEALED, True),
        (Privacy.WORDS, Privacy.WORDS, True),
    ],
)
def test_a_level_that_members_accepted_is_never_loosened(before: Privacy, after: Privacy, *, kept: bool) -> None:
    board = boards.board(privacy=before)
    seat = boards.seat(board, status=SeatStatus.ENDED)
    with unit_of_work():
        session.get_one(Seat, seat.id).charter_id = boards.charter(board, count=2).id

    def change() -> None:
        with unit_of_work():
            update_board(session.get_one(Board, board.id), BoardInput(board.name, board.purpose, after, "The same."))

    if kept:
        change()
    else:
        with pytest.raises(InvalidInput):
            change()
    assert session.get_one(Board, board.id).privacy is (after if kept else before)


@pytest.mark.usefixtures("app")
def test_a_board_that_was_sealed_since_hides_what_others_replied(signed_in: SignedIn) -> None:
    board = boards.board(privacy=Privacy.WORDS)
    mine = reviews.review(board)
    thread = comments.thread(mine, "Mara is your contact", shared=True)
    other, staff = accounts.person(name="Jonas Weber"), accounts.staff()
    with unit_of_work():
        for author, words in ((other, "We meet the same."), (staff, "We look into it.")):
            replies.reply(accounts.actor_of(author), session.get_one(Thread, thread.id), words)
    path = f"/reviews/{ids.encode(mine.request_id)}/comments/{ids.encode(thread.id)}"
    browser = signed_in(session.get_one(Person, mine.person_id))
    assert "We meet the same." in browser.get(path).words
    with unit_of_work():
        session.execute(update(Board).values(privacy=Privacy.SEALED))
    for page in (browser.get(path), browser.get(f"/reviews/{ids.encode(mine.request_id)}", follow=True)):
        assert "We look into it." in page.words
        assert "We meet the same." not in page.text


@pytest.mark.usefixtures("app")
def test_who_made_the_offer_cannot_hand_the_draft_over_and_approve() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    offer_for(request)
    send_request(request, ground)
    payout = earn_for(request, ground.seats[0].person)
    maker_id = request.created_by_id
    with unit_of_work():
        session.get_one(Person, maker_id).role = Role.ADMIN
        rewards.choose(session.get_one(Payout, payout.id), PayoutStatus.ACCEPTED)
        hand_over(session.get_one(Draft, request.draft_id), accounts.staff())
    with pytest.raises(NotAllowed), unit_of_work():
        rewards.approve(session.get_one(Payout, payout.id), accounts.actor_of(session.get_one(Person, maker_id)))
    with unit_of_work():
        rewards.approve(session.get_one(Payout, payout.id), accounts.actor_of(accounts.staff(Role.ADMIN)))
