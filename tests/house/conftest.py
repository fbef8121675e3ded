"""The world of the personas, built once for each test process and brought back before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cab_portal import wiring
from cab_portal.core.actor import SYSTEM, set_acting
from cab_portal.database.unit_of_work import connect
from cab_portal.web.limits import limiter
from tests import personas
from tests.databases import MigratedDatabase
from tests.house import outcomes
from tests.house.walking import Door, Walk, doors_of


@pytest.fixture(scope="session")
def first_walk(migrated: MigratedDatabase) -> Walk:
    """The portal with the world in it, as it was built."""
    connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
    set_acting(SYSTEM)
    migrated.reset()
    world = personas.made(migrated.app)
    return Walk(migrated.app, world, migrated.snapshot())


@pytest.fixture
def walk(first_walk: Walk) -> Iterator[Walk]:
    """The same, as it was built; nobody is limited in how much they write."""
    connect(wiring.SUBSCRIPTIONS, wiring.record, lambda: None)
    first_walk.forget_browsers()
    first_walk.restore()
    limiter.enabled = False
    yield first_walk
    limiter.enabled = True


@pytest.fixture(scope="session")
def doors(first_walk: Walk) -> list[Door]:
    """Every endpoint by every method, on side A, each post filled in."""
    limiter.enabled = False
    words = outcomes.words_of(first_walk.world)
    found = doors_of(first_walk, outcomes.NAMES, words, outcomes.queries_of(first_walk.world), outcomes.BODIES)
    limiter.enabled = True
    return found
