"""Organizations, people, sign-in links and sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cab_portal.accounts.rules import LinkPurpose
from cab_portal.core.actor import Role
from cab_portal.database.base import Keyed
from cab_portal.database.types import states


class Organization(Keyed):
    """A customer. Staff belong to none: they are the company that runs the program."""

    __tablename__ = "organizations"

    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Person(Keyed):
    """Somebody who may sign in. ``email`` is kept in its normal form, in small letters."""

    __tablename__ = "people"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(states(Role, "role"))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    mails_stopped_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    organization: Mapped[Organization | None] = relationship()


class SignInLink(Keyed):
    """A mailed link, with a code where a browser asked for it. Kept by address, not by person: asking writes the same

    row whether or not somebody has that address.
    """

    __tablename__ = "sign_in_links"
    __table_args__ = (Index(None, "email", "created_at"),)

    email: Mapped[str]
    purpose: Mapped[LinkPurpose] = mapped_column(states(LinkPurpose, "purpose"))
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[bytes | None]
    browser_hash: Mapped[bytes | None]
    tries: Mapped[int] = mapped_column(default=0)
    target: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]


class SignInSession(Keyed):
    """A signed-in browser. The cookie holds the secret, the row its hash: ending the row ends the session at once."""

    __tablename__ = "sign_in_sessions"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
