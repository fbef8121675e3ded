"""The launch gate of a draft as its page shows it and as the service asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from cab_portal.accounts.models import Person
from cab_portal.database import session
from cab_portal.drafts.models import Version
from cab_portal.launches.models import Launch, Waiver
from cab_portal.launches.queries.facts import counted, gate_facts
from cab_portal.launches.rules import Check, CheckResult, CheckState, Excuse, GateFacts, blocked, results
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import Verdict


@dataclass(frozen=True, slots=True)
class WaiverView:
    """An exception, whatever became of it."""

    id: UUID
    version_number: int
    check: Check
    excuse: Excuse
    reason: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    decided_by_id: UUID | None
    decided_by: str | None
    granted_at: datetime | None
    refused_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.granted_at is None and self.refused_at is None


@dataclass(frozen=True, slots=True)
class LaunchView:
    """A launch. ``record`` is what was frozen then; see ``launches.service.launching``."""

    id: UUID
    version_number: int
    launched_by: str
    launched_at: datetime
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check with its state; ``waiting`` is the exception that was asked for and waits for its second person."""

    result: CheckResult
    state: CheckState
    waiting: WaiverView | None

    @property
    def check(self) -> Check:
        return self.result.check


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate before the newest shared version; ``waivers`` and ``launches`` are all that the draft had."""

    version_id: UUID
    version_number: int
    facts: GateFacts
    checks: tuple[CheckView, ...]
    waivers: tuple[WaiverView, ...]
    launches: tuple[LaunchView, ...]

    @property
    def states(self) -> dict[Check, CheckState]:
        return {view.check: view.state for view in self.checks}

    @property
    def blocked(self) -> tuple[Check, ...]:
        """The checks that stand in the way."""
        return blocked(self.states)

    @property
    def excepted(self) -> tuple[Check, ...]:
        """The checks that do not hold, but have an exception."""
        return tuple(view.check for view in self.checks if view.state is CheckState.EXCEPTED)

    @property
    def launched(self) -> LaunchView | None:
        """The launch of this very version, if it was launched."""
        return next((launch for launch in self.launches if launch.version_number == self.version_number), None)

    def granted(self) -> list[WaiverView]:
        """The exceptions that were granted for this version, the oldest first."""
        return [
            waiver
            for waiver in reversed(self.waivers)
            if waiver.version_number == self.version_number and waiver.granted_at is not None
        ]


def gate_of(draft_id: UUID) -> Gate | None:
    """The gate of a draft, blocked checks first; None before a version was shared. A fixed number of statements."""
    newest = session.execute(
        select(Version.id, Version.number).where(Version.draft_id == draft_id).order_by(Version.number.desc()).limit(1)
    ).one_or_none()
    if newest is None:
        return None
    facts = gate_facts(draft_id, newest.id)
    waivers = waivers_of(draft_id)
    here = [waiver for waiver in waivers if waiver.version_number == newest.number]
    checks = [_check_view(result, here) for result in results(facts)]
    checks.sort(key=lambda view: _ORDER[view.state])
    return Gate(newest.id, newest.number, facts, tuple(checks), tuple(waivers), tuple(launches_of(draft_id)))


_ORDER = {CheckState.BLOCKED: 0, CheckState.EXCEPTED: 1, CheckState.READY: 2}


def _check_view(result: CheckResult, waivers: Sequence[WaiverView]) -> CheckView:
    own = [waiver for waiver in waivers if waiver.check is result.check]
    granted = [waiver.granted_at for waiver in own if waiver.granted_at is not None]
    return CheckView(result, result.state(granted), next((waiver for waiver in own if waiver.waits), None))


def waivers_of(draft_id: UUID) -> list[WaiverView]:
    """Every exception that was ever asked for, the newest first; one statement."""
    asking, deciding = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Waiver, Version.number, asking.name, deciding.name)
        .join(Version, Version.id == Waiver.version_id)
        .join(asking, asking.id == Waiver.asked_by_id)
        .outerjoin(deciding, deciding.id == Waiver.decided_by_id)
        .where(Waiver.draft_id == draft_id)
        .order_by(Waiver.id.desc())
    )
    return [
        WaiverView(
            id=waiver.id,
            version_number=number,
            check=waiver.check,
            excuse=waiver.excuse,
            reason=waiver.reason,
            asked_by_id=waiver.asked_by_id,
            asked_by=asked_by,
            asked_at=waiver.asked_at,
            decided_by_id=waiver.decided_by_id,
            decided_by=decided_by,
            granted_at=waiver.granted_at,
            refused_at=waiver.refused_at,
        )
        for waiver, number, asked_by, decided_by in rows
    ]


def launches_of(draft_id: UUID) -> list[LaunchView]:
    """Every launch of a draft, the newest first; one statement."""
    rows = session.execute(
        select(Launch, Version.number, Person.name)
        .join(Version, Version.id == Launch.version_id)
        .join(Person, Person.id == Launch.launched_by_id)
        .where(Launch.draft_id == draft_id)
        .order_by(Launch.id.desc())
    )
    return [LaunchView(launch.id, number, name, launch.launched_at, launch.record) for launch, number, name in rows]


def verdict_counts(draft_id: UUID) -> dict[Verdict, int]:
    """How many reviews ended with each verdict, over the requests that count; one statement."""
    rows = session.execute(
        select(Assignment.verdict, func.count())
        .join(ReviewRequest, ReviewRequest.id == Assignment.request_id)
        .where(counted(draft_id), Assignment.verdict.is_not(None))
        .group_by(Assignment.verdict)
    )
    found = {verdict: count for verdict, count in rows if verdict is not None}
    return {verdict: found.get(verdict, 0) for verdict in Verdict}
