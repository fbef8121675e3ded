"""Who may see and change people and organizations: staff read, admins write, members see themselves."""

from sqlalchemy import ColumnElement, false, true

from cab_portal.accounts.models import Organization, Person
from cab_portal.core.access import Permission, Policy
from cab_portal.core.actor import Actor


class OrganizationPermission(Permission):
    """What may be done with an organization."""

    READ = "organization.read"
    EDIT = "organization.edit"


class PersonPermission(Permission):
    """What may be done with a person."""

    READ = "person.read"
    EDIT = "person.edit"


def people_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Staff know everybody; a member knows only themselves here, whatever a board shows them of its other members."""
    if actor.is_staff:
        return true()
    return Person.id == actor.person_id if actor.is_member else false()


def organizations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Staff know every organization, a member the own one."""
    if actor.is_staff:
        return true()
    return Organization.id == actor.organization_id if actor.is_member else false()


def _everybody_who_sees_it(_actor: Actor, _thing: object) -> bool:
    return True


def _admins(actor: Actor, _thing: object) -> bool:
    return actor.is_admin


POLICIES: tuple[Policy, ...] = (
    Policy(
        Organization,
        organizations_visible_to,
        {OrganizationPermission.READ: _everybody_who_sees_it, OrganizationPermission.EDIT: _admins},
    ),
    Policy(
        Person,
        people_visible_to,
        {PersonPermission.READ: _everybody_who_sees_it, PersonPermission.EDIT: _admins},
    ),
)
