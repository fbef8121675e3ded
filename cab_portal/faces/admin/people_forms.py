"""Forms of the pages about people."""

from uuid import UUID

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.web.forms import AddressField, Form, LineField, SearchForm, choices

STAFF_ROLES = [(Role.CSM.value, "Customer success manager"), (Role.ADMIN.value, "Admin")]


class PeopleSearch(SearchForm):
    """Which people to list."""

    search = LineField("Name or address", limit=100)
    role = SelectField(
        "Role", default="", choices=choices(("", "Everybody"), (Role.MEMBER.value, "Members"), *STAFF_ROLES)
    )
    organization = SelectField("Organization", default="")

    def offer(self, organizations: list[tuple[UUID, str]]) -> None:
        """The organizations to choose from."""
        self.organization.choices = choices(("", "All"), *((ids.encode(key), name) for key, name in organizations))

    def given_role(self) -> Role | None:
        """The role asked for."""
        return Role(self.role.data) if self.role.data else None

    def given_organization(self) -> UUID | None:
        """The organization asked for."""
        return ids.decode(self.organization.data) if self.organization.data else None


class StaffForm(Form):
    """A new colleague."""

    email = AddressField("E-mail address", [DataRequired("Write the address.")])
    name = LineField("Name", [DataRequired("Write the name.")], limit=120)
    role = RadioField("Role", [InputRequired("Choose a role.")], choices=choices(*STAFF_ROLES))


class NameForm(Form):
    """A person's name."""

    name = LineField("Name", [DataRequired("Write the name.")], limit=120)
