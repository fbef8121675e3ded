"""What the last imported file did to a draft."""

from dataclasses import dataclass
from typing import Any

from cab_portal.drafts.models import Draft
from cab_portal.drafts.text.import_report import Counted, Dropped, Treatment


@dataclass(frozen=True)
class ImportReportView:
    """Titles of steps that were continued, added and removed, and the things that could not be taken over."""

    kept: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    counted: Counted

    def as_document(self) -> dict[str, Any]:
        """How it is stored with the draft."""
        return {
            "kept": list(self.kept),
            "added": list(self.added),
            "removed": list(self.removed),
            "dropped": [
                {
                    "name": item.name,
                    "treatment": item.treatment.value,
                    "lines": list(item.lines),
                    "under": list(item.under),
                }
                for item in self.dropped
            ],
            "counted": self.counted.value,
        }


def import_report_of(draft: Draft) -> ImportReportView | None:
    """The report of the last import; None for a draft that was written by hand. No statement."""
    stored = draft.import_report
    if stored is None:
        return None
    return ImportReportView(
        kept=tuple(stored["kept"]),
        added=tuple(stored["added"]),
        removed=tuple(stored["removed"]),
        dropped=tuple(_dropped(item) for item in stored["dropped"]),
        counted=Counted(stored.get("counted", Counted.LINES)),
    )


def _dropped(item: dict[str, Any]) -> Dropped:
    """One finding as it was stored; what was imported before headings were noted has none."""
    return Dropped(item["name"], Treatment(item["treatment"]), tuple(item["lines"]), tuple(item.get("under", ())))
