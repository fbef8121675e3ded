"""Where people arrive: what waits for a member, what needs the staff today."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.core.actor import Role
from tests.factories import accounts, boards
from tests.page_client import PageClient

SignedIn = Callable[[Person], PageClient]


@pytest.mark.usefixtures("app")
def test_with_nothing_waiting_a_member_is_told_what_comes(signed_in: SignedIn) -> None:
    page = signed_in(accounts.person()).get("/")
    assert page.h1 == "What waits for you"
    assert "Nothing waits for you" in page.words


@pytest.mark.usefixtures("app")
def test_with_nothing_to_do_staff_are_all_clear(signed_in: SignedIn) -> None:
    assert "All clear" in signed_in(accounts.staff()).get("/staff").words


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("role", [Role.CSM, Role.ADMIN])
def test_staff_are_led_to_their_own_start_page(signed_in: SignedIn, role: Role) -> None:
    assert signed_in(accounts.staff(role)).get("/", follow=True).path == "/staff"


def test_a_stranger_is_led_to_sign_in(app: Flask, client: PageClient) -> None:
    assert client.get("/", follow=True).path == "/sign-in"


def test_an_empty_program_says_in_which_order_it_is_set_up(app: Flask, signed_in: SignedIn) -> None:
    admin = signed_in(accounts.staff(Role.ADMIN))
    steps = admin.get("/admin").soup.select("#first-steps a")
    assert [step["href"] for step in steps] == ["/admin/boards/new", "/admin/boards", "/admin/people/new"]
    accounts.staff(Role.CSM)
    board = boards.board()
    steps = admin.get("/admin").soup.select("#first-steps a")
    assert [step["href"] for step in steps] == ["/admin/boards"]
    boards.seat(board)
    assert not admin.get("/admin").soup.select("#first-steps")
