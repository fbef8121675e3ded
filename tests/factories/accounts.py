"""Organizations and people."""

from __future__ import annotations

from datetime import datetime

from cab_portal.accounts.models import Organization, Person
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from tests.factories import keep, number


def organization(name: str = "") -> Organization:
    """A customer."""
    return keep(Organization(id=ids.new_id(), name=name or f"Customer {number()}", created_at=clock.now()))


def person(
    name: str = "",
    *,
    email: str = "",
    organization: Organization | None = None,
    deactivated_at: datetime | None = None,
    mails_stopped_at: datetime | None = None,
) -> Person:
    """A member, of an organization of their own where none is given."""
    count = number()
    return keep(
        Person(
            id=ids.new_id(),
            email=email or f"member{count}@customer{count}.example",
            name=name or f"Member {count}",
            role=Role.MEMBER,
            organization_id=(organization or _customer()).id,
            deactivated_at=deactivated_at,
            mails_stopped_at=mails_stopped_at,
            created_at=clock.now(),
        )
    )


def staff(role: Role = Role.CSM, name: str = "", *, email: str = "", deactivated_at: datetime | None = None) -> Person:
    """A CSM, or an admin."""
    count = number()
    return keep(
        Person(
            id=ids.new_id(),
            email=email or f"staff{count}@fernhill.example",
            name=name or f"Staff {count}",
            role=role,
            deactivated_at=deactivated_at,
            created_at=clock.now(),
        )
    )


def actor_of(person: Person) -> Actor:
    """The actor that a signed-in person is."""
    return Actor(person.id, person.organization_id, person.role)


def _customer() -> Organization:
    return organization()
