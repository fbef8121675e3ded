"""When a message is tried again, and when it is given up."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

# Six tries over a day: at once, then after these waits.
WAITS = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=18),
)
TRIES = len(WAITS) + 1
# A claim outlives any single try: a transport must give up sooner than this.
LEASE = timedelta(seconds=90)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after the given number of failed tries, with up to a tenth of jitter; None to give up."""
    if tries >= TRIES:
        return None
    wait = WAITS[tries - 1]
    return wait + wait * random.uniform(0, 0.1)  # noqa: S311 - spreads load, guards nothing


@dataclass(frozen=True)
class MailKind:
    """What the pump asks about a template: whether its message is still due, and whether its reader may stop it.

    Sign-in, invitations and money are never stopped; asks, replies and news are.
    """

    still_due: Callable[[Any], bool]
    stoppable: bool
