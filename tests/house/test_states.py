"""State machines: every state can be reached."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

import cab_portal
from cab_portal.core.states import StateMachine


def machines() -> Iterator[tuple[str, StateMachine[Any]]]:
    for module in pkgutil.walk_packages(cab_portal.__path__, "cab_portal."):
        if module.name.endswith(".rules"):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, StateMachine):
                    yield f"{module.name}.{name}", value


MACHINES = dict(machines())


def test_the_machines_are_found() -> None:
    assert len(MACHINES) >= 5


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_every_state_can_be_reached(machine: StateMachine[Any]) -> None:
    states: type[StrEnum] = type(machine.first)
    assert machine.reachable() == frozenset(states)
