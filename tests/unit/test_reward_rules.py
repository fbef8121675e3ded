"""The ledger's pairs, and who may approve."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.core import ids
from cab_portal.core.errors import NotAllowed
from cab_portal.rewards.rules import CHOICES, EARNED, PAYOUTS, PayoutStatus, ensure_may_approve, opposite, reverses


@given(st.integers(min_value=0, max_value=9))
def test_a_chain_of_reversals_gives_back_and_forth_between_two_accounts(times: int) -> None:
    sides = EARNED
    for _ in range(times):
        sides = opposite(sides)
        assert sides.debit is not sides.credit
    assert (sides == EARNED) == (times % 2 == 0)


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
