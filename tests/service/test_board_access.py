"""Who may see and change people, organizations, boards, segments, seats and messages: each right given and withheld."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal import wiring
from cab_portal.accounts.access import OrganizationPermission, PersonPermission
from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.access import BoardPermission, SeatPermission, SegmentPermission
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import SeatStatus
from cab_portal.core.access import Permission
from cab_portal.core.actor import SYSTEM, Actor, Role
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.access import MessagePermission
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.service import enqueue
from tests.factories import accounts, boards

Scene = tuple[dict[str, Actor], dict[type[Any], UUID]]
# Who may, of the things of the scene; those who are not named may not.
RIGHTS: list[tuple[type[Any], Permission, set[str]]] = [
    (Organization, OrganizationPermission.READ, {"member", "csm", "admin"}),
    (Organization, OrganizationPermission.EDIT, {"admin"}),
    (Person, PersonPermission.READ, {"member", "csm", "admin"}),
    (Person, PersonPermission.EDIT, {"admin"}),
    (Board, BoardPermission.READ, {"member", "csm", "admin"}),
    (Board, BoardPermission.EDIT, {"admin"}),
    (Segment, SegmentPermission.EDIT, {"admin"}),
    (Seat, SeatPermission.EDIT, {"admin"}),
    (Seat, SeatPermission.ANSWER, {"member"}),
    (OutboxMessage, MessagePermission.READ, {"admin"}),
    (OutboxMessage, MessagePermission.RELEASE, {"admin"}),
]


@pytest.fixture
def scene(app: Flask) -> Scene:
    """The actors, and one thing of each kind: that of "member" where it belongs to anybody."""
    board = boards.board()
    member, invited = accounts.person(), accounts.person()
    seat = boards.seat(board, member)
    boards.seat(board, invited, status=SeatStatus.INVITED)
    segment = boards.segment(board)
    with unit_of_work():
        enqueue("sign_in_link", member.email, key="k", person_id=member.id)
    actors = {
        "member": accounts.actor_of(member),
        "invited": accounts.actor_of(invited),
        "stranger": accounts.actor_of(accounts.person()),
        "csm": accounts.actor_of(accounts.staff()),
        "admin": accounts.actor_of(accounts.staff(Role.ADMIN)),
        "system": SYSTEM,
    }
    organization_id = member.organization_id
    assert organization_id is not None
    things: dict[type[Any], UUID] = {
        Organization: organization_id,
        Person: member.id,
        Board: board.id,
        Segment: segment.id,
        Seat: seat.id,
        OutboxMessage: session.scalars(select(OutboxMessage.id)).one(),
    }
    return actors, things


@pytest.mark.parametrize(("model", "permission", "allowed"), RIGHTS)
def test_each_right_is_given_and_withheld(
    scene: Scene, model: type[Any], permission: Permission, allowed: set[str]
) -> None:
    actors, things = scene
    policy = wiring.POLICIES[model]
    found = set()
    for name, actor in actors.items():
        thing = session.scalar(select(model).where(model.id == things[model], policy.visible(actor)))
        if thing is not None and policy.allowed[permission](actor, thing):
            found.add(name)
    assert found == allowed


def test_no_right_is_left_out_above() -> None:
    for model in {model for model, _permission, _allowed in RIGHTS}:
        assert set(wiring.POLICIES[model].allowed) == {right for kind, right, _allowed in RIGHTS if kind is model}
