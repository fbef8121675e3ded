"""The pages on which drafts are imported, shared, read and compared."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from cab_portal.accounts.models import Person
from cab_portal.comments.models import Thread
from cab_portal.comments.rules import ThreadKind
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft, Version
from cab_portal.drafts.rules import Direction, StepInput
from cab_portal.reviews.models import Assignment
from cab_portal.reviews.service import reading
from tests.factories import comments, launches
from tests.factories import drafts as factories
from tests.factories.accounts import staff
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
OWN_PROCESSES = Path(__file__).parent.parent / "processes"
PROCESSES = sorted(
    folder for folder in Path(os.environ.get("CAB_TEST_PROCESSES", OWN_PROCESSES)).iterdir() if folder.is_dir()
)


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


def chosen(data: bytes, name: str = "process.md") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def first_draft() -> Draft:
    return session.query(Draft).one()


def import_new(desk: PageClient, data: bytes, **fields: str) -> Page:
    form = desk.get("/staff/drafts/import").form("/staff/drafts/import")
    return form.fill(kind="policy", file=chosen(data), **fields).submit("Import file")


def test_a_file_becomes_a_draft_and_a_report_names_what_was_dropped(desk: PageClient) -> None:
    report = import_new(desk, b"# Support\n\nHello.\n\n## Tiers\n\n<iframe src='x'></iframe>\n\nThree tiers.\n")
    assert report.h1 == "What the import did"
    assert "iframe" in report.words
    draft = first_draft()
    assert (draft.title, draft.kind.value) == ("Support", "policy")
    assert [step.title for step in queries.steps_of(draft.id)] == ["Introduction", "Tiers"]
    assert "Last import" in desk.get(path(draft)).words


def test_a_typed_title_wins_over_the_files(desk: PageClient) -> None:
    import_new(desk, b"# Support\n\nHello.\n", title="Our promise")
    assert first_draft().title == "Our promise"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"  \n\n", "The file is empty."),
        (b"# T\n\n\xff\xfe\xfa", "The file is not UTF-8"),
        (b"# T\n\na\0b\n", "NUL character"),
        (b"# T\n\n" + b"word " * 1_048_576, "5,242,885 bytes"),
    ],
    ids=["nothing", "blank", "latin", "nul", "five-megabytes"],
)
def test_a_file_that_cannot_be_used_is_refused_and_the_form_is_kept(
    desk: PageClient, data: bytes, sentence: str
) -> None:
    refused = import_new(desk, data, title="Kept title")
    assert refused.status == 422
    assert sentence in refused.words
    kept = refused.form("/staff/drafts/import").values
    assert (kept["title"], kept["kind"]) == (["Kept title"], ["policy"])
    assert session.query(Draft).count() == 0


def test_no_file_at_all_is_refused(desk: PageClient) -> None:
    refused = desk.get("/staff/drafts/import").form("/staff/drafts/import").fill(kind="qbr").submit("Import file")
    assert (refused.status, "Choose a file." in refused.words) == (422, True)


def test_a_refused_further_file_leaves_the_steps_alone(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    form = desk.get(path(draft, "/import")).form(path(draft, "/import"))
    assert form.fill(file=chosen(b"\0")).submit("Import file").status == 422
    assert [step.title for step in queries.steps_of(draft.id)] == ["Welcome", "First import"]
    assert desk.get(path(draft, "/import/report")).status == 404


def test_a_further_file_is_matched_and_shared_afterwards(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    factories.version(draft)
    kept = queries.steps_of(draft.id)[0].id
    form = desk.get(path(draft, "/import")).form(path(draft, "/import"))
    report = form.fill(file=chosen(b"## Welcome\n\nA warm hello.\n\n## Goodbye\n\nBye.\n")).submit("Import file")
    for words in ("New (1)", "Removed (1)", "Went on, with their comments (1)"):
        assert words in report.words
    assert queries.newest_number(draft.id) == 1
    sharing = report.follow("Share a version")
    assert "Changed since version 1" in sharing.words
    shared = sharing.form(path(draft, "/versions")).fill(note="Warmer.").submit()
    assert "Version 2 is shared." in shared.words
    newest = queries.newest_version(draft.id)
    assert newest is not None
    assert [step.step_id == kept for step in newest.steps] == [True, False]


def test_sharing_says_what_is_missing(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara, steps=())
    assert "There is nothing to share yet" in desk.get(path(draft, "/versions/new")).words
    factories.draft(mara)
    full = factories.draft(mara)
    stale = desk.get(path(full, "/versions/new")).form(path(full, "/versions"))
    factories.version(full)
    refused = stale.submit()
    assert refused.status == 409
    assert "Nothing changed since version 1" in refused.words


def test_a_version_is_read_and_downloaded_as_it_was_shared(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara, title="Ünboarding *series*")
    factories.version(draft, "For you.")
    with unit_of_work():
        factories.rewrite(queries.steps_of(draft.id)[0], "Other words.")
    shown = desk.get(path(draft, "/versions/1"))
    assert "your workspace is ready" in shown.words
    assert "Other words" not in shown.words
    file = desk.get(path(draft, "/versions/1/markdown")).response
    assert file.headers["Content-Disposition"] == 'attachment; filename="unboarding-series-v1.md"'
    text = file.get_data(as_text=True)
    assert text.startswith("# Ünboarding \\*series\\*\n\n## Welcome\n\n```step\nchannel: E-mail\ntiming: Day 0\n")
    assert "\n```\n\nHello {first name},\n\nyour workspace is **ready**." in text
    assert desk.get(path(draft, "/versions/2")).status == 404


def test_comparing_shows_the_words_and_folds_what_stayed(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    factories.version(draft)
    factories.rewrite(queries.steps_of(draft.id)[0], factories.WELCOME.markdown.replace("one working day", "two hours"))
    factories.version(draft, "Because four of you asked.")
    compared = desk.get(path(draft, "/compare"))
    assert compared.h1 == "Version 1 and version 2"
    assert "1 step changed" in compared.words
    assert "Because four of you asked." in compared.words
    assert {mark.get_text() for mark in compared.soup.select("del")} == {"removed: one working day"}
    assert {mark.get_text() for mark in compared.soup.select("ins")} == {"added: two hours"}
    assert "1 unchanged paragraph" in compared.words
    assert desk.get(path(draft, "/compare?from=2&to=1")).h1 == compared.h1
    for nowhere in ("?from=1&to=3", "?from=2&to=2"):
        assert desk.get(path(draft, f"/compare{nowhere}")).status == 404


def test_comparing_has_words_for_the_first_version_and_for_formatting(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    assert desk.get(path(draft, "/compare")).status == 404
    factories.version(draft)
    assert "This is the first version" in desk.get(path(draft, "/compare")).words
    factories.rewrite(queries.steps_of(draft.id)[0], factories.WELCOME.markdown.replace("**ready**", "*ready*"))
    factories.version(draft)
    assert "Only the formatting changed." in desk.get(path(draft, "/compare")).words


@pytest.mark.parametrize("folder", PROCESSES, ids=lambda folder: folder.name)
def test_a_real_process_goes_through_all_its_versions(desk: PageClient, folder: Path) -> None:
    files = sorted(folder.glob("v*.md"))
    import_new(desk, files[0].read_bytes(), title=folder.name)
    draft = first_draft()
    factories.version(draft)
    for number, file in enumerate(files[1:], start=2):
        before = {step.title: step.id for step in queries.steps_of(draft.id)}
        form = desk.get(path(draft, "/import")).form(path(draft, "/import"))
        assert form.fill(file=chosen(file.read_bytes(), file.name)).submit("Import file").status == 200
        after = {step.title: step.id for step in queries.steps_of(draft.id)}
        assert all(after[title] == before[title] for title in before.keys() & after.keys())
        assert set(before.values()) & set(after.values())
        factories.version(draft)
        compared = desk.get(path(draft, f"/compare?from={number - 1}&to={number}"))
        assert compared.h1 == f"Version {number - 1} and version {number}"
        assert compared.soup.select("ins, del")
    assert desk.get(path(draft, f"/compare?from=1&to={len(files)}")).status == 200
    for rest in ("", "/preview", "/edit", f"/versions/{len(files)}"):
        assert desk.get(path(draft, rest)).status == 200


@pytest.fixture
def statements(app: object) -> Iterator[list[str]]:
    """The statements that reach the database."""
    seen: list[str] = []
    engine = session.get_bind()
    assert isinstance(engine, Engine)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_no_page_asks_more_of_the_database_for_a_hundred_rows(
    desk: PageClient, mara: Person, statements: list[str]
) -> None:
    pages = ("", "/edit", "/preview", "/people", "/versions/new", "/versions/2", "/compare", "/import/report")
    small = factories.draft(mara, title="Small")
    grow(desk, small, 1)
    few = [count(desk, statements, path(small, rest)) for rest in pages]
    listed = count(desk, statements, "/staff/drafts")
    large = factories.draft(mara, title="Large")
    grow(desk, large, 100)
    with unit_of_work():
        for number in range(100):
            factories.draft(staff(name=f"Owner {number}"), title=f"Draft {number}", steps=())
    assert [count(desk, statements, path(large, rest)) for rest in pages] == few
    assert count(desk, statements, "/staff/drafts") == listed


def grow(desk: PageClient, draft: Draft, steps: int) -> None:
    """Two versions of a draft with this many imported steps."""
    for text in ("One text.", "Another text."):
        data = "\n\n".join(f"## Step {number}\n\n{text} {number}" for number in range(steps)).encode()
        form = desk.get(path(draft, "/import")).form(path(draft, "/import"))
        assert form.fill(file=chosen(data)).submit("Import file").status == 200
        factories.version(draft)


def count(desk: PageClient, statements: list[str], address: str) -> int:
    statements.clear()
    assert desk.get(address).status == 200
    return len(statements)


def test_a_download_reads_back_as_the_same_steps(desk: PageClient, mara: Person) -> None:
    steps = [
        StepInput("Prices & *tiers* #1", "Text with `code`.\n\n### Deeper\n\nMore."),
        StepInput("2. [x]", "- a\n- b"),
    ]
    draft = factories.draft(mara, steps=steps)
    factories.version(draft)
    file = desk.get(path(draft, "/versions/1/markdown")).response.get_data()
    form = desk.get(path(draft, "/import")).form(path(draft, "/import"))
    form.fill(file=chosen(file)).submit("Import file")
    assert [(step.title, step.markdown) for step in queries.steps_of(draft.id)] == [
        (s.title, s.markdown) for s in steps
    ]


# Why, and for whom


def changed_draft(mara: Person) -> Draft:
    """A draft whose first step reads otherwise than in version 1."""
    draft = factories.draft(mara)
    factories.version(draft)
    factories.rewrite(queries.steps_of(draft.id)[0], factories.WELCOME.markdown.replace("one working day", "two hours"))
    return draft


def test_a_reason_stands_beside_the_change_that_it_is_given_for(desk: PageClient, mara: Person) -> None:
    draft = changed_draft(mara)
    first, second = (ids.encode(step.id) for step in queries.steps_of(draft.id))
    form = desk.get(path(draft, "/versions/new")).form(path(draft, "/versions"))
    assert f"reason_{second}" not in form.values
    form.fill_all({f"reason_{first}": "Four of you waited too long."}).forge(**{f"reason_{second}": "Nothing changed."})
    assert "Version 2 is shared." in form.submit().words
    compared = desk.get(path(draft, "/compare"))
    assert "Version 2, because: Four of you waited too long." in compared.words
    assert "Nothing changed." not in compared.words
    factories.rewrite(queries.steps_of(draft.id)[0], "Other words.")
    factories.version(draft)
    assert "Version 2, because: Four of you waited too long." in desk.get(path(draft, "/compare?from=1&to=3")).words
    assert "because:" not in desk.get(path(draft, "/compare?from=2&to=3")).words


def test_a_reason_that_is_too_long_comes_back_with_the_page(desk: PageClient, mara: Person) -> None:
    draft = changed_draft(mara)
    key = f"reason_{ids.encode(queries.steps_of(draft.id)[0].id)}"
    form = desk.get(path(draft, "/versions/new")).form(path(draft, "/versions"))
    refused = form.fill(note="Kept").fill_all({key: "x" * 501}).submit()
    assert (refused.status, "Shorten this to 500 characters." in refused.words) == (422, True)
    assert refused.form(path(draft, "/versions")).values["note"] == ["Kept"]
    assert queries.newest_number(draft.id) == 1


def test_a_moved_step_may_have_its_reason_too(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    factories.version(draft)
    with unit_of_work():
        service.move_step(draft, queries.steps_of(draft.id)[1], Direction.UP)
    form = desk.get(path(draft, "/versions/new")).form(path(draft, "/versions"))
    reasons = [name for name in form.values if name.startswith("reason_")]
    assert len(reasons) == 1
    form.fill_all({reasons[0]: "First things first."}).submit()
    assert "because: First things first." in desk.get(path(draft, "/compare")).words


def rows_of(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("#impact tbody tr")]


def test_the_team_sees_for_whom_a_version_changes_something(mara: Person, signed_in: SignIn, app: object) -> None:
    scene = launches.reviewed(3, closed=False)
    desk = signed_in(scene.owner)
    scene.comment(ThreadKind.CONCERN, member=0)
    scene.comment(ThreadKind.QUESTION, member=0)
    scene.dispose(scene.comment(ThreadKind.PRAISE, member=1))
    waiting = comments.thread(scene.assignments[2], "workspace")
    with unit_of_work():
        session.get_one(Thread, waiting.id).shared_at = None
        version = session.get_one(Version, scene.version.id)
        for assignment in scene.assignments[1:]:
            reading.mark_read(session.get_one(Assignment, assignment.id), version.steps[0], version)
    factories.rewrite(queries.steps_of(scene.draft.id)[0], "Hello, we reply in two days.")
    sharing = desk.get(path(scene.draft, "/versions/new"))
    assert "3 comments stand on changed steps. They are by 2 members." in sharing.words
    assert "2 members have read one and are asked to read it again." in sharing.words
    assert rows_of(sharing) == [f"Welcome No segment {scene.board.name} 3 2 2 2"]
    sharing.form(path(scene.draft, "/versions")).submit()
    assert rows_of(desk.get(path(scene.draft, "/compare"))) == rows_of(sharing)


def test_a_change_that_touches_nobody_says_so(desk: PageClient, mara: Person) -> None:
    draft = changed_draft(mara)
    assert "Nobody has commented on the changed steps" in desk.get(path(draft, "/versions/new")).words


def test_who_is_touched_takes_as_many_statements_for_many_comments_as_for_few(
    signed_in: SignIn, statements: list[str], app: object
) -> None:
    scene = launches.reviewed(3, closed=False)
    desk = signed_in(scene.owner)
    scene.comment(ThreadKind.CONCERN)
    factories.rewrite(queries.steps_of(scene.draft.id)[0], "Hello, we reply in two days.")
    factories.version(scene.draft)
    address = path(scene.draft, "/compare")
    few = count(desk, statements, address)
    for number in range(30):
        scene.comment(ThreadKind.CONCERN, f"Comment {number}", member=number % 3)
    assert count(desk, statements, address) == few
