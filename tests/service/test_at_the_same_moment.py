"""Two people who do the same, or take it from each other, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from cab_portal.accounts.models import Organization, Person
from cab_portal.accounts.service import people
from cab_portal.boards import service
from cab_portal.boards.models import Board, Seat
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.core.errors import DomainError
from cab_portal.database import session, unit_of_work
from tests.factories import accounts, boards


def refusals(app: Flask, acts: list[Callable[[], object]]) -> int:
    """Do all acts in threads that start together, each in a unit of work; how many were refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                with unit_of_work():
                    act()
            except DomainError:
                return True
        return False

    session.rollback()
    with ThreadPoolExecutor(len(acts)) as threads:
        return sum(threads.map(run, acts))


def test_two_admins_do_not_remove_each_other(app: Flask) -> None:
    admins = [accounts.staff(Role.ADMIN).id for _ in range(2)]

    def demote(key: UUID) -> Callable[[], object]:
        return lambda: people.change_role(session.get_one(Person, key, with_for_update=True), Role.CSM)

    assert refusals(app, [demote(key) for key in admins]) == 1
    assert session.scalar(select(func.count()).where(Person.role == Role.ADMIN)) == 1


def test_one_person_gets_one_seat(app: Flask) -> None:
    board_id, person_id = boards.board().id, accounts.person().id
    today = clock.now().date()

    def invite() -> object:
        board = session.get_one(Board, board_id, with_for_update=True)
        return service.invite(board, session.get_one(Person, person_id), None, today, today)

    assert refusals(app, [invite] * 8) == 7
    assert session.scalar(select(func.count()).select_from(Seat)) == 1


def test_one_name_is_given_once(app: Flask) -> None:
    assert refusals(app, [lambda: people.create_organization("Oakline")] * 8) == 7
    assert session.scalar(select(func.count()).select_from(Organization)) == 1
