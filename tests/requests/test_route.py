"""Putting a draft before a board: the form, the check before sending, sending."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat
from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Collaborator
from cab_portal.outbox.models import OutboxMessage
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from tests.factories import accounts, boards, drafts, surveys
from tests.factories.requests import Ground, ground_of, newer_version, open_request, prepared_request
from tests.factories.rewards import offer_for
from tests.page_client import Form, Page, PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Person], PageClient]


def route_path(ground: Ground) -> str:
    return f"/staff/drafts/{ids.encode(ground.draft.id)}/route"


def request_path(request: ReviewRequest) -> str:
    return f"/staff/requests/{ids.encode(request.id)}"


def route_form(page: Page, ground: Ground) -> Form:
    return page.form(route_path(ground))


def only_request() -> ReviewRequest:
    session.rollback()
    return session.scalars(select(ReviewRequest)).one()


def requests_stored() -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(ReviewRequest)) or 0


def test_from_the_form_over_the_check_to_the_progress(signed_in: SignIn) -> None:
    ground = ground_of(seats=3, words=450)
    survey = surveys.survey(ground.draft)
    browser = signed_in(ground.owner)
    form = route_form(browser.get(route_path(ground)), ground)
    assert form.values["seats"] == [ids.encode(seat.id) for seat in sorted(ground.seats, key=by_organization)]
    form.fill(
        message="Before anybody gets this.",
        survey=ids.encode(survey.id),
        review_offer="40",
        survey_offer="15.50",
        seats=[ids.encode(seat.id) for seat in ground.seats[:2]],
    )
    check = form.submit()
    request = only_request()
    assert (check.status, check.path) == (200, request_path(request))
    assert check.h1 == "Check before you send"
    assert "Total cost €111" in check.words
    assert "to read, " in check.words
    assert ground.seats[0].person.name in check.words
    assert ground.seats[2].person.name not in check.words
    assert request.status is RequestStatus.PREPARING
    progress = check.form(f"{request_path(request)}/send").submit("Send invitations")
    assert progress.h1 == "Progress of the review"
    assert "2 invitations are on their way" in progress.words
    assert only_request().status is RequestStatus.OPEN
    assert offers_of(request.id) == {Activity.REVIEW: Money(4_000, "EUR"), Activity.SURVEY: Money(1_550, "EUR")}


def test_without_a_survey_the_form_leads_to_a_new_one_about_this_draft(signed_in: SignIn) -> None:
    ground = ground_of()
    browser = signed_in(ground.owner)
    page = browser.get(route_path(ground))
    assert "No survey on this draft is ready to be sent." in page.words
    assert page.follow("Write a survey first").form().values["draft"] == [ids.encode(ground.draft.id)]
    surveys.survey(ground.draft)
    assert "Write a survey first" not in browser.get(route_path(ground)).words


def by_organization(seat: Seat) -> str:
    organization = seat.person.organization
    assert organization is not None
    return organization.name.lower()


def test_sending_twice_sends_once(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    check = signed_in(ground.owner).get(request_path(request))
    send = check.form(f"{request_path(request)}/send")
    for _ in range(3):
        page = send.submit()
        assert (page.status, page.h1) == (200, "Progress of the review")
    assert invitations() == 2


def invitations() -> int:
    session.rollback()
    found = select(func.count()).where(OutboxMessage.template == "review_request")
    return session.scalar(found) or 0


def test_fifty_clicks_at_once_send_once(app: Flask, signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    path = request_path(request)
    browser = signed_in(ground.owner)
    token = browser.get(path).form(f"{path}/send").values["csrf_token"][0]
    cookie = browser.client.get_cookie("cab")
    assert cookie is not None

    def click(_number: int) -> int:
        own = app.test_client()
        own.set_cookie("cab", cookie.value)
        return own.post(f"{path}/send", data={"csrf_token": token}).status_code

    session.rollback()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(click, range(50)))
    assert set(answers) == {303}
    assert invitations() == 2
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Assignment)) == 2


def test_seats_of_another_board_are_refused_and_the_form_is_kept(signed_in: SignIn) -> None:
    ground = ground_of()
    foreign = boards.seat(boards.board())
    form = route_form(signed_in(ground.owner).get(f"{route_path(ground)}?board={ids.encode(ground.board.id)}"), ground)
    form.fill(message="Kept as it is.", review_offer="40")
    for seats in ([ids.encode(foreign.id)], [ids.encode(ids.new_id())], ["nonsense"]):
        page = form.forge(seats=seats).submit()
        assert page.status == 422
        assert "A seat that you chose is not" in page.words
        assert route_form(page, ground).values["message"] == ["Kept as it is."]
        assert route_form(page, ground).values["review_offer"] == ["40"]
    assert requests_stored() == 0


def test_a_seat_that_ended_meanwhile_is_refused(signed_in: SignIn) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner).get(route_path(ground)), ground)
    with unit_of_work():
        ground.seats[0].status = SeatStatus.ENDED
    assert form.submit().status == 422
    assert requests_stored() == 0


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("closes_at", "2020-01-01T10:00", "The closing date is in the past"),
        ("closes_at", "2199-01-01T10:00", "more than half a year away"),
        ("closes_at", "9999-12-31T23:59", "out of reach"),
        ("closes_at", "0001-01-01T00:00", "out of reach"),
        ("closes_at", "tomorrow", "Write a day and a time"),
        ("closes_at", "", "Write a day and a time"),
        ("review_offer", "forty", "Write an amount like 40"),
        ("review_offer", "40.505", "Write an amount like 40"),
        ("review_offer", "-1", "Write an amount above zero"),
        ("review_offer", "0", "Write an amount above zero"),
        ("review_offer", "NaN", "Write an amount"),
        ("review_offer", "1e999", "Write an amount"),
        ("review_offer", "1,000", "Write an amount"),
        ("review_offer", "1.000", "Write an amount"),
        ("review_offer", "999999999", "at most"),
        ("review_offer", "100001", "at most 100,000"),
        ("survey_offer", "15", "There is no survey to be paid for"),
        ("message", "a\0b", "NUL"),
        ("message", "a" * 2_001, "Shorten this to 2,000 characters"),
    ],
)
def test_bad_input_is_said_and_the_form_is_kept(signed_in: SignIn, field: str, value: str, sentence: str) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner).get(route_path(ground)), ground)
    kept = {"message": "Kept as it is.", "review_offer": "40"}
    page = form.forge(**{**kept, field: value}).submit()
    assert page.status == 422
    assert sentence in page.words
    assert page.title.startswith("Error:")
    again = route_form(page, ground).values
    for name in set(kept) - {field}:
        assert again[name] == [kept[name]]
    assert again["seats"] == form.values["seats"]
    assert requests_stored() == 0


def test_nobody_chosen_is_said(signed_in: SignIn) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner).get(route_path(ground)), ground)
    page = form.forge(seats=[]).submit()
    assert page.status == 422
    assert "Choose at least one seat." in page.words


@pytest.mark.parametrize("survey", ["nonsense", "0" * 26])
def test_a_survey_that_is_none_of_this_draft_is_refused(signed_in: SignIn, survey: str) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner).get(route_path(ground)), ground)
    page = form.forge(survey=survey).submit()
    assert page.status == 422
    assert requests_stored() == 0


@pytest.mark.parametrize("board", ["nonsense", "0" * 26, ""])
def test_a_board_that_does_not_exist_is_not_there(signed_in: SignIn, board: str) -> None:
    ground = ground_of()
    form = route_form(signed_in(ground.owner).get(route_path(ground)), ground)
    assert form.forge(board=board).submit().status == 404


def test_closing_is_meant_in_the_zone_of_the_program(signed_in: SignIn) -> None:
    ground = ground_of()
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "America/New_York"
    day = (clock.now() + timedelta(days=9)).date()
    page = signed_in(ground.owner).get(route_path(ground))
    assert "America/New_York" in page.words
    route_form(page, ground).fill(closes_at=f"{day.isoformat()}T18:00").submit()
    closes_at = only_request().closes_at
    assert closes_at in (
        datetime(day.year, day.month, day.day, 22, tzinfo=UTC),
        datetime(day.year, day.month, day.day, 23, tzinfo=UTC),
    )


def test_fair_pay_is_suggested_once_the_rate_is_chosen(signed_in: SignIn) -> None:
    ground = ground_of(words=2_000)
    surveys.survey(ground.draft)
    browser = signed_in(ground.owner)
    assert "No hourly rate is chosen yet" in browser.get(route_path(ground)).words
    with unit_of_work():
        session.get_one(Program, 1).hourly_rate_minor = 12_000
    page = browser.get(route_path(ground))
    assert "Fair for the reading time: €20." in page.words
    assert "fair pay €" in page.words


def test_with_several_boards_one_is_chosen_first(signed_in: SignIn) -> None:
    ground = ground_of()
    boards.seat(boards.board("Second board"))
    boards.board("Empty board")
    page = signed_in(ground.owner).get(route_path(ground))
    assert page.h1 == "Choose a board"
    assert "No seat is in force" in page.words
    assert len(page.soup.select("main .item-actions a")) == 2


def test_a_draft_without_a_version_cannot_be_routed(signed_in: SignIn) -> None:
    ground = ground_of()
    draft = drafts.draft(ground.owner, title="Unshared")
    browser = signed_in(ground.owner)
    page = browser.get(f"/staff/drafts/{ids.encode(draft.id)}/route")
    assert "No version is shared yet" in page.words
    form = route_form(browser.get(route_path(ground)), ground)
    answer = browser.post(f"/staff/drafts/{ids.encode(draft.id)}/route", form.values)
    assert answer.status == 409
    assert requests_stored() == 0


def test_only_who_writes_the_draft_routes_it(signed_in: SignIn) -> None:
    ground = ground_of()
    request = prepared_request(ground)
    helper, other, admin = accounts.staff(), accounts.staff(), accounts.staff(Role.ADMIN)
    with unit_of_work():
        session.add(Collaborator(draft_id=ground.draft.id, person_id=helper.id))
    paths = (route_path(ground), f"{request_path(request)}/edit", f"{request_path(request)}/extend")
    for person, status in ((ground.owner, 200), (helper, 200), (other, 403), (admin, 403)):
        browser = signed_in(person)
        assert [browser.get(path).status for path in paths] == [status] * 3
        assert browser.get(request_path(request)).status == 200
    member = signed_in(ground.seats[0].person)
    assert [member.get(path).status for path in (*paths, request_path(request))] == [404] * 4


def test_costs_are_for_writers_and_admins(signed_in: SignIn) -> None:
    ground = ground_of()
    request = prepared_request(ground)
    offer_for(request)
    for person, shown in ((ground.owner, True), (accounts.staff(Role.ADMIN), True), (accounts.staff(), False)):
        page = signed_in(person).get(request_path(request))
        assert ("Total cost" in page.words, "€40" in page.words) == (shown, shown)
        assert ("Send invitations" in page.words) is (person is ground.owner)


def test_what_is_prepared_can_be_changed_and_discarded(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    offer_for(request, survey=None)
    browser = signed_in(ground.owner)
    form = browser.get(f"{request_path(request)}/edit").form(f"{request_path(request)}/edit")
    assert form.values["review_offer"] == ["40.00"]
    assert set(form.values["seats"]) == {ids.encode(seat.id) for seat in ground.seats}
    page = form.fill(review_offer="", seats=[ids.encode(ground.seats[0].id)]).submit()
    assert (page.status, page.h1) == (200, "Check before you send")
    assert offers_of(request.id) == {}
    gone = page.form(f"{request_path(request)}/discard").submit()
    assert "Nobody was told of it" in gone.words
    assert only_request().status is RequestStatus.WITHDRAWN
    assert invitations() == 0


def test_a_sent_request_is_neither_edited_nor_discarded(signed_in: SignIn) -> None:
    ground = ground_of()
    request = prepared_request(ground)
    browser = signed_in(ground.owner)
    edit = browser.get(f"{request_path(request)}/edit").form(f"{request_path(request)}/edit")
    discard = browser.get(request_path(request)).form(f"{request_path(request)}/discard")
    browser.get(request_path(request)).form(f"{request_path(request)}/send").submit()
    assert edit.submit().status == 409
    assert discard.submit().status == 409
    assert only_request().status is RequestStatus.OPEN


def test_the_check_shows_and_sends_the_newest_version(signed_in: SignIn) -> None:
    ground = ground_of(words=10)
    request = prepared_request(ground)
    newer = newer_version(ground, words=1_000)
    page = signed_in(ground.owner).get(request_path(request))
    assert "to read 1000 words" in page.words
    page.form(f"{request_path(request)}/send").submit()
    assert only_request().version_id == newer.id


def test_a_seat_that_ended_is_left_out_and_said(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    with unit_of_work():
        ground.seats[0].status = SeatStatus.ENDED
    page = signed_in(ground.owner).get(request_path(request))
    assert "1 seat is not in force any more" in page.words
    assert "Left out" in page.words


def test_the_draft_lists_its_requests(signed_in: SignIn) -> None:
    ground = ground_of()
    open_request(ground)
    page = signed_in(ground.owner).get(f"/staff/drafts/{ids.encode(ground.draft.id)}")
    (line,) = page.soup.select("#reviews tbody a")
    assert page.client.get(str(line["href"])).h1 == "Progress of the review"


def test_statements_do_not_grow_with_seats(signed_in: SignIn) -> None:
    ground = ground_of(seats=1)
    browser = signed_in(ground.owner)
    found = {}
    for rows in (1, 100):
        with unit_of_work():
            held = list(ground.seats) + [boards.seat(ground.board) for _ in range(rows - 1)]
        kept = prepared_request(ground, seat_ids=frozenset(seat.id for seat in held))
        found[rows] = [statements_of(partial(browser.get, path)) for path in (route_path(ground), request_path(kept))]
    assert found[1] == found[100]
