"""Drafts: kinds, stages, and what may be typed into one."""

from dataclasses import dataclass
from enum import StrEnum

from cab_portal.core.states import StateMachine


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


LONGEST_TITLE = 200
LONGEST_LINE = 200
LONGEST_GOAL = 1_000
LONGEST_NOTE = 1_000
LONGEST_STEP = 100_000
MOST_STEPS = 200


@dataclass(frozen=True)
class DraftInput:
    """What a draft is, beside its steps."""

    kind: DraftKind
    title: str
    goal: str = ""


@dataclass(frozen=True)
class StepInput:
    """A step as it is typed: ``timing`` is the day of an e-mail or the place in an agenda, in the author's words."""

    title: str
    markdown: str = ""
    channel: str = ""
    timing: str = ""
    role: str = ""
    sender: str = ""
    subject: str = ""
    preview: str = ""


class Direction(StrEnum):
    """Where a step moves in the order of its draft."""

    UP = "up"
    DOWN = "down"


# The lines around a step's text that its reader sees.
ENVELOPE = ("channel", "timing", "role", "sender", "subject", "preview")
# What an author types in a step. A version is new where any of these differs.
TYPED = ("title", *ENVELOPE, "markdown")
# What a reader reads. A step changed where any of these differs; its formatting alone changes nothing that was read.
READ = ("title", *ENVELOPE, "canonical")
