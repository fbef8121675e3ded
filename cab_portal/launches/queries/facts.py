"""What the gate weighs, read from the reviews and the threads of a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.drafts.models import Version, VersionStep
from cab_portal.launches.rules import ChangedStep, GateFacts, SegmentFinished, ThreadFacts
from cab_portal.program.queries import program
from cab_portal.reviews.models import Assignment, ReadMark, ReviewRequest
from cab_portal.reviews.rules import RequestStatus


@dataclass
class _Reader:
    """One member over all requests of the draft; ``verdict_on`` is the newest version that they ended a review with."""

    segments: set[UUID]
    verdict_on: int | None = None


def gate_facts(draft_id: UUID, version_id: UUID) -> GateFacts:
    """The facts for a version; seven statements, whatever the numbers of members, threads and steps."""
    rules = program()
    readers = _readers(draft_id)
    finished = [reader for reader in readers.values() if reader.verdict_on is not None]
    concerns, questions = _threads(draft_id)
    return GateFacts(
        finished_percent=rules.finished_percent,
        finished_per_segment=rules.finished_per_segment,
        invited=len(readers),
        finished=len(finished),
        segments=_segments(draft_id, readers.values()),
        concerns=concerns,
        questions=questions,
        changed=_changed(draft_id, version_id, readers),
        open_requests=_open_requests(draft_id),
    )


def counted(draft_id: UUID) -> ColumnElement[bool]:
    """The requests that count: those that were sent and not taken back."""
    return and_(
        ReviewRequest.draft_id == draft_id,
        ReviewRequest.status.in_((RequestStatus.OPEN, RequestStatus.CLOSED)),
    )


def _readers(draft_id: UUID) -> dict[UUID, _Reader]:
    rows = session.execute(
        select(Assignment.person_id, Seat.segment_id, Assignment.finished_at, Version.number)
        .join(ReviewRequest, ReviewRequest.id == Assignment.request_id)
        .join(Seat, Seat.id == Assignment.seat_id)
        .outerjoin(Version, Version.id == Assignment.verdict_version_id)
        .where(counted(draft_id), Assignment.invited_at.is_not(None))
    )
    readers: dict[UUID, _Reader] = {}
    for person_id, segment_id, finished_at, number in rows:
        reader = readers.setdefault(person_id, _Reader(set()))
        if segment_id is not None:
            reader.segments.add(segment_id)
        if finished_at is not None:
            reader.verdict_on = max(reader.verdict_on or 0, number or 0)
    return readers


def _segments(draft_id: UUID, readers: Iterable[_Reader]) -> tuple[SegmentFinished, ...]:
    """Every segment that the boards asked want represented, also one in which nobody was invited."""
    boards = select(ReviewRequest.board_id).where(counted(draft_id))
    rows = session.execute(
        select(Segment.id, Board.name, Segment.name)
        .join(Board, Board.id == Segment.board_id)
        .where(Segment.board_id.in_(boards))
        .order_by(func.lower(Board.name), func.lower(Segment.name))
    )
    known = list(readers)
    return tuple(
        SegmentFinished(
            board=board,
            segment=name,
            invited=sum(segment_id in reader.segments for reader in known),
            finished=sum(segment_id in reader.segments for reader in known if reader.verdict_on is not None),
        )
        for segment_id, board, name in rows
    )


def _threads(draft_id: UUID) -> tuple[ThreadFacts, ThreadFacts]:
    """Concerns and questions that were shared. A question is open until it was decided and the team replied; a

    duplicate is answered where its twin is.
    """
    unanswered = and_(
        Thread.kind == ThreadKind.QUESTION,
        Thread.replied_at.is_(None),
        Thread.disposition != Disposition.DUPLICATE,
    )
    is_open = or_(Thread.disposition.is_(None), unanswered)
    rows = session.execute(
        select(
            Thread.kind,
            func.count(),
            func.count(case((is_open, 1))),
            func.max(case((is_open, Thread.shared_at))),
        )
        .where(
            Thread.draft_id == draft_id,
            Thread.shared_at.is_not(None),
            Thread.kind.in_((ThreadKind.CONCERN, ThreadKind.QUESTION)),
        )
        .group_by(Thread.kind)
    )
    found = {kind: ThreadFacts(total, still_open, newest) for kind, total, still_open, newest in rows}
    return found.get(ThreadKind.CONCERN, ThreadFacts()), found.get(ThreadKind.QUESTION, ThreadFacts())


def _changed(draft_id: UUID, version_id: UUID, readers: Mapping[UUID, _Reader]) -> tuple[ChangedStep, ...]:
    """The steps whose text is newer than the oldest verdict, with those who read that text.

    Without any verdict the whole text counts as changed. A member read a step's text who marked it as read, or ended a
    review, in a version that has it.
    """
    verdicts = [reader.verdict_on for reader in readers.values() if reader.verdict_on is not None]
    reviewed = min(verdicts, default=0)
    steps = session.execute(
        select(VersionStep.step_id, VersionStep.title, VersionStep.changed_in)
        .where(VersionStep.version_id == version_id)
        .order_by(VersionStep.position)
    ).all()
    marks = _marks(draft_id)
    changed = []
    for step_id, title, changed_in in steps:
        if changed_in > reviewed:
            by_verdict = {person for person, reader in readers.items() if (reader.verdict_on or 0) >= changed_in}
            by_mark = {
                person for (person, marked), number in marks.items() if marked == step_id and number >= changed_in
            }
            changed.append(ChangedStep(title, len(by_verdict | by_mark)))
    return tuple(changed)


def _marks(draft_id: UUID) -> dict[tuple[UUID, UUID], int]:
    rows = session.execute(
        select(Assignment.person_id, ReadMark.step_id, func.max(ReadMark.version_number))
        .join(Assignment, Assignment.id == ReadMark.assignment_id)
        .join(ReviewRequest, ReviewRequest.id == Assignment.request_id)
        .where(counted(draft_id))
        .group_by(Assignment.person_id, ReadMark.step_id)
    )
    return {(person_id, step_id): number for person_id, step_id, number in rows}


def _open_requests(draft_id: UUID) -> int:
    """Requests that members may still answer; one past its closing date is closed, whatever its status."""
    found = select(func.count()).where(
        ReviewRequest.draft_id == draft_id,
        ReviewRequest.status == RequestStatus.OPEN,
        ReviewRequest.closes_at > clock.now(),
    )
    return session.scalar(found) or 0
