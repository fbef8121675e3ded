"""A concern is restated, confirmed or corrected by its author, and only then decided; or somebody says why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import triage
from cab_portal.comments.queries.restatements import newest_restatement
from cab_portal.comments.queries.triage import TriageFilter, TriageState
from cab_portal.comments.rules import Disposition, DispositionInput, RestatementAnswer, RestatementReply, ThreadKind
from cab_portal.comments.service import dispositions, restatements
from cab_portal.core import clock, ids
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import OutboxMessage
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.snapshot import assert_mail

pytestmark = pytest.mark.usefixtures("app")
SentMail = Callable[[], list[OutboxMessage]]
SignedIn = Callable[[Person], PageClient]
ZONE = ZoneInfo("UTC")
FRIDAY = datetime(2026, 11, 6, 10, tzinfo=UTC)
WORDS = "You worry that nobody replies on a day off."
CONFIRMED = RestatementReply(RestatementAnswer.CONFIRMED)


def restate(scene: Reviewed, thread: Thread, text: str = WORDS) -> None:
    with unit_of_work():
        restatements.restate(scene.actor, session.get_one(Thread, thread.id), text)


def answer(thread: Thread, given: RestatementReply = CONFIRMED, number: int = 1) -> None:
    with unit_of_work():
        restatements.answer(session.get_one(Thread, thread.id), number, given)


def decide(scene: Reviewed, thread: Thread, **more: str) -> None:
    with unit_of_work():
        given = DispositionInput(Disposition.ACCEPTED, "It says two days.", **more)  # type: ignore[arg-type]
        dispositions.dispose(scene.actor, session.get_one(Thread, thread.id), given)


def test_a_concern_waits_for_its_author_or_for_three_working_days() -> None:
    with clock.standing_at(FRIDAY):
        scene = reviewed(closed=False)
        thread = scene.comment()
        with pytest.raises(InvalidInput) as refused:
            decide(scene, thread)
        assert list(refused.value.fields) == ["unconfirmed_reason"]
        restate(scene, thread)
        with pytest.raises(InvalidInput):
            decide(scene, thread)
    with clock.standing_at(FRIDAY + timedelta(days=5) - timedelta(seconds=1)), pytest.raises(InvalidInput):
        decide(scene, thread)
    with clock.standing_at(FRIDAY + timedelta(days=5)):
        decide(scene, thread)


@pytest.mark.parametrize("given", [CONFIRMED, RestatementReply(RestatementAnswer.CORRECTED, "Only at weekends.")])
def test_once_its_author_has_answered_it_is_decided(given: RestatementReply) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    restate(scene, thread)
    answer(thread, given)
    decide(scene, thread)
    assert session.get_one(Thread, thread.id).unconfirmed_reason == ""


def test_a_reason_lets_it_be_decided_at_once_and_stays() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    decide(scene, thread, unconfirmed_reason="We talked on the phone.")
    assert triage.triage_thread(thread.id, ZONE).unconfirmed_reason == "We talked on the phone."


def test_only_an_undecided_concern_is_restated_and_other_kinds_need_none() -> None:
    scene = reviewed(closed=False)
    question = scene.comment(ThreadKind.QUESTION)
    with pytest.raises(Conflict):
        restate(scene, question)
    decide(scene, question)
    concern = scene.comment()
    with pytest.raises(InvalidInput):
        restate(scene, concern, "")
    decide(scene, concern, unconfirmed_reason="Agreed.")
    with pytest.raises(Conflict):
        restate(scene, concern)


def test_a_restatement_is_a_first_reply_and_waits_in_a_list_of_its_own() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    restate(scene, thread)
    asked = TriageFilter(state=TriageState.ASKED)
    assert triage.index_of(scene.draft.id, ZONE).count(asked) == 1
    assert session.get_one(Thread, thread.id).replied_at is not None
    answer(thread)
    assert triage.index_of(scene.draft.id, ZONE).count(asked) == 0


def test_other_words_ask_anew_and_the_old_ones_can_no_longer_be_answered() -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    restate(scene, thread)
    restate(scene, thread)
    restate(scene, thread, "You worry about weekends.")
    with pytest.raises(Conflict):
        answer(thread)
    answer(thread, number=2)
    answer(thread, number=2)
    with pytest.raises(Conflict):
        answer(thread, RestatementReply(RestatementAnswer.CORRECTED, "No."), number=2)
    with pytest.raises(InvalidInput):
        answer(thread, RestatementReply(RestatementAnswer.CORRECTED), number=2)
    found = newest_restatement(thread.id)
    assert found is not None
    assert (found.number, found.text, found.answer) == (2, "You worry about weekends.", RestatementAnswer.CONFIRMED)


def test_the_author_is_asked_by_mail_and_corrects_it_on_the_page(
    signed_in: SignedIn, new_browser: Callable[[], PageClient], sent_mail: SentMail
) -> None:
    scene = reviewed(2, closed=False)
    with unit_of_work():
        session.merge(scene.owner).name = "Mara Keller"
        session.merge(scene.assignments[0].person).name = "Jonas Weber"
    thread = scene.comment()
    sent_mail()
    path = f"/staff/drafts/threads/{ids.encode(thread.id)}"
    browser = signed_in(scene.owner)
    page = browser.get(path).form(f"{path}/restatements").fill(text=WORDS).submit()
    assert "The member is asked whether you understood it." in page.words
    (mail,) = sent_mail()
    assert_mail("concern_restated", mail)
    page = new_browser().get(f"/sign-in/{mail.secret['link']}").form().submit()
    own = f"/reviews/{ids.encode(scene.request.id)}/comments/{ids.encode(thread.id)}/restatement"
    assert (page.path, WORDS in page.words) == (own, True)
    refused = page.form(own).fill(answer="corrected").submit()
    assert (refused.status, "Say what we got wrong." in refused.words) == (422, True)
    page = page.form(own).fill(answer="corrected", correction="Only at weekends.").submit()
    assert "You corrected it on" in page.words
    assert "Corrected by the member Only at weekends." in browser.get(path).words
    stranger = signed_in(scene.assignments[1].person)
    assert stranger.get(own).status == 404


def test_a_question_that_no_longer_waits_is_not_mailed(sent_mail: SentMail) -> None:
    scene = reviewed(closed=False)
    thread = scene.comment()
    sent_mail()
    restate(scene, thread)
    decide(scene, thread, unconfirmed_reason="Agreed.")
    assert [message.template for message in sent_mail()] == ["thread_disposed"]
