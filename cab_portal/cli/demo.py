"""The command that makes demo data."""

import click

from cab_portal.app import create_app
from cab_portal.cli.database import migrate


@click.command()
def seed_demo() -> None:
    """Make demo data in an empty database and mark it as a demo; refuses where anybody is there already."""
    from cab_portal.demo import seed

    app = create_app()
    migrate(app)
    with app.app_context():
        seed.create_all()
    click.echo("Demo data made. Serve it with: cab-portal run")
