"""``cab-portal survey verify``: the proof of a survey's logic."""

import json
from pathlib import Path

import click

from cab_portal.cli.survey_files import survey_in
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.interchange.formats import is_native
from cab_portal.surveys.questionnaire.verifier.logic import Logic
from cab_portal.surveys.questionnaire.verifier.proof import verify as prove
from cab_portal.surveys.questionnaire.verifier.reading import UnusableError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def verify(context: click.Context, file: Path) -> None:
    """Prove the logic of the survey in FILE, a questionnaire of ours or a SurveyJS survey in JSON.

    Prints one object: whether everything was followed ("proved"), and what was found, each with the shortest answers
    that show it. Without findings and not proved, nothing is known to be right. Exit status 1 with findings.
    """
    proof = prove(_logic_in(file))
    findings = [
        {
            "code": finding.code,
            "question": finding.question,
            "message": str(finding.message),
            "witness": list(finding.witness),
        }
        for finding in proof.findings
    ]
    click.echo(json.dumps({"proved": proof.proved, "findings": findings}, ensure_ascii=False))
    if not proof.proved:
        click.echo("Not proved: not every combination of answers or every expression could be followed.", err=True)
    if findings:
        context.exit(1)


def _logic_in(file: Path) -> Logic:
    data = survey_in(file)
    try:
        if is_native(data):
            from cab_portal.surveys.questionnaire.verifier.native import logic_of
        else:
            from cab_portal.surveys.questionnaire.interchange.surveyjs.logic import logic_of
        return logic_of(data)
    except UnusableError as error:
        raise InvalidInput(f"{file.name}: {error}") from error
