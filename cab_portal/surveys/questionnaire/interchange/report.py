"""What became of each part of a file that is not ours: nothing is dropped in silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cab_portal.surveys.questionnaire.definition import Questionnaire


class Treatment(StrEnum):
    """How a part of a file was taken over."""

    MAPPED = "mapped"
    """It means the same on both sides."""
    APPROXIMATED = "approximated"
    """It was kept in another form; the message says which."""
    REFUSED = "refused"
    """It was left out; the message says why."""


@dataclass(frozen=True)
class Note:
    """One part of the file: its place in words, as in "sheet survey, row 4, column relevant", and what became of it."""

    treatment: Treatment
    place: str
    message: str


class FileRefused(ValueError):
    """The file is not taken; `str()` is one sentence that names the place."""


class Report:
    """Collects the notes of one conversion, in the order of the file."""

    def __init__(self) -> None:
        self._notes: list[Note] = []

    def mapped(self, place: str, message: str) -> None:
        """Note a part that means the same on both sides."""
        self._notes.append(Note(Treatment.MAPPED, place, message))

    def approximated(self, place: str, message: str) -> None:
        """Note a part that was kept in another form."""
        self._notes.append(Note(Treatment.APPROXIMATED, place, message))

    def refused(self, place: str, message: str) -> None:
        """Note a part that was left out."""
        self._notes.append(Note(Treatment.REFUSED, place, message))

    def __iter__(self) -> Iterator[Note]:
        return iter(self._notes)

    def of(self, treatment: Treatment) -> tuple[Note, ...]:
        """The notes of one kind."""
        return tuple(note for note in self._notes if note.treatment is treatment)

    def as_document(self) -> dict[str, Any]:
        """The report as JSON: a list of `place` and `message` for each treatment."""
        return {
            treatment.value: [{"place": note.place, "message": note.message} for note in self.of(treatment)]
            for treatment in Treatment
        }


@dataclass(frozen=True)
class Imported:
    """A questionnaire from a file of another tool, with its report."""

    questionnaire: Questionnaire
    report: Report
