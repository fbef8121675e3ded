"""Surveys: designed by one hand at a time, sent once, answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from cab_portal.audit.models import AuditEntry
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.core.events import publish
from cab_portal.database import session, unit_of_work
from cab_portal.database.session import engine
from cab_portal.reviews import events as review_events
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.routing.queries import surveys_to_send
from cab_portal.surveys import queries, service
from cab_portal.surveys.access import visible_surveys
from cab_portal.surveys.models import Answer, Response, Survey
from cab_portal.surveys.questionnaire.editing import ConditionInput, PartInput, QuestionInput, RuleInput
from cab_portal.surveys.rules import Reading, SurveyInput, SurveyStatus
from tests.factories import accounts, boards, surveys
from tests.factories.surveys import HAPPY, UNHAPPY

pytestmark = pytest.mark.usefixtures("app")
CHOICE = QuestionInput("Is the pace right?", options=(PartInput("Yes"), PartInput("No")), decision="Slow it down.")


def again(survey: Survey) -> Survey:
    return session.get_one(Survey, survey.id, populate_existing=True)


def events_named(name: str) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.event == name)) or 0


def sheet(sent: surveys.Sent, place: int = 0) -> queries.Sheet:
    survey = again(sent.survey)
    asked = queries.sheet_statement(timed=False).where(Survey.id == survey.id)
    rows = session.execute(asked, {"person": sent.people[place].id}).all()
    return queries.sheet_of(queries.sent_questionnaire_of(survey), rows)


def test_a_survey_without_questions_or_decisions_is_not_sent() -> None:
    sent = surveys.sent_survey()
    request = sent.request
    empty = surveys.survey(sent.survey.draft, empty=True)
    assert queries.view_of(again(empty)).problems == ("The survey has no questions yet. Add the first one.",)
    with pytest.raises(Conflict, match="no questions"), unit_of_work():
        service.open_with(again(empty), session.get_one(ReviewRequest, request.id))
    with unit_of_work():
        service.add_question(
            again(empty), "single_choice", QuestionInput("Is it?", options=(PartInput("Yes"), PartInput("No"))), 0
        )
    with pytest.raises(Conflict, match="Question 1: Nothing says what the answer is for"), unit_of_work():
        service.open_with(again(empty), session.get_one(ReviewRequest, request.id))


def test_a_survey_goes_only_with_a_request_of_its_draft_and_only_once() -> None:
    sent = surveys.sent_survey()
    other = surveys.survey()
    with pytest.raises(Conflict, match="another draft"), unit_of_work():
        service.open_with(again(other), session.get_one(ReviewRequest, sent.request.id))
    with pytest.raises(Conflict, match="sent already"), unit_of_work():
        service.open_with(again(sent.survey), session.get_one(ReviewRequest, sent.request.id))


def test_two_editors_do_not_overwrite_each_other() -> None:
    made = surveys.survey(empty=True)
    with unit_of_work():
        service.add_question(again(made), "single_choice", CHOICE, 0)
    with pytest.raises(Conflict, match="Somebody changed"), unit_of_work():
        service.save_details(again(made), SurveyInput("Mine", "Purpose"), 0)
    assert again(made).revision == 1


def test_what_was_sent_is_locked() -> None:
    sent = surveys.sent_survey()
    revision = again(sent.survey).revision
    with pytest.raises(Conflict, match="was sent"), unit_of_work():
        service.add_question(again(sent.survey), "single_choice", CHOICE, revision)
    with pytest.raises(Conflict, match="was sent"), unit_of_work():
        service.remove_question(again(sent.survey), "q5", revision)


def test_problems_are_told_at_their_fields() -> None:
    made = surveys.survey(empty=True)
    with pytest.raises(InvalidInput) as refused, unit_of_work():
        service.add_question(again(made), "single_choice", QuestionInput("", options=(PartInput("Yes"),)), 0)
    assert set(refused.value.fields) == {"text", "options"}
    points = (PartInput("slow", value="one"), PartInput("fast", value="2"))
    with pytest.raises(InvalidInput, match="Line 1: the number of a point") as refused, unit_of_work():
        service.add_question(again(made), "rating", QuestionInput("How?", points=points), 0)
    assert set(refused.value.fields) == {"points"}


def test_options_keep_their_ids_when_their_words_change() -> None:
    made = surveys.survey()
    revision = again(made).revision
    with unit_of_work():
        service.change_question(
            again(made),
            "q2",
            QuestionInput(
                "Pace?",
                options=(
                    PartInput("Much too fast"),
                    PartInput("Far too slow", id="slow"),
                    PartInput("About right", id="right"),
                    PartInput("It varies", id="made_up"),
                    PartInput("Slow", id="slow"),
                ),
                decision="d",
            ),
            revision,
        )
    options = again(made).definition["questions"][1]["options"]
    assert [option["id"] for option in options] == ["much_too_fast", "slow", "right", "it_varies", "slow_2"]


def test_a_condition_is_checked_when_questions_move() -> None:
    made = surveys.survey()
    revision = again(made).revision
    with (
        pytest.raises(Conflict, match="Question 6 rests on the answer to question 1 and has to come after it"),
        unit_of_work(),
    ):
        service.move_question(again(made), "q1", 5, revision)
    with unit_of_work():
        service.move_question(again(made), "q3", -1, revision)
        service.duplicate_question(again(made), "q3", revision + 1)
    assert [question["id"] for question in again(made).definition["questions"]] == [
        "q1", "q3", "q7", "q2", "q4", "q5", "q6",
    ]  # fmt: skip
    with pytest.raises(NotFound), unit_of_work():
        service.remove_question(again(made), "q99", revision + 2)


def test_a_condition_needs_a_value_of_its_question() -> None:
    made = surveys.survey()
    revision = again(made).revision
    given = QuestionInput("Why?", decision="d", show_if=ConditionInput((RuleInput("q2", "equals", "7"),)))
    with pytest.raises(InvalidInput, match="choose one of the answers") as refused, unit_of_work():
        service.add_question(again(made), "long_text", given, revision)
    assert set(refused.value.fields) == {"show_if"}


def test_answers_come_back_as_they_were_given() -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    assert sheet(sent).answers == HAPPY
    surveys.answer(sent.survey, sent.people[0], {"q3": ("data", "people"), "q1": 0})
    assert sheet(sent).answers == {**HAPPY, "q3": ("data", "people"), "q1": 0}


def test_sending_twice_stores_one_response_and_one_fact() -> None:
    sent = surveys.sent_survey()
    first = surveys.response(sent.survey, sent.people[0])
    at = session.get_one(Response, first.id).submitted_at
    with unit_of_work():
        service.submit(again(sent.survey), accounts.actor_of(sent.people[0]))
    assert session.get_one(Response, first.id).submitted_at == at
    assert events_named("response.submitted") == 1


def test_hidden_answers_are_cleared_when_sent() -> None:
    sent = surveys.sent_survey()
    surveys.answer(sent.survey, sent.people[0], UNHAPPY)
    surveys.response(sent.survey, sent.people[0], {"q1": 9})
    assert "q6" not in sheet(sent).answers
    assert not session.scalars(select(Answer).where(Answer.question_id == "q6")).all()


def test_missing_required_answers_keep_it_from_being_sent() -> None:
    sent = surveys.sent_survey()
    with pytest.raises(InvalidInput) as refused, unit_of_work():
        service.submit(again(sent.survey), accounts.actor_of(sent.people[0]))
    assert set(refused.value.fields) == {"q1", "q2"}
    surveys.answer(sent.survey, sent.people[0], {"q1": 2, "q2": "slow"})
    with pytest.raises(InvalidInput) as refused, unit_of_work():
        service.submit(again(sent.survey), accounts.actor_of(sent.people[0]))
    assert set(refused.value.fields) == {"q6"}


def test_an_answer_after_the_sending_is_a_correction_that_waits() -> None:
    sent = surveys.sent_survey()
    surveys.response(sent.survey, sent.people[0])
    surveys.answer(sent.survey, sent.people[0], {"q1": 0})
    assert sheet(sent).answers == HAPPY
    assert sheet(sent).changed == {**HAPPY, "q1": 0}


def test_a_closed_survey_takes_nothing() -> None:
    sent = surveys.sent_survey(2)
    surveys.answer(sent.survey, sent.people[0])
    # Whoever did not begin finds it closed at once, whoever did has two days more.
    with clock.standing_at(clock.now() + timedelta(days=11)), pytest.raises(Conflict, match="closed"):
        surveys.answer(sent.survey, sent.people[1], {"q1": 0})
    with clock.standing_at(clock.now() + timedelta(days=13)):
        with pytest.raises(Conflict, match="closed"):
            surveys.answer(sent.survey, sent.people[0], {"q1": 0})
        with pytest.raises(Conflict, match="closed"), unit_of_work():
            service.submit(again(sent.survey), accounts.actor_of(sent.people[0]))


def test_a_survey_closes_and_opens_with_its_request() -> None:
    sent = surveys.sent_survey()

    def tell(status: RequestStatus, *events: object) -> None:
        with unit_of_work():
            request = session.get_one(ReviewRequest, sent.request.id)
            request.status = status
            for event in events:
                publish(event)  # type: ignore[arg-type]

    request_id, draft_id = sent.request.id, sent.survey.draft_id
    tell(RequestStatus.CLOSED, review_events.RequestClosed(request_id=request_id, draft_id=draft_id))
    assert again(sent.survey).status is SurveyStatus.CLOSED
    tell(RequestStatus.OPEN, review_events.RequestExtended(request_id=request_id, closes_at=clock.now()))
    assert again(sent.survey).status is SurveyStatus.OPEN
    tell(RequestStatus.WITHDRAWN, review_events.RequestWithdrawn(request_id=request_id, draft_id=draft_id))
    assert again(sent.survey).status is SurveyStatus.CLOSED
    assert (events_named("survey.closed"), events_named("survey.reopened")) == (2, 1)


def test_what_waits_for_a_member() -> None:
    sent = surveys.sent_survey(2)
    first, second = sent.people
    assert [line.id for line in queries.open_surveys_of(first.id)] == [sent.survey.id]
    surveys.response(sent.survey, first)
    assert queries.open_surveys_of(first.id) == []
    assert [line.is_open for line in queries.surveys_of_member(first.id).items] == [True]
    with clock.standing_at(clock.now() + timedelta(days=300)):
        assert queries.surveys_of_member(second.id).items == []
    assert queries.open_surveys_of(boards.seat(sent.board).person_id) == []


def test_counts_agree_with_the_responses() -> None:
    sent = surveys.sent_survey(4)
    both = {**HAPPY, "q3": ("data", "people")}
    for person, answers in zip(sent.people, (HAPPY, UNHAPPY, both), strict=False):
        surveys.response(sent.survey, person, answers)
    surveys.answer(sent.survey, sent.people[3], UNHAPPY)
    survey = again(sent.survey)
    results = {
        result.question.id: result.summary
        for result in queries.results_in(
            queries.tallies_of(survey, queries.state_of(survey)).all, surveys.questionnaire()
        )
    }
    assert results["q1"].answered == 3
    assert (results["q1"].by_code["9"], results["q1"].by_code["3"], results["q1"].by_code["0"]) == (2, 1, 0)
    assert results["q2"].by_code == {"slow": 0, "right": 2, "fast": 1}
    assert results["q3"].by_code == {"data": 2, "people": 1}
    assert (results["q3"].answered, results["q5"].answered, results["q6"].answered) == (2, 2, 1)
    progress = queries.participation_of(survey, Reading.NAMES)
    assert (progress.invited, progress.started, progress.answered, progress.under_way) == (4, 4, 3, 1)
    assert [voice.words for voice in queries.voices_of(survey.id)["q6"]] == ["A person to call."]
    assert queries.voices_page(survey.id, "q5").total == 2
    rows = list(queries.responses_of(survey.id, surveys.questionnaire()))
    assert [dict(row.answers) for row in rows] == [dict(HAPPY), dict(UNHAPPY), both]


def test_the_survey_of_a_request_and_those_that_are_left() -> None:
    sent = surveys.sent_survey()
    left = surveys.survey(sent.survey.draft)
    view = queries.survey_of_request(sent.request.id)
    assert view is not None
    assert (view.id, view.questions, view.problems) == (sent.survey.id, 6, ())
    assert queries.estimated_seconds(view) == queries.estimated_seconds(again(sent.survey)) > 0
    assert [found.id for found in surveys_to_send(sent.survey.draft_id, None)] == [left.id]


@pytest.mark.parametrize("is_sheet", [False, True])
def test_whether_one_was_asked_is_found_without_looking_at_the_others(is_sheet: bool) -> None:
    """SQLite knows nothing of how many rows there are: it chose the index of the request, and read all assignments."""
    if engine().dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by what the tables hold.")
    found = queries.sheet_statement(timed=False) if is_sheet else queries.asked_statement()
    member = Actor(ids.new_id(), None, Role.MEMBER)
    ran: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        ran.append((statement, values))

    event.listen(engine(), "before_cursor_execute", note)
    session.execute(found.where(visible_surveys(member)), {"person": member.id})
    event.remove(engine(), "before_cursor_execute", note)
    statement, values = ran[-1]
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert any("ix_assignments_person_id_request_id (person_id=? AND request_id=?)" in row.detail for row in plan)
