"""Facts about people, organizations and sign-in."""

from dataclasses import dataclass
from uuid import UUID

from cab_portal.core.actor import Role
from cab_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SignInRequested(Event):
    name = "sign_in.requested"
    says = "Somebody asked for a sign-in link"
    link_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    name = "sign_in.done"
    says = "A person signed in"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    name = "sign_in.ended"
    says = "A person signed out"
    person_id: UUID
    sessions: int


@dataclass(frozen=True, kw_only=True)
class OrganizationCreated(Event):
    name = "organization.created"
    says = "An organization was added"
    organization_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrganizationRenamed(Event):
    name = "organization.renamed"
    says = "An organization was renamed"
    organization_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonCreated(Event):
    name = "person.created"
    says = "A person was added"
    person_id: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class StaffInvited(Event):
    name = "person.invited"
    says = "A staff person was invited"
    person_id: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class PersonRenamed(Event):
    name = "person.renamed"
    says = "A person's name was changed"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    name = "person.role_changed"
    says = "A person's role was changed"
    person_id: UUID
    role: Role


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    name = "person.deactivated"
    says = "A person was deactivated"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonReactivated(Event):
    name = "person.reactivated"
    says = "A person was activated again"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MailsStopped(Event):
    name = "person.mails_stopped"
    says = "A person stopped mails about reviews and surveys"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class MailsResumed(Event):
    name = "person.mails_resumed"
    says = "A person takes mails about reviews and surveys again"
    person_id: UUID
