"""Commands about surveys in files. None of them needs Flask or a database."""

import click

from cab_portal.cli.lazy import LazyGroup

_COMMANDS: dict[str, str] = {
    "lint": "survey_lint:lint",
    "verify": "survey_verify:verify",
    "estimate": "survey_estimate:estimate",
    "convert": "survey_convert:convert_command",
    "precision": "survey_precision:precision_command",
    "results": "survey_results:results",
}


@click.group(cls=LazyGroup, table=_COMMANDS)
def survey() -> None:
    """Check, price and convert a survey in a file."""
