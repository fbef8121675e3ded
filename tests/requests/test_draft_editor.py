"""The editor of a draft: its plan, the order of its steps, saving while writing, placeholders, the working file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import DraftKind, StepInput
from tests.factories import drafts as factories
from tests.factories.accounts import staff
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


def titles(draft: Draft) -> list[str]:
    session.expire_all()
    return [step.title for step in queries.steps_of(draft.id)]


def three(mara: Person, kind: DraftKind = DraftKind.EMAIL_SERIES) -> Draft:
    return factories.draft(mara, kind=kind, steps=[StepInput("A", "a"), StepInput("B", "b"), StepInput("C", "c")])


# The plan of a step


def test_a_step_has_a_day_an_owner_and_a_goal(desk: PageClient, mara: Person) -> None:
    draft, tom = three(mara), staff(name="Tom Beck")
    form = desk.get(step_path(draft)).form(step_path(draft))
    assert "minutes" not in form.values
    saved = form.fill(day=3, channel="E-mail", owner_id=ids.encode(tom.id), goal="They signed in.").submit("Save step")
    row = " ".join(saved.soup.select_one("#step-1").get_text(" ").split())  # type: ignore[union-attr]
    for words in ("Day 3 · E-mail · Owner: Tom Beck", "Goal: They signed in."):
        assert words in row
    step = queries.steps_of(draft.id)[0]
    assert (step.day, step.timing, step.goal, step.owner_id) == (3, "Day 3", "They signed in.", tom.id)
    again = desk.get(step_path(draft)).form(step_path(draft)).values
    assert (again["day"], again["timing"], again["owner_id"]) == (["3"], [""], [ids.encode(tom.id)])


def test_a_step_from_before_days_were_counted_shows_its_day(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    form = desk.get(step_path(draft, 1)).form(step_path(draft, 1))
    assert (form.values["day"], form.values["timing"]) == (["3"], [""])


def test_an_agenda_has_minutes_and_tells_when_each_item_begins(desk: PageClient, mara: Person) -> None:
    draft = three(mara, DraftKind.QBR)
    for place, minutes in enumerate((10, 20, 60)):
        form = desk.get(step_path(draft, place)).form(step_path(draft, place))
        assert {"day", "subject"} & set(form.values) == set()
        form.fill(minutes=minutes, goal="Three decisions.").submit("Save step")
    edited = desk.get(path(draft, "/edit"))
    assert "0:10 to 0:30 · 20 minutes" in edited.words
    assert "0:30 to 1:30 · 60 minutes" in edited.words
    assert "90 minutes in all" in edited.words
    assert "Three decisions." in desk.get(path(draft, "/preview")).words


@pytest.mark.parametrize(
    ("day", "sentence"), [("soon", "Write a whole number."), ("-1", "Write a number from 0 to 3,650.")]
)
def test_a_day_that_is_none_is_refused_and_stays_in_the_form(
    desk: PageClient, mara: Person, day: str, sentence: str
) -> None:
    draft = three(mara)
    refused = desk.get(step_path(draft)).form(step_path(draft)).fill(day=day, title="Kept").submit("Save step")
    assert (refused.status, sentence in refused.words) == (422, True)
    assert refused.form(step_path(draft)).values["title"] == ["Kept"]


def test_an_owner_who_left_stays_until_somebody_else_is_chosen(desk: PageClient, mara: Person) -> None:
    tom = staff(name="Tom Beck")
    draft = factories.draft(mara, steps=[StepInput("A", "a", owner_id=tom.id)])
    with unit_of_work():
        session.get_one(Person, tom.id).deactivated_at = clock.now()
    form = desk.get(step_path(draft)).form(step_path(draft))
    assert form.values["owner_id"] == [ids.encode(tom.id)]
    assert form.fill(title="Still his").submit("Save step").status == 200
    assert queries.steps_of(draft.id)[0].owner_id == tom.id
    other = form.forge(owner_id=ids.encode(staff(Role.CSM, "Gone", deactivated_at=clock.now()).id)).submit("Save step")
    assert other.status == 422


def test_the_goal_of_a_mail_stays_with_the_team_and_makes_no_new_version(desk: PageClient, mara: Person) -> None:
    draft = three(mara)
    factories.version(draft)
    desk.get(step_path(draft)).form(step_path(draft)).fill(goal="They buy more.").submit("Save step")
    assert "Nothing changed since version 1" in desk.get(path(draft, "/versions/new")).words
    assert "They buy more." not in desk.get(path(draft, "/preview")).words
    agenda = three(mara, DraftKind.QBR)
    factories.version(agenda)
    desk.get(step_path(agenda)).form(step_path(agenda)).fill(goal="Three decisions.").submit("Save step")
    shared = desk.get(path(agenda, "/versions/new")).form(path(agenda, "/versions")).submit()
    assert "Version 2 is shared." in shared.words
    assert "Three decisions." in desk.get(path(agenda, "/compare")).words


# The order of the steps


def test_a_step_moves_by_buttons_and_the_button_keeps_the_focus(desk: PageClient, mara: Person) -> None:
    draft = three(mara)
    moved = desk.get(path(draft, "/edit")).form(step_path(draft, 2, "/move/up")).submit()
    assert titles(draft) == ["A", "C", "B"]
    assert "“C” is step 2 now." in moved.words
    focused = moved.soup.select("[autofocus]")
    assert [" ".join(button.get_text(" ").split()) for button in focused] == ["Move up C"]
    first = desk.get(path(draft, "/edit")).form(step_path(draft, 1, "/move/up")).submit()
    assert [" ".join(button.get_text(" ").split()) for button in first.soup.select("[autofocus]")] == ["Move down C"]
    last = desk.get(path(draft, "/edit")).form(step_path(draft, 1, "/move/down")).submit()
    assert titles(draft) == ["C", "B", "A"]
    assert [" ".join(button.get_text(" ").split()) for button in last.soup.select("[autofocus]")] == ["Move up A"]


def test_a_step_goes_to_a_position_at_once(desk: PageClient, mara: Person) -> None:
    draft = three(mara)
    form = desk.get(path(draft, "/edit")).form(step_path(draft, 0, "/place"))
    assert form.values["position"] == ["1"]
    moved = form.fill(position=3).submit()
    assert titles(draft) == ["B", "C", "A"]
    assert [control["name"] for control in moved.soup.select("[autofocus]")] == ["position"]
    form = moved.form(step_path(draft, 2, "/place"))
    assert form.forge(position="0").submit().status == 200
    assert titles(draft) == ["A", "B", "C"]
    assert desk.get(path(draft, "/edit")).form(step_path(draft, 0, "/place")).forge(position="x").submit().status == 422


def test_steps_are_sorted_by_their_days_where_they_are_not(desk: PageClient, mara: Person) -> None:
    steps = [StepInput("Late", "x", day=9), StepInput("Early", "x", day=1), StepInput("Loose", "x")]
    draft = factories.draft(mara, steps=steps)
    shown = desk.get(path(draft, "/edit"))
    assert "Some steps stand before one of an earlier day." in shown.words
    ordered = shown.form(path(draft, "/steps/sort")).submit()
    assert titles(draft) == ["Early", "Loose", "Late"]
    assert "Sort steps by day" not in ordered.words


def test_many_steps_are_placed_by_a_number_and_not_by_long_lists(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara, steps=[StepInput(f"S{number}", "x") for number in range(40)])
    shown = desk.get(path(draft, "/edit"))
    assert shown.soup.select("main option") == []
    shown.form(step_path(draft, 39, "/place")).fill(position=2).submit()
    assert titles(draft)[:3] == ["S0", "S39", "S1"]


# Saving while writing


def autosave(page: Page, draft: Draft, place: int = 0, **fields: str) -> Page:
    """What the script sends: the form as it stands, asked for the fragment."""
    form = page.form(step_path(draft, place)).fill(**fields)
    return page.client.post(step_path(draft, place, "?fragment=saving"), form.values, fragment=True)


def told(answer: Page, part: str = "status") -> str:
    found = answer.soup.select_one(f'[data-part="{part}"]')
    return " ".join(found.get_text(" ").split()) if found else ""


def test_what_is_typed_is_saved_with_its_time_and_nothing_is_versioned(desk: PageClient, mara: Person) -> None:
    draft = three(mara)
    page = desk.get(step_path(draft))
    assert page.form(step_path(draft))._action == step_path(draft)
    answer = autosave(page, draft, markdown="Typed and not yet finished {first nam}.")
    assert (answer.status, answer.response.headers["Cache-Control"]) == (200, "no-store")
    assert re.fullmatch(r"Saved \d\d:\d\d", told(answer))
    assert "{first nam} is not known. Do you mean {first name}?" in told(answer, "placeholders")
    saved = answer.soup.select_one('[data-saving="saved"]')
    assert saved is not None
    assert saved["data-revision"] == str(queries.steps_of(draft.id)[0].revision)
    assert queries.steps_of(draft.id)[0].markdown == "Typed and not yet finished {first nam}."
    assert session.query(Version).count() == 0


def test_a_second_editor_is_shown_the_difference_and_nothing_is_overwritten(
    desk: PageClient, mara: Person, signed_in: SignIn
) -> None:
    draft = three(mara)
    mine, theirs = desk.get(step_path(draft)), signed_in(mara).get(step_path(draft))
    autosave(theirs, draft, markdown="Theirs.")
    answer = autosave(mine, draft, markdown="Mine.")
    assert answer.status == 409
    stopped = answer.soup.select_one('[data-saving="stopped"]')
    assert stopped is not None
    assert "Not saved: somebody else saved this step." in told(answer)
    assert [mark.get_text() for mark in stopped.select("del")][:1] == ["removed: Theirs"]
    assert [mark.get_text() for mark in stopped.select("ins")][:1] == ["added: Mine"]
    assert queries.steps_of(draft.id)[0].markdown == "Theirs."
    form = mine.form(step_path(draft)).fill(markdown="Mine.").forge(revision=stopped["data-revision"])
    assert "is saved" in form.submit("Save step").words
    session.expire_all()
    assert queries.steps_of(draft.id)[0].markdown == "Mine."


def test_what_cannot_be_saved_yet_is_told_and_stays(desk: PageClient, mara: Person) -> None:
    draft = three(mara)
    answer = autosave(desk.get(step_path(draft)), draft, title="")
    assert answer.status == 422
    assert told(answer) == "Not saved yet: Give the step a title."
    gone = desk.get(step_path(draft))
    address = step_path(draft)
    desk.get(step_path(draft, rest="/delete")).form(step_path(draft, rest="/delete")).submit("Delete step")
    lost = gone.client.post(f"{address}?fragment=saving", gone.form(address).fill(title="X").values, fragment=True)
    assert (lost.status, "somebody else deleted this step" in told(lost)) == (409, True)


# Placeholders


def test_placeholders_are_checked_where_steps_are_written_listed_and_shared(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(
        mara, steps=[StepInput("Hello", "Dear {frist name}, {contract number}", subject="For {you")]
    )
    for rest in ("/edit", "/versions/new"):
        shown = desk.get(path(draft, rest)).words
        for words in ("Do you mean {first name}?", "{contract number} is not known.", "“{you”"):
            assert words in shown, rest
    edited = desk.get(step_path(draft))
    assert "Placeholders that are known" in edited.words
    assert "{first name}" in [code.get_text() for code in edited.soup.select("code")]
    assert "{calendar link}" in edited.words
    assert "{calendar link}" not in desk.get(step_path(three(mara, DraftKind.POLICY))).words


def test_a_program_adds_placeholders_of_its_own(desk: PageClient, mara: Person, signed_in: SignIn) -> None:
    draft = factories.draft(mara, steps=[StepInput("Hello", "Dear {contract number}")])
    assert "is not known" in desk.get(path(draft, "/edit")).words
    admin = signed_in(staff(Role.ADMIN))
    form = admin.get("/admin/settings").form("/admin/settings")
    form.fill(placeholders="{contract number}\nsite", hourly_rate="90").submit("Save settings")
    assert "is not known" not in desk.get(path(draft, "/edit")).words
    assert "{site}" in desk.get(step_path(draft)).words


# The working file


def test_the_working_steps_are_downloaded_and_read_back_with_what_stands_around_them(
    desk: PageClient, mara: Person
) -> None:
    draft = factories.draft(mara, title="Série d’accueil")
    file = desk.get(path(draft, "/markdown")).response
    assert file.headers["Content-Disposition"] == 'attachment; filename="serie-daccueil.md"'
    assert "subject: Your workspace is ready" in file.get_data(as_text=True)
    other = factories.draft(mara, steps=())
    form = desk.get(path(other, "/import")).form(path(other, "/import"))
    form.fill(file=(io.BytesIO(file.get_data()), "x.md")).submit("Import file")

    def shown(of: Draft) -> list[tuple[object, ...]]:
        names = ("title", "markdown", "channel", "timing", "role", "sender", "subject", "preview", "goal")
        return [tuple(getattr(step, name) for name in names) for step in queries.steps_of(of.id)]

    assert shown(other) == shown(draft)
