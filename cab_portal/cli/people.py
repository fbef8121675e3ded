"""Commands about people."""

import click

from cab_portal.accounts import queries
from cab_portal.accounts.rules import LinkPurpose
from cab_portal.accounts.service import people, sign_in
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core.actor import Role
from cab_portal.core.addresses import name_in, normal_address
from cab_portal.core.errors import InvalidInput
from cab_portal.database import unit_of_work


@click.command()
@click.argument("email")
@click.option("--name", default="", help="The person's name; made of the part before the @ where it is not given.")
def create_admin(email: str, name: str) -> None:
    """Make EMAIL an admin and print a sign-in link that is good once, for 72 hours."""
    try:
        address = normal_address(email)
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    app = create_app()
    migrate(app)
    with app.app_context():
        with unit_of_work():
            person = queries.person_by_email(address)
            if person is None:
                person = people.create_person(address, name or name_in(address), Role.ADMIN)
            elif person.role is not Role.ADMIN:
                raise InvalidInput(
                    "Somebody has this address already who is no admin. Change the role on the page of people."
                )
            secret = sign_in.create_link(person.email, LinkPurpose.INVITATION, "/admin")
        base_url = app.extensions["cab_base_url"]
    click.echo(f"{base_url}/sign-in/{secret}")
