"""Offers, the ledger and payouts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from cab_portal.accounts.models import Person
from cab_portal.core import clock
from cab_portal.core.actor import Actor, Role
from cab_portal.core.errors import Conflict, DomainError, InvalidInput, NotAllowed
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Collaborator
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.service import pump
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards import queries, service
from cab_portal.rewards.mails import MAILS
from cab_portal.rewards.models import Payout, Posting
from cab_portal.rewards.rules import CHOICES, Activity, PayoutStatus
from cab_portal.web import mail_transport
from tests.factories.accounts import actor_of, staff
from tests.factories.requests import Ground, ground_of, prepared_request, send_request
from tests.factories.rewards import FIFTEEN, FORTY, earn_for, offer_for, owed_minor

pytestmark = pytest.mark.usefixtures("app")


def paid_request(ground: Ground) -> ReviewRequest:
    request = prepared_request(ground)
    offer_for(request)
    send_request(request, ground)
    return request


def admin() -> Actor:
    return actor_of(staff(Role.ADMIN))


def postings() -> int:
    return session.scalar(select(func.count()).select_from(Posting)) or 0


def test_offers_are_made_changed_and_dropped_before_sending() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    offer_for(request)
    assert queries.offers_of(request.id) == {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN}
    with unit_of_work():
        service.make_offer(request, Activity.REVIEW, Money(5_000, "EUR"))
        service.drop_offer(request, Activity.SURVEY)
        service.drop_offer(request, Activity.SURVEY)
    assert queries.offers_of(request.id) == {Activity.REVIEW: Money(5_000, "EUR")}


def test_offers_are_frozen_once_sent() -> None:
    request = paid_request(ground_of())
    with pytest.raises(Conflict), unit_of_work():
        service.make_offer(request, Activity.REVIEW, Money(5_000, "EUR"))
    with pytest.raises(Conflict), unit_of_work():
        service.drop_offer(request, Activity.REVIEW)
    assert queries.offers_of(request.id) == {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN}


@pytest.mark.parametrize("minor", [0, -1])
def test_an_offer_is_an_amount(minor: int) -> None:
    request = prepared_request(ground_of())
    with pytest.raises(InvalidInput), unit_of_work():
        service.make_offer(request, Activity.REVIEW, Money(minor, "EUR"))


def test_an_activity_is_earned_once() -> None:
    ground = ground_of()
    request, member = paid_request(ground), ground.seats[0].person
    earn_for(request, member)
    earn_for(request, member)
    earn_for(request, member, Activity.SURVEY)
    assert postings() == 2
    assert queries.balances_of(member.id) == [Money(5_500, "EUR")]
    assert owed_minor() == 5_500


def test_what_was_not_offered_is_not_earned() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    with unit_of_work():
        assert not service.earn(request.id, Activity.REVIEW, ground.seats[0].person_id)
    assert postings() == 0


def test_fifty_at_once_earn_once(app: Flask) -> None:
    ground = ground_of()
    request_id, person_id = paid_request(ground).id, ground.seats[0].person_id
    session.rollback()

    def earn(_number: int) -> bool:
        with app.app_context(), unit_of_work():
            return service.earn(request_id, Activity.REVIEW, person_id)

    with ThreadPoolExecutor(50) as pool:
        earned = list(pool.map(earn, range(50)))
    assert earned.count(True) == 1
    assert postings() == 1
    assert owed_minor() == FORTY.minor
    assert session.scalar(select(func.count()).select_from(Payout)) == 1
    mails = select(func.count()).where(OutboxMessage.template == "reward_ready")
    assert session.scalar(mails) == 1


def test_declining_is_a_reversal_and_can_be_taken_back() -> None:
    ground = ground_of()
    request, member = paid_request(ground), ground.seats[0].person
    payout = earn_for(request, member)
    for choice, minor, count in (
        (PayoutStatus.DECLINED, 0, 2),
        (PayoutStatus.DECLINED, 0, 2),
        (PayoutStatus.DONATED, 4_000, 3),
        (PayoutStatus.ACCEPTED, 4_000, 3),
        (PayoutStatus.DECLINED, 0, 4),
    ):
        with unit_of_work():
            service.choose(payout, choice)
        assert queries.balances_of(member.id) == [Money(minor, "EUR")]
        assert postings() == count
        assert owed_minor() == minor


def test_a_posting_is_reversed_once() -> None:
    ground = ground_of()
    payout = earn_for(paid_request(ground), ground.seats[0].person)
    with unit_of_work():
        service.reverse(payout.posting)
    with pytest.raises(Conflict), unit_of_work():
        service.reverse(payout.posting)


@pytest.mark.parametrize("choice", [PayoutStatus.WAITING, PayoutStatus.APPROVED])
def test_a_member_chooses_among_three(choice: PayoutStatus) -> None:
    ground = ground_of()
    payout = earn_for(paid_request(ground), ground.seats[0].person)
    with pytest.raises(InvalidInput), unit_of_work():
        service.choose(payout, choice)


def test_an_approved_payout_keeps_its_choice() -> None:
    ground = ground_of()
    payout = earn_for(paid_request(ground), ground.seats[0].person)
    with unit_of_work():
        service.choose(payout, PayoutStatus.DONATED)
        service.approve(payout, admin())
    assert (payout.status, payout.is_donation) == (PayoutStatus.APPROVED, True)
    for choice in CHOICES:
        with pytest.raises(Conflict), unit_of_work():
            service.choose(payout, choice)
    with pytest.raises(Conflict), unit_of_work():
        service.approve(payout, admin())


@pytest.mark.parametrize("choice", [None, PayoutStatus.DECLINED])
def test_only_what_is_taken_or_given_away_is_approved(choice: PayoutStatus | None) -> None:
    ground = ground_of()
    payout = earn_for(paid_request(ground), ground.seats[0].person)
    with unit_of_work():
        if choice:
            service.choose(payout, choice)
    with pytest.raises(Conflict), unit_of_work():
        service.approve(payout, admin())


def test_who_works_on_the_draft_approves_nothing_for_it() -> None:
    ground = ground_of()
    payout = earn_for(paid_request(ground), ground.seats[0].person)
    with unit_of_work():
        helper = staff(Role.ADMIN)
        session.add(Collaborator(draft_id=ground.draft.id, person_id=helper.id))
        ground.owner.role = Role.ADMIN
        service.choose(payout, PayoutStatus.ACCEPTED)
    for person in (ground.owner, helper):
        actor = Actor(person.id, None, Role.ADMIN)
        with pytest.raises(NotAllowed), unit_of_work():
            service.approve(payout, actor)
        (line,) = queries.payouts(actor, (PayoutStatus.ACCEPTED,)).items
        assert line.refusal
    other = admin()
    (line,) = queries.payouts(other, (PayoutStatus.ACCEPTED,)).items
    assert line.refusal is None
    with unit_of_work():
        service.approve(payout, other)


def test_nobody_approves_for_oneself() -> None:
    ground = ground_of()
    member = ground.seats[0].person
    payout = earn_for(paid_request(ground), member)
    with unit_of_work():
        service.choose(payout, PayoutStatus.ACCEPTED)
    with pytest.raises(NotAllowed, match="oneself"), unit_of_work():
        service.approve(payout, Actor(member.id, member.organization_id, Role.ADMIN))


@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_ledger_is_append_only(change: str) -> None:
    ground = ground_of()
    earn_for(paid_request(ground), ground.seats[0].person)
    with pytest.raises(DBAPIError), unit_of_work():
        session.execute(text(change.format("postings")))


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(list(Activity)), st.sampled_from(["earn", "approve", *CHOICES])),
    max_size=12,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_ledger_owes_what_was_not_declined_whatever_is_done(steps: list[tuple[int, Activity, str]]) -> None:
    before = owed_minor()
    ground = ground_of()
    request = paid_request(ground)
    approver = admin()
    amounts = queries.offers_of(request.id)
    for place, activity, deed in steps:
        person = ground.seats[place].person
        try:
            with unit_of_work():
                do(deed, request, activity, person, approver)
        except DomainError:
            continue
    owed = before
    for seat in ground.seats:
        rewards = queries.rewards_of(seat.person_id).items
        kept = sum(item.amount.minor for item in rewards if item.status is not PayoutStatus.DECLINED)
        assert sum(money.minor for money in queries.balances_of(seat.person_id)) == kept
        assert all(item.amount == amounts[item.activity] for item in rewards)
        owed += kept
    assert owed_minor() == owed


def do(deed: str, request: ReviewRequest, activity: Activity, person: Person, approver: Actor) -> None:
    if deed == "earn":
        service.earn(request.id, activity, person.id)
        return
    held = [item for item in queries.rewards_of(person.id).items if item.activity is activity]
    if not held:
        return
    payout = session.get_one(Payout, held[0].payout_id)
    if deed == "approve":
        service.approve(payout, approver)
    else:
        service.choose(payout, PayoutStatus(deed))


def test_totals_of_a_request_leave_out_what_was_declined() -> None:
    ground = ground_of(seats=3)
    request = paid_request(ground)
    payouts = [earn_for(request, seat.person) for seat in ground.seats]
    with unit_of_work():
        service.choose(payouts[0], PayoutStatus.DECLINED)
        service.choose(payouts[1], PayoutStatus.ACCEPTED)
    review, survey = queries.totals_of_request(request.id)
    assert (review.activity, review.earned, review.total) == (Activity.REVIEW, 3, Money(8_000, "EUR"))
    assert (survey.activity, survey.earned, survey.total) == (Activity.SURVEY, 0, Money(0, "EUR"))
    assert queries.totals_to_approve() == [FORTY]
    assert queries.counts_by_status()[PayoutStatus.WAITING] == 1


def test_a_reward_mail_whose_first_try_failed_before_its_words_were_there_has_them_all() -> None:
    ground = ground_of()
    earn_for(paid_request(ground), ground.seats[0].person, Activity.SURVEY)
    (kind,) = MAILS.values()
    looked_up, sent = [], []

    def refresh(message: OutboxMessage) -> None:
        looked_up.append(message.id)
        if len(looked_up) == 1:
            raise ConnectionError
        assert kind.refresh is not None
        kind.refresh(message)

    def send(message: OutboxMessage) -> None:
        sent.append((message.context.get("title"), message.context.get("activity"), bool(message.secret.get("link"))))
        if len(sent) == 1:
            raise ConnectionError

    kinds = {"reward_ready": replace(kind, refresh=refresh)}
    with unit_of_work():
        session.execute(delete(OutboxMessage).where(OutboxMessage.template != "reward_ready"))
    for _ in range(3):
        pump(kinds, send)
        session.rollback()
        with unit_of_work():
            session.execute(update(OutboxMessage).values(next_try_at=clock.now()))
    assert sent == [(ground.draft.title, "survey", True)] * 2
    assert len(looked_up) == 2, "what a mail says stays the same at each further try"


def test_the_team_reads_of_a_waiting_reward_mail_what_is_known_already() -> None:
    ground = ground_of()
    earn_for(paid_request(ground), ground.seats[0].person)
    waiting = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "reward_ready")).one()
    text = mail_transport.preview(waiting).text
    assert "You have earned €40." in text
    assert "“”" not in text
