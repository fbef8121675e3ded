"""Drafts: kinds, stages, and what may be typed into one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from cab_portal.core.states import StateMachine
from cab_portal.drafts.text import step_files


class DraftKind(StrEnum):
    """What the customer will receive."""

    EMAIL_SERIES = "email_series"
    QBR = "qbr"
    COURSE = "course"
    BEST_PRACTICE = "best_practice"
    POLICY = "policy"


class DraftStage(StrEnum):
    """How far a draft is. Only ``launches.service`` moves one to launched."""

    WRITING = "writing"
    IN_REVIEW = "in_review"
    DECIDING = "deciding"
    LAUNCHED = "launched"


# The launch gate judges whether a draft may be launched, not its stage: whoever skips the review needs exceptions for
# it, and a later version of a launched draft passes the gate anew.
STAGES = StateMachine(
    DraftStage.WRITING,
    {
        DraftStage.WRITING: frozenset({DraftStage.IN_REVIEW, DraftStage.LAUNCHED}),
        DraftStage.IN_REVIEW: frozenset({DraftStage.DECIDING, DraftStage.WRITING, DraftStage.LAUNCHED}),
        DraftStage.DECIDING: frozenset({DraftStage.IN_REVIEW, DraftStage.LAUNCHED}),
        DraftStage.LAUNCHED: frozenset({DraftStage.IN_REVIEW, DraftStage.LAUNCHED}),
    },
)


AnyTimed = TypeVar("AnyTimed", bound="Timed")

LONGEST_TITLE = 200
LONGEST_LINE = step_files.LONGEST_LINE
LONGEST_GOAL = step_files.LONGEST_GOAL
LONGEST_NOTE = 1_000
LONGEST_REASON = 500
LONGEST_STEP = step_files.LONGEST_STEP
MOST_STEPS = 200


@dataclass(frozen=True)
class DraftInput:
    """What a draft is, beside its steps."""

    kind: DraftKind
    title: str
    goal: str = ""


@dataclass(frozen=True)
class StepInput:
    """A step as it is typed.

    ``day`` counts from the day on which the customer begins, ``minutes`` is how long the step takes; ``timing`` says
    the same in the author's words, and is made of the two where none are typed. ``owner_id`` is one of the staff.
    """

    title: str
    markdown: str = ""
    channel: str = ""
    timing: str = ""
    role: str = ""
    sender: str = ""
    subject: str = ""
    preview: str = ""
    day: int | None = None
    minutes: int | None = None
    goal: str = ""
    owner_id: UUID | None = None


class Direction(StrEnum):
    """Where a step moves in the order of its draft."""

    UP = "up"
    DOWN = "down"


# The lines around a step's text that its reader sees.
ENVELOPE = ("channel", "timing", "role", "sender", "subject", "preview")
# What the team plans with a step; its reader sees the goal alone, and in some kinds only.
PLAN = ("day", "minutes", "goal", "owner_id")
# What an author types in a step.
TYPED = ("title", *ENVELOPE, *PLAN, "markdown")

_EVERYWHERE = ("first name", "last name", "company", "customer", "account name", "name of your contact")
# What systems that send such things can fill in; a program adds its own.
PLACEHOLDERS: dict[DraftKind, tuple[str, ...]] = {
    DraftKind.EMAIL_SERIES: (*_EVERYWHERE, "date", "technical contact", "calendar link", "first result"),
    DraftKind.QBR: (*_EVERYWHERE, "date", "quarter", "figures"),
    DraftKind.COURSE: (*_EVERYWHERE, "date", "trainer", "calendar link"),
    DraftKind.BEST_PRACTICE: _EVERYWHERE,
    DraftKind.POLICY: _EVERYWHERE,
}
# Where an author may write placeholders.
WITH_PLACEHOLDERS = ("title", "sender", "subject", "preview", "markdown")

LAST_DAY = step_files.LAST_DAY
MOST_MINUTES = step_files.MOST_MINUTES
_SAYS_A_DAY = re.compile(r"(?i)day (\d{1,4})")
_SAYS_MINUTES = re.compile(r"(?i)(\d{1,4}) minutes?")


def has_day(kind: DraftKind) -> bool:
    """Whether steps of this kind come on days that are counted."""
    return kind in (DraftKind.EMAIL_SERIES, DraftKind.COURSE)


def has_minutes(kind: DraftKind) -> bool:
    """Whether steps of this kind take a time that is planned."""
    return kind in (DraftKind.QBR, DraftKind.COURSE)


def shows_goal(kind: DraftKind) -> bool:
    """Whether the customer is told what a step is for. In a mail or a policy that is the team's own matter."""
    return kind in (DraftKind.QBR, DraftKind.COURSE)


def lines_shown(kind: DraftKind) -> tuple[str, ...]:
    """The lines around a step's text that readers of this kind see, its title first."""
    return ("title", *ENVELOPE, "goal") if shows_goal(kind) else ("title", *ENVELOPE)


def timing_words(kind: DraftKind, day: int | None, minutes: int | None) -> str:
    """What stands for the time of a step where its author typed no words: "Day 3", "15 minutes"."""
    words = [f"Day {day}"] if has_day(kind) and day is not None else []
    if has_minutes(kind) and minutes is not None:
        words.append("1 minute" if minutes == 1 else f"{minutes} minutes")
    return ", ".join(words)


def time_in(kind: DraftKind, timing: str) -> tuple[int | None, int | None]:
    """The day and the minutes that words say and nothing else, for steps from before they were counted."""
    day = _SAYS_A_DAY.fullmatch(timing) if has_day(kind) else None
    minutes = _SAYS_MINUTES.fullmatch(timing) if has_minutes(kind) else None
    return int(day[1]) if day else None, int(minutes[1]) if minutes else None


def timed(kind: DraftKind, given: StepInput) -> StepInput:
    """The step with words for its time."""
    return given if given.timing else replace(given, timing=timing_words(kind, given.day, given.minutes))


class Timed(Protocol):
    """Anything that has a step's time."""

    @property
    def timing(self) -> str: ...
    @property
    def day(self) -> int | None: ...
    @property
    def minutes(self) -> int | None: ...


def day_of(kind: DraftKind, step: Timed) -> int | None:
    """The day of a step, also where only its words say it."""
    return step.day if has_day(kind) and step.day is not None else time_in(kind, step.timing)[0]


def minutes_of(kind: DraftKind, step: Timed) -> int | None:
    """The minutes of a step, also where only its words say it."""
    return step.minutes if has_minutes(kind) and step.minutes is not None else time_in(kind, step.timing)[1]


def in_order_of_days(kind: DraftKind, steps: Sequence[AnyTimed]) -> list[AnyTimed]:
    """The steps by day; those without one stay behind the step that they follow now."""
    last = -1
    keyed: list[tuple[int, AnyTimed]] = []
    for step in steps:
        day = day_of(kind, step)
        last = last if day is None else day
        keyed.append((last, step))
    return [step for _, step in sorted(keyed, key=lambda found: found[0])]


def starts(kind: DraftKind, steps: Sequence[Timed]) -> list[int | None]:
    """How many minutes into the meeting each item of an agenda begins; None from the first gap in the plan on."""
    if kind is not DraftKind.QBR:
        return [None] * len(steps)
    found: list[int | None] = []
    at: int | None = 0
    for step in steps:
        minutes = minutes_of(kind, step)
        found.append(at if minutes is not None else None)
        at = None if at is None or minutes is None else at + minutes
    return found
