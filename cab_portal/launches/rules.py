"""The launch gate: its checks, its excuses, and what a decision may say. Pure: facts in, verdict out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cab_portal.core.errors import Conflict, InvalidInput

REREADS_NEEDED = 2
REASON_LIMIT = 1_000
SAID_LIMIT = 1_000
ANSWER_LIMIT = 4_000


class Check(StrEnum):
    """What must hold before a draft is launched."""

    ENOUGH_FINISHED = "enough_finished"
    CONCERNS_DECIDED = "concerns_decided"
    QUESTIONS_ANSWERED = "questions_answered"
    CHANGES_REREAD = "changes_reread"
    REVIEWS_CLOSED = "reviews_closed"


class Excuse(StrEnum):
    """Why a check is waived: the four that teams give, or another."""

    NO_TIME = "no_time"
    KNOW_THE_CUSTOMER = "know_the_customer"
    EVERYONE_AGREED = "everyone_agreed"
    OTHERS_DO_IT = "others_do_it"
    OTHER = "other"


class Outcome(StrEnum):
    """You said; we did, we will by a date, or we will not."""

    DID = "did"
    WILL = "will"
    WILL_NOT = "will_not"


class CheckState(StrEnum):
    """``excepted`` where it does not hold, but a second person granted an exception that covers what is wrong."""

    READY = "ready"
    BLOCKED = "blocked"
    EXCEPTED = "excepted"


@dataclass(frozen=True, slots=True)
class SegmentFinished:
    """A segment that a board wants represented, and how many of its members were invited and have finished."""

    board: str
    segment: str
    invited: int
    finished: int


@dataclass(frozen=True, slots=True)
class ChangedStep:
    """A step whose text changed after a review that counts, and how many members read the new text."""

    title: str
    reads: int


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """Shared threads of one kind: how many, how many are still open, and when the newest open one was shared."""

    total: int = 0
    open: int = 0
    newest_open_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gate weighs, for the newest shared version.

    ``finished_percent`` and ``finished_per_segment`` are the program's rules.
    """

    finished_percent: int
    finished_per_segment: int
    invited: int = 0
    finished: int = 0
    segments: tuple[SegmentFinished, ...] = ()
    concerns: ThreadFacts = field(default_factory=ThreadFacts)
    questions: ThreadFacts = field(default_factory=ThreadFacts)
    changed: tuple[ChangedStep, ...] = ()
    open_requests: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check stands. ``numbers`` are what it was weighed by, for the page and the record.

    ``since`` is the instant of the newest thing that is wrong, where that has one: an exception covers what was known
    when it was granted, and nothing later.
    """

    check: Check
    holds: bool
    numbers: Mapping[str, int]
    since: datetime | None = None

    def state(self, granted: Collection[datetime]) -> CheckState:
        """Its state, given the instants at which exceptions from it were granted for this version."""
        if self.holds:
            return CheckState.READY
        if any(self.since is None or self.since <= at for at in granted):
            return CheckState.EXCEPTED
        return CheckState.BLOCKED


def results(facts: GateFacts) -> tuple[CheckResult, ...]:
    """Every check, in the order of its definition."""
    return (
        _enough_finished(facts),
        _all_closed(Check.CONCERNS_DECIDED, facts.concerns),
        _all_closed(Check.QUESTIONS_ANSWERED, facts.questions),
        _changes_reread(facts),
        CheckResult(Check.REVIEWS_CLOSED, facts.open_requests == 0, {"open": facts.open_requests}),
    )


def _enough_finished(facts: GateFacts) -> CheckResult:
    short = sum(segment.finished < facts.finished_per_segment for segment in facts.segments)
    needed = -(-facts.invited * facts.finished_percent // 100)
    numbers = {
        "invited": facts.invited,
        "finished": facts.finished,
        "needed": needed,
        "percent": facts.finished_percent,
        "segments": len(facts.segments),
        "segments_short": short,
        "per_segment": facts.finished_per_segment,
    }
    return CheckResult(Check.ENOUGH_FINISHED, facts.invited > 0 and facts.finished >= needed and short == 0, numbers)


def _all_closed(check: Check, threads: ThreadFacts) -> CheckResult:
    return CheckResult(check, threads.open == 0, {"total": threads.total, "open": threads.open}, threads.newest_open_at)


def _changes_reread(facts: GateFacts) -> CheckResult:
    unread = sum(step.reads < REREADS_NEEDED for step in facts.changed)
    numbers = {"changed": len(facts.changed), "unread": unread, "needed": REREADS_NEEDED}
    return CheckResult(Check.CHANGES_REREAD, unread == 0, numbers)


def blocked(states: Mapping[Check, CheckState]) -> tuple[Check, ...]:
    """The checks that stand in the way. A draft may be launched exactly where there are none."""
    return tuple(check for check in Check if states[check] is CheckState.BLOCKED)


def ensure_launchable(states: Mapping[Check, CheckState]) -> None:
    """The gate: ``Conflict`` while a check is blocked."""
    count = len(blocked(states))
    if count:
        raise Conflict(
            f"Not ready: {count} of {len(states)} checks {'needs' if count == 1 else 'need'} you.", code="gate_closed"
        )


@dataclass(frozen=True, slots=True)
class WaiverInput:
    """Which check is to be waived, with which excuse, and why. The reason stays on the record for ever."""

    check: Check
    excuse: Excuse
    reason: str

    def __post_init__(self) -> None:
        if not self.reason:
            sentence = "Say why. It stays on the launch record."
            raise InvalidInput(sentence, fields={"reason": sentence})


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """You said, and what the team does about it.."""

    outcome: Outcome
    said: str
    answer: str
    because: str = ""
    due_on: date | None = None

    def checked(self, today: date) -> "DecisionInput":
        """The same without what does not belong to its outcome; ``InvalidInput`` where something is missing.

        A promise has a day after ``today``, a refusal has its because.
        """
        missing = {}
        if not self.said:
            missing["said"] = "Say in one or two sentences what members said."
        if not self.answer:
            missing["answer"] = "Say what you do about it."
        if self.outcome is Outcome.WILL and (self.due_on is None or self.due_on <= today):
            missing["due_on"] = "Choose the day by which it is done, from tomorrow on."
        if self.outcome is Outcome.WILL_NOT and not self.because:
            missing["because"] = "Say why not."
        if missing:
            raise InvalidInput("Something is missing.", fields=missing)
        return DecisionInput(
            self.outcome,
            self.said,
            self.answer,
            self.because if self.outcome is Outcome.WILL_NOT else "",
            self.due_on if self.outcome is Outcome.WILL else None,
        )


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether the day of a promise has passed."""
    return due_on is not None and due_on < today
