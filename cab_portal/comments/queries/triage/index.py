"""What the filters of a triage page count and find: each thread in one line, threads that say the same as one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.comments.models import Restatement, Thread, ThreadPlace
from cab_portal.comments.queries.triage.clock import is_overdue, newest_version_id, shared_on
from cab_portal.comments.rules import ThreadKind
from cab_portal.database import session
from cab_portal.drafts.models import VersionStep
from cab_portal.reviews.models import Assignment


class TriageState(StrEnum):
    """What still has to be done about a thread; ``asked`` is undecided and waits for what the member says."""

    OVERDUE = "overdue"
    OPEN = "open"
    ASKED = "asked"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class TriageFilter:
    """What is looked for; None is everything. ``step_id`` is a step of the newest version."""

    kind: ThreadKind | None = None
    state: TriageState | None = None
    step_id: UUID | None = None
    segment_id: UUID | None = None


EVERYTHING = TriageFilter()


@dataclass(frozen=True, slots=True)
class _Line:
    """One thread. ``group_id`` is the thread that stands for it, or its own id."""

    id: UUID
    group_id: UUID
    kind: ThreadKind
    shared_at: datetime
    is_open: bool
    is_overdue: bool
    is_asked: bool
    step_id: UUID
    step_number: int | None
    step_title: str | None
    segment_id: UUID | None
    segment_name: str | None
    board_name: str

    def is_in(self, state: TriageState | None) -> bool:
        match state:
            case TriageState.OVERDUE:
                return self.is_overdue
            case TriageState.OPEN:
                return self.is_open
            case TriageState.ASKED:
                return self.is_asked
            case TriageState.DECIDED:
                return not self.is_open
        return True

    def fits(self, wanted: TriageFilter) -> bool:
        return (
            wanted.kind in (None, self.kind)
            and wanted.step_id in (None, self.step_id)
            and wanted.segment_id in (None, self.segment_id)
            and self.is_in(wanted.state)
        )


@dataclass(frozen=True)
class TriageIndex:
    """The shared threads of a draft. What says the same counts once, and is found by each of its threads."""

    draft_id: UUID
    lines: tuple[_Line, ...]

    def count(self, wanted: TriageFilter) -> int:
        """How many cards a filter leaves."""
        return len({line.group_id for line in self.lines if line.fits(wanted)})

    def found(self, wanted: TriageFilter) -> list[UUID]:
        """The threads of the cards that a filter leaves: what is overdue, then what is undecided, concerns first."""
        groups: dict[UUID, list[_Line]] = {}
        for line in self.lines:
            groups.setdefault(line.group_id, []).append(line)
        wanted_groups = {line.group_id for line in self.lines if line.fits(wanted)}
        return sorted(wanted_groups, key=lambda group_id: (*_urgency(groups[group_id]), group_id))

    def steps(self) -> list[tuple[UUID, str]]:
        """The steps that have threads, in their order, as id and name; gone ones have none."""
        known = {line.step_id: (line.step_number, line.step_title) for line in self.lines}
        there = sorted((number, title, key) for key, (number, title) in known.items() if number is not None and title)
        return [(key, f"{number} {title}") for number, title, key in there]

    def segments(self) -> list[tuple[UUID, str]]:
        """The segments whose members wrote, by name; with the board's name where there are several boards."""
        known = {line.segment_id: (line.segment_name or "", line.board_name) for line in self.lines if line.segment_id}
        several = len({board for _name, board in known.values()}) > 1
        names = ((f"{name} ({board})" if several else name, key) for key, (name, board) in known.items())
        return [(key, name) for name, key in sorted(names, key=lambda found: (found[0].lower(), found[1]))]


def _urgency(lines: Iterable[_Line]) -> tuple[bool, bool, bool, datetime]:
    lines = list(lines)
    return (
        not any(line.is_overdue for line in lines),
        not any(line.is_open for line in lines),
        not any(line.kind is ThreadKind.CONCERN for line in lines),
        min(line.shared_at for line in lines),
    )


def index_of(draft_id: UUID, zone: ZoneInfo) -> TriageIndex:
    """All shared threads of a draft in short; one statement."""
    newest, later = newest_version_id(draft_id), aliased(Restatement)
    unanswered = exists().where(
        Restatement.thread_id == Thread.id,
        Restatement.answer.is_(None),
        ~exists().where(later.thread_id == Restatement.thread_id, later.number > Restatement.number),
    )
    rows = session.execute(
        select(
            Thread.id,
            func.coalesce(Thread.duplicate_of_id, Thread.id),
            Thread.kind,
            Thread.shared_at,
            Thread.disposition.is_(None),
            case((is_overdue(zone), True), else_=False),
            and_(Thread.disposition.is_(None), unanswered.correlate(Thread)),
            ThreadPlace.step_id,
            VersionStep.position,
            VersionStep.title,
            Segment.id,
            Segment.name,
            Board.name,
        )
        .select_from(Thread)
        .join(ThreadPlace, and_(ThreadPlace.thread_id == Thread.id, ThreadPlace.version_id == newest))
        .outerjoin(VersionStep, and_(VersionStep.version_id == newest, VersionStep.step_id == ThreadPlace.step_id))
        .join(Assignment, Assignment.id == Thread.assignment_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Board, Board.id == Thread.board_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(shared_on(draft_id))
    )
    return TriageIndex(draft_id, tuple(_Line(*row) for row in rows))
