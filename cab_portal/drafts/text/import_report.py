"""What an import could not take over, told by name and line."""

import math
from dataclasses import dataclass, field
from enum import StrEnum


class ImportRefused(ValueError):
    """A file that no draft can be made of. `code` is stable, `message` one sentence for who sent the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Treatment(StrEnum):
    REMOVED = "removed"
    """The thing and everything inside it is gone."""
    UNWRAPPED = "unwrapped"
    """Only the markup is gone; its words are in the draft."""
    KEPT_AS_TEXT = "kept_as_text"
    """It is no markup that is known, so it stands in the draft as it was typed."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One kind of thing that was dropped.

    `lines` count from 1 in the file as it was given, ascending: lines of text, or paragraphs of a Word document. They
    are empty for what stands beside the text, such as a page header. `under` holds the headings above the places, where
    the file has no lines that its author could count.
    """

    name: str
    treatment: Treatment
    lines: tuple[int, ...]
    under: tuple[str, ...] = ()


class Counted(StrEnum):
    """What the places of a report count."""

    LINES = "lines"
    PARAGRAPHS = "paragraphs"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was dropped, in the order of first appearance."""

    dropped: tuple[Dropped, ...] = ()
    counted: Counted = Counted.LINES


@dataclass(slots=True)
class _Places:
    lines: list[int] = field(default_factory=list)
    under: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ReportBuilder:
    """Collects findings while a file is read."""

    _found: dict[tuple[str, Treatment], _Places] = field(default_factory=dict)

    def add(self, name: str, treatment: Treatment, line: int, under: str = "") -> None:
        """Note a thing at a line, counted from 1; at 0 it stands beside the text."""
        places = self._found.setdefault((name, treatment), _Places())
        if line and line not in places.lines[-1:]:
            places.lines.append(line)
        if under and under not in places.under:
            places.under.append(under)

    def has(self, name: str) -> bool:
        """Whether a thing of this name was noted, whatever became of it."""
        return any(noted == name for noted, _ in self._found)

    def finish(self, counted: Counted = Counted.LINES) -> ImportReport:
        """What was noted, by its first place; what stands beside the text comes last."""
        dropped = [
            Dropped(name, treatment, tuple(places.lines), tuple(places.under))
            for (name, treatment), places in self._found.items()
        ]
        dropped.sort(key=lambda item: item.lines[0] if item.lines else math.inf)
        return ImportReport(tuple(dropped), counted)
