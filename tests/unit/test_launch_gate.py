"""The launch gate as a law: launching is possible exactly where every check holds or is excepted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.launches.rules import (
    REREADS_NEEDED,
    ChangedStep,
    Check,
    CheckResult,
    CheckState,
    DecisionInput,
    Excuse,
    GateFacts,
    Outcome,
    SegmentFinished,
    ThreadFacts,
    WaiverInput,
    blocked,
    ensure_launchable,
    is_overdue,
    results,
)

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 2)
SMALL = st.integers(0, 6)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=364)).map(lambda later: datetime(2026, 1, 1, tzinfo=UTC) + later)


@st.composite
def threads(draw: st.DrawFn) -> ThreadFacts:
    total = draw(SMALL)
    still_open = draw(st.integers(0, total))
    return ThreadFacts(total, still_open, draw(INSTANTS) if still_open else None)


@st.composite
def gates(draw: st.DrawFn) -> GateFacts:
    invited = draw(SMALL)
    return GateFacts(
        finished_percent=draw(st.integers(0, 100)),
        finished_per_segment=draw(st.integers(0, 3)),
        invited=invited,
        finished=draw(st.integers(0, invited)),
        segments=tuple(SegmentFinished("Board", "Segment", 3, count) for count in draw(st.lists(SMALL, max_size=3))),
        concerns=draw(threads()),
        questions=draw(threads()),
        changed=tuple(ChangedStep("Step", count) for count in draw(st.lists(SMALL, max_size=3))),
        open_requests=draw(st.integers(0, 2)),
    )


def result(facts: GateFacts, check: Check) -> CheckResult:
    return next(found for found in results(facts) if found.check is check)


@given(gates(), st.dictionaries(st.sampled_from(Check), st.lists(INSTANTS, max_size=2)))
def test_a_draft_launches_exactly_where_all_checks_hold_or_are_excepted(
    facts: GateFacts, granted: dict[Check, list[datetime]]
) -> None:
    found = results(facts)
    assert [one.check for one in found] == list(Check)
    states = {one.check: one.state(granted.get(one.check, [])) for one in found}

    def stands(one: CheckResult) -> bool:
        covered = any(one.since is None or at >= one.since for at in granted.get(one.check, []))
        return one.holds or covered

    if all(stands(one) for one in found):
        ensure_launchable(states)
    else:
        with pytest.raises(Conflict, match=f"{len(blocked(states))} of {len(Check)} checks"):
            ensure_launchable(states)


@given(gates())
def test_each_check_holds_exactly_where_its_facts_say_so(facts: GateFacts) -> None:
    enough = (
        facts.invited > 0
        and facts.finished * 100 >= facts.finished_percent * facts.invited
        and all(segment.finished >= facts.finished_per_segment for segment in facts.segments)
    )
    assert result(facts, Check.ENOUGH_FINISHED).holds == enough
    assert result(facts, Check.CONCERNS_DECIDED).holds == (facts.concerns.open == 0)
    assert result(facts, Check.QUESTIONS_ANSWERED).holds == (facts.questions.open == 0)
    assert result(facts, Check.CHANGES_REREAD).holds == all(step.reads >= REREADS_NEEDED for step in facts.changed)
    assert result(facts, Check.REVIEWS_CLOSED).holds == (facts.open_requests == 0)


def test_an_exception_covers_what_was_known_and_nothing_later() -> None:
    facts = GateFacts(60, 2, concerns=ThreadFacts(1, 1, NOON))
    check = result(facts, Check.CONCERNS_DECIDED)
    assert check.state([]) is CheckState.BLOCKED
    assert check.state([NOON + timedelta(hours=1)]) is CheckState.EXCEPTED
    assert check.state([NOON - timedelta(hours=1)]) is CheckState.BLOCKED


def test_the_number_that_must_have_finished_is_rounded_up() -> None:
    assert result(GateFacts(60, 0, invited=4, finished=2), Check.ENOUGH_FINISHED).numbers["needed"] == 3
    assert result(GateFacts(60, 0, invited=5, finished=3), Check.ENOUGH_FINISHED).holds


def test_an_exception_needs_a_reason() -> None:
    with pytest.raises(InvalidInput):
        WaiverInput(Check.ENOUGH_FINISHED, Excuse.NO_TIME, "")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"outcome": Outcome.DID}, []),
        ({"outcome": Outcome.DID, "said": ""}, ["said"]),
        ({"outcome": Outcome.DID, "answer": ""}, ["answer"]),
        ({"outcome": Outcome.WILL}, ["due_on"]),
        ({"outcome": Outcome.WILL, "due_on": TODAY}, ["due_on"]),
        ({"outcome": Outcome.WILL, "due_on": TODAY + timedelta(days=1)}, []),
        ({"outcome": Outcome.WILL_NOT}, ["because"]),
        ({"outcome": Outcome.WILL_NOT, "because": "Nobody reads it."}, []),
    ],
)
def test_what_a_decision_must_say(given: dict[str, Any], missing: list[str]) -> None:
    decision = DecisionInput(**{"said": "It is late.", "answer": "A day earlier.", **given})
    if not missing:
        decision.checked(TODAY)
        return
    with pytest.raises(InvalidInput) as refusal:
        decision.checked(TODAY)
    assert list(refusal.value.fields) == missing


def test_a_decision_keeps_nothing_of_another_outcome() -> None:
    given = DecisionInput(Outcome.DID, "It is late.", "Now it is early.", "Because", TODAY + timedelta(days=3))
    assert given.checked(TODAY) == DecisionInput(Outcome.DID, "It is late.", "Now it is early.")


def test_a_promise_is_overdue_after_its_day() -> None:
    assert not is_overdue(TODAY, TODAY)
    assert is_overdue(TODAY, TODAY + timedelta(days=1))
    assert not is_overdue(None, TODAY)
