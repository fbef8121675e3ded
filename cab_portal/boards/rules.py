"""Boards, seats and terms: what may be, and when."""

from datetime import datetime
from enum import StrEnum

from cab_portal.core.states import StateMachine


class Privacy(StrEnum):
    """What members of a board learn of each other."""

    SEALED = "sealed"
    WORDS = "words"
    OPEN = "open"


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

TERMS_IN_MONTHS = (12, 18, 24)


def is_in_force(status: SeatStatus, starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether a seat gives access at ``at``."""
    return status is SeatStatus.ACTIVE and starts_at <= at < ends_at
