"""``cab-portal survey estimate``: the time that a survey takes, and its fair pay."""

import json
from pathlib import Path
from typing import Any

import click

from cab_portal.cli.survey_files import survey_in
from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.effort import Estimate, cross_check, fair_pay
from cab_portal.surveys.questionnaire.effort import estimate as estimated
from cab_portal.surveys.questionnaire.effort_table import TABLE
from cab_portal.surveys.questionnaire.interchange.formats import is_native
from cab_portal.surveys.questionnaire.interchange.report import FileRefused, Treatment
from cab_portal.surveys.questionnaire.problems import DefinitionError


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--panel", type=click.IntRange(1, 1_000_000), help="How many people are asked; for the pay of all.")
@click.option("--rate", help="What an hour is paid, as in 60 or 60.50.")
@click.option("--currency", help="The currency of the rate, as in EUR.")
def estimate(file: Path, panel: int | None, rate: str | None, currency: str | None) -> None:
    """Estimate the time that the survey in FILE takes, and its fair pay where a rate is given.

    FILE is a questionnaire of ours or a SurveyJS survey in JSON. What ours cannot hold is left out, and said on stderr.

    Prints one object: counts, seconds on the shortest, the expected and the longest path, and the band in which to
    show the expected time. Pay is for the upper end of that band, as three in four people finish before it.
    """
    if (rate is None) != (currency is None):
        raise InvalidInput("Give --rate and --currency together.")
    questionnaire = _questionnaire_in(file)
    found = estimated(questionnaire)
    told: dict[str, Any] = {"counts": _counts(questionnaire), **_times(questionnaire, found)}
    if rate is not None and currency is not None:
        told["pay"] = _pay(found, rate, currency, panel)
    click.echo(json.dumps(told, ensure_ascii=False))


def _questionnaire_in(file: Path) -> Questionnaire:
    data = survey_in(file)
    try:
        return from_data(data) if is_native(data) else _imported(data)
    except DefinitionError as error:
        raise InvalidInput(f"{file.name}: {error.problems[0]}") from error
    except FileRefused as error:
        raise InvalidInput(f"{file.name}: {error}") from error


def _imported(data: dict[str, Any]) -> Questionnaire:
    from cab_portal.surveys.questionnaire.interchange.surveyjs.reading import read_surveyjs

    found = read_surveyjs(data)
    for note in found.report.of(Treatment.REFUSED):
        click.echo(f"Left out, {note.place}: {note.message}", err=True)
    return found.questionnaire


def _counts(questionnaire: Questionnaire) -> dict[str, Any]:
    questions = questionnaire.questions
    return {
        "questions": sum(question.answerable for question in questions),
        "statements": sum(not question.answerable for question in questions),
        "always_shown": sum(question.show_if is None for question in questions),
        "required": sum(question.required for question in questions),
        "own_words": sum(question.written for question in questions),
        "words": sum(question.words() for question in questions),
        "decisions": sum(question.decisions() for question in questions if question.answerable),
    }


def _times(questionnaire: Questionnaire, found: Estimate) -> dict[str, Any]:
    check = cross_check(questionnaire)
    return {
        "seconds": {
            "shortest": round(found.shortest),
            "expected": round(found.expected),
            "longest": round(found.longest),
            "band": [round(found.low), round(found.high)],
        },
        "exact": found.is_exact,
        "table": TABLE.version,
        "all_questions_on_a_computer": {
            "seconds": round(check.model),
            "field_formula": round(check.field_formula),
            "pew_points": round(check.pew_points),
            "differs_by_more_than_40_percent": list(check.differs),
        },
    }


def _pay(found: Estimate, rate: str, currency: str, panel: int | None) -> dict[str, Any]:
    # Babel knows the units of currencies, and takes a tenth of a second to start
    from cab_portal.core.money import Money, currencies, parse_amount

    if currency not in currencies():
        raise InvalidInput(f"“{currency[:10]}” is no currency. Write a code such as EUR or USD.")
    try:
        hourly = parse_amount(rate, currency)
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    each = Money(fair_pay(found.high, hourly.minor, 0), currency)
    told: dict[str, Any] = {"currency": currency, "hourly_rate": str(hourly.amount), "each": str(each.amount)}
    if panel is not None:
        told |= {"panel": panel, "total": str((each * panel).amount)}
    return told
