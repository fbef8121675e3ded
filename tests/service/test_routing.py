"""Sending a request with its survey and offers; invitations; progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cab_portal.boards.rules import SeatStatus
from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.queries import newest_version
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RESEND_PAUSE, RequestStatus, Verdict
from cab_portal.reviews.service import reading, requests
from cab_portal.rewards.queries import offers_of
from cab_portal.rewards.rules import Activity
from cab_portal.routing import queries, service
from cab_portal.routing.rules import RoutingInput
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import SurveyPrivacy, SurveyStatus
from tests.factories import boards, surveys
from tests.factories.requests import Ground, assignments_of, ground_of, input_for, newer_version, open_request
from tests.factories.rewards import FIFTEEN, FORTY

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]


def prepared(ground: Ground, survey: Survey | None = None, **changes: object) -> ReviewRequest:
    offers = {Activity.REVIEW: FORTY}
    if survey is not None:
        offers[Activity.SURVEY] = FIFTEEN
    given = RoutingInput(input_for(ground, **changes), survey.id if survey else None, offers)
    with unit_of_work():
        return service.prepare(ground.actor, ground.draft, ground.version, given)


def send(request: ReviewRequest) -> None:
    with unit_of_work():
        version = newest_version(request.draft_id)
        assert version is not None
        service.send(request, version)


def test_a_request_takes_its_survey_and_offers_along() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    line = queries.survey_for(request.id)
    assert line is not None
    assert (line.id, survey.status, survey.request_id) == (survey.id, SurveyStatus.WRITING, None)
    send(request)
    line = queries.survey_for(request.id)
    assert line is not None
    assert (line.id, survey.status, survey.request_id) == (survey.id, SurveyStatus.OPEN, request.id)
    assert offers_of(request.id) == {Activity.REVIEW: FORTY, Activity.SURVEY: FIFTEEN}


def test_the_forecast_counts_words_questions_and_people() -> None:
    ground = ground_of(seats=3, words=450)
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    version = newest_version(ground.draft.id)
    assert version is not None
    line = queries.survey_for(request.id, Money(12_000, "EUR"))
    assert line is not None
    assert line.questions == 6
    assert line.fair_pay is not None
    found = queries.forecast(version, line, offers_of(request.id), people=3)
    assert (found.words, found.review_minutes, found.survey_minutes) == (450, 3, line.minutes)
    assert found.total == Money(3 * 5_500, "EUR")


def test_what_is_prepared_can_be_changed_whole() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    with unit_of_work():
        given = RoutingInput(input_for(ground, message="Shorter."), None, {Activity.REVIEW: Money(2_000, "EUR")})
        service.change(request, given)
    assert queries.survey_for(request.id) is None
    assert offers_of(request.id) == {Activity.REVIEW: Money(2_000, "EUR")}
    assert request.message == "Shorter."


def test_a_survey_of_another_draft_or_sent_before_is_refused() -> None:
    ground = ground_of()
    other = surveys.survey()
    sent = surveys.survey(ground.draft)
    send(prepared(ground, sent))
    for survey in (other, sent):
        with pytest.raises(InvalidInput) as refused:
            prepared(ground, survey)
        assert set(refused.value.fields) == {"survey"}


def test_a_survey_without_questions_is_refused() -> None:
    ground = ground_of()
    with pytest.raises(InvalidInput, match="no questions"):
        prepared(ground, surveys.survey(ground.draft, empty=True))


def test_an_anonymous_survey_is_not_sent_to_few() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    with unit_of_work():
        survey.privacy = SurveyPrivacy.ANONYMOUS
    with pytest.raises(Conflict, match="at least 10 people"):
        send(request)
    assert request.status is RequestStatus.PREPARING
    with pytest.raises(InvalidInput, match="at least 10 people"):
        prepared(ground, survey)


def test_two_requests_cannot_take_the_same_survey() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    first, second = prepared(ground, survey), prepared(ground, survey)
    send(first)
    with pytest.raises(Conflict):
        send(second)
    assert second.status is RequestStatus.PREPARING


def test_a_discarded_request_leaves_its_survey_to_another() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    with unit_of_work():
        service.discard(request)
    assert queries.survey_for(request.id) is None
    send(prepared(ground, survey))


def test_the_survey_closes_and_opens_with_its_request() -> None:
    ground = ground_of()
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    send(request)
    with unit_of_work():
        requests.close(request)
    assert status_of(survey) is SurveyStatus.CLOSED
    with unit_of_work():
        requests.extend(request, clock.now() + timedelta(days=3))
    assert status_of(survey) is SurveyStatus.OPEN
    with unit_of_work():
        requests.withdraw(request)
    assert status_of(survey) is SurveyStatus.CLOSED


def status_of(survey: Survey) -> SurveyStatus:
    return survey.status


def test_each_person_gets_one_invitation(sent_mail: SentMail) -> None:
    ground = ground_of(seats=2)
    request = prepared(ground)
    assert sent_mail() == []
    send(request)
    first = sent_mail()
    assert {mail.address for mail in first} == {seat.person.email for seat in ground.seats}
    with unit_of_work():
        late = boards.seat(ground.board)
        requests.widen(request, ground.version, {late.id})
    assert [mail.address for mail in sent_mail()] == [late.person.email]


def test_an_invitation_sent_again_has_a_link_of_its_own(sent_mail: SentMail) -> None:
    ground = ground_of(seats=2)
    request = prepared(ground)
    send(request)
    before = {mail.address: mail.secret["link"] for mail in sent_mail()}
    assignment = assignments_of(request)[0]
    with clock.standing_at(clock.now() + RESEND_PAUSE), unit_of_work():
        requests.resend(request, assignment)
    with clock.standing_at(clock.now() + 2 * RESEND_PAUSE):
        assert sent_mail() == [], "one ask a day"
    with clock.standing_at(clock.now() + timedelta(days=1)):
        (again,) = sent_mail()
    assert again.address == assignment.person.email
    assert again.secret["link"] != before[again.address]


def finish(ground: Ground, assignment: Assignment) -> None:
    assignment.finished_at = clock.now()


def end_seat(ground: Ground, assignment: Assignment) -> None:
    assignment.seat.status = SeatStatus.ENDED


def stop_mails(ground: Ground, assignment: Assignment) -> None:
    assignment.person.mails_stopped_at = clock.now()


def leave(ground: Ground, assignment: Assignment) -> None:
    assignment.person.deactivated_at = clock.now()


def withdraw(ground: Ground, assignment: Assignment) -> None:
    requests.withdraw(assignment.request)


@pytest.mark.parametrize("happens", [finish, end_seat, stop_mails, leave, withdraw])
def test_an_invitation_that_makes_no_sense_any_more_is_not_sent(
    sent_mail: SentMail, happens: Callable[[Ground, Assignment], None]
) -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    with unit_of_work():
        happens(ground, assignments_of(request)[0])
    assert sent_mail() == []


def test_an_invitation_is_not_sent_after_the_closing_date(sent_mail: SentMail) -> None:
    request = open_request(ground_of(seats=1))
    with clock.standing_at(request.closes_at):
        assert sent_mail() == []


def test_progress_counts_what_members_did() -> None:
    ground = ground_of(seats=3)
    survey = surveys.survey(ground.draft)
    request = prepared(ground, survey)
    send(request)
    first, second, _third = assignments_of(request)
    (step,) = ground.version.steps
    with unit_of_work():
        first.opened_at = second.opened_at = clock.now()
        reading.mark_read(first, step, ground.version)
        first.finished_at, first.verdict = clock.now(), Verdict.GOOD
    surveys.response(survey, first.person)
    found = queries.progress_of(request.id)
    assert (found.invited, found.opened, found.read, found.finished, found.answered) == (3, 2, 1, 1, 1)
    assert found.commented == 0
    mine = next(member for member in found.members if member.assignment_id == first.id)
    assert (mine.steps, mine.steps_read, mine.verdict, mine.has_read) == (1, 1, Verdict.GOOD, True)
    assert found.in_force == 3


def test_a_changed_step_is_read_anew() -> None:
    ground = ground_of(seats=1)
    request = open_request(ground)
    (assignment,) = assignments_of(request)
    (step,) = ground.version.steps
    with unit_of_work():
        reading.mark_read(assignment, step, ground.version)
    assert queries.progress_of(request.id).read == 1
    newer = newer_version(ground)
    with unit_of_work():
        assignment.version_id = newer.id
    assert queries.progress_of(request.id).read == 0


def test_a_seat_that_ended_is_marked() -> None:
    ground = ground_of(seats=2)
    request = prepared(ground)
    with unit_of_work():
        ground.seats[0].status = SeatStatus.ENDED
    found = queries.progress_of(request.id)
    assert (found.invited, found.in_force) == (2, 1)


def test_an_unknown_survey_is_refused() -> None:
    ground = ground_of()
    given = RoutingInput(input_for(ground), ids.new_id(), {})
    with pytest.raises(InvalidInput), unit_of_work():
        service.prepare(ground.actor, ground.draft, ground.version, given)
    assert session.query(ReviewRequest).count() == 0
