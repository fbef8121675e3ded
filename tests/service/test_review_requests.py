"""Preparing, sending and changing review requests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.rules import DraftStage
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews import jobs
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RESEND_PAUSE, RequestStatus
from cab_portal.reviews.service import requests
from tests.factories import boards
from tests.factories.requests import (
    Ground,
    assignments_of,
    ground_of,
    input_for,
    newer_version,
    open_request,
    prepared_request,
    send_request,
)

pytestmark = pytest.mark.usefixtures("app")


def stage_of(ground: Ground) -> DraftStage:
    return ground.draft.stage


def status_of(request: ReviewRequest) -> RequestStatus:
    return request.status


def test_a_prepared_request_holds_its_people_and_tells_nobody() -> None:
    ground = ground_of(seats=3)
    request = prepared_request(ground)
    assert status_of(request) is RequestStatus.PREPARING
    assert {item.seat_id for item in assignments_of(request)} == {seat.id for seat in ground.seats}
    assert all(item.invited_at is None for item in assignments_of(request))
    assert session.query(OutboxMessage).count() == 0
    assert stage_of(ground) is DraftStage.WRITING


def test_sending_opens_it_for_everybody_and_moves_the_draft() -> None:
    ground = ground_of(seats=2)
    request = open_request(ground)
    assert status_of(request) is RequestStatus.OPEN
    assert request.sent_at is not None
    assert all(item.invited_at == request.sent_at for item in assignments_of(request))
    assert stage_of(ground) is DraftStage.IN_REVIEW


def test_sending_twice_is_refused() -> None:
    ground = ground_of()
    request = open_request(ground)
    with pytest.raises(Conflict):
        send_request(request, ground)


def test_a_seat_of_another_board_is_refused() -> None:
    ground = ground_of()
    with unit_of_work():
        foreign = boards.seat(boards.board())
    with pytest.raises(InvalidInput) as refused:
        prepared_request(ground, seat_ids=frozenset({ground.seats[0].id, foreign.id}))
    assert set(refused.value.fields) == {"seats"}


@pytest.mark.parametrize("status", [status for status in SeatStatus if status is not SeatStatus.ACTIVE])
def test_a_seat_that_is_not_active_is_refused(status: SeatStatus) -> None:
    ground = ground_of()
    with unit_of_work():
        seat = boards.seat(ground.board, status=status)
    with pytest.raises(InvalidInput):
        prepared_request(ground, seat_ids=frozenset({seat.id}))


def test_a_seat_whose_term_is_over_or_has_not_begun_is_refused() -> None:
    ground = ground_of()
    today = clock.now().date()
    with unit_of_work():
        over = boards.seat(ground.board, starts_on=today - timedelta(days=400), ends_on=today - timedelta(days=1))
        not_begun = boards.seat(ground.board, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=400))
    for seat in (over, not_begun):
        with pytest.raises(InvalidInput):
            prepared_request(ground, seat_ids=frozenset({seat.id}))


def test_no_seats_and_unknown_seats_are_refused() -> None:
    ground = ground_of()
    for seat_ids in (frozenset[object](), frozenset({ids.new_id()})):
        with pytest.raises(InvalidInput):
            prepared_request(ground, seat_ids=seat_ids)


def test_a_closing_date_in_the_past_is_refused() -> None:
    ground = ground_of()
    with pytest.raises(InvalidInput):
        prepared_request(ground, closes_at=clock.now() - timedelta(minutes=1))


def test_a_request_prepared_too_long_ago_is_not_sent() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    with clock.standing_at(request.closes_at + timedelta(days=1)), pytest.raises(InvalidInput):
        send_request(request, ground)
    assert status_of(request) is RequestStatus.PREPARING


def test_a_seat_that_ended_before_sending_is_left_out() -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    gone, stays = ground.seats
    with unit_of_work():
        gone.status = SeatStatus.ENDED
    send_request(request, ground)
    assert [item.seat_id for item in assignments_of(request)] == [stays.id]


def test_without_any_seat_in_force_nothing_is_sent() -> None:
    ground = ground_of(seats=1)
    request = prepared_request(ground)
    with unit_of_work():
        ground.seats[0].status = SeatStatus.ENDED
    with pytest.raises(Conflict):
        send_request(request, ground)
    assert status_of(request) is RequestStatus.PREPARING
    assert len(assignments_of(request)) == 1


def test_what_is_prepared_can_be_changed_and_what_is_sent_cannot() -> None:
    ground = ground_of(seats=2)
    request = prepared_request(ground)
    first, second = ground.seats
    kept = {item.seat_id: item.id for item in assignments_of(request)}
    with unit_of_work():
        third = boards.seat(ground.board)
        requests.change_request(
            request, input_for(ground, seat_ids=frozenset({second.id, third.id}), message="Otherwise.")
        )
    now = {item.seat_id: item.id for item in assignments_of(request)}
    assert set(now) == {second.id, third.id}
    assert now[second.id] == kept[second.id]
    assert request.message == "Otherwise."
    send_request(request, ground)
    with pytest.raises(Conflict), unit_of_work():
        requests.change_request(request, input_for(ground, seat_ids=frozenset({first.id})))


def test_sending_takes_the_version_it_is_given() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    with unit_of_work():
        newer = newer_version(ground)
        requests.send(request, newer)
    assert request.version_id == newer.id
    assert {item.version_id for item in assignments_of(request)} == {newer.id}


def test_extending_takes_a_later_date_only() -> None:
    ground = ground_of()
    request = open_request(ground)
    before = request.closes_at
    with pytest.raises(InvalidInput), unit_of_work():
        requests.extend(request, before)
    later = before + timedelta(days=3)
    with unit_of_work():
        requests.extend(request, later)
    assert request.closes_at == later


def test_extending_opens_a_closed_request_again() -> None:
    ground = ground_of()
    request = open_request(ground)
    with unit_of_work():
        requests.close(request)
    assert stage_of(ground) is DraftStage.DECIDING
    # Closed early, so even a date before the first closing date is later than now.
    with unit_of_work():
        requests.extend(request, clock.now() + timedelta(days=2))
    assert status_of(request) is RequestStatus.OPEN
    assert request.closed_at is None
    assert stage_of(ground) is DraftStage.IN_REVIEW


def test_the_review_of_a_launched_draft_stays_closed() -> None:
    ground = ground_of()
    request = open_request(ground)
    with unit_of_work():
        requests.close(request)
        ground.draft.stage = DraftStage.LAUNCHED
    with pytest.raises(Conflict), unit_of_work():
        requests.extend(request, clock.now() + timedelta(days=2))


def test_a_withdrawn_request_cannot_be_extended() -> None:
    ground = ground_of()
    request = open_request(ground)
    with unit_of_work():
        requests.withdraw(request)
    with pytest.raises(Conflict), unit_of_work():
        requests.extend(request, clock.now() + timedelta(days=20))


def test_widening_asks_more_seats_once() -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    with unit_of_work():
        added = boards.seat(ground.board)
        newer = newer_version(ground)
        requests.widen(request, newer, {added.id, ground.seats[0].id})
    with unit_of_work():
        requests.widen(request, newer, {added.id})
    found = {item.seat_id: item for item in assignments_of(request)}
    assert set(found) == {added.id, ground.seats[0].id}
    assert found[added.id].version_id == newer.id
    assert found[ground.seats[0].id].version_id == ground.version.id


def test_widening_refuses_seats_of_another_board_and_closed_requests() -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    with unit_of_work():
        foreign = boards.seat(boards.board())
        own = boards.seat(ground.board)
    with pytest.raises(InvalidInput), unit_of_work():
        requests.widen(request, ground.version, {foreign.id})
    with clock.standing_at(request.closes_at), pytest.raises(Conflict), unit_of_work():
        requests.widen(request, ground.version, {own.id})


def test_an_invitation_is_sent_again_after_a_pause_to_who_has_not_finished() -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    (assignment,) = assignments_of(request)
    sent_at = request.sent_at
    assert sent_at is not None
    with clock.standing_at(sent_at + RESEND_PAUSE - timedelta(seconds=1)), pytest.raises(Conflict), unit_of_work():
        requests.resend(request, assignment)
    with clock.standing_at(sent_at + RESEND_PAUSE), unit_of_work():
        requests.resend(request, assignment)
    with clock.standing_at(sent_at + RESEND_PAUSE), pytest.raises(Conflict), unit_of_work():
        requests.resend(request, assignment)
    with unit_of_work():
        assignment.finished_at = clock.now()
    with clock.standing_at(sent_at + 3 * RESEND_PAUSE), pytest.raises(Conflict), unit_of_work():
        requests.resend(request, assignment)


def test_the_draft_moves_on_when_its_last_open_request_closes() -> None:
    ground = ground_of(seats=2)
    first = open_request(ground, seat_ids=frozenset({ground.seats[0].id}))
    second = open_request(ground, seat_ids=frozenset({ground.seats[1].id}))
    with unit_of_work():
        requests.close(first)
    assert stage_of(ground) is DraftStage.IN_REVIEW
    with unit_of_work():
        requests.close(second)
    assert stage_of(ground) is DraftStage.DECIDING


def test_withdrawing_the_only_request_leads_back_to_writing() -> None:
    ground = ground_of()
    request = open_request(ground)
    with unit_of_work():
        requests.withdraw(request)
    assert status_of(request) is RequestStatus.WITHDRAWN
    assert stage_of(ground) is DraftStage.WRITING


def test_withdrawing_after_a_finished_review_leaves_something_to_decide() -> None:
    ground = ground_of()
    request = open_request(ground)
    with unit_of_work():
        assignments_of(request)[0].finished_at = clock.now()
    with unit_of_work():
        requests.withdraw(request)
    assert stage_of(ground) is DraftStage.DECIDING


def test_what_is_not_sent_can_be_withdrawn_and_leaves_the_draft_alone() -> None:
    ground = ground_of()
    request = prepared_request(ground)
    with unit_of_work():
        requests.withdraw(request)
    assert status_of(request) is RequestStatus.WITHDRAWN
    assert stage_of(ground) is DraftStage.WRITING


def test_requests_close_by_themselves() -> None:
    ground = ground_of()
    early = open_request(ground)
    late = open_request(ground, closes_at=early.closes_at + timedelta(days=1))
    jobs.close_due()
    assert status_of(early) is RequestStatus.OPEN
    with clock.standing_at(early.closes_at):
        jobs.close_due()
        jobs.close_due()
    assert status_of(early) is RequestStatus.CLOSED
    assert early.closed_at == early.closes_at
    assert status_of(late) is RequestStatus.OPEN


def test_one_seat_has_one_part_in_a_request(app: Flask) -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    with unit_of_work():
        requests.widen(request, ground.version, {ground.seats[0].id})
    assert session.query(Assignment).filter_by(request_id=request.id).count() == 1
