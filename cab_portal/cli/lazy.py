"""Groups of commands of which only the one that runs is imported."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """The commands of a table: where each stands in this package, as ``module:name``."""

    def __init__(self, *args: object, table: Mapping[str, str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # click's own, handed on as they came
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click names it
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        place = self.table.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command: click.Command = getattr(import_module(f"cab_portal.cli.{module}"), name)
        return command
