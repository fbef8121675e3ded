"""Commands about drafts."""

from pathlib import Path
from uuid import UUID

import click

from cab_portal.accounts import queries as accounts
from cab_portal.accounts.models import Person
from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core import ids
from cab_portal.core.actor import Actor, acting_as
from cab_portal.core.errors import InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import access, service
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import ImportReportView
from cab_portal.drafts.rules import LONGEST_TITLE, DraftInput, DraftKind
from cab_portal.drafts.text.import_report import Counted, Dropped, Treatment
from cab_portal.drafts.text.importing import ImportedDraft

_TREATMENTS = {
    Treatment.REMOVED: "removed with everything inside",
    Treatment.UNWRAPPED: "only the words were kept",
    Treatment.KEPT_AS_TEXT: "kept as it was typed",
}
_KINDS = [kind.value.replace("_", "-") for kind in DraftKind]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(_KINDS), help="What the customer will receive; for a new draft.")
@click.option("--title", default="", help="The draft's title; where it is not given, the first heading of the file.")
@click.option("--owner", required=True, help="The address of the staff member who owns the draft, or writes it.")
@click.option("--draft", "draft_id", default="", help="The id of a draft that this file is the next version of.")
def import_draft(file: Path, kind: str | None, title: str, owner: str, draft_id: str) -> None:
    """Import a Markdown or Word FILE as a draft and share it as a version; prints its id and what was dropped."""
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(f"Shorten the title to {LONGEST_TITLE} characters.")
    with file.open("rb") as stream:
        imported = service.read_stream(stream, file.name)
    app = create_app()
    migrate(app)
    with app.app_context():
        person = _staff(owner)
        actor = Actor(person.id, None, person.role)
        with acting_as(actor), unit_of_work():
            draft = _draft_of(draft_id, actor, title) if draft_id else _new_draft(actor, kind, title or imported.title)
            key, number, report = _share(draft, imported, file)
    click.echo(key)
    click.echo(f"Version {number}, {_counted(len(imported.steps))}.")
    _tell(report)


def _staff(email: str) -> Person:
    person = accounts.person_by_email(email.strip().lower())
    if person is None or person.deactivated_at is not None or not Actor(person.id, None, person.role).is_staff:
        raise InvalidInput(f"No staff member who may sign in has the address {email}.")
    return person


def _new_draft(actor: Actor, kind: str | None, title: str) -> Draft:
    if kind is None:
        raise InvalidInput(f"Say by --kind what the draft is: {', '.join(_KINDS)}.")
    return service.create_draft(actor, DraftInput(DraftKind(kind.replace("-", "_")), title))


def _draft_of(text: str, actor: Actor, title: str) -> Draft:
    draft = session.get(Draft, _id(text), with_for_update=True)
    if draft is None:
        raise InvalidInput(f"There is no draft with the id {text}.")
    if not access.writes(actor, draft):
        raise InvalidInput("This draft is written by others. Name its owner or one of its collaborators by --owner.")
    if title and title != draft.title:
        service.change_draft(draft, DraftInput(draft.kind, title, draft.goal))
    return draft


def _id(text: str) -> UUID:
    try:
        return ids.decode(text)
    except ValueError as error:
        raise InvalidInput(f"{text} is no id of a draft. {error}") from error


def _share(draft: Draft, imported: ImportedDraft, file: Path) -> tuple[str, int, ImportReportView]:
    report = service.import_steps(draft, imported)
    version = service.share_version(draft, f"Imported from {file.name}.")
    return ids.encode(draft.id), version.number, report


def _tell(report: ImportReportView) -> None:
    if report.kept:
        click.echo(f"{_counted(len(report.kept))} went on from the version before.")
    for title in report.added if report.kept else ():
        click.echo(f"New step: {title}")
    for title in report.removed:
        click.echo(f"Removed step: {title}")
    if not report.dropped:
        click.echo("Nothing was dropped.")
    for item in report.dropped:
        click.echo(_line(item, report.counted))


def _counted(steps: int) -> str:
    return "1 step" if steps == 1 else f"{steps} steps"


def _line(item: Dropped, counted: Counted) -> str:
    return f"Dropped: {item.name}, {_TREATMENTS[item.treatment]} ({_place(item, counted)})"


def _place(item: Dropped, counted: Counted) -> str:
    if not item.lines:
        return "beside the text"
    unit = "line" if counted is Counted.LINES else "paragraph"
    place = f"{unit} {', '.join(map(str, item.lines))}"
    return f"{place}, under {', '.join(f'“{heading}”' for heading in item.under)}" if item.under else place
