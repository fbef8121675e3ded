"""The ledger's pairs, and who may approve."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core import ids
from cab_portal.core.errors import NotAllowed
from cab_portal.rewards.rules import CHOICES, PAYOUTS, PayoutStatus, earned, ensure_may_approve, opposite, reverses

AMOUNTS = st.integers(min_value=1, max_value=10**9)


@given(AMOUNTS, st.integers(min_value=0, max_value=9))
def test_any_chain_of_reversals_sums_to_zero(amount: int, times: int) -> None:
    posting = earned(amount)
    ledger = [posting]
    for _ in range(times):
        posting = opposite(posting)
        ledger.append(posting)
    assert sum(sum(entry.values()) for entry in ledger) == 0
    assert all(sum(entry.values()) == 0 for entry in ledger)
    owed = sum(sum(v for k, v in entry.items() if k.value == "member") for entry in ledger)
    assert owed == (amount if times % 2 == 0 else 0)


@given(st.lists(st.sampled_from(CHOICES)))
def test_the_number_of_reversals_tells_whether_a_reward_was_declined(choices: list[PayoutStatus]) -> None:
    status, reversals = PayoutStatus.WAITING, 0
    for choice in choices:
        if choice is status:
            continue
        assert PAYOUTS.can_move(status, choice), "a mind can be changed between any two choices"
        reversals += reverses(status, choice)
        status = choice
    assert reversals % 2 == (status is PayoutStatus.DECLINED)


def test_an_approved_payout_is_final() -> None:
    assert not any(PAYOUTS.can_move(PayoutStatus.APPROVED, status) for status in PayoutStatus)
    assert not PAYOUTS.can_move(PayoutStatus.WAITING, PayoutStatus.APPROVED)
    assert not PAYOUTS.can_move(PayoutStatus.DECLINED, PayoutStatus.APPROVED)


def test_nobody_approves_for_oneself_or_on_a_draft_of_ones_own() -> None:
    admin, member, owner = ids.new_id(), ids.new_id(), ids.new_id()
    ensure_may_approve(admin, member, {owner})
    with pytest.raises(NotAllowed, match="oneself"):
        ensure_may_approve(admin, admin, {owner})
    with pytest.raises(NotAllowed, match="work on the draft"):
        ensure_may_approve(admin, member, {owner, admin})
