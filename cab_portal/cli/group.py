"""The command group: what each command's refusal becomes."""

import sys
from importlib import import_module

import click

from cab_portal.core.errors import DomainError
from cab_portal.core.settings import SettingsError

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
}


class CommandGroup(click.Group):
    """The commands of the table, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click names it
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(import_module(f"cab_portal.cli.{module}"), name)
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
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
