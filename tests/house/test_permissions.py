"""Every permission is somebody's and not everybody's, and is asked somewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from sqlalchemy import select

from cab_portal import wiring
from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import SYSTEM, Actor, Role
from cab_portal.database import session
from cab_portal.web.guards import stand_in
from tests.house.sources import python_files, tree_of
from tests.house.walking import Walk

PERMISSIONS = sorted({permission for policy in wiring.POLICIES.values() for permission in policy.allowed})


def actors(walk: Walk) -> Iterator[Actor]:
    yield SYSTEM
    for person_id in walk.world.people.values():
        person = session.get_one(Person, person_id)
        if person.deactivated_at is None:
            yield Actor(person.id, person.organization_id, person.role)


def test_each_permission_is_allowed_to_some_and_denied_to_others(walk: Walk) -> None:
    """Over all things of the personas' world and all of its people; what is not visible counts as denied."""
    allowed: set[Permission] = set()
    denied: set[Permission] = set()
    with walk.app.app_context():
        present = list(actors(walk))
        for policy in wiring.POLICIES.values():
            every = session.scalars(select(policy.model)).unique().all()
            assert every, f"the personas' world has no {policy.model.__name__}"
            for actor in present:
                seen = set(session.scalars(select(policy.model).where(policy.visible(actor))).unique())
                for thing in every:
                    for permission, predicate in policy.allowed.items():
                        may = thing in seen and predicate(actor, thing)
                        (allowed if may else denied).add(permission)
    assert set(PERMISSIONS) - allowed == set(), "nobody may do these"
    assert set(PERMISSIONS) - denied == set(), "everybody may do these"


@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("policy", wiring.POLICIES.values(), ids=lambda policy: policy.model.__name__)
def test_what_is_visible_is_told_by_the_role_alone(policy: Policy, role: Role | None) -> None:
    """The guards build the condition once per role; whose ids it compares, each statement is told."""
    somebody = Actor(ids.new_id(), ids.new_id(), role)
    conditions = [str(select(policy.model).where(policy.visible(actor))) for actor in (somebody, stand_in(role))]
    unnamed = {re.sub(r":\w+", ":value", condition) for condition in conditions}
    assert len(unnamed) == 1, unnamed


@cache
def asked_for() -> frozenset[str]:
    """The permissions that are named anywhere but where they are declared: all sources are read once."""
    return frozenset(
        f"{node.value.id}.{node.attr}"
        for path in python_files("cab_portal")
        if path.name != "access.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    )


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_each_permission_is_asked_for(permission: Permission) -> None:
    name = f"{type(permission).__name__}.{permission.name}"
    assert name in asked_for(), "no page, service or command asks for it"
