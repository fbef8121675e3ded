"""Anonymous surveys: who may be asked, what is stored when, what is shown when, and that everybody is paid once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cab_portal.audit.models import AuditEntry
from cab_portal.core import clock
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.database.unit_of_work import connect
from cab_portal.drafts.models import Version
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.service import requests
from cab_portal.rewards.models import Payout, Posting
from cab_portal.surveys import queries, service
from cab_portal.surveys.jobs import seal_due
from cab_portal.surveys.models import (
    AnonymousAnswers,
    Answer,
    AnswersUnderWay,
    Participant,
    ReleasedAnswers,
    Response,
    Seal,
    Survey,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.types import ShortText
from cab_portal.surveys.rules import Reading, SurveyPrivacy, SurveyStatus
from cab_portal.wiring import SUBSCRIPTIONS, record
from tests.factories import accounts, boards, drafts, surveys
from tests.factories.rewards import owed_minor
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
PAY = Money(4_000, "EUR")


def anonymous(members: int = 12, **options: object) -> Sent:
    return surveys.sent_survey(members, privacy=SurveyPrivacy.ANONYMOUS, reward=PAY, **options)  # type: ignore[arg-type]


def again(sent: Sent) -> Survey:
    return session.get_one(Survey, sent.survey.id, populate_existing=True)


def count(model: type[object], *conditions: object) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


def answer(sent: Sent, *places: int) -> None:
    for place in places:
        surveys.send_unlinked(sent.survey, sent.people[place])


def close(sent: Sent) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def seal() -> None:
    session.rollback()
    seal_due()


def shown(sent: Sent) -> queries.Participation:
    return queries.participation_of(again(sent), Reading.RELEASED)


def test_it_is_sent_to_ten_or_more_and_asks_for_no_name() -> None:
    with pytest.raises(Conflict, match="at least 10 people"):
        anonymous(9)
    named = Questionnaire.of([ShortText(id="q1", text="What is your name?", decision="Call.")])
    with pytest.raises(Conflict, match="Question 1: This tells who answered"):
        anonymous(10, questions=named)
    draft = drafts.draft()
    written = surveys.survey(draft, questions=named, privacy=SurveyPrivacy.ANONYMOUS)
    assert len(queries.view_of(session.get_one(Survey, written.id)).problems) == 1


def test_everybody_asked_is_noted_and_nothing_else_of_them() -> None:
    sent = anonymous()
    noted = session.scalars(select(Participant)).all()
    assert {row.person_id for row in noted} == {person.id for person in sent.people}
    assert not any(row.is_done for row in noted)


def test_answers_are_received_once_whatever_is_pressed() -> None:
    sent = anonymous()
    answer(sent, 0)
    with unit_of_work():
        service.send_answers(again(sent), accounts.actor_of(sent.people[0]), surveys.key_of(sent.people[0]))
    assert (count(AnonymousAnswers), count(AnswersUnderWay), count(Participant, Participant.is_done)) == (1, 0, 1)
    assert (count(Response), count(Answer), count(Posting)) == (0, 0, 0)
    with pytest.raises(Conflict, match="received already"):
        surveys.keep_unlinked(sent.survey, sent.people[0], UNHAPPY)
    sheet = queries.unlinked_sheet_of(sent.survey.id, surveys.questionnaire(), sent.people[0].id, None)
    assert (sheet.is_sent, sheet.answers, sheet.submitted_at) == (True, {}, None)


def test_what_is_missing_is_told_and_leaves_no_mark() -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0], {"q1": 2, "q2": "slow"})
    for key, missing in ((surveys.key_of(sent.people[0]), {"q6"}), (None, {"q1", "q2"})):
        with pytest.raises(InvalidInput) as refused, unit_of_work():
            service.send_answers(again(sent), accounts.actor_of(sent.people[0]), key)
        assert set(refused.value.fields) == missing
    assert count(Participant, Participant.is_done) == 0


def test_hidden_answers_are_not_stored() -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0], UNHAPPY)
    surveys.send_unlinked(sent.survey, sent.people[0], {"q1": 9})
    assert session.scalars(select(AnonymousAnswers.body)).one() == {"q1": 9, "q2": "fast", "q4": 1}


def test_only_the_browser_that_began_finds_the_answers() -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0])
    questionnaire = surveys.questionnaire()
    for person, key in ((0, None), (0, surveys.key_of(sent.people[1])), (1, None)):
        found = queries.unlinked_sheet_of(sent.survey.id, questionnaire, sent.people[person].id, key)
        assert found.answers == {}
    key = surveys.key_of(sent.people[0])
    assert queries.unlinked_sheet_of(sent.survey.id, questionnaire, sent.people[0].id, key).answers == HAPPY


def test_sending_writes_three_rows_and_tells_nobody() -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0])
    told = (count(AuditEntry), count(OutboxMessage))
    woken: list[bool] = []
    connect(SUBSCRIPTIONS, record, lambda: woken.append(True))

    def send() -> None:
        with unit_of_work():
            service.send_answers(again(sent), accounts.actor_of(sent.people[0]), surveys.key_of(sent.people[0]))

    written = [
        found.groups()
        for statement in statements_of(send)
        if (found := re.match(r"(UPDATE|INSERT INTO|DELETE FROM) (\w+)", statement))
    ]
    assert written == [
        ("UPDATE", "participants"),
        ("INSERT INTO", "anonymous_answers"),
        ("DELETE FROM", "answers_under_way"),
    ]
    assert (count(AuditEntry), count(OutboxMessage)) == told
    assert woken == []


def test_answers_are_sealed_by_groups_and_shown_at_the_end() -> None:
    sent = anonymous(17)
    steps = []
    for place in range(16):
        answer(sent, place)
        seal()
        steps.append((count(ReleasedAnswers), shown(sent).answered))
    assert steps == [*[(0, 0)] * 4, *[(5, 5)] * 5, *[(10, 10)] * 5, *[(15, 15)] * 2]
    assert not shown(sent).is_exact
    assert count(ReleasedAnswers, ReleasedAnswers.is_shown) == 0
    close(sent)
    assert (count(ReleasedAnswers), count(AnonymousAnswers)) == (16, 0)
    assert (shown(sent).answered, shown(sent).is_exact) == (16, True)


def test_more_than_a_group_at_once_is_sealed_in_whole_groups() -> None:
    sent = anonymous(14)
    answer(sent, *range(13))
    seal()
    assert (count(ReleasedAnswers), count(AnonymousAnswers), shown(sent).answered) == (10, 3, 10)
    assert session.scalars(select(Seal.is_clean)).all() == [True]


def test_of_fewer_than_a_group_nothing_is_ever_shown() -> None:
    sent = anonymous()
    answer(sent, *range(4))
    close(sent)
    assert (count(ReleasedAnswers), count(AnonymousAnswers)) == (4, 0)
    assert (shown(sent).answered, shown(sent).is_exact) == (0, False)
    assert count(Posting) == 4


def test_the_end_takes_away_what_was_never_sent() -> None:
    sent = anonymous()
    surveys.keep_unlinked(sent.survey, sent.people[0])
    close(sent)
    assert count(AnswersUnderWay) == 0
    with pytest.raises(Conflict, match="closed"):
        surveys.send_unlinked(sent.survey, sent.people[1])


def test_all_who_took_part_are_paid_at_once_at_the_end() -> None:
    sent = anonymous()
    answer(sent, 7, 2, 11, 3, 0, 9)
    seal()
    assert count(Posting) == 0
    close(sent)
    postings = session.scalars(select(Posting)).all()
    took_part = sorted(sent.people[place].id for place in (0, 2, 3, 7, 9, 11))
    assert queries.people_done(sent.survey.id) == took_part
    assert sorted(posting.person_id for posting in postings) == took_part
    assert len({posting.posted_at for posting in postings}) == 1
    assert {posting.amount_minor for posting in postings} == {4_000}
    assert owed_minor() == 6 * 4_000
    assert count(Payout) == 6
    said = session.scalars(select(AuditEntry.event).where(AuditEntry.event.like("%.%")).order_by(AuditEntry.number))
    events = list(said)
    assert events.count("rewards.posted") == 1
    assert not {"reward.earned", "response.submitted"} & set(events)
    assert count(OutboxMessage, OutboxMessage.template == "reward_ready") == 6


def test_the_audit_log_names_nobody_who_answered() -> None:
    sent = anonymous()
    answer(sent, *range(6))
    seal()
    close(sent)
    people = {str(person.id) for person in sent.people}
    for entry in session.scalars(select(AuditEntry).where(AuditEntry.event.like("survey.%"))):
        assert not people & {str(value) for value in entry.payload.values()}
    paid = session.scalars(select(AuditEntry.payload).where(AuditEntry.event == "rewards.posted")).one()
    assert set(paid) == {"offer_id", "request_id"}


def test_a_request_that_is_withdrawn_seals_and_pays() -> None:
    sent = anonymous()
    answer(sent, *range(6))
    with unit_of_work():
        requests.withdraw(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))
    assert again(sent).status is SurveyStatus.CLOSED
    assert (count(AnonymousAnswers), count(Posting)) == (0, 6)


def test_a_later_date_keeps_it_open_and_a_closed_one_stays_closed() -> None:
    sent = anonymous()
    answer(sent, *range(6))
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id, with_for_update=True)
        requests.extend(request, request.closes_at + timedelta(days=1))
    answer(sent, 6)
    assert count(AnonymousAnswers) == 7
    close(sent)
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id, with_for_update=True)
        requests.extend(request, request.closes_at)
    assert again(sent).status is SurveyStatus.CLOSED
    with pytest.raises(Conflict, match="closed"):
        surveys.send_unlinked(sent.survey, sent.people[8])
    assert count(Posting) == 7


def test_who_is_asked_later_may_answer_too() -> None:
    sent = anonymous()
    answer(sent, 0)
    late = boards.seat(sent.board)
    version_id = sent.request.version_id
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id, with_for_update=True)
        requests.widen(request, session.get_one(Version, version_id), [late.id])
    assert count(Participant) == 13
    assert count(Participant, Participant.is_done) == 1
    surveys.send_unlinked(sent.survey, late.person)
    assert count(AnonymousAnswers) == 2


def test_sending_an_invitation_again_depends_on_no_answer() -> None:
    sent = anonymous()
    answer(sent, 0)
    for place in (0, 1):
        with unit_of_work():
            found = session.scalars(select(Assignment).where(Assignment.person_id == sent.people[place].id)).one()
            found.invited_at = clock.now() - timedelta(days=1)
            requests.resend(session.get_one(ReviewRequest, sent.request.id), found)
    assert count(Assignment, Assignment.resent_at.is_not(None)) == 2
