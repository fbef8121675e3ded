"""What an import could not take over, told by name and line."""

from dataclasses import dataclass, field
from enum import StrEnum


class Treatment(StrEnum):
    REMOVED = "removed"
    """The thing and everything inside it is gone."""
    UNWRAPPED = "unwrapped"
    """Only the markup is gone; its words are in the draft."""
    KEPT_AS_TEXT = "kept_as_text"
    """It is no markup that is known, so it stands in the draft as it was typed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One kind of thing that was dropped. `lines` count from 1 in the file as it was given, ascending."""

    name: str
    treatment: Treatment
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was dropped, in the order of first appearance."""

    dropped: tuple[Dropped, ...] = ()


@dataclass(slots=True)
class ReportBuilder:
    """Collects findings while a file is read."""

    _found: dict[tuple[str, Treatment], list[int]] = field(default_factory=dict)

    def add(self, name: str, treatment: Treatment, line: int) -> None:
        lines = self._found.setdefault((name, treatment), [])
        if line not in lines[-1:]:
            lines.append(line)

    def finish(self) -> ImportReport:
        dropped = [Dropped(name, treatment, tuple(lines)) for (name, treatment), lines in self._found.items()]
        return ImportReport(tuple(sorted(dropped, key=lambda item: item.lines[0])))
