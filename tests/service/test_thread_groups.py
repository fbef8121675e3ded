"""Comments that say the same: one stands for all, and what is said to it is said to every author."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from cab_portal.comments.models import Thread
from cab_portal.comments.queries import triage
from cab_portal.comments.queries.triage import EVERYTHING, TriageFilter, TriageState
from cab_portal.comments.rules import Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions, groups, replies
from cab_portal.core.errors import InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from tests.factories import boards
from tests.factories.launches import Reviewed, reviewed

pytestmark = pytest.mark.usefixtures("app")
ZONE = ZoneInfo("UTC")


def row(thread: Thread) -> Thread:
    return session.get_one(Thread, thread.id)


def together(scene: Reviewed, leader: Thread, *threads: Thread) -> int:
    with unit_of_work():
        return dispositions.put_together(scene.actor, row(leader), [row(thread) for thread in (leader, *threads)])


def decide(scene: Reviewed, thread: Thread, disposition: Disposition = Disposition.DECLINED) -> None:
    with unit_of_work():
        given = DispositionInput(disposition, "The law forbids it.", unconfirmed_reason="Agreed on the phone.")
        dispositions.dispose(scene.actor, row(thread), given)


def test_a_decision_about_the_group_reaches_every_author(sent_mail: Callable[[], list[OutboxMessage]]) -> None:
    scene = reviewed(3, closed=False)
    first, second, third = (scene.comment(ThreadKind.QUESTION, member=member) for member in range(3))
    sent_mail()
    assert together(scene, second, first, third) == 2
    assert [row(thread).disposition for thread in (first, second, third)] == [None] * 3
    decide(scene, second)
    assert {row(thread).disposition for thread in (first, second, third)} == {Disposition.DECLINED}
    assert row(third).disposition_reason == "The law forbids it."
    told = [message.person_id for message in sent_mail() if message.template == "thread_disposed"]
    assert len(told) == 3
    assert set(told) == {first.author_id, second.author_id, third.author_id}


def test_a_reply_reaches_every_author_in_their_own_thread() -> None:
    scene = reviewed(2, closed=False)
    first, second = (scene.comment(ThreadKind.QUESTION, member=member) for member in range(2))
    together(scene, first, second)
    with unit_of_work():
        assert replies.reply_to_group(scene.actor, row(first), "Also on Sundays.") == 2
    for thread in (first, second):
        assert row(thread).comments[-1].body == "Also on Sundays."
        assert row(thread).replied_at is not None


def test_the_group_is_shown_and_counted_as_one_and_found_by_each_of_its_threads() -> None:
    scene = reviewed(3, closed=False)
    segment = boards.segment(scene.board, "Retail")
    with unit_of_work():
        session.get_one(type(scene.seats[0]), scene.seats[2].id).segment_id = segment.id
    first, second = (scene.comment(ThreadKind.QUESTION, member=member) for member in (0, 1))
    third = scene.comment(ThreadKind.CONCERN, member=2)
    by_seat = {assignment.seat_id: assignment for assignment in scene.assignments}
    in_segment = next(
        thread for thread in (first, second, third) if thread.assignment_id == by_seat[scene.seats[2].id].id
    )
    together(scene, first, second, third)
    index = triage.index_of(scene.draft.id, ZONE)
    assert index.count(EVERYTHING) == 1
    for wanted in (TriageFilter(ThreadKind.CONCERN), TriageFilter(segment_id=segment.id)):
        (card,) = triage.page_of(index, ZONE, wanted, 1).items
        assert card.id == first.id
        assert {member.id for member in card.members} == {second.id, third.id}
    assert index.segments() == [(segment.id, "Retail")]
    assert in_segment.id in {first.id, second.id, third.id}
    (step,) = index.steps()
    assert step[1] == "1 Welcome"
    assert index.count(TriageFilter(step_id=step[0])) == 1


def test_who_joins_a_decided_thread_gets_its_decision() -> None:
    scene = reviewed(2, closed=False)
    first, second = (scene.comment(ThreadKind.QUESTION, member=member) for member in range(2))
    decide(scene, first)
    together(scene, first, second)
    assert row(second).disposition is Disposition.DECLINED


def test_groups_join_into_one_and_never_make_a_chain() -> None:
    scene = reviewed(3, closed=False)
    a, b, c, d = (scene.comment(ThreadKind.QUESTION, body=body) for body in "abcd")
    together(scene, a, b)
    together(scene, c, d)
    together(scene, c, a)
    assert {row(thread).duplicate_of_id for thread in (a, b, d)} == {c.id}
    assert row(c).duplicate_of_id is None
    together(scene, a, c)
    assert {row(thread).duplicate_of_id for thread in (b, c, d)} == {a.id}
    assert triage.index_of(scene.draft.id, ZONE).count(EVERYTHING) == 1


def test_out_of_the_group_it_stands_for_itself_again() -> None:
    scene = reviewed(2, closed=False)
    first, second = (scene.comment(ThreadKind.QUESTION, member=member) for member in range(2))
    together(scene, first, second)
    with unit_of_work():
        groups.ungroup(row(second))
    decide(scene, first)
    assert row(second).disposition is None
    assert triage.index_of(scene.draft.id, ZONE).count(TriageFilter(state=TriageState.OPEN)) == 1


def test_threads_of_another_draft_are_refused() -> None:
    scene, other = reviewed(closed=False), reviewed(closed=False)
    with pytest.raises(InvalidInput):
        together(scene, scene.comment(), other.comment())
