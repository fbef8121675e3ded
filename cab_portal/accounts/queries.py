"""Reads about people and sign-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, true

from cab_portal.accounts.models import Organization, Person, SignInLink, SignInSession
from cab_portal.accounts.rules import MEMBER_IDLE, STAFF_IDLE, LinkPurpose, initials
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from cab_portal.database import session
from cab_portal.program.models import Program
from cab_portal.program.queries import view_of
from cab_portal.program.rules import ProgramView


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page: the actor, and what pages show of them."""

    actor: Actor
    session_id: UUID
    name: str
    email: str
    organization_name: str
    last_seen_at: datetime
    program: ProgramView

    @property
    def is_member(self) -> bool:
        return self.actor.is_member

    @property
    def is_staff(self) -> bool:
        return self.actor.is_staff

    @property
    def is_admin(self) -> bool:
        return self.actor.is_admin

    @property
    def initials(self) -> str:
        return initials(self.name)


def viewer_of_session(secret: str) -> Viewer | None:
    """The person of a session that is neither ended nor idle for too long, and the program; one statement."""
    at = clock.now()
    row = session.execute(
        select(SignInSession.id, SignInSession.last_seen_at, Person, Organization.name, Program)
        .join(Person, Person.id == SignInSession.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Program, true())
        .where(
            SignInSession.secret_hash == ids.fingerprint(secret),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > at,
            Person.deactivated_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    session_id, last_seen_at, person, organization_name, program = row
    if at - last_seen_at > idle_limit(person.role):
        return None
    actor = Actor(person.id, person.organization_id, person.role)
    return Viewer(actor, session_id, person.name, person.email, organization_name or "", last_seen_at, view_of(program))


def idle_limit(role: Role) -> timedelta:
    """After how long without a sign of life a session ends, with the grace of one last-seen interval."""
    return MEMBER_IDLE if role is Role.MEMBER else STAFF_IDLE


def link_by_secret(secret: str) -> SignInLink | None:
    """The link that this secret opens, good or not."""
    return session.scalar(select(SignInLink).where(SignInLink.secret_hash == ids.fingerprint(secret)))


def newest_link_for(email: str, browser_hash: bytes) -> SignInLink | None:
    """The newest sign-in link that this browser asked for under this address."""
    return session.scalar(
        select(SignInLink)
        .where(
            SignInLink.email == email,
            SignInLink.purpose == LinkPurpose.SIGN_IN,
            SignInLink.browser_hash == browser_hash,
        )
        .order_by(SignInLink.created_at.desc())
        .limit(1)
    )


def links_since(email: str, since: datetime) -> int:
    """How many links were mailed to this address because somebody asked, since then."""
    return (
        session.scalar(
            select(func.count()).where(
                SignInLink.email == email,
                SignInLink.created_at >= since,
                SignInLink.browser_hash.is_not(None),
            )
        )
        or 0
    )


def person_by_email(email: str) -> Person | None:
    """The person with this address, in its normal form."""
    return session.scalar(select(Person).where(Person.email == email))


def is_known_and_active(email: str) -> bool:
    """Whether a sign-in link to this address would be of use to anybody."""
    person = person_by_email(email)
    return person is not None and person.deactivated_at is None


def mails_and_sessions(person_id: UUID) -> tuple[bool, int]:
    """Whether the person stopped mails, and in how many browsers they are signed in; one statement."""
    sessions = (
        select(func.count())
        .where(
            SignInSession.person_id == Person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > clock.now(),
        )
        .scalar_subquery()
    )
    stopped_at, count = session.execute(select(Person.mails_stopped_at, sessions).where(Person.id == person_id)).one()
    return stopped_at is not None, count
