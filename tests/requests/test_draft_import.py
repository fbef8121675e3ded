"""Word documents on the pages of the import: taken over with a report, or refused with the form as it was."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.drafts import queries
from cab_portal.drafts.models import Draft
from cab_portal.web.forms import LARGEST_REQUEST
from tests import documents
from tests.documents import docx, heading, paragraph, table, text
from tests.factories import drafts as factories
from tests.factories.accounts import staff
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
COMMENT = '<w:comment w:id="1"><w:p><w:r><w:t>Is this true?</w:t></w:r></w:p></w:comment>'


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


def send(form_page: Page, address: str, data: bytes, name: str, **fields: str) -> Page:
    return form_page.form(address).fill(file=(io.BytesIO(data), name), **fields).submit("Import file")


def import_new(desk: PageClient, data: bytes, name: str = "process.docx", **fields: str) -> Page:
    address = "/staff/drafts/import"
    return send(desk.get(address), address, data, name, kind="policy", **fields)


def test_a_document_becomes_a_draft_and_the_report_names_the_place_of_what_was_lost(desk: PageClient) -> None:
    comment = '<w:r><w:commentReference w:id="1"/></w:r>'
    data = docx(
        paragraph("Support", style="Title"),
        heading("Tiers", 1),
        paragraph("Three ", text("tiers", "b"), ".", comment),
        table(["Tier", "Reply"], ["Gold", "1 hour"]),
        parts={
            "word/comments.xml": documents.part("comments", COMMENT),
            "word/header1.xml": documents.part("hdr", paragraph("Fernhill, internal")),
        },
        kinds={"comments.xml": "comments", "header1.xml": "header"},
    )
    report = import_new(desk, data)
    assert report.h1 == "What the import did"
    rows = [" ".join(row.get_text(" ").split()) for row in report.soup.select("#dropped tbody tr")]
    assert rows == [
        "comment “Is this true?” Removed with everything inside 3 Under: Tiers",
        "page header “Fernhill, internal” Removed with everything inside Beside the text",
    ]
    assert "Paragraphs of the document" in report.words
    draft = session.query(Draft).one()
    assert draft.title == "Support"
    assert [(step.title, step.markdown) for step in queries.steps_of(draft.id)] == [
        ("Tiers", "Three **tiers**.\n\n| Tier | Reply |\n| --- | --- |\n| Gold | 1 hour |")
    ]
    assert desk.get(path(draft, "/preview")).soup.select_one(".prose table td").get_text() == "Gold"  # type: ignore[union-attr]


def test_a_further_document_goes_on_with_the_steps_that_are_there(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    factories.version(draft)
    kept = queries.steps_of(draft.id)[0].id
    data = docx(heading("Welcome"), paragraph("A warm hello."), heading("Goodbye"), paragraph("Bye."))
    report = send(desk.get(path(draft, "/import")), path(draft, "/import"), data, "next.docx")
    for words in ("New (1)", "Removed (1)", "Went on, with their comments (1)"):
        assert words in report.words
    steps = queries.steps_of(draft.id)
    assert [(step.id == kept, step.title) for step in steps] == [(True, "Welcome"), (False, "Goodbye")]
    assert steps[0].subject == factories.WELCOME.subject


REFUSED = {
    "a bomb": (lambda: docx(parts={"word/media/a.png": bytes(30_000_000)}), "a.docx", "far larger than any process"),
    "a macro": (lambda: docx(parts={"word/vbaProject.bin": b"x"}), "a.docm", "The document holds macros."),
    "fifteen megabytes": (lambda: b"PK\x03\x04" + bytes(15_000_000), "a.docx", "15,000,004 bytes"),
    "a text of eleven megabytes": (lambda: b"a word\n" * 1_600_000, "a.md", "a draft may have 500,000 at most"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        "protected by a password",
    ),
}


@pytest.mark.parametrize(("make", "name", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_refused_document_leaves_the_form_filled_in(
    desk: PageClient, make: Callable[[], bytes], name: str, sentence: str
) -> None:
    refused = import_new(desk, make(), name, title="Kept title")
    assert (refused.status, refused.h1) == (422, "Import a file")
    assert sentence in refused.words
    kept = refused.form("/staff/drafts/import").values
    assert (kept["title"], kept["kind"]) == (["Kept title"], ["policy"])
    assert session.query(Draft).count() == 0


@pytest.mark.parametrize("size", [LARGEST_REQUEST + 1, 30_000_000])
def test_a_file_beyond_what_a_form_may_carry_is_refused_unread_with_a_clear_sentence(
    desk: PageClient, size: int
) -> None:
    refused = import_new(desk, bytes(size))
    assert (refused.status, refused.h1) == (413, "This is too large")
    assert "A form may have 16 MiB at most, with its file." in refused.words
    assert "choose a smaller file" in refused.words


def test_a_text_beyond_what_a_form_may_carry_is_refused_as_well(desk: PageClient, mara: Person) -> None:
    draft = factories.draft(mara)
    form = desk.get(path(draft, "/edit")).form(path(draft, "/edit"))
    refused = form.forge(goal="x" * LARGEST_REQUEST).submit("Save draft")
    assert refused.status == 413
    assert "A form may have 16 MiB at most" in refused.words
