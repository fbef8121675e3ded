"""What members hear of a new version: it takes up what they said, or reads differently since they finished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.core import clock
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.queries import steps_of
from cab_portal.launches import service
from cab_portal.launches.models import Decision
from cab_portal.launches.rules import DecisionInput, Outcome
from cab_portal.outbox.models import OutboxMessage
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.service import mail_stops, reading
from tests.factories import comments as comment_factory
from tests.factories import drafts, working
from tests.factories.launches import Reviewed, reviewed
from tests.service.test_digests import DAY, DIGEST, MORNING, left
from tests.snapshot import assert_mail

pytestmark = pytest.mark.usefixtures("app")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def berlin(app: Flask) -> None:
    with unit_of_work():
        session.get_one(Program, 1).time_zone = "Europe/Berlin"


def scene_of(members: int = 2) -> Reviewed:
    with clock.standing_at(MORNING - DAY):
        scene = reviewed(members, finished=0, closed=False, title="Onboarding")
        with unit_of_work():
            scene.owner.name = "Mara Keller"
            scene.assignments[0].person.name = "Jonas Weber"
            session.merge(scene.owner)
            session.merge(scene.assignments[0].person)
        left(MORNING - DAY)
    return scene


def share(scene: Reviewed, text: str | None = None, note: str = "Two days is what we keep.") -> Version:
    """The next version, with another text of the first step where one is given, else with another title alone."""
    draft = session.get_one(Draft, scene.draft.id)
    if text is None:
        with working():
            draft.title += ", anew"
    else:
        drafts.rewrite(steps_of(draft.id)[0], text)
    return drafts.version(draft, note)


def names(messages: list[OutboxMessage]) -> list[str]:
    """Their templates, of those in a digest as well, in order."""
    found = []
    for message in messages:
        items = message.context.get("items")
        found += [str(item["template"]) for item in items] if isinstance(items, list) else [message.template]
    return sorted(found)


def waiting(template: str) -> list[OutboxMessage]:
    session.rollback()
    return session.query(OutboxMessage).filter_by(template=template).order_by(OutboxMessage.id).all()


def rewritten(scene: Reviewed, extra: str = "") -> str:
    return comment_factory.step_of(scene.version.id).markdown.replace("one working day", "two working days") + extra


def test_a_version_that_takes_a_comment_up_tells_its_author_and_nobody_else() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        accepted, declined = scene.comment(member=0), scene.comment(ThreadKind.SUGGESTION, member=1)
        scene.dispose(accepted)
        scene.dispose(declined, Disposition.DECLINED)
    with clock.standing_at(MORNING + HOUR):
        share(scene, rewritten(scene))
    (mail,) = waiting("draft_changed")
    assert mail.person_id == scene.assignments[0].person_id
    assert left(DIGEST - HOUR) == [], "news waits for the one mail of the day"
    told = left(DIGEST)
    assert len(told) == 2
    assert names(told) == ["draft_changed", "thread_disposed", "thread_disposed"]
    (mail,) = waiting("draft_changed")
    mail.context = {**mail.context, "leads_to": "/changes/…"}
    assert_mail("draft_changed_version", mail)


def test_it_is_told_with_the_version_that_changes_the_step_and_once() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        scene.dispose(scene.comment())
    with clock.standing_at(MORNING + HOUR):
        share(scene)
    assert waiting("draft_changed") == []
    with clock.standing_at(MORNING + 2 * HOUR):
        share(scene, rewritten(scene))
    assert len(waiting("draft_changed")) == 1
    with clock.standing_at(MORNING + 3 * HOUR):
        share(scene, rewritten(scene, "\n\nOne more line."))
    assert len(waiting("draft_changed")) == 1


def test_what_is_accepted_after_its_version_is_told_by_the_decision_alone() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        thread = scene.comment()
        share(scene, rewritten(scene))
    with clock.standing_at(MORNING + HOUR):
        scene.dispose(thread)
        share(scene)
    assert waiting("draft_changed") == []
    assert len(waiting("thread_disposed")) == 1


def publish(scene: Reviewed, outcome: Outcome, *threads: Thread) -> None:
    with unit_of_work():
        draft = session.get_one(Draft, scene.draft.id)
        due_on = (DIGEST + 9 * DAY).date() if outcome is Outcome.WILL else None
        because = "It would cost too much." if outcome is Outcome.WILL_NOT else ""
        given = DecisionInput(outcome, "One day is too short.", "It says two days.", because, due_on)
        made = service.create_decision(draft, scene.actor, given, [thread.id for thread in threads])
        service.publish_decision(session.get_one(Decision, made.id))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_decision_tells_whom_it_answers_once_whatever_it_says(outcome: Outcome) -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        threads = scene.comment(member=0), scene.comment(ThreadKind.QUESTION, member=0)
        for thread in threads:
            scene.dispose(thread)
        publish(scene, outcome, *threads)
    (mail,) = waiting("draft_changed")
    assert mail.person_id == scene.assignments[0].person_id
    assert left(DIGEST - HOUR) == [], "news waits for the one mail of the day"
    assert names(left(DIGEST)) == ["draft_changed", "thread_disposed", "thread_disposed"]
    mail = session.get_one(OutboxMessage, mail.id)
    mail.context = {**mail.context, "leads_to": "/changes/…"}
    assert_mail(f"draft_changed_{'decision' if outcome is Outcome.DID else outcome.value}", mail)


def test_who_stopped_the_mails_about_this_review_is_told_nothing() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        scene.finish()
        scene.dispose(scene.comment(member=0))
        share(scene, rewritten(scene))
        with working():
            for assignment in scene.assignments:
                mail_stops.stop_mails(assignment.id)
    assert names(left(DIGEST)) == []


def test_who_has_finished_is_asked_to_read_what_changed_and_who_has_not_is_not() -> None:
    scene = scene_of()
    with clock.standing_at(MORNING):
        scene.finish(1)
        share(scene, rewritten(scene))
    (mail,) = left(MORNING + HOUR)
    assert (mail.template, mail.person_id) == ("version_shared", scene.assignments[0].person_id)
    mail.context = {**mail.context, "leads_to": "/reviews/…/compare"}
    assert_mail("version_shared", mail)


def test_of_two_versions_the_newer_is_told_of_and_within_the_asks_of_a_week() -> None:
    scene = scene_of(1)
    with clock.standing_at(MORNING):
        scene.finish()
        share(scene, rewritten(scene))
        share(scene, rewritten(scene, "\n\nOne more line."))
    (mail,) = left(MORNING + HOUR)
    assert mail.context["version"] == 3
    with clock.standing_at(MORNING + 2 * HOUR):
        share(scene, rewritten(scene, "\n\nAnd a second one."))
    assert left(MORNING + 5 * DAY) == [], "the invitation and this mail were the two asks of a week"


def test_who_has_read_it_meanwhile_and_who_sees_no_change_are_not_asked() -> None:
    scene = scene_of(1)
    with clock.standing_at(MORNING):
        scene.finish()
        share(scene)
    assert left(MORNING) == []
    with clock.standing_at(MORNING + HOUR):
        version = share(scene, rewritten(scene))
        with working():
            mine = session.get_one(Assignment, scene.assignments[0].id)
            reading.mark_read(mine, comment_factory.step_of(version.id), version)
    assert left(MORNING + 2 * HOUR) == []
