"""Who was invited, opened, read, commented and finished, and who may be reminded now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row, Select, and_, exists, func, select

from cab_portal.accounts.mails import ASKS
from cab_portal.accounts.models import Organization, Person
from cab_portal.boards.access import in_force
from cab_portal.boards.models import Seat, Segment
from cab_portal.comments.models import Thread
from cab_portal.core import clock
from cab_portal.database import session
from cab_portal.drafts.models import VersionStep
from cab_portal.outbox.queries import counted_by_person
from cab_portal.outbox.rules import free_from
from cab_portal.reviews.models import Assignment, ReadMark
from cab_portal.reviews.rules import Verdict
from cab_portal.routing.models import Reminder
from cab_portal.routing.rules import REMINDERS, Asked, Nudge, nudge
from cab_portal.surveys.models import Response, Survey
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus

# An assignment; the member, the organization and the segment by name; whether the seat is in force, and mails are
# wanted; steps, steps read, comments; when the survey was answered, and whether it still waits for the member;
# reminders, and when the last one was asked for.
_Row: TypeAlias = Row[*tuple[Any, ...]]
_Rows: TypeAlias = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far one member is. ``comments`` counts what was shared; comments that still wait are their author's alone.

    ``nudge`` says whether the member may be reminded now. ``owes_survey`` is true while a named survey of this request
    waits for the member's answers; of any other survey nobody learns who has answered.
    """

    assignment_id: UUID
    seat_id: UUID
    person_id: UUID
    name: str
    organization_name: str
    segment_name: str | None
    is_in_force: bool
    invited_at: datetime | None
    resent_at: datetime | None
    opened_at: datetime | None
    steps: int
    steps_read: int
    comments: int
    finished_at: datetime | None
    verdict: Verdict | None
    answered_at: datetime | None
    owes_survey: bool
    reminders: int
    reminded_at: datetime | None
    nudge: Nudge

    @property
    def has_read(self) -> bool:
        """Read every step as it is in the version that the member reads."""
        return 0 < self.steps <= self.steps_read

    @property
    def step(self) -> int:
        """The step that the member has come to, counted from 1; the last one where all are read."""
        return min(self.steps_read + 1, self.steps)

    @property
    def is_missing(self) -> bool:
        return self.finished_at is None or self.owes_survey

    @property
    def may_get_invitation_again(self) -> bool:
        """A mail that may have been lost is sent once more while nothing says that it arrived."""
        unopened = self.opened_at is None and self.finished_at is None
        return unopened and self.is_in_force and self.reminders < REMINDERS


@dataclass(frozen=True, slots=True)
class Progress:
    """The members of a request in the order of their organizations, and the counts over them."""

    members: tuple[MemberProgress, ...]

    @property
    def invited(self) -> int:
        return len(self.members)

    @property
    def opened(self) -> int:
        return sum(member.opened_at is not None for member in self.members)

    @property
    def read(self) -> int:
        return sum(member.has_read for member in self.members)

    @property
    def commented(self) -> int:
        return sum(member.comments > 0 for member in self.members)

    @property
    def finished(self) -> int:
        return sum(member.finished_at is not None for member in self.members)

    @property
    def answered(self) -> int:
        return sum(member.answered_at is not None for member in self.members)

    @property
    def in_force(self) -> int:
        return sum(member.is_in_force for member in self.members)

    @property
    def missing(self) -> tuple[MemberProgress, ...]:
        """Who has not done all that was asked."""
        return tuple(member for member in self.members if member.is_missing)

    @property
    def to_remind(self) -> tuple[MemberProgress, ...]:
        """Who may be reminded now."""
        return tuple(member for member in self.members if member.nudge.may)


def progress_of(request_id: UUID) -> Progress:
    """Who was asked, how far each is, and whom a reminder may reach; two statements."""
    rows = session.execute(_rows(request_id)).all()
    waits = _waits([row[0].person_id for row in rows])
    return Progress(tuple(_member_progress(row, waits) for row in rows))


def asks_free_from(person_id: UUID) -> datetime | None:
    """Until when a mail that asks this person for something waits; None where it leaves at once. One statement."""
    return _waits([person_id]).get(person_id)


def _waits(person_ids: list[UUID]) -> dict[UUID, datetime | None]:
    """Until when people have had their share of asks over everything."""
    at = clock.now()
    counted = counted_by_person(person_ids, ASKS)
    return {person_id: free_from(ASKS.limits, instants, at) for person_id, instants in counted.items()}


def _rows(request_id: UUID) -> _Rows:
    steps = select(func.count()).where(VersionStep.version_id == Assignment.version_id).scalar_subquery()
    steps_read = (
        select(func.count())
        .select_from(ReadMark)
        .join(VersionStep, VersionStep.step_id == ReadMark.step_id)
        .where(
            ReadMark.assignment_id == Assignment.id,
            VersionStep.version_id == Assignment.version_id,
            # A mark that is older than the last change of its step says nothing about the step as it is.
            ReadMark.version_number >= VersionStep.changed_in,
        )
    )
    comments = select(func.count()).where(Thread.assignment_id == Assignment.id, Thread.shared_at.is_not(None))
    named_survey = exists().where(
        Survey.request_id == Assignment.request_id,
        Survey.status == SurveyStatus.OPEN,
        Survey.privacy == SurveyPrivacy.NAMED,
    )
    reminders = select(func.count()).where(Reminder.assignment_id == Assignment.id)
    reminded_at = select(func.max(Reminder.asked_at)).where(Reminder.assignment_id == Assignment.id)
    wants_mails = and_(Person.mails_stopped_at.is_(None), Assignment.mails_stopped_at.is_(None))
    return (
        select(
            Assignment,
            Person.name,
            func.coalesce(Organization.name, ""),
            Segment.name,
            and_(in_force(clock.now()), Person.deactivated_at.is_(None)),
            wants_mails,
            steps,
            steps_read.correlate(Assignment).scalar_subquery(),
            comments.correlate(Assignment).scalar_subquery(),
            _answered_at().correlate(Assignment).scalar_subquery(),
            named_survey.correlate(Assignment),
            reminders.correlate(Assignment).scalar_subquery(),
            reminded_at.correlate(Assignment).scalar_subquery(),
        )
        .join(Seat, Seat.id == Assignment.seat_id)
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(Segment, Segment.id == Seat.segment_id)
        .where(Assignment.request_id == request_id)
        .order_by(func.lower(Organization.name), func.lower(Person.name), Assignment.id)
    )


def _answered_at() -> _Rows:
    """When a member answered a named survey; of any other it would tell who said what while totals grow."""
    return (
        select(func.max(Response.submitted_at))
        .join(Survey, Survey.id == Response.survey_id)
        .where(Response.assignment_id == Assignment.id, Survey.privacy == SurveyPrivacy.NAMED)
    )


def _member_progress(row: _Row, waits: dict[UUID, datetime | None]) -> MemberProgress:
    (assignment, name, organization, segment, is_in_force, wants_mails, *counted) = row
    steps, steps_read, comments, answered_at, has_survey, reminders, reminded_at = counted
    owes_survey = bool(has_survey) and answered_at is None
    asked = Asked(
        is_missing=assignment.finished_at is None or owes_survey,
        is_in_force=bool(is_in_force),
        wants_mails=bool(wants_mails),
        reminders=reminders,
        last_at=max(filter(None, (assignment.invited_at, assignment.resent_at, reminded_at)), default=None),
        free_from=waits.get(assignment.person_id),
    )
    return MemberProgress(
        assignment_id=assignment.id,
        seat_id=assignment.seat_id,
        person_id=assignment.person_id,
        name=name,
        organization_name=organization,
        segment_name=segment,
        is_in_force=bool(is_in_force),
        invited_at=assignment.invited_at,
        resent_at=assignment.resent_at,
        opened_at=assignment.opened_at,
        steps=steps,
        steps_read=steps_read,
        comments=comments,
        finished_at=assignment.finished_at,
        verdict=assignment.verdict,
        answered_at=answered_at,
        owes_survey=owes_survey,
        reminders=reminders,
        reminded_at=reminded_at,
        nudge=nudge(asked, clock.now()),
    )
