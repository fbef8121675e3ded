"""Facts about the program."""

from dataclasses import dataclass

from cab_portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgramChanged(Event):
    name = "program.changed"
    says = "The settings of the program were changed"
    hourly_rate_minor: int | None
    currency: str
