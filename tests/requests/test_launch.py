"""The readiness page, exceptions and the launch, and who may do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import threads
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftStage
from cab_portal.launches.models import Launch
from cab_portal.launches.rules import Check
from cab_portal.outbox.models import OutboxMessage
from cab_portal.reviews.models import Assignment
from tests.factories import accounts, boards, drafts, launches
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient
from tests.snapshot import assert_mail
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
SignedIn = Callable[[Person], PageClient]
SentMail = Callable[[], list[OutboxMessage]]


def launch_path(scene: Reviewed) -> str:
    return f"/staff/drafts/{ids.encode(scene.draft.id)}/launch"


def stage(scene: Reviewed) -> DraftStage:
    return session.get_one(Draft, scene.draft.id, populate_existing=True).stage


def token(browser: PageClient) -> dict[str, str]:
    return {"csrf_token": str(browser.get("/me").form("/sign-out").values["csrf_token"][0])}


def test_a_draft_that_was_heard_is_launched_by_one_button(signed_in: SignedIn) -> None:
    scene = reviewed()
    page = signed_in(scene.owner).get(launch_path(scene))
    assert "Ready: all 5 checks hold" in page.words
    page = page.form(launch_path(scene)).submit()
    assert (page.status, page.path) == (200, launch_path(scene))
    assert "Version 1 is launched" in page.words
    assert "As they stood at the launch." in page.words
    assert "Approve launch" not in page.words
    assert stage(scene) is DraftStage.LAUNCHED


def test_a_blocked_launch_explains_itself_on_its_own_page(signed_in: SignedIn) -> None:
    scene = reviewed(5, finished=2, closed=False)
    scene.comment(ThreadKind.CONCERN)
    scene.close()
    page = signed_in(scene.owner).get(launch_path(scene))
    assert "Not ready: 2 of 5 checks need you" in page.words
    page = page.form(launch_path(scene)).submit()
    assert (page.status, page.h1) == (409, "This draft cannot be launched yet")
    assert "2 of 5 invited members finished; 3 are needed." in page.words
    assert "1 of 1 concerns wait for a decision." in page.words
    assert stage(scene) is DraftStage.DECIDING


def test_a_concern_that_arrives_before_the_launch_turns_ready_into_blocked(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    waiting = scene.comment()
    with unit_of_work():
        session.get_one(Thread, waiting.id).shared_at = None
    scene.close()
    browser = signed_in(scene.owner)
    ready = browser.get(launch_path(scene))
    assert "Ready: all 5 checks hold" in ready.words
    # The member sends what waited within the 48 hours after the close.
    with unit_of_work():
        threads.send_late(session.get_one(Assignment, scene.assignments[0].id))
    assert "Not ready: 1 of 5 checks needs you" in browser.get(launch_path(scene)).words
    refused = ready.form(launch_path(scene)).submit()
    assert (refused.status, refused.h1) == (409, "This draft cannot be launched yet")
    assert stage(scene) is DraftStage.DECIDING


def test_the_page_of_a_launched_draft_offers_a_survey_for_its_next_version(signed_in: SignedIn) -> None:
    scene = reviewed()
    launches.launch(scene)
    browser = signed_in(scene.owner)
    page = browser.get(f"/staff/drafts/{ids.encode(scene.draft.id)}").follow("Write a survey")
    page = page.form().fill(title="Is it still right?", purpose="We decide on a second version.").submit()
    assert (page.status, page.h1) == (200, "Is it still right?")


def test_before_a_version_is_shared_the_page_says_what_to_do(signed_in: SignedIn) -> None:
    draft = drafts.draft()
    page = signed_in(draft.owner).get(f"/staff/drafts/{ids.encode(draft.id)}/launch")
    assert "Nothing can be launched yet" in page.words


def test_an_exception_is_asked_for_by_one_and_granted_by_another(signed_in: SignedIn) -> None:
    scene = reviewed(5, finished=2)
    owner = signed_in(scene.owner)
    page = owner.get(launch_path(scene)).follow("Ask for an exception")
    page = page.form().submit()
    assert page.status == 422
    assert all(sentence in page.words for sentence in ("Choose why.", "Say why. It stays on the launch record."))
    page = page.form().fill(excuse="no_time", reason="The season begins on Monday.").submit()
    assert "Exception asked for" in page.words
    assert "Grant exception" not in page.words
    assert owner.get(launch_path(scene)).form(launch_path(scene)).submit().status == 409
    second = signed_in(accounts.staff(name="Second Person"))
    page = second.get(launch_path(scene))
    grant = next(action for action in page.soup.select("form[action]") if str(action["action"]).endswith("/grant"))
    page = page.form(str(grant["action"])).submit()
    assert "Granted by Second Person" in page.words
    page = owner.get(launch_path(scene))
    assert "Ready, with one exception" in page.words
    page = page.form(launch_path(scene)).submit()
    assert "The season begins on Monday." in page.words
    assert "Granted by Second Person" in page.words


def test_an_exception_may_be_refused(signed_in: SignedIn) -> None:
    scene = reviewed(5, finished=2)
    waiver = launches.waiver(scene)
    browser = signed_in(accounts.staff(Role.ADMIN))
    page = browser.get(launch_path(scene)).form(f"/staff/waivers/{ids.encode(waiver.id)}/refuse").submit()
    assert "Refused by" in page.words
    assert "Not ready: 1 of 5 checks needs you" in page.words


def test_nobody_decides_on_an_exception_of_their_own(signed_in: SignedIn) -> None:
    scene = reviewed(5, finished=2)
    waiver = launches.waiver(scene)
    admin, owner = accounts.staff(Role.ADMIN), signed_in(scene.owner)
    for verb in ("grant", "refuse"):
        path = f"/staff/waivers/{ids.encode(waiver.id)}/{verb}"
        assert owner.post(path, token(owner)).status == 403
    browser = signed_in(admin)
    asked = browser.get(launch_path(scene))
    assert "Grant exception" in asked.words


def test_a_concern_that_comes_after_the_approval_of_an_exception_blocks_again(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    scene.comment()
    launches.waiver(scene, Check.CONCERNS_DECIDED, granted_by=accounts.staff())
    launches.waiver(scene, Check.REVIEWS_CLOSED, granted_by=accounts.staff())
    browser = signed_in(scene.owner)
    assert "Ready, with 2 exceptions" in browser.get(launch_path(scene)).words
    scene.comment(body="And it costs too much.", member=1)
    assert "Not ready: 1 of 5 checks needs you" in browser.get(launch_path(scene)).words


def test_a_later_version_must_be_approved_again(signed_in: SignedIn) -> None:
    scene = reviewed()
    launches.launch(scene)
    scene.change()
    page = signed_in(scene.owner).get(launch_path(scene))
    assert "Approved version 1, now version 2: approve again." in page.words
    assert "Version 1 was launched by" in page.words
    assert "1 changed step was read again by fewer than 2 members." in page.words


@pytest.mark.parametrize(
    ("who", "reads", "launches_it"), [("csm", 200, 403), ("admin", 200, 303), ("member", 404, 404)]
)
def test_who_reads_and_who_launches(who: str, reads: int, launches_it: int, signed_in: SignedIn) -> None:
    scene = reviewed()
    person = {
        "csm": accounts.staff,
        "admin": lambda: accounts.staff(Role.ADMIN),
        "member": lambda: scene.assignments[0].person,
    }[who]()
    browser = signed_in(person)
    assert browser.get(launch_path(scene)).status == reads
    asking = f"{launch_path(scene)}/exceptions/finished"
    assert browser.get(asking).status == (reads if launches_it == 303 else launches_it)
    assert browser.post(launch_path(scene), token(browser)).status == launches_it
    assert (stage(scene) is DraftStage.LAUNCHED) == (launches_it == 303)


def test_an_unknown_check_does_not_exist(signed_in: SignedIn) -> None:
    scene = reviewed()
    assert signed_in(scene.owner).get(f"{launch_path(scene)}/exceptions/nonsense").status == 404


def test_a_double_click_launches_once_and_mails_each_commenter_once(signed_in: SignedIn, sent_mail: SentMail) -> None:
    scene = reviewed(closed=False)
    for member in (0, 1):
        scene.comment(ThreadKind.PRAISE, member=member)
    scene.close()
    sent_mail()
    browser = signed_in(scene.owner)
    form = browser.get(launch_path(scene)).form(launch_path(scene))
    assert [form.submit().status for _ in range(2)] == [200, 200]
    assert session.scalar(select(func.count()).select_from(Launch)) == 1
    told = [message.person_id for message in sent_mail() if message.template == "draft_launched"]
    assert sorted(map(str, told)) == sorted(str(scene.assignments[member].person_id) for member in (0, 1))


@pytest.mark.parametrize(
    ("disposition", "snapshot"),
    [
        (Disposition.ACCEPTED, "draft_launched_changed"),
        (Disposition.DECLINED, "draft_launched_declined"),
        (Disposition.ANSWERED, "draft_launched_answered"),
    ],
)
def test_the_receipt_says_what_became_of_the_comments(
    disposition: Disposition, snapshot: str, sent_mail: SentMail
) -> None:
    scene = reviewed(closed=False)
    with unit_of_work():
        session.get_one(Person, scene.assignments[0].person_id).name = "Jonas Weber"
        session.get_one(Person, scene.owner.id).name = "Mara Keller"
    for thread in (scene.comment(ThreadKind.CONCERN), scene.comment(ThreadKind.SUGGESTION)):
        scene.dispose(thread, disposition)
    scene.comment(ThreadKind.PRAISE)
    scene.close()
    sent_mail()
    launches.launch(scene)
    (message,) = [message for message in sent_mail() if message.template == "draft_launched"]
    assert_mail(snapshot, message)


def test_the_page_takes_as_many_statements_for_many_rows_as_for_one(signed_in: SignedIn) -> None:
    few, many = reviewed(2, closed=False), reviewed(30, closed=False)
    few.comment()
    for member in range(30):
        for count in range(3):
            many.comment(body=f"Concern {count}.", member=member)
        boards.segment(many.board)

    def statements(scene: Reviewed) -> int:
        browser, path = signed_in(scene.owner), launch_path(scene)
        return len(statements_of(lambda: browser.get(path)))

    assert statements(few) == statements(many)
