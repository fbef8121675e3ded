"""The command group: what each command's refusal becomes."""

import sys

import click

from cab_portal.cli import database, demo, doctor, drafts, people, serving
from cab_portal.core.errors import DomainError
from cab_portal.core.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """A customer advisory board and survey-design portal."""


_COMMANDS = (
    *serving.COMMANDS,
    *doctor.COMMANDS,
    *database.COMMANDS,
    *demo.COMMANDS,
    *people.COMMANDS,
    *drafts.COMMANDS,
)
for command in _COMMANDS:
    group.add_command(command)


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
