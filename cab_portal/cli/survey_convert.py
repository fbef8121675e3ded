"""``cab-portal survey convert``: a survey from one format into another, with a report."""

import json
from pathlib import Path
from typing import Any

import click

from cab_portal.cli.lazy import starting
from cab_portal.cli.survey_files import bytes_of
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.interchange.formats import Format
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Report, Treatment

_FORMAT = click.Choice([known.value for known in Format])


@click.command("convert")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "read_as", type=_FORMAT, help="What IN is, where its ending and content do not tell.")
@click.option("--to", "write_as", type=_FORMAT, help="What OUT becomes, where its ending does not tell.")
@click.pass_context
def convert_command(
    context: click.Context, source: Path, target: Path, read_as: str | None, write_as: str | None
) -> None:
    """Convert the survey in IN into another format, written to OUT.

    By ending: .json is a questionnaire of ours (in IN also a SurveyJS survey), .surveyjs.json SurveyJS, .csv a question
    sheet, .xlsx an XLSForm (in IN also a question sheet), .sheet.xlsx a question sheet.

    What became of each part stands on stderr as JSON: mapped, approximated and refused, each with its place and whether
    that was while reading IN or writing OUT. Exit status 1 where anything was approximated or refused.
    """
    with starting():
        from cab_portal.surveys.questionnaire.interchange.converting import MAX_BYTES, convert

    read_format, written_format = (Format(given) if given else None for given in (read_as, write_as))
    try:
        done = convert(bytes_of(source, MAX_BYTES), source.name, target.name, read_format, written_format)
    except FileRefused as error:
        raise InvalidInput(f"{source.name}: {error}") from error
    try:
        target.write_bytes(done.content)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be written: {error.strerror or error}.") from error
    steps = {"reading": done.read.report, "writing": done.report}
    told: dict[str, Any] = {"from": done.read.format, "to": done.format}
    told |= {treatment.value: _notes(steps, treatment) for treatment in Treatment}
    click.echo(json.dumps(told, ensure_ascii=False), err=True)
    if told[Treatment.APPROXIMATED] or told[Treatment.REFUSED]:
        context.exit(1)


def _notes(steps: dict[str, Report], treatment: Treatment) -> list[dict[str, str]]:
    return [
        {"step": step, "place": note.place, "message": note.message}
        for step, report in steps.items()
        for note in report.of(treatment)
    ]
