"""What the team decides about a thread: with a reason, anew at any time, and every time on the record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from cab_portal.audit.models import AuditEntry
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, DispositionInput, ThreadKind
from cab_portal.comments.service import dispositions
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.database import session, unit_of_work
from tests.factories import comments
from tests.factories.launches import Reviewed, reviewed

pytestmark = pytest.mark.usefixtures("app")


def decide(scene: Reviewed, thread: Thread, disposition: Disposition, reason: str = "We do.", **more: Any) -> Thread:
    with unit_of_work():
        row = session.get_one(Thread, thread.id)
        more = {"unconfirmed_reason": "Agreed on the phone.", **more}
        dispositions.dispose(scene.actor, row, DispositionInput(disposition, reason, **more))
    return session.get_one(Thread, thread.id)


def recorded(thread: Thread) -> list[str]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.event == "thread.disposed").order_by(AuditEntry.number))
    return [row.payload["disposition"] for row in rows if row.payload["thread_id"] == str(thread.id)]


def test_the_last_decision_stands_and_all_are_in_the_audit_log() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    decide(scene, thread, Disposition.ACCEPTED)
    row = decide(scene, thread, Disposition.DECLINED, "The law forbids it.")
    assert (row.disposition, row.disposition_reason) == (Disposition.DECLINED, "The law forbids it.")
    assert (row.disposed_by_id, row.disposed_at is None) == (scene.owner.id, False)
    assert recorded(thread) == ["accepted", "declined"]


def test_the_same_decision_again_says_nothing() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    for _ in range(2):
        decide(scene, thread, Disposition.PARTLY)
    assert recorded(thread) == ["partly"]
    decide(scene, thread, Disposition.PARTLY, "Another reason.")
    assert recorded(thread) == ["partly", "partly"]


def test_a_decision_needs_a_reason_and_a_duplicate_its_twin() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    with pytest.raises(InvalidInput) as refusal:
        decide(scene, thread, Disposition.DUPLICATE, "")
    assert sorted(refusal.value.fields) == ["duplicate_of", "reason"]
    assert recorded(thread) == []


def test_a_comment_that_waits_is_not_decided_about() -> None:
    scene = reviewed(2, finished=0, closed=False)
    thread = comments.thread(scene.assignments[0], "within one working day", kind=ThreadKind.CONCERN)
    with pytest.raises(Conflict):
        decide(scene, thread, Disposition.ACCEPTED)


def test_a_duplicate_names_another_thread_of_the_draft_that_is_none_itself() -> None:
    scene, other = reviewed(closed=False), reviewed(closed=False)
    first, second, third = (scene.comment(body=text) for text in ("One.", "Two.", "Three."))
    waiting = comments.thread(other.assignments[0], "within one working day", kind=ThreadKind.CONCERN)
    for unfit in (first, other.comment(), waiting):
        with pytest.raises(InvalidInput):
            decide(scene, first, Disposition.DUPLICATE, duplicate_of=unfit.id)
    assert decide(scene, second, Disposition.DUPLICATE, duplicate_of=first.id).duplicate_of_id == first.id
    with pytest.raises(InvalidInput, match="duplicate itself"):
        decide(scene, third, Disposition.DUPLICATE, duplicate_of=second.id)
    with pytest.raises(InvalidInput, match="Other comments"):
        decide(scene, first, Disposition.DUPLICATE, duplicate_of=third.id)


def test_another_decision_forgets_the_twin() -> None:
    scene = reviewed(closed=False)
    first, second = scene.comment(body="One."), scene.comment(body="Two.")
    decide(scene, second, Disposition.DUPLICATE, duplicate_of=first.id)
    row = decide(scene, second, Disposition.ACCEPTED, duplicate_of=first.id)
    assert row.duplicate_of_id is None
