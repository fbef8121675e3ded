"""A member's rewards, and their approval by admins."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards import service
from cab_portal.rewards.models import Payout
from cab_portal.rewards.rules import Activity, PayoutStatus
from tests.factories import accounts
from tests.factories.requests import Ground, ground_of, prepared_request, send_request
from tests.factories.rewards import earn_for, offer_for
from tests.page_client import Page, PageClient
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[Person], PageClient]


def paid(ground: Ground) -> ReviewRequest:
    request = prepared_request(ground)
    offer_for(request)
    send_request(request, ground)
    return request


def chosen(payout: Payout, choice: PayoutStatus = PayoutStatus.ACCEPTED) -> Payout:
    with unit_of_work():
        service.choose(payout, choice)
    return payout


def choice_of(payout: Payout) -> str:
    return f"/rewards/{ids.encode(payout.id)}/choice"


def token(page: Page) -> str:
    """The CSRF token that every page carries for signing out."""
    return str(page.form("/sign-out").values["csrf_token"][0])


def test_nothing_earned_says_what_will_appear(signed_in: SignIn) -> None:
    page = signed_in(accounts.person()).get("/rewards")
    assert page.status == 200
    assert "Nothing earned yet" in page.words


def test_a_member_chooses_and_changes_the_choice(signed_in: SignIn) -> None:
    ground = ground_of()
    member = ground.seats[0].person
    payout = earn_for(paid(ground), member)
    browser = signed_in(member)
    page = browser.get("/rewards")
    assert "€40 for your review" in page.words
    for status in (
        PayoutStatus.ACCEPTED,
        PayoutStatus.DONATED,
        PayoutStatus.DECLINED,
        PayoutStatus.ACCEPTED,
    ):
        page = page.form(choice_of(payout)).submit(status.value)
        assert (page.status, page.path) == (200, "/rewards")
        session.expire_all()
        assert payout.status is status


def test_an_approved_reward_cannot_be_changed_any_more(signed_in: SignIn) -> None:
    ground = ground_of()
    member = ground.seats[0].person
    payout = chosen(earn_for(paid(ground), member))
    browser = signed_in(member)
    page = browser.get("/rewards")
    with unit_of_work():
        service.approve(payout, accounts.actor_of(accounts.staff(Role.ADMIN)))
    page = page.form(choice_of(payout)).submit("declined")
    assert page.status == 409
    assert "approved already" in page.words
    assert "Approved for payment" in page.words
    assert "Decline €40" not in page.words


@pytest.mark.parametrize("choice", ["", "approved", "waiting", "nonsense"])
def test_a_choice_that_is_none_is_refused(signed_in: SignIn, choice: str) -> None:
    ground = ground_of()
    member = ground.seats[0].person
    payout = earn_for(paid(ground), member)
    page = signed_in(member).get("/rewards")
    answer = page.client.post(choice_of(payout), {"choice": choice, "csrf_token": token(page)})
    assert answer.status == 422
    session.expire_all()
    assert payout.status is PayoutStatus.WAITING


def test_a_reward_of_another_is_not_there(signed_in: SignIn) -> None:
    ground = ground_of()
    request = paid(ground)
    payout = earn_for(request, ground.seats[0].person)
    earn_for(request, ground.seats[1].person)
    page = signed_in(ground.seats[1].person).get("/rewards")
    answer = page.client.post(choice_of(payout), {"choice": "declined", "csrf_token": token(page)})
    assert answer.status == 404
    session.expire_all()
    assert payout.status is PayoutStatus.WAITING


def test_rewards_outlive_the_seat(signed_in: SignIn) -> None:
    ground = ground_of()
    member = ground.seats[0].person
    earn_for(paid(ground), member)
    with unit_of_work():
        ground.seats[0].ends_at = ground.seats[0].starts_at
    assert "Take €40" in signed_in(member).get("/rewards").words


def test_staff_have_no_rewards_page_and_members_no_approval(signed_in: SignIn) -> None:
    assert signed_in(accounts.staff()).get("/rewards").status == 404
    assert signed_in(accounts.staff()).get("/admin/rewards").status == 404
    assert signed_in(accounts.person()).get("/admin/rewards").status == 404
    assert signed_in(accounts.staff()).get("/admin/rewards/approved.csv").status == 404


def test_an_admin_approves_several_at_once(signed_in: SignIn) -> None:
    ground = ground_of(seats=3)
    request = paid(ground)
    payouts = [chosen(earn_for(request, seat.person)) for seat in ground.seats]
    page = signed_in(accounts.staff(Role.ADMIN)).get("/admin/rewards")
    assert "In all €120 wait for approval" in page.words
    form = page.form("/admin/rewards/approve").fill(payouts=[ids.encode(payout.id) for payout in payouts[:2]])
    done = form.submit("Approve chosen payouts")
    assert "2 payouts are approved" in done.words
    session.expire_all()
    assert [payout.status for payout in payouts] == [
        PayoutStatus.APPROVED,
        PayoutStatus.APPROVED,
        PayoutStatus.ACCEPTED,
    ]


def test_nothing_chosen_is_said(signed_in: SignIn) -> None:
    ground = ground_of()
    chosen(earn_for(paid(ground), ground.seats[0].person))
    page = signed_in(accounts.staff(Role.ADMIN)).get("/admin/rewards").form("/admin/rewards/approve").submit()
    assert page.status == 422
    assert "Choose at least one payout." in page.words


def test_the_owner_of_the_draft_is_refused_with_a_sentence(signed_in: SignIn) -> None:
    ground = ground_of()
    payout = chosen(earn_for(paid(ground), ground.seats[0].person))
    with unit_of_work():
        ground.owner.role = Role.ADMIN
    page = signed_in(ground.owner).get("/admin/rewards")
    assert "You work on the draft" in page.words
    answer = page.client.post("/admin/rewards/approve", {"payouts": [ids.encode(payout.id)], "csrf_token": token(page)})
    assert answer.status == 403
    assert "You work on the draft" in answer.words
    session.expire_all()
    assert payout.status is PayoutStatus.ACCEPTED


@pytest.mark.parametrize("given", ["nonsense", "0" * 26])
def test_a_payout_that_does_not_exist_is_not_there(signed_in: SignIn, given: str) -> None:
    page = signed_in(accounts.staff(Role.ADMIN)).get("/admin/rewards")
    assert page.client.post("/admin/rewards/approve", {"payouts": [given], "csrf_token": token(page)}).status == 404


@pytest.mark.parametrize("show", ["to-approve", "waiting", "approved", "declined"])
def test_each_list_shows_its_own(signed_in: SignIn, show: str) -> None:
    ground = ground_of(seats=4)
    request = paid(ground)
    by_list = {
        "waiting": earn_for(request, ground.seats[0].person),
        "to-approve": chosen(earn_for(request, ground.seats[1].person)),
        "declined": chosen(earn_for(request, ground.seats[2].person), PayoutStatus.DECLINED),
        "approved": chosen(earn_for(request, ground.seats[3].person), PayoutStatus.DONATED),
    }
    with unit_of_work():
        service.approve(by_list["approved"], accounts.actor_of(accounts.staff(Role.ADMIN)))
    page = signed_in(accounts.staff(Role.ADMIN)).get(f"/admin/rewards?show={show}")
    shown = {name for name, payout in by_list.items() if payout.person.name in page.words}
    assert shown == {show}


def test_an_unknown_list_is_not_there(signed_in: SignIn) -> None:
    assert signed_in(accounts.staff(Role.ADMIN)).get("/admin/rewards?show=all").status == 404


def test_the_file_of_approved_payouts_guards_against_formulas(signed_in: SignIn) -> None:
    ground = ground_of(title='=HYPERLINK("https://example.com")')
    request = paid(ground)
    payout = chosen(earn_for(request, ground.seats[0].person), PayoutStatus.DONATED)
    chosen(earn_for(request, ground.seats[1].person))
    admin = accounts.staff(Role.ADMIN, "Hana Vogt")
    with unit_of_work():
        service.approve(payout, accounts.actor_of(admin))
    answer = signed_in(admin).get("/admin/rewards/approved.csv")
    assert answer.status == 200
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 1
    (row,) = rows
    assert row["Payout"] == ids.encode(payout.id)
    assert (row["Amount"], row["Currency"], row["Paid to"], row["For"]) == ("40.00", "EUR", "charity", "review")
    assert row["Approved by"] == "Hana Vogt"
    assert row["Draft"].startswith("'=")


def test_statements_do_not_grow_with_rewards(signed_in: SignIn) -> None:
    office = signed_in(accounts.staff(Role.ADMIN))
    ground = ground_of(seats=1)
    own = signed_in(ground.seats[0].person)
    pages = ((office, "/admin/rewards"), (own, "/rewards"), (office, "/admin/rewards/approved.csv"))
    found = {}
    for rows in (1, 100):
        with unit_of_work():
            while (session.scalar(select(func.count()).select_from(Payout)) or 0) < rows:
                request = prepared_request(ground)
                offer_for(request)
                for activity in Activity:
                    service.choose(earn_for(request, ground.seats[0].person, activity), PayoutStatus.ACCEPTED)
        found[rows] = [statements_of(partial(browser.get, path)) for browser, path in pages]
    assert found[1] == found[100]
