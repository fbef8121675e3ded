"""The pages on which drafts are listed, made and written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftKind, DraftStage, StepInput
from tests.factories import drafts as factories
from tests.factories.accounts import person, staff
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]


@pytest.fixture
def mara(app: object) -> Person:
    """The CSM who writes."""
    return staff(name="Mara Keller")


@pytest.fixture
def desk(mara: Person, signed_in: SignIn) -> PageClient:
    """Mara's browser."""
    return signed_in(mara)


def path(draft: Draft, rest: str = "") -> str:
    return f"/staff/drafts/{ids.encode(draft.id)}{rest}"


def step_path(draft: Draft, place: int = 0, rest: str = "") -> str:
    return path(draft, f"/steps/{ids.encode(queries.steps_of(draft.id)[place].id)}{rest}")


def send(browser: PageClient, address: str, **fields: str) -> Page:
    """Post without the page that has the form, as somebody would who knows the address."""
    token = browser.get("/staff").form("/sign-out").values["csrf_token"][0]
    return browser.post(address, {"csrf_token": token, **fields}, follow=True)


def test_the_empty_list_offers_three_starters_and_each_makes_a_whole_draft(desk: PageClient) -> None:
    for key, starter in service.STARTERS.items():
        made = send(desk, f"/staff/drafts/starters/{key}")
        assert made.status == 200
        for step in starter.steps:
            assert step.title in made.words
            assert step.markdown
    listed = desk.get("/staff/drafts")
    assert listed.words.count("Not shared yet") == 3
    assert send(desk, "/staff/drafts/starters/none").status == 404


def test_the_empty_list_says_what_comes_here(desk: PageClient) -> None:
    empty = desk.get("/staff/drafts")
    assert (empty.h1, empty.title) == ("Drafts", "Drafts – Advisory board")
    assert "No drafts yet" in empty.words
    assert empty.form("/staff/drafts/starters/qbr-agenda").submit().h1 == "Steps"


def test_the_list_is_by_stage_and_a_stage_can_be_chosen(desk: PageClient, mara: Person) -> None:
    factories.draft(mara, title="Being written")
    with unit_of_work():
        service.move_stage(factories.draft(mara, title="Being read"), DraftStage.IN_REVIEW)
    listed = desk.get("/staff/drafts")
    assert [heading.get_text() for heading in listed.soup.select("main h2")] == ["Writing", "In review"]
    reviewed = desk.get("/staff/drafts?stage=in_review").words
    assert "Being read" in reviewed
    assert "Being written" not in reviewed
    assert "No draft is at this stage" in desk.get("/staff/drafts?stage=launched").words


def test_a_draft_is_made_with_kind_title_and_goal(desk: PageClient) -> None:
    form = desk.get("/staff/drafts/new").form("/staff/drafts")
    made = form.fill(kind="course", title="Training", goal="Fewer tickets.").submit()
    assert made.h1 == "Steps"
    assert "No steps yet" in made.words
    assert "Course" in made.words


def test_the_first_button_of_a_draft_is_what_comes_next(desk: PageClient, mara: Person) -> None:
    def first_button() -> str:
        (button,) = desk.get(path(draft)).soup.select(".head .button-primary")
        return button.get_text(strip=True)

    draft = factories.draft(mara)
    assert first_button() == "Share a version"
    page = desk.get(path(draft, "/versions/new"))
    assert "A word about this version" in page.words
    assert "What changed, and why" not in page.words
    page.form(path(draft, "/versions")).submit()
    assert first_button() == "Put it before a board"
    factories.rewrite(queries.steps_of(draft.id)[0], "Something new.")
    assert first_button() == "Share a version"
    assert "What changed, and why" in desk.get(path(draft, "/versions/new")).words


def test_a_draft_without_a_title_is_refused_and_keeps_the_goal(desk: PageClient) -> None:
    refused = desk.get("/staff/drafts/new").form("/staff/drafts").fill(goal="Fewer tickets.").submit()
    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert "Give the draft a title." in refused.words
    assert refused.form("/staff/drafts").values["goal"] == ["Fewer tickets."]


def test_a_step_is_added_looked_at_and_saved(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara, steps=())
    form = desk.get(path(draft, "/steps/new")).form(path(draft, "/steps"))
    form.fill(title="Welcome", timing="Day 0", subject="Hello", markdown="It is **ready**.")
    looked = form.submit("Show preview")
    assert looked.status == 200
    assert "It is not saved yet" in looked.words
    assert looked.soup.select_one(".prose strong").get_text() == "ready"  # type: ignore[union-attr]
    assert queries.steps_of(draft.id) == []
    saved = looked.form(path(draft, "/steps")).submit("Add step")
    assert "The step “Welcome” is saved." in saved.words
    assert queries.steps_of(draft.id)[0].subject == "Hello"


def test_a_draft_that_is_no_mail_series_has_no_envelope_and_keeps_one_it_had(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    form = desk.get(path(draft, "/edit")).form(path(draft, "/edit"))
    form.fill(kind="policy").submit()
    step = desk.get(step_path(draft)).form(step_path(draft))
    assert "subject" not in step.values
    step.fill(title="Hello").submit("Save step")
    assert queries.steps_of(draft.id)[0].subject == factories.WELCOME.subject


def test_a_tier_of_a_policy_shows_what_it_promises(desk: PageClient, mara: Person) -> None:
    tier = StepInput("Tier 1", "Somebody calls you.", timing="A reply within one hour", role="Head of support")
    draft = factories.draft(mara, kind=DraftKind.POLICY, steps=[tier])
    page = desk.get(step_path(draft))
    assert "Service level" in page.words
    assert page.form(step_path(draft)).values["timing"] == ["A reply within one hour"]
    assert "Service level A reply within one hour" in desk.get(path(draft, "/preview")).words


def test_two_editors_lose_neither_text(desk: PageClient, mara: Person, signed_in: SignIn) -> None:
    draft = factories.draft(mara)
    address = step_path(draft)
    first = desk.get(address).form(address)
    second = signed_in(mara).get(address).form(address)
    first.fill(markdown="The first editor's text.").submit("Save step")
    refused = second.fill(markdown="The second editor's text.").submit("Save step")
    assert refused.status == 409
    assert "Somebody else saved this step" in refused.words
    assert refused.soup.select_one("#their-text").get_text().strip() == "The first editor's text."  # type: ignore[union-attr]
    assert refused.form(address).values["markdown"] == ["The second editor's text."]
    assert queries.steps_of(draft.id)[0].markdown == "The first editor's text."
    assert "is saved" in refused.form(address).submit("Save step").words
    assert queries.steps_of(draft.id)[0].markdown == "The second editor's text."


def test_a_step_deleted_meanwhile_can_be_saved_as_a_new_one(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    address = step_path(draft)
    form = desk.get(address).form(address)
    desk.get(step_path(draft, rest="/delete")).form(step_path(draft, rest="/delete")).submit("Delete step")
    refused = form.fill(markdown="Written for an hour.").submit("Save step")
    assert refused.status == 409
    assert "Somebody else deleted this step" in refused.words
    refused.form(path(draft, "/steps")).submit("Save as a new step")
    assert [step.markdown for step in queries.steps_of(draft.id)][-1] == "Written for an hour."


def test_steps_are_moved_by_buttons(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    moved = desk.get(path(draft, "/edit")).form(step_path(draft, 1, "/move/up")).submit()
    assert moved.status == 200
    assert [step.title for step in queries.steps_of(draft.id)] == ["First import", "Welcome"]
    assert send(desk, step_path(draft, 1, "/move/sideways")).status == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Hello\0there", "NUL character"),
        ("x" * 50_001, "Shorten this to 50,000 characters."),
    ],
)
def test_a_text_that_cannot_be_kept_comes_back_with_a_sentence(
    desk: PageClient, mara: Person, typed: str, sentence: str
) -> None:
    draft = factories.draft(mara)
    address = step_path(draft)
    refused = desk.get(address).form(address).fill(markdown=typed, title="Kept").submit("Save step")
    assert refused.status == 422
    assert sentence in refused.words
    assert refused.form(address).values["title"] == ["Kept"]


HOSTILE = (
    "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[click](javascript:alert(1))\n\n"
    "![a](https://example.com/pixel.png)\n\n| a |\n|---|\n| <b onclick=alert(1)>x</b> |\n\n"
    "[x](data:text/html;base64,PHNjcmlwdD4=)\n\n```\n</textarea><script>alert(2)</script>\n```\n"
)


def test_hostile_markdown_is_shown_as_words_on_every_page(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara, title="<script>alert(0)</script>", steps=[StepInput("</title><b>x</b>", HOSTILE)])
    factories.version(draft)
    factories.rewrite(queries.steps_of(draft.id)[0], HOSTILE + "\n<svg onload=alert(3)>\n")
    factories.version(draft, "<script>note</script>")
    for rest in ("", "/preview", "/edit", "/versions/2", "/compare", "/versions/new", "/people"):
        shown = desk.get(path(draft, rest))
        assert shown.status == 200
        assert shown.soup.select("main script, main img, main [onerror], main [onclick], main [onload]") == []
        assert [link["href"] for link in shown.soup.select("main .prose a[href]")] == []
    edited = desk.get(step_path(draft))
    assert edited.form(step_path(draft)).values["markdown"][0].endswith("<svg onload=alert(3)>")


def test_only_who_writes_a_draft_gets_to_its_editor(desk: PageClient, mara: Person, signed_in: SignIn) -> None:
    draft = factories.draft(mara)
    tom, hana = staff(name="Tom Beck"), staff(Role.ADMIN, "Hana Vogt")
    for other in (signed_in(tom), signed_in(hana)):
        assert other.get(path(draft)).status == 200
        for rest in ("/edit", "/steps/new", "/import", "/versions/new"):
            assert other.get(path(draft, rest)).status == 403
        assert other.get(step_path(draft)).status == 403
        assert send(other, step_path(draft), title="Mine").status == 403
        assert send(other, path(draft, "/versions")).status == 403
        assert send(other, step_path(draft, 0, "/delete")).status == 403
    for rest in ("", "/preview", "/people", "/compare"):
        assert signed_in(person()).get(path(draft, rest)).status == 404
    assert desk.get(path(draft, "/edit")).status == 200


def test_a_step_of_another_draft_is_not_there(desk: PageClient, mara: Person) -> None:
    own, other = factories.draft(mara), factories.draft(mara, title="Another")
    foreign = ids.encode(queries.steps_of(other.id)[0].id)
    assert desk.get(path(own, f"/steps/{foreign}")).status == 404
    assert send(desk, path(own, f"/steps/{foreign}/delete")).status == 404
    assert desk.get(path(own, f"/steps/{ids.encode(ids.new_id())}")).status == 404
    assert len(queries.steps_of(other.id)) == 2


def test_the_owner_names_collaborators_and_takes_it_back(desk: PageClient, mara: Person, signed_in: SignIn) -> None:
    draft = factories.draft(mara)
    tom = staff(name="Tom Beck")
    form = desk.get(path(draft, "/people")).form(path(draft, "/collaborators"))
    named = form.fill_all({"collaborator-person": ids.encode(tom.id)}).submit("Add collaborator")
    assert "Tom Beck writes this draft as well." in named.words
    helper = signed_in(tom)
    assert helper.get(path(draft, "/edit")).status == 200
    assert send(helper, path(draft, "/collaborators"), **{"collaborator-person": ids.encode(tom.id)}).status == 403
    named.form(path(draft, f"/collaborators/{ids.encode(tom.id)}/remove")).submit()
    assert helper.get(path(draft, "/edit")).status == 403


def test_nobody_chosen_or_a_member_is_refused(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    form = desk.get(path(draft, "/people")).form(path(draft, "/collaborators"))
    refused = form.submit("Add collaborator")
    assert (refused.status, "Choose somebody." in refused.words) == (422, True)
    forged = form.forge(**{"collaborator-person": ids.encode(person().id)}).submit("Add collaborator")
    assert forged.status == 422
    own = form.forge(**{"collaborator-person": ids.encode(mara.id)}).submit("Add collaborator")
    assert (own.status, "Choose somebody else." in own.words) == (422, True)


def test_an_admin_hands_a_draft_over_and_its_owner_does_not(desk: PageClient, mara: Person, signed_in: SignIn) -> None:
    draft = factories.draft(mara)
    tom, hana = staff(name="Tom Beck"), staff(Role.ADMIN, "Hana Vogt")
    assert send(desk, path(draft, "/owner"), **{"owner-person": ids.encode(tom.id)}).status == 403
    form = signed_in(hana).get(path(draft, "/people")).form(path(draft, "/owner"))
    given = form.fill_all({"owner-person": ids.encode(tom.id)}).submit("Hand over draft")
    assert "The draft belongs to Tom Beck now." in given.words
    assert desk.get(path(draft, "/edit")).status == 403


def test_the_fiftieth_draft_is_the_last_on_its_page(desk: PageClient, mara: Person) -> None:
    with unit_of_work():
        for number in range(51):
            factories.draft(mara, title=f"Draft {number}", steps=())
    listed = desk.get("/staff/drafts")
    assert "1 to 50 of 51" in listed.words
    assert "51 to 51 of 51" in listed.follow("Next page").words
