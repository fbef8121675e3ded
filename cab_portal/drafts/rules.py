"""Drafts: kinds and stages."""

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


STAGES = StateMachine(
    DraftStage.WRITING,
    {
        DraftStage.WRITING: frozenset({DraftStage.IN_REVIEW}),
        DraftStage.IN_REVIEW: frozenset({DraftStage.DECIDING, DraftStage.WRITING}),
        DraftStage.DECIDING: frozenset({DraftStage.IN_REVIEW, DraftStage.LAUNCHED}),
        DraftStage.LAUNCHED: frozenset({DraftStage.IN_REVIEW}),
    },
)
