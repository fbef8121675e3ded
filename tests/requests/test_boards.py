"""Boards and seats, from the admin who invites to the member who joins or declines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.boards import queries
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.database import session
from cab_portal.outbox.models import OutboxMessage
from tests.factories import accounts, boards
from tests.page_client import PageClient
from tests.statements import statements_of

SignedIn = Callable[[Person], PageClient]
SentMail = Callable[[], list[OutboxMessage]]


@pytest.fixture
def admin(signed_in: SignedIn) -> PageClient:
    return signed_in(accounts.staff(Role.ADMIN, "Hana Vogt"))


def test_an_admin_creates_a_board(admin: PageClient) -> None:
    page = admin.get("/admin").follow("Boards and seats").follow("Create a board")
    page = (
        page.form()
        .fill(
            name="Onboarding",
            purpose="Hears what new customers will meet.",
            privacy="words",
            charter="# What we ask\n\nSpeak *plainly*.",
            segments="Large  accounts\n\nSmall accounts\n",
        )
        .submit()
    )
    assert page.h1 == "Onboarding"
    assert "Large accounts" in page.words
    assert "Charter, version 1" in page.words
    assert page.soup.select_one(".prose em") is not None
    assert "Onboarding" in admin.get("/admin/boards").words


def test_what_was_typed_comes_back_with_the_reason(admin: PageClient) -> None:
    boards.board("Onboarding")
    page = (
        admin.get("/admin/boards/new")
        .form()
        .fill(name="Onboarding", purpose="Again.", privacy="open", charter="Text.", segments="Large")
        .submit()
    )
    assert page.status == 422
    assert "This name is taken." in page.words
    form = page.form()
    assert (form.values["purpose"], form.values["privacy"]) == (["Again."], ["open"])
    page = form.fill(name="Other\0name").submit()
    assert page.status == 422
    assert "NUL" in page.words


def test_a_changed_charter_is_a_new_version(admin: PageClient) -> None:
    board = boards.board()
    page = admin.get(f"/admin/boards/{ids.encode(board.id)}").follow("Edit board")
    page = page.form().fill(charter="Other words.", privacy="open").submit()
    assert "Charter, version 2" in page.words
    assert "Privacy: Open" in page.words


def test_segments_are_added_renamed_and_removed_while_unused(admin: PageClient) -> None:
    board = boards.board()
    used = boards.segment(board, "Used")
    boards.seat(board, segment=used)
    show = f"/admin/boards/{ids.encode(board.id)}"
    page = admin.get(show).form(f"{show}/segments").fill(name="Unused").submit()
    unused = session.scalars(select(Segment).where(Segment.name == "Unused")).one()
    assert "The segment is added." in page.words
    assert page.form(f"{show}/segments").fill(name="unused").submit().status == 422
    page = admin.get(f"/admin/segments/{ids.encode(unused.id)}/edit").form().fill(name="Small").submit()
    assert "Small" in page.words
    page = page.form(f"/admin/segments/{ids.encode(unused.id)}/remove").submit()
    assert "The segment is removed." in page.words
    assert [one.name for one in queries.segments_of(board.id)] == ["Used"]
    forged = page.form(f"{show}/segments").values["csrf_token"]
    refused = admin.post(f"/admin/segments/{ids.encode(used.id)}/remove", {"csrf_token": forged})
    assert refused.status == 409
    assert "Seats belong to this segment" in refused.words


def test_from_the_invitation_to_the_board(
    admin: PageClient, new_browser: Callable[[], PageClient], sent_mail: SentMail
) -> None:
    board = boards.board("Onboarding")
    boards.segment(board, "Large")
    page = admin.get(f"/admin/boards/{ids.encode(board.id)}/invite")
    page = (
        page.form()
        .fill(email="Petra@Oakline.example", name="Petra Lind", new_organization="Oakline", length="18")
        .submit()
    )
    assert "Petra Lind gets an invitation by mail." in page.words
    assert "Invited" in page.words
    [invitation] = sent_mail()
    assert (invitation.template, invitation.address) == ("seat_invitation", "petra@oakline.example")
    browser = new_browser()
    page = browser.get(f"/sign-in/{invitation.secret['link']}").form().submit()
    assert page.h1 == "Your seat on Onboarding"
    assert "never learns who else is on the board" in page.words
    page = page.form(page.path + "/accept").submit()
    assert page.path == "/"
    assert "You are on the board." in page.words
    seat = session.scalars(select(Seat)).one()
    assert seat.status is SeatStatus.ACTIVE
    assert seat.charter_id == queries.newest_charter(board.id).id
    assert [message.template for message in sent_mail()] == ["seat_accepted"]
    again = browser.get(f"/invitations/{ids.encode(seat.id)}")
    assert again.h1 == "You are on the board Onboarding"


def test_a_term_that_cannot_be_keeps_the_form(admin: PageClient) -> None:
    board, person = boards.board(), accounts.person()
    page = admin.get(f"/admin/boards/{ids.encode(board.id)}/invite")
    today = clock.now().date()
    for starts, ends, sentence in (
        (today, today - timedelta(days=1), "Choose an end that is not before the start."),
        (today - timedelta(days=9), today - timedelta(days=1), "Choose an end that is not in the past."),
    ):
        page = (
            page.form()
            .fill(email=person.email, starts_on=starts.isoformat(), length="until", ends_on=ends.isoformat())
            .submit()
        )
        assert page.status == 422
        assert sentence in page.words
        assert page.form().values["email"] == [person.email]
        assert page.form().values["ends_on"] == [ends.isoformat()]
    page = page.form().fill(ends_on=None).submit()
    assert "Choose the last day." in page.words
    for nonsense in ("9999-12-31", "2026-02-30", "soon\0"):
        page = page.form().fill(starts_on=nonsense, length="24").submit()
        assert page.status == 422
    assert session.scalars(select(Seat)).all() == []


def test_all_that_a_new_person_lacks_is_said_at_once(admin: PageClient) -> None:
    address = f"/admin/boards/{ids.encode(boards.board().id)}/invite"
    page = admin.get(address).form().fill(email="nobody.yet@customer.example").submit()
    assert page.status == 422
    assert "Write the name of the new person." in page.words
    assert "Choose the organization of the new person." in page.words


def test_a_second_seat_of_a_board_is_refused_with_a_sentence(admin: PageClient) -> None:
    board, person = boards.board(), accounts.person("Jonas Weber")
    boards.seat(board, person)
    page = admin.get(f"/admin/boards/{ids.encode(board.id)}/invite").form().fill(email=person.email).submit()
    assert page.status == 422
    assert "Jonas Weber has a seat on this board already." in page.words


def test_ids_of_other_things_are_refused(admin: PageClient) -> None:
    board, person = boards.board(), accounts.person()
    foreign = boards.segment(boards.board())
    form = admin.get(f"/admin/boards/{ids.encode(board.id)}/invite").form().fill(email=person.email)
    assert form.forge(segment=ids.encode(foreign.id)).submit().status == 422
    form = admin.get(f"/admin/boards/{ids.encode(board.id)}/invite").form().fill(email="new@oakline.example", name="N")
    assert form.forge(organization=ids.encode(person.id)).submit().status == 422
    for path in (
        "boards/{}",
        "boards/{}/edit",
        "boards/{}/invite",
        "segments/{}/edit",
        "seats/{}/edit",
        "seats/{}/end",
    ):
        assert admin.get("/admin/" + path.format(ids.encode(person.id))).status == 404
    assert session.scalars(select(Seat)).all() == []


def test_a_seat_is_changed_and_ended(admin: PageClient) -> None:
    board = boards.board()
    large = boards.segment(board, "Large")
    seat = boards.seat(board, accounts.person("Jonas Weber"))
    page = admin.get(f"/admin/seats/{ids.encode(seat.id)}/edit")
    end = (clock.now() + timedelta(days=30)).date()
    page = page.form().fill(segment=ids.encode(large.id), ends_on=end.isoformat()).submit()
    assert "The seat is saved." in page.words
    session.rollback()
    assert (session.get_one(Seat, seat.id).segment_id, session.get_one(Seat, seat.id).ends_on) == (large.id, end)
    page = admin.get(f"/admin/seats/{ids.encode(seat.id)}/edit").follow("End seat")
    page = page.form().fill(reason="Left the company.").submit()
    assert "The seat has ended." in page.words
    assert "Reason: Left the company." in page.words
    refused = admin.get(f"/admin/seats/{ids.encode(seat.id)}/end").form().submit()
    assert refused.status == 409


def test_an_invitation_is_sent_again_once_in_a_while(admin: PageClient, sent_mail: SentMail) -> None:
    seat = boards.seat(boards.board(), status=SeatStatus.INVITED)
    page = admin.get(f"/admin/seats/{ids.encode(seat.id)}/edit")
    path = f"/admin/seats/{ids.encode(seat.id)}/resend"
    assert "sent again" in page.form(path).submit().words
    assert [message.template for message in sent_mail()] == ["seat_invitation"]
    refused = page.form(path).submit()
    assert refused.status == 409
    assert "15 minutes" in refused.words


def test_a_withdrawn_invitation_is_not_mailed(admin: PageClient, sent_mail: SentMail) -> None:
    seat = boards.seat(boards.board(), status=SeatStatus.INVITED)
    path = f"/admin/seats/{ids.encode(seat.id)}"
    admin.get(f"{path}/edit").form(f"{path}/resend").submit()
    admin.get(f"{path}/end").form().submit()
    assert sent_mail() == []


def test_a_member_declines_with_a_reason(signed_in: SignedIn) -> None:
    person = accounts.person()
    seat = boards.seat(boards.board(), person, status=SeatStatus.INVITED)
    path = f"/invitations/{ids.encode(seat.id)}"
    browser = signed_in(person)
    page = browser.get(path).form(f"{path}/decline").submit()
    assert page.status == 422
    page = page.form(f"{path}/decline").fill(reason="No time\0").submit()
    assert page.status == 422
    page = page.form(f"{path}/decline").fill(reason="No time this year.").submit()
    assert page.h1 == "You declined this seat"
    assert session.get_one(Seat, seat.id).decline_reason == "No time this year."


def test_a_charter_that_changed_while_one_read_is_shown_anew(signed_in: SignedIn) -> None:
    person = accounts.person()
    board = boards.board()
    seat = boards.seat(board, person, status=SeatStatus.INVITED)
    path = f"/invitations/{ids.encode(seat.id)}"
    page = signed_in(person).get(path)
    boards.charter(board, "The new words.", 2)
    page = page.form(f"{path}/accept").submit()
    assert page.status == 409
    assert "changed while you read it" in page.words
    assert "The new words." in page.words
    assert page.form(f"{path}/accept").submit().path == "/"


def test_a_forged_charter_is_refused(signed_in: SignedIn) -> None:
    person = accounts.person()
    seat = boards.seat(boards.board(), person, status=SeatStatus.INVITED)
    path = f"/invitations/{ids.encode(seat.id)}"
    form = signed_in(person).get(path).form(f"{path}/accept")
    assert form.forge(charter=ids.encode(seat.id)).submit().status == 409
    assert form.forge(charter="nonsense\0").submit().status == 422


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (SeatStatus.ACTIVE, "You are on the board"),
        (SeatStatus.PAUSED, "You are on the board"),
        (SeatStatus.DECLINED, "You declined this seat"),
        (SeatStatus.ENDED, "This invitation was withdrawn"),
    ],
)
def test_an_answered_invitation_says_what_became_of_it(signed_in: SignedIn, status: SeatStatus, heading: str) -> None:
    person = accounts.person()
    seat = boards.seat(boards.board(), person, status=status)
    assert signed_in(person).get(f"/invitations/{ids.encode(seat.id)}").h1.startswith(heading)


def test_an_invitation_whose_term_is_over_cannot_be_answered(signed_in: SignedIn) -> None:
    person = accounts.person()
    today = clock.now().date()
    seat = boards.seat(
        boards.board(),
        person,
        status=SeatStatus.INVITED,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
    )
    page = signed_in(person).get(f"/invitations/{ids.encode(seat.id)}")
    assert page.h1 == "The term of this seat is over"
    assert page.soup.select("main form") == []


def test_an_invitation_is_for_its_person_alone(signed_in: SignedIn) -> None:
    seat = boards.seat(boards.board(), status=SeatStatus.INVITED)
    path = f"/invitations/{ids.encode(seat.id)}"
    for person in (accounts.person(), accounts.staff(), accounts.staff(Role.ADMIN)):
        browser = signed_in(person)
        token = browser.get("/me").form("/sign-out").values["csrf_token"]
        assert browser.get(path).status == 404
        assert browser.post(f"{path}/accept", {"csrf_token": token}).status == 404
        assert browser.post(f"{path}/decline", {"csrf_token": token, "reason": "x"}).status == 404
    assert session.get_one(Seat, seat.id).status is SeatStatus.INVITED


def test_boards_belong_to_staff(signed_in: SignedIn) -> None:
    board = boards.board("Onboarding")
    boards.seat(board, accounts.person("Jonas Weber"))
    csm = signed_in(accounts.staff())
    page = csm.get("/staff/boards").follow("Onboarding")
    assert "Jonas Weber" in page.words
    assert page.soup.select('a[href^="/admin"]') == []
    for path in ("/admin/boards", f"/admin/boards/{ids.encode(board.id)}"):
        assert csm.get(path).status == 404
    member = signed_in(accounts.person())
    for path in ("/staff/boards", f"/staff/boards/{ids.encode(board.id)}", "/admin/boards"):
        assert member.get(path).status == 404


@pytest.mark.parametrize(
    "path", ["/admin/boards", "/admin/boards/{board}", "/staff/boards", "/staff/boards/{board}", "/admin"]
)
def test_statements_do_not_grow_with_rows(admin: PageClient, path: str) -> None:
    board = boards.board()
    path = path.format(board=ids.encode(board.id))
    boards.seat(board, segment=boards.segment(board))
    admin.get(path)
    few = statements_of(lambda: admin.get(path))
    for _ in range(40):
        boards.board()
        boards.seat(board, segment=boards.segment(board))
    many = statements_of(lambda: admin.get(path))
    assert len(many) == len(few) <= 9, "eight, and BEGIN"


def test_the_boards_row_is_read_anew_inside_the_transaction(admin: PageClient) -> None:
    board = boards.board()
    page = admin.get(f"/admin/boards/{ids.encode(board.id)}/edit")
    page.form().fill(name="Renamed").submit()
    assert session.get_one(Board, board.id).name == "Renamed"
