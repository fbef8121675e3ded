"""Boards, seats and terms: what may be, and when."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.states import StateMachine


class Privacy(StrEnum):
    """What members of a board learn of each other."""

    SEALED = "sealed"
    WORDS = "words"
    OPEN = "open"


_FROM_CLOSED_TO_OPEN = (Privacy.SEALED, Privacy.WORDS, Privacy.OPEN)


def ensure_keeps_promise(before: Privacy, after: Privacy, *, was_accepted: bool) -> None:
    """Refuse to show more than was promised to members who accepted a seat; what they wrote would be shown with it."""
    if was_accepted and _FROM_CLOSED_TO_OPEN.index(after) > _FROM_CLOSED_TO_OPEN.index(before):
        sentence = "Members took their seats under a stricter level, so it cannot be loosened. Create another board."
        raise InvalidInput(sentence, fields={"privacy": sentence})


class ReadingOthers(StrEnum):
    """When a member reads the comments of others in a review, where the level of the board lets them at all."""

    AT_ONCE = "at_once"
    WHEN_FINISHED = "when_finished"
    NEVER = "never"


_FROM_EARLY_TO_NEVER = (ReadingOthers.AT_ONCE, ReadingOthers.WHEN_FINISHED, ReadingOthers.NEVER)


def stricter(one: ReadingOthers, other: ReadingOthers) -> ReadingOthers:
    """The one of two settings that shows less."""
    return max(one, other, key=_FROM_EARLY_TO_NEVER.index)


def at_least_as_strict(floor: ReadingOthers) -> tuple[ReadingOthers, ...]:
    """What a request may choose on a board with this setting."""
    return _FROM_EARLY_TO_NEVER[_FROM_EARLY_TO_NEVER.index(floor) :]


def ensure_stays_hidden(before: ReadingOthers, after: ReadingOthers, *, was_accepted: bool) -> None:
    """Refuse to show comments that were promised to stay hidden from other members for good."""
    if was_accepted and before is ReadingOthers.NEVER and after is not before:
        sentence = "Members took their seats knowing that others never read their comments. Create another board."
        raise InvalidInput(sentence, fields={"reading_others": sentence})


class SeatStatus(StrEnum):
    """``ended`` covers the alumni; a term that ran out ends access by its instant, without a change of status."""

    INVITED = "invited"
    DECLINED = "declined"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


SEATS = StateMachine(
    SeatStatus.INVITED,
    {
        SeatStatus.INVITED: frozenset({SeatStatus.ACTIVE, SeatStatus.DECLINED, SeatStatus.ENDED}),
        SeatStatus.ACTIVE: frozenset({SeatStatus.PAUSED, SeatStatus.ENDED}),
        SeatStatus.PAUSED: frozenset({SeatStatus.ACTIVE, SeatStatus.ENDED}),
    },
)
# A person holds at most one of these on a board.
LIVING = (SeatStatus.INVITED, SeatStatus.ACTIVE, SeatStatus.PAUSED)

TERMS_IN_MONTHS = (12, 18, 24)
LONGEST_TERM = timedelta(days=5 * 366)
# Keeps a button that is pressed again and again from filling somebody's mailbox.
RESEND_AFTER = timedelta(minutes=15)


def is_in_force(status: SeatStatus, starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether a seat gives access at ``at``."""
    return status is SeatStatus.ACTIVE and starts_at <= at < ends_at


@dataclass(frozen=True, slots=True)
class BoardInput:
    """What an admin says about a board; ``charter`` is Markdown, ``segments`` are names."""

    name: str
    purpose: str
    privacy: Privacy
    charter: str
    segments: tuple[str, ...] = ()
    reading_others: ReadingOthers = ReadingOthers.AT_ONCE


@dataclass(frozen=True, slots=True)
class SeatInput:
    """The segment and the term of a seat."""

    segment_id: UUID | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class InvitationInput:
    """Who is invited to a seat: somebody known by ``email``, or a new person.

    A new person needs a name, and an organization: a known one, which the service is handed, or the name of a new one.
    """

    email: str
    name: str
    new_organization: str
    seat: SeatInput


@dataclass(frozen=True, slots=True)
class Term:
    """A seat's time: two days, both included, and the same as instants, the end excluded."""

    starts_on: date
    ends_on: date
    starts_at: datetime
    ends_at: datetime


def last_day(starts_on: date, months: int) -> date:
    """The last day of a term of whole months: from 1 March, 12 months end on the last day of February."""
    count = starts_on.year * 12 + starts_on.month - 1 + months
    year, month = divmod(count, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    if starts_on.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, starts_on.day) - timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in a zone, also where its clocks skip or repeat midnight."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def term(starts_on: date, ends_on: date, zone: ZoneInfo) -> Term:
    """A term as days and instants; refuses one that ends before it starts, or lasts for more than five years."""
    if ends_on < starts_on:
        raise InvalidInput(
            "The term ends before it starts.", fields={"ends_on": "Choose an end that is not before the start."}
        )
    if ends_on - starts_on > LONGEST_TERM:
        raise InvalidInput("The term is too long.", fields={"ends_on": "A term may last for five years at most."})
    return Term(starts_on, ends_on, midnight(starts_on, zone), midnight(ends_on + timedelta(days=1), zone))


def ensure_not_over(ends_at: datetime, at: datetime) -> None:
    """A term that is over already gives nobody a seat."""
    if ends_at <= at:
        raise InvalidInput("The term is over already.", fields={"ends_on": "Choose an end that is not in the past."})


def ensure_resendable(status: SeatStatus, invited_at: datetime, ends_at: datetime, at: datetime) -> None:
    """An invitation that waits for its answer may be sent again, once in a while."""
    if status is not SeatStatus.INVITED:
        raise Conflict("This invitation was answered or withdrawn, so there is nothing to send again.")
    if ends_at <= at:
        raise Conflict("The term of this seat is over. Change its end first.")
    if at - invited_at < RESEND_AFTER:
        raise Conflict("The invitation was sent within the last 15 minutes. Give it time to arrive.")


def ensure_distinct(names: Sequence[str]) -> None:
    """Segments of one board have different names, whatever their letters' case."""
    folded = [name.casefold() for name in names]
    if len(set(folded)) < len(folded):
        raise InvalidInput("Two segments have the same name.", fields={"segments": "Name each segment once."})
