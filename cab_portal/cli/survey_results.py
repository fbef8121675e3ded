"""The command that writes the answers to a survey into a file."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click
from flask_babel import force_locale
from sqlalchemy import select

from cab_portal.accounts import queries as accounts
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core import ids
from cab_portal.core.actor import Actor
from cab_portal.core.errors import InvalidInput
from cab_portal.database import session
from cab_portal.surveys.access import reading, visible_surveys
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import Reading, SurveyStatus
from cab_portal.web.survey_files import FORMATS, sheet_of


@click.command()
@click.argument("survey_id", metavar="ID")
@click.option(
    "--format", "kind", type=click.Choice(list(FORMATS)), default="csv", show_default=True, help="How it is written."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; where it is not given, stdout."
)
@click.option("--as", "address", required=True, help="The address of the staff member with whose rights it is read.")
def results(survey_id: str, kind: str, out: Path | None, address: str) -> None:
    """Write the answers to the survey ID, one line for each member, into a file.

    Its ID is in the address of its page. What somebody may not read on that page, they get in no file.
    """
    app = create_app()
    migrate(app)
    with app.test_request_context(), force_locale("en"):
        survey = _survey(survey_id, _reader(address))
        pieces = FORMATS[kind].pieces(sheet_of(survey))
        if out is None:
            _write(sys.stdout.buffer, pieces)
            return
        with out.open("wb") as stream:
            _write(stream, pieces)
    click.echo(f"Written to {out}.", err=True)


def _reader(address: str) -> Actor:
    person = accounts.person_by_email(address.strip().lower())
    if person is None or person.deactivated_at is not None:
        raise InvalidInput(f"Nobody who may sign in has the address {address}.")
    return Actor(person.id, person.organization_id, person.role)


def _survey(text: str, actor: Actor) -> Survey:
    """A survey that was sent, for who may see who gave which answer in it."""
    try:
        key = ids.decode(text)
    except ValueError as error:
        raise InvalidInput(f"{text} is no id of a survey. {error}") from error
    survey = session.scalar(select(Survey).where(Survey.id == key, visible_surveys(actor)))
    if survey is None or survey.status is SurveyStatus.WRITING:
        raise InvalidInput(f"No survey with the id {text} was sent.")
    if not actor.is_staff or reading(actor, survey) is not Reading.NAMES:
        raise InvalidInput("This survey was promised to show nobody else who gave which answer. Read its page.")
    return survey


def _write(stream: IO[bytes], pieces: Iterator[bytes]) -> None:
    for piece in pieces:
        stream.write(piece)
