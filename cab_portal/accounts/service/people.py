"""Adding and changing organizations and people."""

from uuid import UUID

from sqlalchemy import func, select

from cab_portal.accounts import events, queries
from cab_portal.accounts.models import Organization, Person
from cab_portal.accounts.service import sign_in
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role, acting
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.program.models import Program


def create_organization(name: str, *, field: str = "name") -> Organization:
    """Add a customer; its name is unique, whatever the letters' case. ``field`` is where a form asked for it."""
    _refuse_taken_name(name, None, field)
    organization = Organization(id=ids.new_id(), name=name, created_at=clock.now())
    session.add(organization)
    session.flush()
    publish(events.OrganizationCreated(organization_id=organization.id))
    return organization


def rename_organization(organization: Organization, name: str) -> None:
    """The same customer under another name."""
    _refuse_taken_name(name, organization.id, "name")
    if organization.name != name:
        organization.name = name
        publish(events.OrganizationRenamed(organization_id=organization.id))


def create_person(email: str, name: str, role: Role, organization_id: UUID | None = None) -> Person:
    """Add a person. A member belongs to an organization, staff to none."""
    if (role is Role.MEMBER) != (organization_id is not None):
        raise InvalidInput(
            "A member belongs to an organization, and staff to none.", fields={"organization": "Choose one."}
        )
    if queries.person_by_email(email):
        raise InvalidInput("Somebody has this address already.", fields={"email": "Somebody has this address already."})
    person = Person(
        id=ids.new_id(),
        email=email,
        name=name,
        role=role,
        organization_id=organization_id,
        created_at=clock.now(),
    )
    session.add(person)
    session.flush()
    publish(events.PersonCreated(person_id=person.id, role=role))
    return person


def invite_staff(email: str, name: str, role: Role) -> Person:
    """Add a CSM or an admin, who gets a mail with a link good for one sign-in."""
    if role is Role.MEMBER:
        raise InvalidInput("Members are invited to a seat.", fields={"role": "Choose CSM or admin."})
    person = create_person(email, name, role)
    publish(events.StaffInvited(person_id=person.id, role=role))
    return person


def rename_person(person: Person, name: str) -> None:
    """The same person under another name."""
    if person.name != name:
        person.name = name
        publish(events.PersonRenamed(person_id=person.id))


def change_role(person: Person, role: Role) -> None:
    """Make a CSM an admin or back; a member never becomes staff, for they belong to another company.

    Ends the person's sessions, so that the id of a session never outlives a change of rights.
    """
    if Role.MEMBER in (person.role, role):
        raise Conflict("A member stays a member. Add a staff person under another address instead.")
    if person.role is role:
        return
    if person.role is Role.ADMIN:
        refuse_last_admin(person)
    person.role = role
    publish(events.RoleChanged(person_id=person.id, role=role))
    sign_in.end_all_sessions(person.id)


def deactivate(person: Person) -> None:
    """Take all access away, at the next request."""
    if person.deactivated_at is not None:
        return
    if person.id == acting().person_id:
        raise Conflict("You cannot deactivate yourself. Ask another admin.")
    if person.role is Role.ADMIN:
        refuse_last_admin(person)
    person.deactivated_at = clock.now()
    publish(events.PersonDeactivated(person_id=person.id))
    sign_in.end_all_sessions(person.id)


def reactivate(person: Person) -> None:
    """Let a deactivated person sign in again."""
    if person.deactivated_at is None:
        return
    person.deactivated_at = None
    publish(events.PersonReactivated(person_id=person.id))


def refuse_last_admin(person: Person) -> None:
    """Without an admin nobody could make another. One at a time: two admins could else remove each other."""
    session.execute(select(Program.id).with_for_update())
    others = session.scalar(
        select(Person.id)
        .where(Person.role == Role.ADMIN, Person.id != person.id, Person.deactivated_at.is_(None))
        .limit(1)
    )
    if others is None:
        raise Conflict("This is the only admin. Make somebody else an admin first.")


def _refuse_taken_name(name: str, own_id: UUID | None, field: str) -> None:
    taken = session.scalar(
        select(Organization.id).where(func.lower(Organization.name) == name.lower(), Organization.id != own_id).limit(1)
    )
    if taken is not None:
        raise InvalidInput(f"There is an organization named {name} already.", fields={field: "This name is taken."})


def stop_mails(person_id: UUID) -> None:
    """No more asks, reminders and news; sign-in, invitations and money still come."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    if person.mails_stopped_at is None:
        person.mails_stopped_at = clock.now()
        publish(events.MailsStopped(person_id=person.id))


def resume_mails(person_id: UUID) -> None:
    """Take mails about reviews and surveys again."""
    person = session.get_one(Person, person_id)
    if person.mails_stopped_at is not None:
        person.mails_stopped_at = None
        publish(events.MailsResumed(person_id=person.id))
