"""What a permission is. Each feature's ``access.py`` declares its own; the wiring table joins them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cab_portal.core.actor import Actor


class Permission(StrEnum):
    """Base of each feature's permissions; a value reads ``draft.edit``."""


class AreaPermission(Permission):
    """Which part of the house a page belongs to; says nothing about any object."""

    SIGNED_IN = "area.signed_in"
    MEMBER = "area.member"
    STAFF = "area.staff"
    ADMIN = "area.admin"


AREAS: dict[Permission, Callable[[Actor], bool]] = {
    AreaPermission.SIGNED_IN: lambda actor: actor.person_id is not None,
    AreaPermission.MEMBER: lambda actor: actor.is_member,
    AreaPermission.STAFF: lambda actor: actor.is_staff,
    AreaPermission.ADMIN: lambda actor: actor.is_admin,
}


@dataclass(frozen=True)
class Policy:
    """How one kind of object is guarded.

    ``visible`` maps an actor to an SQL condition: rows outside of it do not exist for the actor (404). Which condition
    it is depends on the role alone; ids of the actor are only compared in it, so that it can be built once per role.
    ``allowed`` maps each permission to a predicate over a visible object (403 where false).
    """

    model: type[Any]
    visible: Callable[[Actor], Any]
    allowed: dict[Permission, Callable[[Actor, Any], bool]]
