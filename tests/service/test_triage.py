"""What the team sees in triage, in which order, and what is mailed to members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cab_portal.comments.models import Thread
from cab_portal.comments.queries import export, triage
from cab_portal.comments.queries.triage import EVERYTHING, TriageFilter, TriageState
from cab_portal.comments.rules import Disposition, DispositionInput, PlaceStatus, ThreadKind
from cab_portal.comments.service import dispositions, replies
from cab_portal.core import clock
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from tests.factories import accounts, boards, comments
from tests.factories.launches import Reviewed, reviewed
from tests.snapshot import assert_mail
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]
UTC_ZONE = ZoneInfo("UTC")
WEDNESDAY = datetime(2026, 11, 4, 10, tzinfo=UTC)


def listed(scene: Reviewed, **wanted: object) -> list[triage.TriageThread]:
    return list(triage.threads_of_draft(scene.draft.id, UTC_ZONE, TriageFilter(**wanted)).items)  # type: ignore[arg-type]


def answer(scene: Reviewed, thread: Thread, body: str = "Two days is right.") -> None:
    with unit_of_work():
        replies.reply(scene.actor, session.get_one(Thread, thread.id), body)


def test_each_shared_thread_is_listed_once_with_all_that_the_team_may_know() -> None:
    scene = reviewed(2, finished=1, closed=False)
    thread = scene.comment(ThreadKind.QUESTION, "Even on Sundays?")
    comments.thread(scene.assignments[1], "within one working day", kind=ThreadKind.CONCERN)
    answer(scene, thread)
    (seen,) = listed(scene)
    author = scene.assignments[0].person
    assert (seen.quote, seen.body, seen.author) == ("We reply to every question", "Even on Sundays?", author.name)
    assert author.organization is not None
    assert (seen.organization, seen.board) == (author.organization.name, scene.board.name)
    assert (seen.step_number, seen.step_title, seen.status) == (1, "Welcome", PlaceStatus.KEPT)
    assert [(reply.author, reply.body, reply.is_by_staff) for reply in seen.replies] == [
        (scene.owner.name, "Two days is right.", True)
    ]


def test_a_thread_is_shown_where_its_words_stand_in_the_newest_version() -> None:
    scene = reviewed(closed=False)
    scene.comment(ThreadKind.CONCERN)
    scene.change("Hello,\n\nyour workspace is **ready**. We reply to every question within two working days.")
    (seen,) = listed(scene)
    assert (seen.status, seen.version_number) == (PlaceStatus.EDITED, 1)
    scene.change("Something else altogether.")
    (seen,) = listed(scene)
    assert seen.status is PlaceStatus.REMOVED


def test_overdue_threads_come_first_then_what_is_undecided() -> None:
    with clock.standing_at(WEDNESDAY):
        scene = reviewed(closed=False)
        late_question = scene.comment(ThreadKind.QUESTION)
        decided = scene.comment(ThreadKind.PRAISE)
        scene.dispose(decided, Disposition.ANSWERED)
    with clock.standing_at(WEDNESDAY + timedelta(days=6)):
        late_concern = scene.comment(ThreadKind.CONCERN)
        answered = scene.comment(ThreadKind.CONCERN, "Another one.", member=1)
        answer(scene, answered)
        fresh = scene.comment(ThreadKind.SUGGESTION)
    with clock.standing_at(WEDNESDAY + timedelta(days=9)):
        seen = listed(scene)
        assert [view.id for view in seen] == [
            thread.id for thread in (late_concern, late_question, answered, fresh, decided)
        ]
        assert [view.is_overdue for view in seen] == [True, True, False, False, False]
        assert [view.id for view in listed(scene, state=TriageState.OVERDUE)] == [late_concern.id, late_question.id]
        assert [view.id for view in listed(scene, state=TriageState.DECIDED)] == [decided.id]
        assert [view.id for view in listed(scene, kind=ThreadKind.CONCERN)] == [late_concern.id, answered.id]
        index = triage.index_of(scene.draft.id, UTC_ZONE)
        assert index.count(EVERYTHING) == 5
        assert [index.count(TriageFilter(state=state)) for state in TriageState] == [2, 4, 0, 1]
        assert index.count(TriageFilter(ThreadKind.CONCERN, TriageState.OVERDUE)) == 1
        assert triage.undisposed(scene.draft.id) == 4
        (line,) = triage.triage_lines(scene.actor, UTC_ZONE)
        assert (line.title, line.open, line.overdue, line.oldest_at) == ("Onboarding", 4, 2, WEDNESDAY)
        assert triage.triage_lines(accounts.actor_of(accounts.staff(Role.ADMIN)), UTC_ZONE) == []


def test_the_list_is_paged() -> None:
    scene = reviewed(closed=False)
    for count in range(51):
        scene.comment(body=f"Concern {count}.")
    page = triage.threads_of_draft(scene.draft.id, UTC_ZONE, number=2)
    assert (page.total, page.first, page.last) == (51, 51, 51)


def test_triage_takes_as_many_statements_for_many_threads_as_for_one() -> None:
    few, many = reviewed(closed=False), reviewed(closed=False)
    few.comment()
    for count in range(100):
        answer(many, many.comment(body=f"Concern {count}.", member=count % 3))
    assert len(statements_of(lambda: listed(few))) == len(statements_of(lambda: listed(many)))
    draft_id = many.draft.id
    assert len(statements_of(lambda: list(export.rows(draft_id)))) == 1


def test_the_export_holds_every_comment_and_marks_what_is_private() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment(ThreadKind.CONCERN, "=HYPERLINK(1)")
    with unit_of_work():
        session.get_one(Thread, thread.id).is_private = True
    answer(scene, thread)
    scene.dispose(thread, Disposition.DECLINED)
    first, second = (dict(zip(export.COLUMNS, row, strict=True)) for row in export.rows(scene.draft.id))
    assert (first["private to the team"], first["comment"], first["disposition"]) == (
        "yes",
        "=HYPERLINK(1)",
        "declined",
    )
    assert (second["author"], second["organization"], second["comment"]) == (
        scene.owner.name,
        "",
        "Two days is right.",
    )


def prepared(sent_mail: SentMail) -> Reviewed:
    scene = reviewed(2, closed=False)
    with unit_of_work():
        scene.owner.name = "Mara Keller"
        scene.assignments[0].person.name = "Jonas Weber"
        session.merge(scene.owner)
        session.merge(scene.assignments[0].person)
    sent_mail()
    return scene


def test_a_reply_of_the_team_is_mailed_at_once_with_a_link_to_the_thread(sent_mail: SentMail) -> None:
    scene = prepared(sent_mail)
    thread = scene.comment(ThreadKind.QUESTION)
    answer(scene, thread)
    (message,) = sent_mail()
    assert (message.template, message.person_id) == ("comment_replied", thread.author_id)
    assert_mail("comment_replied", message)


def test_a_reply_that_is_sent_twice_is_one_reply_and_one_mail(sent_mail: SentMail) -> None:
    scene = prepared(sent_mail)
    thread = scene.comment(ThreadKind.QUESTION)
    answer(scene, thread)
    answer(scene, thread)
    assert [message.template for message in sent_mail()] == ["comment_replied"]


def test_what_a_member_replies_is_mailed_to_nobody(sent_mail: SentMail) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    sent_mail()
    with unit_of_work():
        replies.reply(accounts.actor_of(scene.assignments[1].person), session.get_one(Thread, thread.id), "Same here.")
    assert sent_mail() == []


@pytest.mark.parametrize("disposition", list(Disposition))
def test_each_decision_is_mailed_once_for_each_thread(disposition: Disposition, sent_mail: SentMail) -> None:
    scene = prepared(sent_mail)
    thread, twin = scene.comment(), scene.comment(member=1)
    if disposition is Disposition.DUPLICATE:
        with unit_of_work():
            given = DispositionInput(disposition, "Asked before.", twin.id)
            dispositions.dispose(scene.actor, session.get_one(Thread, thread.id), given)
    else:
        scene.dispose(thread, disposition)
    (message,) = sent_mail()
    assert_mail(f"thread_disposed_{disposition.value}", message)
    other = Disposition.PARTLY if disposition is Disposition.ACCEPTED else Disposition.ACCEPTED
    scene.dispose(thread, other)
    assert [message.context["disposition"] for message in sent_mail()] == [other.value]
    if disposition is not Disposition.DUPLICATE:
        scene.dispose(thread, disposition)
        assert sent_mail() == []


def test_a_decision_that_was_changed_before_its_mail_left_is_not_told(sent_mail: SentMail) -> None:
    scene = prepared(sent_mail)
    thread = scene.comment()
    scene.dispose(thread, Disposition.DECLINED)
    scene.dispose(thread, Disposition.ACCEPTED)
    assert [message.context["disposition"] for message in sent_mail()] == ["accepted"]


@pytest.mark.parametrize("gone", ["stopped", "deactivated", "seat"])
def test_who_stopped_mails_or_lost_access_gets_none(gone: str, sent_mail: SentMail) -> None:
    scene = prepared(sent_mail)
    thread = scene.comment()
    scene.dispose(thread)
    answer(scene, thread)
    with unit_of_work():
        person = session.get_one(type(scene.owner), thread.author_id)
        if gone == "stopped":
            person.mails_stopped_at = clock.now()
        elif gone == "deactivated":
            person.deactivated_at = clock.now()
        else:
            seat = session.get_one(type(scene.seats[0]), scene.assignments[0].seat_id)
            seat.ends_at = clock.now() - timedelta(days=1)
    assert sent_mail() == []


def test_other_boards_do_not_matter() -> None:
    boards.board()
    assert listed(reviewed()) == []


def test_the_first_reply_that_is_due_is_told_by_its_kind() -> None:
    with clock.standing_at(WEDNESDAY):
        scene = reviewed(closed=False)
        scene.comment(ThreadKind.QUESTION)
        concern = scene.comment(ThreadKind.CONCERN)
        (line,) = triage.triage_lines(scene.actor, UTC_ZONE)
        assert line.due_at == WEDNESDAY + timedelta(days=2)
        answer(scene, concern)
        (line,) = triage.triage_lines(scene.actor, UTC_ZONE)
        assert line.due_at == WEDNESDAY + timedelta(days=7)
