"""Commands that serve: the web server with its worker, and further workers."""

import sys

import click
from flask import Flask

from cab_portal import server, worker
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core.settings import Settings, is_loopback
from cab_portal.program.queries import program


@click.command()
@click.option("--demo", is_flag=True, help="Make demo data on the first start, in an empty database.")
def run(demo: bool) -> None:
    """Serve the portal: web server and one worker, until Ctrl-C."""
    server.take_interrupts()
    settings = Settings.from_environment()
    app = create_app(settings)
    migrate(app)
    welcome: tuple[str, ...] = ()
    if demo:
        welcome = _prepare_demo(app, settings)
    with app.app_context():
        is_demo = program().is_demo
    if not is_demo:
        refuse_unready(settings)
    elif not is_loopback(settings.host):
        raise click.UsageError("This database holds demo data, which is served on a loopback address only.")
    sys.exit(server.serve(settings, welcome=welcome))


def refuse_unready(settings: Settings) -> None:
    """Refuse to serve real people without secret key, base URL and sender."""
    if missing := settings.missing_for_service():
        raise click.UsageError("\n".join(missing))


def _prepare_demo(app: Flask, settings: Settings) -> tuple[str, ...]:
    from cab_portal.demo import seed

    with app.app_context():
        if seed.is_empty():
            click.echo("Making demo data.")
            seed.create_all()
    return (f"This is a demo. Sign in as anybody by one click: {settings.local_url}/demo",)


@click.command(name="worker")
def work() -> None:
    """Send mail and run the schedules; start as many as you like."""
    worker.run(create_app())
