"""Launching: refused while a check is blocked, done once, recorded for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions, replies
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.core.errors import Conflict, NotAllowed
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import DraftStage
from cab_portal.launches import queries, service
from cab_portal.launches.models import Launch, Receipt, Waiver
from cab_portal.launches.queries import Gate
from cab_portal.launches.rules import Check, CheckState
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.rules import RequestInput, Verdict
from cab_portal.reviews.service import reading, requests
from cab_portal.routing import service as routing
from cab_portal.routing.queries import surveys_to_send
from cab_portal.routing.rules import RoutingInput
from cab_portal.surveys.models import Survey
from cab_portal.surveys.rules import SurveyStatus
from tests.factories import accounts, boards, comments, drafts, launches, surveys
from tests.factories.launches import Reviewed, reviewed
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")


def gate(scene: Reviewed) -> Gate:
    found = queries.gate_of(scene.draft.id)
    assert found is not None
    return found


def state(scene: Reviewed, check: Check) -> CheckState:
    return gate(scene).states[check]


def launch(scene: Reviewed) -> None:
    with unit_of_work():
        service.launch(session.get_one(Draft, scene.draft.id), scene.actor)


def stage(scene: Reviewed) -> DraftStage:
    return session.get_one(Draft, scene.draft.id, populate_existing=True).stage


def count(model: type[Launch] | type[Receipt]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_that_was_heard_is_launched() -> None:
    scene = reviewed()
    assert gate(scene).blocked == ()
    launch(scene)
    assert stage(scene) is DraftStage.LAUNCHED
    launched = gate(scene).launched
    assert launched is not None
    assert (launched.version_number, launched.launched_by) == (1, scene.owner.name)


def test_without_a_shared_version_there_is_no_gate_and_no_launch() -> None:
    draft = drafts.draft()
    assert queries.gate_of(draft.id) is None
    with pytest.raises(Conflict, match="No version"), unit_of_work():
        service.launch(session.get_one(Draft, draft.id), accounts.actor_of(draft.owner))


def test_too_few_have_finished() -> None:
    scene = reviewed(5, finished=2)
    assert gate(scene).blocked == (Check.ENOUGH_FINISHED,)
    with pytest.raises(Conflict, match="1 of 5 checks needs you"):
        launch(scene)
    assert stage(scene) is DraftStage.DECIDING


def test_members_who_were_asked_twice_count_once() -> None:
    scene = reviewed(3, finished=2)
    with unit_of_work():
        again = RequestInput(
            scene.board.id, frozenset(seat.id for seat in scene.seats), clock.now() + timedelta(days=1)
        )
        request = requests.create_request(scene.actor, session.get_one(Draft, scene.draft.id), scene.version, again)
        requests.send(request, scene.version)
        requests.close(request)
    facts = gate(scene).facts
    assert (facts.invited, facts.finished) == (3, 2)


def test_every_segment_that_the_board_wants_must_be_heard() -> None:
    scene = reviewed(3)
    boards.segment(scene.board, "Small shops")
    with pytest.raises(Conflict):
        launch(scene)
    (short,) = gate(scene).facts.segments
    assert (short.segment, short.invited, short.finished) == ("Small shops", 0, 0)
    with unit_of_work():
        session.get_one(Program, 1).finished_per_segment = 0
    assert gate(scene).blocked == ()


@pytest.mark.parametrize("kind", [ThreadKind.CONCERN, ThreadKind.QUESTION])
def test_an_undecided_concern_or_question_is_in_the_way(kind: ThreadKind) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment(kind)
    scene.close()
    check = Check.CONCERNS_DECIDED if kind is ThreadKind.CONCERN else Check.QUESTIONS_ANSWERED
    assert gate(scene).blocked == (check,)
    scene.dispose(thread)
    if kind is ThreadKind.QUESTION:
        assert gate(scene).blocked == (check,)
        with unit_of_work():
            replies.reply(scene.actor, session.get_one(Thread, thread.id), "Tomas does.")
    assert gate(scene).blocked == ()


def test_praise_and_suggestions_are_not_in_the_way() -> None:
    scene = reviewed(closed=False)
    scene.comment(ThreadKind.PRAISE)
    scene.comment(ThreadKind.SUGGESTION)
    scene.close()
    assert gate(scene).blocked == ()


def test_a_question_that_repeats_another_is_answered_there() -> None:
    scene = reviewed(closed=False)
    first, second = scene.comment(ThreadKind.QUESTION), scene.comment(ThreadKind.QUESTION, "Who does?", member=1)
    scene.close()
    with unit_of_work():
        replies.reply(scene.actor, session.get_one(Thread, first.id), "Tomas does.")
    scene.dispose(first, Disposition.ANSWERED)
    with unit_of_work():
        given = DispositionInput(Disposition.DUPLICATE, "Asked before.", first.id)
        dispositions.dispose(scene.actor, session.get_one(Thread, second.id), given)
    assert gate(scene).blocked == ()


def test_a_waiting_comment_of_a_member_is_not_counted() -> None:
    scene = reviewed(3, finished=2, closed=False)
    comments.thread(scene.assignments[2], "within one working day", kind=ThreadKind.CONCERN)
    scene.close()
    assert gate(scene).blocked == ()


def test_a_step_that_changed_after_the_review_is_read_again_by_two() -> None:
    scene = reviewed(closed=False)
    version = scene.change()
    (changed,) = gate(scene).facts.changed
    assert (changed.title, changed.reads) == ("Welcome", 0)
    for member in (0, 1):
        assert state(scene, Check.CHANGES_REREAD) is CheckState.BLOCKED
        with unit_of_work():
            step = comments.step_of(version.id)
            row = session.get_one(Assignment, scene.assignments[member].id)
            reading.switch_version(row, version)
            reading.mark_read(row, step, version)
    assert state(scene, Check.CHANGES_REREAD) is CheckState.READY
    scene.close()
    launch(scene)
    assert stage(scene) is DraftStage.LAUNCHED


def test_marks_on_the_old_text_are_no_rereading() -> None:
    scene = reviewed(closed=False)
    with unit_of_work():
        for assignment in scene.assignments:
            row = session.get_one(Assignment, assignment.id)
            reading.mark_read(row, comments.step_of(scene.version.id), scene.version)
    scene.change()
    assert state(scene, Check.CHANGES_REREAD) is CheckState.BLOCKED


def test_an_open_request_is_in_the_way_until_its_closing_date() -> None:
    scene = reviewed(closed=False)
    assert gate(scene).blocked == (Check.REVIEWS_CLOSED,)
    with clock.standing_at(clock.now() + timedelta(days=8)):
        assert gate(scene).blocked == ()
        launch(scene)
    assert stage(scene) is DraftStage.LAUNCHED


def test_a_request_that_was_taken_back_counts_for_nothing() -> None:
    scene = reviewed(closed=False)
    with unit_of_work():
        requests.withdraw(session.get_one(ReviewRequest, scene.request.id))
    assert gate(scene).facts.invited == 0
    assert Check.ENOUGH_FINISHED in gate(scene).blocked


def test_a_second_launch_of_the_same_version_changes_nothing() -> None:
    scene = reviewed(closed=False)
    scene.comment(ThreadKind.PRAISE)
    scene.close()
    launch(scene)
    launch(scene)
    assert (count(Launch), count(Receipt)) == (1, 1)


def test_a_later_version_passes_the_gate_anew() -> None:
    scene = reviewed()
    launch(scene)
    scene.change()
    assert gate(scene).launched is None
    assert [launch.version_number for launch in gate(scene).launches] == [1]
    with pytest.raises(Conflict):
        launch(scene)
    launches.waiver(scene, Check.CHANGES_REREAD, granted_by=accounts.staff())
    launch(scene)
    assert [launch.version_number for launch in gate(scene).launches] == [2, 1]


def test_the_next_version_of_a_launched_draft_takes_a_survey_of_its_own_along() -> None:
    sent = surveys.sent_survey(2)
    scene = Reviewed(
        sent.owner, sent.survey.draft, session.get_one(Version, sent.request.version_id), sent.board, sent.request, ()
    )
    scene.close()
    for check in (Check.ENOUGH_FINISHED, Check.CHANGES_REREAD):
        if state(scene, check) is CheckState.BLOCKED:
            launches.waiver(scene, check, granted_by=accounts.staff())
    launch(scene)
    assert stage(scene) is DraftStage.LAUNCHED
    second = surveys.survey(session.get_one(Draft, scene.draft.id), title="And now?")
    newer = scene.change()
    assert [line.id for line in surveys_to_send(scene.draft.id, None)] == [second.id]
    seats = frozenset(seat.id for seat in sent.seats)
    given = RequestInput(sent.board.id, seats, clock.now() + timedelta(days=7))
    with unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        request = routing.prepare(scene.actor, draft, newer, RoutingInput(given, second.id, {}))
        routing.send(request, newer)
    assert stage(scene) is DraftStage.IN_REVIEW
    first = session.get_one(Survey, sent.survey.id, populate_existing=True)
    assert (first.status, first.request_id) == (SurveyStatus.CLOSED, sent.request.id)
    later = session.get_one(Survey, second.id, populate_existing=True)
    assert (later.status, later.request_id) == (SurveyStatus.OPEN, request.id)


def test_the_record_freezes_what_was_known() -> None:
    scene = reviewed(5, finished=2, closed=False)
    thread = scene.comment()
    scene.dispose(thread, Disposition.DECLINED)
    scene.finish(3, Verdict.NOT_YET)
    scene.close()
    admin = accounts.staff(Role.ADMIN)
    boards.segment(scene.board, "Small shops")
    launches.waiver(scene, granted_by=admin)
    launch(scene)
    launched = gate(scene).launched
    assert launched is not None
    record = launched.record
    assert record["version"] == {"number": 1, "title": "Onboarding"}
    assert record["verdicts"] == {"good": 2, "good_with_changes": 0, "not_yet": 1}
    assert record["dispositions"] == {"declined": 1}
    assert record["segments"] == [{"board": scene.board.name, "segment": "Small shops", "invited": 0, "finished": 0}]
    by_check = {row["check"]: row for row in record["checks"]}
    assert by_check["enough_finished"]["state"] == "excepted"
    assert by_check["enough_finished"]["numbers"]["finished"] == 3
    (waiver,) = record["waivers"]
    assert (waiver["excuse"], waiver["reason"]) == ("no_time", "The season begins on Monday.")
    assert scene.owner.name not in str(record)
    scene_after = dict(record)
    with unit_of_work():
        session.get_one(Program, 1).finished_percent = 1
    again = gate(scene).launched
    assert again is not None
    assert again.record == scene_after


def test_an_exception_takes_a_second_person() -> None:
    scene = reviewed(5, finished=2)
    waiver = launches.waiver(scene)
    with pytest.raises(NotAllowed), unit_of_work():
        service.grant(session.get_one(Waiver, waiver.id), scene.actor)
    assert state(scene, Check.ENOUGH_FINISHED) is CheckState.BLOCKED
    with unit_of_work():
        service.grant(session.get_one(Waiver, waiver.id), accounts.actor_of(accounts.staff()))
    assert state(scene, Check.ENOUGH_FINISHED) is CheckState.EXCEPTED
    launch(scene)
    assert stage(scene) is DraftStage.LAUNCHED


def test_a_refused_exception_stays_on_the_record_and_another_may_be_asked() -> None:
    scene = reviewed(5, finished=2)
    waiver = launches.waiver(scene)
    with pytest.raises(Conflict, match="already"):
        launches.waiver(scene)
    second = accounts.actor_of(accounts.staff())
    with unit_of_work():
        service.refuse(session.get_one(Waiver, waiver.id), second)
    with pytest.raises(Conflict, match="already"), unit_of_work():
        service.grant(session.get_one(Waiver, waiver.id), second)
    assert state(scene, Check.ENOUGH_FINISHED) is CheckState.BLOCKED
    launches.waiver(scene, granted_by=accounts.staff())
    assert [bool(view.granted_at) for view in gate(scene).waivers] == [True, False]


def test_a_check_that_holds_needs_no_exception() -> None:
    scene = reviewed()
    with pytest.raises(Conflict, match="needs no exception"):
        launches.waiver(scene)


def test_a_concern_that_comes_after_the_exception_is_in_the_way_again() -> None:
    scene = reviewed(closed=False)
    scene.comment()
    launches.waiver(scene, Check.CONCERNS_DECIDED, granted_by=accounts.staff())
    assert state(scene, Check.CONCERNS_DECIDED) is CheckState.EXCEPTED
    scene.comment(body="And it costs too much.", member=1)
    assert state(scene, Check.CONCERNS_DECIDED) is CheckState.BLOCKED
    launches.waiver(scene, Check.CONCERNS_DECIDED, granted_by=accounts.staff())
    assert state(scene, Check.CONCERNS_DECIDED) is CheckState.EXCEPTED


def test_an_exception_is_for_one_version() -> None:
    scene = reviewed(5, finished=2)
    launches.waiver(scene, granted_by=accounts.staff())
    scene.change()
    assert state(scene, Check.ENOUGH_FINISHED) is CheckState.BLOCKED


def test_each_commenter_gets_one_receipt() -> None:
    scene = reviewed(closed=False)
    for member in (0, 0, 1):
        scene.comment(ThreadKind.PRAISE, member=member)
    scene.comment(ThreadKind.SUGGESTION, member=0)
    scene.close()
    launch(scene)
    people = session.scalars(select(Receipt.person_id)).all()
    assert sorted(people) == sorted({scene.assignments[0].person_id, scene.assignments[1].person_id})


def test_ten_who_launch_at_once_launch_once_and_send_each_receipt_once(app: Flask) -> None:
    scene = reviewed(closed=False)
    for member in range(3):
        scene.comment(ThreadKind.PRAISE, member=member)
    scene.close()
    draft_id, actor = scene.draft.id, scene.actor
    session.rollback()

    def press(_number: int) -> UUID:
        with app.app_context(), unit_of_work():
            return service.launch(session.get_one(Draft, draft_id), actor).id

    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(press, range(10)))
    assert len(set(made)) == 1
    assert (count(Launch), count(Receipt)) == (1, 3)


def test_the_gate_takes_as_many_statements_for_many_rows_as_for_one() -> None:
    few, many = reviewed(2, closed=False), reviewed(40, closed=False)
    few.comment()
    for member in range(40):
        many.comment(member=member)
        boards.segment(many.board)
    many.change()
    assert len(statements_of(lambda: gate(few))) == len(statements_of(lambda: gate(many)))
