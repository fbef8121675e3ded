"""The command that fills a survey with responses, to be measured."""

import click

from cab_portal.app import create_app
from cab_portal.cli.database import migrate
from cab_portal.core import ids
from cab_portal.surveys.rules import SurveyLayout


@click.command()
@click.option("--responses", type=click.IntRange(2, 1_000_000), default=1_000, show_default=True, help="How many.")
@click.option(
    "--layout",
    type=click.Choice([known.value for known in SurveyLayout]),
    default="whole",
    show_default=True,
    help="One question per page, or all on one.",
)
def bench_data(responses: int, layout: str) -> None:
    """Make a survey with many made-up responses, to measure with; prints its id.

    The tables hold what the portal itself would have written: members and seats, answers, rewards, mails that were sent
    and the audit log. Refuses in a database with real people, and marks an empty one as a demo.
    """
    from cab_portal.demo import filling

    app = create_app()
    migrate(app)
    with app.app_context():
        survey_id = filling.fill(responses, SurveyLayout(layout))
    click.echo(ids.encode(survey_id))
