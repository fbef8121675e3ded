"""Commands about the database: migrations, demo data, the audit log."""

from pathlib import Path

import click
from flask import Flask

from cab_portal import wiring
from cab_portal.app import create_app, prepare_migrations
from cab_portal.audit import service as audit
from cab_portal.database import unit_of_work
from cab_portal.database.archive import read_archive, write_archive
from cab_portal.database.session import engine as db_engine
from cab_portal.outbox.service import hold_waiting


def migrate(app: Flask) -> None:
    """Bring the database to the newest revision."""
    from flask_migrate import upgrade

    prepare_migrations(app)
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


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, as of one instant, while the portal runs."""
    with create_app().app_context():
        rows = write_archive(db_engine(), file)
    click.echo(f"{rows} rows written to {file}. Keep it as secret as the portal itself.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read a backup from FILE into an empty database. Mails that waited are held, for they may have left since."""
    app = create_app()
    migrate(app)
    with app.app_context():
        rows = read_archive(db_engine(), file)
        with unit_of_work():
            held = hold_waiting(wiring.MAILS)
    click.echo(f"{rows} rows restored. {held} waiting mails are held: look at them under Admin, Mail.")
