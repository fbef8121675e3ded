"""Who acts: an identity detached from the database, valid for one request, job or command."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person is to the program. Staff are CSMs and admins."""

    MEMBER = "member"
    CSM = "csm"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, or the system itself (``person_id`` is None and ``role`` too)."""

    person_id: UUID | None
    organization_id: UUID | None = None
    role: Role | None = None

    @property
    def is_member(self) -> bool:
        return self.role is Role.MEMBER

    @property
    def is_staff(self) -> bool:
        return self.role in (Role.CSM, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_system(self) -> bool:
        return self.role is None and self.person_id is None

    @property
    def id(self) -> UUID:
        """The person's id; a programming error for the system."""
        if self.person_id is None:
            raise LookupError("The system is no person.")
        return self.person_id


SYSTEM = Actor(None)

_acting: ContextVar[Actor] = ContextVar("acting", default=SYSTEM)


def acting() -> Actor:
    """The actor of the present request, job or command; the system where nobody was named."""
    return _acting.get()


def set_acting(actor: Actor) -> None:
    """Name the actor for the rest of this context, as at the beginning of a request."""
    _acting.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let ``actor`` be the one who acts in this context, for the audit log."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
