"""``cab-portal survey lint``: the rules on the wording of questions, over a file."""

import json
from collections.abc import Iterable
from pathlib import Path

import click

from cab_portal.cli.lazy import starting
from cab_portal.surveys.questionnaire.linter import Finding, Panel, lint_question
from cab_portal.surveys.questionnaire.linter.lines import UnusableInput, decoded, is_document, questions_in


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--known", multiple=True, help="A short form or term that the panel knows; may be given again.")
def lint(file: Path, known: tuple[str, ...]) -> None:
    """Judge the wording of the questions in FILE: a questionnaire in JSON, or one question in JSON on each line.

    Prints one line of JSON for each question: its id and what was found. Exit status 0 where nothing was found, 1 with
    findings, 2 where the file cannot be read.
    """
    panel = Panel(glossary=frozenset(known))
    try:
        text = decoded(file.read_bytes())
        found = _of_document(text, panel) if is_document(text) else _of_lines(text, panel)
    except UnusableInput as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for key, findings in found:
        click.echo(json.dumps({"id": key, "findings": [finding.as_data() for finding in findings]}))
    if any(findings for _, findings in found):
        raise click.exceptions.Exit(1)


def _of_lines(text: str, panel: Panel) -> list[tuple[str, tuple[Finding, ...]]]:
    """Each question by itself: lines are a collection, not a survey in order."""
    return [(question.id, lint_question(question, panel)) for question in questions_in(text)]


def _of_document(text: str, panel: Panel) -> list[tuple[str, tuple[Finding, ...]]]:
    with starting():
        from cab_portal.surveys.questionnaire.definition import from_json
        from cab_portal.surveys.questionnaire.effort import estimate
        from cab_portal.surveys.questionnaire.linter.native import survey_of
        from cab_portal.surveys.questionnaire.linter.whole import lint_survey
        from cab_portal.surveys.questionnaire.problems import DefinitionError

    try:
        questionnaire = from_json(text)
    except DefinitionError as error:
        raise UnusableInput(str(error)) from error
    survey = survey_of(questionnaire, panel, estimate(questionnaire).expected)
    findings = lint_survey(survey)
    keys: Iterable[str] = [question.id for question in survey.questions]
    found = [(key, tuple(finding for finding in findings if finding.question_id == key)) for key in keys]
    general = tuple(finding for finding in findings if not finding.question_id)
    return [*found, ("", general)] if general else found
