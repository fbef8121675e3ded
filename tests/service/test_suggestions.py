"""A suggestion applied by one click: where its words stand unchanged, with credit; undone while nothing follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.comments.models import AppliedSuggestion, Thread
from cab_portal.comments.queries.suggestions import applied_view, working_place
from cab_portal.comments.rules import Disposition, ThreadKind
from cab_portal.comments.service import suggestions
from cab_portal.core import ids
from cab_portal.core.actor import Actor, Role
from cab_portal.core.errors import Conflict
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Draft, Step, Version
from cab_portal.drafts.queries import comparison_of, steps_of
from cab_portal.launches.queries.reasons import Credit, reasons_of
from cab_portal.outbox.models import OutboxMessage
from tests.factories import accounts, comments, drafts
from tests.factories.launches import Reviewed, reviewed
from tests.page_client import PageClient

pytestmark = pytest.mark.usefixtures("app")
QUOTE, WORDS = "within one working day", "within two working days"
SignedIn = Callable[[Person], PageClient]


def suggested(scene: Reviewed, quote: str = QUOTE, words: str = WORDS, member: int = 0) -> Thread:
    return comments.thread(
        scene.assignments[member], quote, kind=ThreadKind.SUGGESTION, body="", replacement=words, shared=True
    )


def apply(scene: Reviewed, thread: Thread) -> None:
    with unit_of_work():
        suggestions.apply(scene.actor, session.get_one(Draft, scene.draft.id), session.get_one(Thread, thread.id))


def undo(scene: Reviewed, thread: Thread) -> None:
    with unit_of_work():
        suggestions.undo(session.get_one(Draft, scene.draft.id), session.get_one(Thread, thread.id))


def working(scene: Reviewed) -> str:
    return steps_of(scene.draft.id)[0].markdown


def rewrite(scene: Reviewed, markdown: str) -> None:
    drafts.rewrite(session.get_one(Step, steps_of(scene.draft.id)[0].id), markdown)


def test_the_words_stand_in_the_working_text_and_the_suggestion_is_accepted() -> None:
    scene = reviewed(closed=False)
    thread, before = suggested(scene), working(scene)
    apply(scene, thread)
    assert working(scene) == before.replace(QUOTE, WORDS)
    row = session.get_one(Thread, thread.id)
    assert (row.disposition, row.disposition_reason) == (Disposition.ACCEPTED, f"The next version says “{WORDS}”.")
    assert working_place(thread.id) is None
    with pytest.raises(Conflict):
        apply(scene, thread)


def test_it_is_undone_while_the_step_is_as_it_left_it() -> None:
    scene = reviewed(closed=False)
    thread, before = suggested(scene), working(scene)
    apply(scene, thread)
    undo(scene, thread)
    assert working(scene) == before
    assert session.get_one(Thread, thread.id).disposition is None
    undo(scene, thread)
    apply(scene, thread)
    rewrite(scene, working(scene) + " Always.")
    shown = applied_view(thread.id)
    assert shown is not None
    assert not shown.may_undo
    with pytest.raises(Conflict):
        undo(scene, thread)
    assert session.query(AppliedSuggestion).count() == 2


def test_a_decision_that_came_first_stays() -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    scene.dispose(thread, Disposition.PARTLY)
    apply(scene, thread)
    undo(scene, thread)
    assert session.get_one(Thread, thread.id).disposition is Disposition.PARTLY


@pytest.mark.parametrize(
    "markdown",
    [
        "Hello {first name},\n\nyour workspace is **ready**. We reply to every question within two working days.",
        "Something else altogether.",
    ],
)
def test_it_is_not_offered_where_the_working_text_says_something_else(markdown: str) -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    rewrite(scene, markdown)
    assert working_place(thread.id) is None
    with pytest.raises(Conflict):
        apply(scene, thread)
    assert working(scene) == markdown


def test_it_follows_its_words_through_an_edit_around_them() -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    rewrite(scene, "Dear {first name},\n\nwelcome. We reply to every question within one working day.")
    apply(scene, thread)
    assert working(scene) == "Dear {first name},\n\nwelcome. We reply to every question within two working days."


def test_edited_in_a_later_version_it_is_not_offered() -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    scene.change("Hello {first name},\n\nyour workspace is **ready**. We reply within one day.")
    assert working_place(thread.id) is None


def test_questions_and_suggestions_without_words_have_no_button() -> None:
    scene = reviewed(closed=False)
    assert working_place(scene.comment(ThreadKind.QUESTION).id) is None
    assert working_place(scene.comment(ThreadKind.SUGGESTION, "Say it in two words.").id) is None


def credits_for(actor: Actor, version: Version) -> list[Credit]:
    """Whose words the version brought, as this reader is told beside its paragraphs."""
    found = comparison_of(version.draft_id, version.number - 1, version.number)
    paragraphs = [step.paragraphs for step in reasons_of(actor, found).values()]
    return [one for those in paragraphs for reasons in those.values() for one in reasons if isinstance(one, Credit)]


def test_the_version_that_brings_the_words_names_their_author() -> None:
    scene = reviewed(2, closed=False)
    thread = suggested(scene)
    apply(scene, thread)
    version = drafts.version(session.get_one(Draft, scene.draft.id))
    (credit,) = credits_for(scene.actor, version)
    author = session.get_one(Person, thread.author_id)
    assert (credit.author, credit.words, credit.is_own) == (author.name, WORDS, False)
    assert [one.is_own for one in credits_for(accounts.actor_of(author), version)] == [True]
    other = next(row.person for row in scene.assignments if row.person_id != thread.author_id)
    assert credits_for(accounts.actor_of(other), version) == []
    with pytest.raises(Conflict, match="shared with a version"):
        undo(scene, thread)


def test_words_that_were_edited_away_before_the_version_get_no_credit() -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    apply(scene, thread)
    rewrite(scene, "Something else.")
    drafts.version(session.get_one(Draft, scene.draft.id))
    session.rollback()
    assert session.scalars(select(AppliedSuggestion)).one().version_id is None


def test_undone_before_its_mail_left_nobody_is_told(sent_mail: Callable[[], list[OutboxMessage]]) -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    sent_mail()
    apply(scene, thread)
    undo(scene, thread)
    assert sent_mail() == []


def test_j22_apply_is_offered_only_when_kept_and_gives_the_proposed_text(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    kept, gone = suggested(scene), suggested(scene, "your workspace is ready", "your place is set", member=1)
    rewrite(scene, working(scene).replace("workspace", "desk"))
    browser = signed_in(scene.owner)
    paths = [f"/staff/drafts/threads/{ids.encode(thread.id)}" for thread in (kept, gone)]
    assert "Apply the suggestion" not in browser.get(paths[1]).words
    page = browser.get(paths[0]).form(f"{paths[0]}/apply").submit()
    assert "The working text has these words." in page.words
    assert WORDS in working(scene)
    version = drafts.version(session.get_one(Draft, scene.draft.id))
    address = f"/staff/drafts/{ids.encode(scene.draft.id)}/compare?from={version.number - 1}&to={version.number}"
    author = session.get_one(Person, kept.author_id)
    assert f"Words of {author.name}," in browser.get(address).words
    member = signed_in(author)
    address = f"/reviews/{ids.encode(scene.request.id)}/compare?from={version.number - 1}&to={version.number}"
    assert f"Your words, in version {version.number}:" in member.get(address).words
    admin = signed_in(accounts.staff(Role.ADMIN))
    assert "Apply the suggestion" not in admin.get(paths[0]).words


def test_j22_a_second_click_and_a_changed_step_are_refused_in_words(signed_in: SignedIn) -> None:
    scene = reviewed(closed=False)
    thread = suggested(scene)
    browser, path = signed_in(scene.owner), f"/staff/drafts/threads/{ids.encode(thread.id)}"
    form = browser.get(path).form(f"{path}/apply")
    form.submit()
    again = form.submit()
    assert (again.status, "do not stand in the working text as they did" in again.words) == (409, True)
    page = browser.get(path).form(f"{path}/undo").submit()
    assert "The step reads as it did before." in page.words
