"""The progress of a request that was sent, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestStatus, Verdict
from tests.factories import accounts, boards
from tests.factories.requests import Ground, assignments_of, ground_of, open_request, prepared_request, send_request
from tests.factories.rewards import earn_for, offer_for
from tests.page_client import PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Person], PageClient]


def path_of(request: ReviewRequest, more: str = "") -> str:
    return f"/staff/requests/{ids.encode(request.id)}{more}"


def resend_path(assignment: Assignment) -> str:
    return f"/staff/assignments/{ids.encode(assignment.id)}/resend"


def again(request: ReviewRequest) -> ReviewRequest:
    """The request as it is stored now."""
    session.rollback()
    return request


def test_the_page_counts_and_lists(signed_in: SignIn) -> None:
    ground = ground_of(seats=3)
    request = prepared_request(ground)
    offer_for(request, survey=None)
    send_request(request, ground)
    first = assignments_of(request)[0]
    with unit_of_work():
        first.opened_at = first.finished_at = clock.now()
        first.verdict = Verdict.GOOD_WITH_CHANGES
    earn_for(request, first.person)
    page = signed_in(ground.owner).get(path_of(request))
    assert "Finished 1 of 3" in page.words
    assert "Good with changes" in page.words
    assert "1 of 3 €40 €120" in page.words
    assert len(page.soup.select("#members tbody tr")) == 3
    assert len(page.soup.select("#members tbody form")) == 2


def test_the_team_sees_it_as_a_member_and_changes_nothing(signed_in: SignIn) -> None:
    ground = ground_of()
    request = open_request(ground)
    browser = signed_in(ground.owner)
    page = browser.get(path_of(request)).follow("See it as a member")
    assert "You see this review as its members do." in page.words
    assert not page.soup.select("main form[method=post]")
    assert [row.opened_at for row in assignments_of(again(request))] == [None] * len(ground.seats)
    with unit_of_work():
        session.get_one(ReviewRequest, request.id).status = RequestStatus.WITHDRAWN
    assert "See it as a member" not in browser.get(path_of(request)).words


def test_extending_by_the_page(signed_in: SignIn) -> None:
    ground = ground_of()
    request = open_request(ground)
    before = request.closes_at
    form = signed_in(ground.owner).get(path_of(request, "/extend")).form(path_of(request, "/extend"))
    early = form.fill(closes_at=f"{before - timedelta(days=1):%Y-%m-%dT%H:%M}").submit()
    assert early.status == 422
    assert "not later than the present one" in early.words
    past = form.fill(closes_at="2020-01-01T10:00").submit()
    assert past.status == 422
    assert past.form(path_of(request, "/extend")).values["closes_at"] == ["2020-01-01T10:00"]
    done = form.fill(closes_at=f"{before + timedelta(days=2):%Y-%m-%dT%H:%M}").submit()
    assert "The request now closes" in done.words
    assert again(request).closes_at.date() == (before + timedelta(days=2)).date()


def test_widening_by_the_page_offers_only_who_is_not_asked(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    request = open_request(ground, seat_ids=frozenset({ground.seats[0].id}))
    foreign = boards.seat(boards.board())
    form = signed_in(ground.owner).get(path_of(request, "/widen")).form(path_of(request, "/widen"))
    assert form.submit().status == 422
    assert form.forge(seats=[ids.encode(foreign.id)]).submit().status == 422
    assert len(assignments_of(again(request))) == 1
    done = form.forge(seats=[ids.encode(ground.seats[1].id)]).submit()
    assert "on their way" in done.words
    assert len(assignments_of(again(request))) == 2
    assert "Everybody is asked already" in signed_in(ground.owner).get(path_of(request, "/widen")).words


def test_sending_again_to_one_person(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    with clock.standing_at(clock.now() - timedelta(hours=1)):
        request = open_request(ground, closes_at=clock.now() + timedelta(days=3))
    assignment = assignments_of(request)[0]
    form = signed_in(ground.owner).get(path_of(request)).form(resend_path(assignment))
    assert f"The invitation to {assignment.person.name} is on its way again." in form.submit().words
    second = form.submit()
    assert second.status == 409
    assert "less than ten minutes ago" in second.words
    session.rollback()
    assert session.query(OutboxMessage).filter_by(address=assignment.person.email).count() == 2


def test_one_person_gets_it_again_even_where_all_may_be_reminded(signed_in: SignIn) -> None:
    ground = ground_of(seats=2)
    with clock.standing_at(clock.now() - timedelta(days=4)):
        request = open_request(ground, closes_at=clock.now() + timedelta(days=20))
    lost = assignments_of(request)[1]
    page = signed_in(ground.owner).get(path_of(request))
    assert "Remind 2 members" in page.words
    assert "is on its way again." in page.form(resend_path(lost)).submit().words
    session.rollback()
    again_to = [row.person_id for row in assignments_of(request) if row.resent_at is not None]
    assert again_to == [lost.person_id]


def test_one_button_reminds_those_who_may_be_reminded(signed_in: SignIn) -> None:
    ground = ground_of(seats=4)
    with clock.standing_at(clock.now() - timedelta(days=4)):
        request = open_request(ground, closes_at=clock.now() + timedelta(days=20))
    done, stopped, mailed, _left = assignments_of(request)
    with unit_of_work():
        done.opened_at = done.finished_at = clock.now()
        stopped.mails_stopped_at = clock.now()
        mailed.resent_at = clock.now() - timedelta(days=1)
    browser = signed_in(ground.owner)
    page = browser.get(path_of(request))
    assert "1 of the 3 who are missing may be reminded now." in page.words
    assert "Stopped these mails" in page.words
    assert "3 days after the last mail" in page.words
    assert "Nothing to ask for" in page.words
    form = page.form(path_of(request, "/reminders"))
    page = form.submit()
    assert "1 reminder is on its way." in page.words
    assert "3 members are missing, and none of them may be reminded now." in page.words
    assert form.submit().status == 409
    session.rollback()
    assert session.query(OutboxMessage).filter_by(template="review_reminder").count() == 1


def test_the_list_shows_who_is_missing(signed_in: SignIn) -> None:
    ground = ground_of(seats=3)
    request = open_request(ground)
    with unit_of_work():
        assignments_of(request)[0].finished_at = clock.now()
    browser = signed_in(ground.owner)
    for show, rows in (("", 3), ("?show=missing", 2), ("?show=done", 1), ("?show=nonsense", 3)):
        assert len(browser.get(path_of(request, show)).soup.select("#members tbody tr")) == rows


@pytest.mark.parametrize(("deed", "status"), [("close", RequestStatus.CLOSED), ("withdraw", RequestStatus.WITHDRAWN)])
def test_ending_by_the_page_asks_first_and_ends_once(signed_in: SignIn, deed: str, status: RequestStatus) -> None:
    ground = ground_of()
    request = open_request(ground)
    form = signed_in(ground.owner).get(path_of(request, f"/{deed}")).form(path_of(request, f"/{deed}"))
    assert again(request).status is RequestStatus.OPEN
    assert form.submit().path == path_of(request)
    assert again(request).status is status
    assert form.submit().status == 409


def test_a_closed_request_is_opened_again(signed_in: SignIn) -> None:
    ground = ground_of()
    request = open_request(ground)
    browser = signed_in(ground.owner)
    browser.get(path_of(request, "/close")).form(path_of(request, "/close")).submit()
    page = browser.get(path_of(request))
    assert "Send again" not in page.words
    assert page.follow("Open it again").form(path_of(request, "/extend")).submit().status == 200
    assert again(request).status is RequestStatus.OPEN


def test_past_its_closing_date_it_reads_closed_before_any_job_ran(signed_in: SignIn) -> None:
    ground = ground_of()
    with clock.standing_at(clock.now() - timedelta(days=2)):
        request = open_request(ground, closes_at=clock.now() + timedelta(days=1))
    assert again(request).status is RequestStatus.OPEN
    page = signed_in(ground.owner).get(path_of(request))
    assert "Closed " in page.words
    assert "Send again" not in page.words


DEEDS = ("/reminders", "/send", "/discard", "/edit", "/extend", "/widen", "/close", "/withdraw")


def test_who_does_not_write_the_draft_does_nothing_with_its_requests(signed_in: SignIn) -> None:
    ground = ground_of()
    request = open_request(ground)
    paths = [path_of(request, deed) for deed in DEEDS] + [resend_path(assignments_of(request)[0])]
    for person, status in (
        (accounts.staff(), 403),
        (accounts.staff(Role.ADMIN), 403),
        (ground.seats[0].person, 404),
    ):
        browser = signed_in(person)
        token = browser.get("/me").form("/sign-out").values["csrf_token"][0]
        assert [browser.post(path, {"csrf_token": token}).status for path in paths] == [status] * len(paths)
    assert again(request).status is RequestStatus.OPEN


def test_a_request_that_does_not_exist_is_not_there(signed_in: SignIn) -> None:
    browser = signed_in(accounts.staff())
    assert browser.get(f"/staff/requests/{ids.encode(ids.new_id())}").status == 404
    assert browser.get("/staff/requests/nonsense").status == 404


def members_of(rows: int, ground: Ground) -> ReviewRequest:
    with unit_of_work():
        seats = [boards.seat(ground.board) for _ in range(rows)]
    request = prepared_request(ground, seat_ids=frozenset(seat.id for seat in seats))
    offer_for(request)
    send_request(request, ground)
    return request


def test_statements_do_not_grow_with_members(signed_in: SignIn) -> None:
    ground = ground_of(seats=0)
    browser = signed_in(ground.owner)
    found = {}
    for rows in (1, 100):
        request = members_of(rows, ground)
        draft = f"/staff/drafts/{ids.encode(ground.draft.id)}"
        found[rows] = [
            len(statements_of(partial(browser.get, path)))
            for path in (path_of(request), path_of(request, "/widen"), path_of(request, "/close"), draft)
        ]
    assert found[1] == found[100]
