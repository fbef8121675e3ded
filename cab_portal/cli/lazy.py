"""Groups of commands of which only the one that runs is imported."""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

import click


@contextmanager
def starting() -> Iterator[None]:
    """Imports what a command needs, in less time: what they make stays, and is no garbage to look for meanwhile.

    Pydantic is told not to search the environment for plugins, which our models do without.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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
        with starting():
            command: click.Command = getattr(import_module(f"cab_portal.cli.{module}"), name)
        return command
