"""When a message is tried again, when it is given up, and how many one person may get."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages to one person within any stretch of this length."""

    most: int
    within: timedelta


@dataclass(frozen=True)
class Budget:
    """What the kinds of messages that share it may come to for one person.

    A message over a limit waits until it fits, or until it is no longer due; it is never lost. ``bundle`` names the
    template in which several that are due at once leave as one message; empty to send each alone. ``opens_at`` gives
    the first instant, at or after the one that it is asked about, at which messages of this budget leave.
    """

    name: str
    limits: tuple[Limit, ...]
    bundle: str = ""
    opens_at: Callable[[datetime], datetime] | None = None


def free_from(limits: Iterable[Limit], counted: Iterable[datetime], at: datetime) -> datetime | None:
    """From when on one more message fits beside earlier ones, counted at these instants; None where it fits now."""
    newest_first = sorted(counted, reverse=True)
    waits = [
        newest_first[limit.most - 1] + limit.within
        for limit in limits
        if len(newest_first) >= limit.most and newest_first[limit.most - 1] + limit.within > at
    ]
    return max(waits, default=None)


@dataclass(frozen=True)
class MailKind:
    """What the pump asks about a template: whether its message is still due, and whether its reader may stop it.

    Sign-in, invitations and money are never stopped, and have no budget; asks, replies and news do. In the transaction
    in which a message is let go, ``refresh`` fills in what is true then, also where it leaves within a bundle, and
    ``prepare`` gives it a link that is fresh then.
    """

    still_due: Callable[[Any], bool]
    stoppable: bool
    budget: Budget | None = None
    refresh: Callable[[Any], None] | None = None
    prepare: Callable[[Any], None] | None = None


def without_budgets(kinds: Mapping[str, MailKind]) -> dict[str, MailKind]:
    """The same kinds with no limit and no bundles: for a demo, in which one wants to see each mail at once."""
    return {name: replace(kind, budget=None) for name, kind in kinds.items()}
