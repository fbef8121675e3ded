"""The command group: what each command's refusal becomes."""

import sys

import click

from cab_portal.cli.lazy import LazyGroup
from cab_portal.core.errors import DomainError, SettingsError

# Where each command stands. Only the one that runs is imported: commands about files start without Flask and SQL.
_COMMANDS = {
    "run": "serving:run",
    "worker": "serving:work",
    "migrate": "database:migrate_command",
    "verify-audit": "database:verify_audit",
    "backup": "database:backup",
    "restore": "database:restore",
    "seed-demo": "demo:seed_demo",
    "create-admin": "people:create_admin",
    "doctor": "doctor:doctor",
    "import-draft": "drafts:import_draft",
    "bench-data": "bench:bench_data",
    "survey": "survey:survey",
    "anchors": "anchors:anchors",
}


@click.group(cls=LazyGroup, table=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """A customer advisory board and survey-design portal."""


def main() -> None:
    """Run the command; refusals become sentences on stderr and status 2."""
    try:
        sys.exit(group(standalone_mode=False))
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as refusal:
        refusal.show()
        sys.exit(2)
    except DomainError as refusal:
        click.echo(refusal.message, err=True)
        sys.exit(2)
    except SettingsError as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(2)
    except Exception as error:
        if not _is_no_answer(error):
            raise
        reason = str(error).strip().splitlines()[0]
        click.echo(f"The database does not answer: {reason}. Was it created, and is CAB_DATABASE_URL right?", err=True)
        sys.exit(2)


def _is_no_answer(error: BaseException) -> bool:
    """Whether PostgreSQL could not be reached. A driver that was never imported has raised nothing."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(getattr(error, "orig", error), driver.OperationalError)
