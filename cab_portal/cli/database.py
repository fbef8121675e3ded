"""Commands about the database: migrations, demo data, the audit log."""

import click
from flask import Flask
from flask_migrate import upgrade

from cab_portal.app import create_app
from cab_portal.audit import service as audit


def migrate(app: Flask) -> None:
    """Bring the database to the newest revision."""
    with app.app_context():
        upgrade()


@click.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the newest revision."""
    migrate(create_app())


@click.command()
def verify_audit() -> None:
    """Prove that nobody changed the audit log; prints its length and its head."""
    with create_app().app_context():
        report = audit.verify()
    if report.broken_at is not None:
        click.echo(f"Broken at entry {report.broken_at}: {report.reason}.")
        raise click.exceptions.Exit(1)
    click.echo(f"{report.entries} entries, unbroken. Head: {report.head.hex()}")


COMMANDS = (migrate_command, verify_audit)
