"""All that is counted about the responses sent, put together from its parts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

from cab_portal.surveys.queries.results.counting import HOUR, SECONDS_APART
from cab_portal.surveys.queries.results.group import Group

Key = TypeVar("Key")
Count: TypeAlias = tuple[str, str, str | None, int, str | None, int]
"""Kind, row id, code, number, segment, count: as `counting.statement` finds them, without the part."""


@dataclass
class Tallies:
    """Everybody's answers, those of each segment by its name, when they came, and how long they took.

    ``segments`` has those who are in no segment under an empty name. ``hours``, ``sent_again`` and ``reminded``
    are instants at full hours, ``seconds`` whole tens of seconds that answering took. ``doubtful`` counts responses
    worth a second look: ``timed`` at all, ``quick``, ``flat`` and ``repeated``. ``contacts`` counts the ``invited``,
    who ``started``, whose response is ``partial``, and whose invitation stays ``unopened``.
    """

    all: Group = field(default_factory=Group)
    segments: dict[str, Group] = field(default_factory=dict)
    hours: dict[datetime, int] = field(default_factory=dict)
    sent_again: dict[datetime, int] = field(default_factory=dict)
    reminded: dict[datetime, int] = field(default_factory=dict)
    seconds: dict[int, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    board: str = ""
    doubtful: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Count]) -> "Tallies":
        """All rows together."""
        tallies = cls()
        for row in rows:
            tallies.add(row)
        return tallies

    def add(self, row: Count) -> None:
        """Add what one row counted."""
        kind, row_id, code, number, segment, count = row
        match kind:
            case "answer":
                self.all.add(row_id, code, number, count)
                self._segment(segment).add(row_id, code, number, count)
            case "person":
                self.all.people += count
                self._segment(segment).people += count
            case "time":
                _add(self.seconds, number * SECONDS_APART, count)
                _add(self.doubtful, "timed", count)
                _add(self.doubtful, "quick", count if code else 0)
            case "flat":
                _add(self.doubtful, kind, count)
            case "board":
                self.board = code or ""
            case "begun" | "invited" | "partial":
                self._add_contacts(kind, number, count)
            case _:
                hours = {"hour": self.hours, "again": self.sent_again, "reminder": self.reminded}[kind]
                _add(hours, datetime.fromtimestamp(number * HOUR, UTC), count)

    def _add_contacts(self, kind: str, unopened: int, count: int) -> None:
        if kind == "begun":
            _add(self.contacts, "started", count)
            # Who began has seen it, opened or not.
            _add(self.contacts, "unopened", -count * unopened)
            return
        _add(self.contacts, kind, count)
        if kind == "invited":
            _add(self.contacts, "unopened", count * unopened)

    def _segment(self, name: str | None) -> Group:
        return self.segments.setdefault(name or "", Group())


def _add(counts: dict[Key, int], key: Key, count: int) -> None:
    counts[key] = counts.get(key, 0) + count
