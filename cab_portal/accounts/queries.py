"""Reads about people and sign-in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true

from cab_portal.accounts.models import Organization, Person, SignInLink, SignInSession
from cab_portal.accounts.rules import MEMBER_IDLE, STAFF_IDLE, LinkPurpose, initials
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from cab_portal.core.paging import PAGE_SIZE, Page, offset_of
from cab_portal.database import session
from cab_portal.database.statements import run, table_of
from cab_portal.program.models import Program
from cab_portal.program.queries import COLUMNS, view_of
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


@cache
def _viewer_statement() -> Select[Any]:
    """Built once and of plain columns, for every request asks it."""
    people, organizations, programs = table_of(Person), table_of(Organization), table_of(Program)
    opened, person, organization, program = table_of(SignInSession).c, people.c, organizations.c, programs.c
    return (
        select(
            opened.id,
            opened.last_seen_at,
            person.id,
            person.organization_id,
            person.role,
            person.name,
            person.email,
            organization.name,
            *(program[column.key] for column in COLUMNS),
        )
        .join(people, person.id == opened.person_id)
        .outerjoin(organizations, organization.id == person.organization_id)
        .join(programs, true())
        .where(
            opened.secret_hash == bindparam("secret_hash"),
            opened.ended_at.is_(None),
            opened.expires_at > bindparam("at"),
            person.deactivated_at.is_(None),
        )
    )


def viewer_of_session(secret: str) -> Viewer | None:
    """The person of a session that is neither ended nor idle for too long, and the program; one statement."""
    at = clock.now()
    row = run(_viewer_statement(), {"secret_hash": ids.fingerprint(secret), "at": at}).one_or_none()
    if row is None:
        return None
    session_id, last_seen_at, person_id, organization_id, role, name, email, organization, *program = row
    if at - last_seen_at > idle_limit(role):
        return None
    actor = Actor(person_id, organization_id, role)
    return Viewer(actor, session_id, name, email, organization or "", last_seen_at, view_of(program))


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


def reachable(person_id: UUID) -> Person | None:
    """The person with this id, unless deactivated: who reads what is answered to a mail."""
    return session.scalar(select(Person).where(Person.id == person_id, Person.deactivated_at.is_(None)))


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


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list."""

    id: UUID
    name: str
    email: str
    role: Role
    organization_name: str
    is_deactivated: bool


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organization in a list, with its active people counted."""

    id: UUID
    name: str
    people: int


def people(
    search: str = "", role: Role | None = None, organization_id: UUID | None = None, number: int = 1
) -> Page[PersonRow]:
    """People by name; ``search`` looks into names and addresses; two statements."""
    conditions: list[ColumnElement[bool]] = []
    if search:
        conditions.append(_has_words_of(search))
    if role is not None:
        conditions.append(Person.role == role)
    if organization_id is not None:
        conditions.append(Person.organization_id == organization_id)
    total = session.scalar(select(func.count()).select_from(Person).where(*conditions)) or 0
    rows = session.execute(
        select(Person, Organization.name)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(*conditions)
        .order_by(func.lower(Person.name), Person.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    items = [
        PersonRow(
            person.id, person.name, person.email, person.role, organization or "", person.deactivated_at is not None
        )
        for person, organization in rows
    ]
    return Page(items, total, number)


def organizations(search: str = "", number: int = 1) -> Page[OrganizationRow]:
    """Organizations by name; two statements."""
    condition = Organization.name.icontains(search, autoescape=True) if search else true()
    total = session.scalar(select(func.count()).select_from(Organization).where(condition)) or 0
    rows = session.execute(
        select(Organization.id, Organization.name, func.count(Person.id))
        .outerjoin(Person, (Person.organization_id == Organization.id) & Person.deactivated_at.is_(None))
        .where(condition)
        .group_by(Organization.id)
        .order_by(func.lower(Organization.name), Organization.id)
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    return Page([OrganizationRow(*row) for row in rows], total, number)


def organization_choices() -> list[tuple[UUID, str]]:
    """Every organization by name, to choose from; one statement."""
    rows = session.execute(select(Organization.id, Organization.name).order_by(func.lower(Organization.name)))
    return [(key, name) for key, name in rows]


def names_of(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names behind ids, those that there are; one statement."""
    if not person_ids:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {row.id: row.name for row in rows}


def ids_of_people_named(search: str) -> Select[Any]:
    """The ids of people with these words in their name or address, as part of another statement."""
    return select(Person.id).where(_has_words_of(search))


def people_by_role() -> dict[Role, int]:
    """How many active people have each role; one statement."""
    rows = session.execute(
        select(Person.role, func.count().label("people")).where(Person.deactivated_at.is_(None)).group_by(Person.role)
    )
    return {row.role: row.people for row in rows}


def _has_words_of(search: str) -> ColumnElement[bool]:
    return or_(Person.name.icontains(search, autoescape=True), Person.email.icontains(search, autoescape=True))
