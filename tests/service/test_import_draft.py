"""``cab-portal import-draft``: a file becomes a draft, a further file its next version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from flask import Flask

from cab_portal.accounts.models import Person
from cab_portal.cli import drafts as command
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.core.errors import DomainError
from cab_portal.database import session
from cab_portal.drafts import queries
from cab_portal.drafts.models import Draft, Version
from tests.documents import docx, heading, paragraph
from tests.factories import drafts as factories
from tests.factories.accounts import person, staff

Run = Callable[..., list[str]]
FIRST = b"# Support\n\nHello.\n\n## Tiers\n\n<iframe src='x'></iframe>\n\nThree tiers.\n"


@pytest.fixture
def mara(app: Flask) -> Person:
    """The CSM who owns what is imported."""
    return staff(name="Mara Keller", email="mara@fernhill.example")


@pytest.fixture
def run(app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on a file with these bytes; what it printed, line by line."""
    monkeypatch.setattr(command, "create_app", lambda: app)
    monkeypatch.setattr(command, "migrate", lambda _app: None)

    def run_command(data: bytes, *arguments: str, name: str = "support.md") -> list[str]:
        file = tmp_path / name
        file.write_bytes(data)
        session.rollback()
        command.import_draft.main([str(file), *arguments], standalone_mode=False)
        session.rollback()
        return capsys.readouterr().out.splitlines()

    return run_command


def test_a_file_is_version_one_of_a_new_draft(run: Run, mara: Person) -> None:
    printed = run(FIRST, "--kind", "policy", "--title", "Support policy", "--owner", "Mara@fernhill.example")
    draft = session.get_one(Draft, ids.decode(printed[0]))
    assert (draft.title, draft.kind.value, draft.owner_id) == ("Support policy", "policy", mara.id)
    version = queries.newest_version(draft.id)
    assert version is not None
    assert (version.number, [step.title for step in version.steps]) == (1, ["Introduction", "Tiers"])
    assert printed[1] == "Version 1, 2 steps."
    assert any("iframe" in line and "line 7" in line for line in printed)


def test_a_further_file_is_the_next_version_and_its_steps_are_matched(run: Run, mara: Person) -> None:
    key = run(FIRST, "--kind", "policy", "--owner", mara.email)[0]
    tiers = queries.steps_of(ids.decode(key))[1].id
    printed = run(
        b"# Support\n\n## Tiers\n\nFour tiers.\n\n## Hours\n\nAlways.\n", "--owner", mara.email, "--draft", key
    )
    assert printed == [
        key,
        "Version 2, 2 steps.",
        "1 step went on from the version before.",
        "New step: Hours",
        "Removed step: Introduction",
        "Nothing was dropped.",
    ]
    assert queries.steps_of(ids.decode(key))[0].id == tiers
    assert session.get_one(Draft, ids.decode(key)).title == "Support"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xff\xfa", "not UTF-8"),
        (b"a\0", "NUL"),
        (b"# T\n\n" + b"word " * 1_048_576, "5,242,885 bytes"),
    ],
    ids=["empty", "latin", "nul", "five-megabytes"],
)
def test_an_unusable_file_is_refused_with_one_sentence(run: Run, mara: Person, data: bytes, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        run(data, "--kind", "policy", "--owner", mara.email)
    assert session.query(Draft).count() == 0


def test_unusable_options_are_refused_and_leave_nothing_behind(run: Run, mara: Person) -> None:
    member, gone = person(), staff(deactivated_at=clock.now())
    for owner in ("nobody@fernhill.example", member.email, gone.email):
        with pytest.raises(DomainError, match="staff"):
            run(FIRST, "--kind", "policy", "--owner", owner)
    with pytest.raises(DomainError, match="--kind"):
        run(FIRST, "--owner", mara.email)
    with pytest.raises(DomainError, match="Shorten"):
        run(FIRST, "--kind", "policy", "--owner", mara.email, "--title", "x" * 201)
    with pytest.raises(click.BadParameter):
        run(FIRST, "--kind", "poem", "--owner", mara.email)
    for draft_id in ("zzz", ids.encode(ids.new_id())):
        with pytest.raises(DomainError, match=draft_id):
            run(FIRST, "--owner", mara.email, "--draft", draft_id)
    assert session.query(Draft).count() == 0


def test_the_same_file_twice_shares_nothing_and_changes_nothing(run: Run, mara: Person) -> None:
    key = run(FIRST, "--kind", "policy", "--owner", mara.email)[0]
    revision = session.get_one(Draft, ids.decode(key)).revision
    with pytest.raises(DomainError, match="Nothing changed since version 1"):
        run(FIRST, "--owner", mara.email, "--draft", key)
    session.rollback()
    assert session.query(Version).count() == 1
    assert session.get_one(Draft, ids.decode(key)).revision == revision


def test_only_who_writes_a_draft_can_add_a_version_to_it(run: Run, mara: Person) -> None:
    draft = factories.draft(mara)
    admin = staff(Role.ADMIN)
    with pytest.raises(DomainError, match="written by others"):
        run(FIRST, "--owner", admin.email, "--draft", ids.encode(draft.id))


def test_a_word_document_is_imported_and_the_places_of_losses_are_printed(run: Run, mara: Person) -> None:
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    data = docx(heading("Hours"), paragraph("Always.", picture), heading("Tiers"), paragraph("Three."))
    printed = run(data, "--kind", "policy", "--owner", mara.email, name="support-policy.docx")
    assert printed[1:] == [
        "Version 1, 2 steps.",
        "Dropped: image, removed with everything inside (paragraph 2, under “Hours”)",
    ]
    assert session.get_one(Draft, ids.decode(printed[0])).title == "support policy"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (docx(parts={"word/vbaProject.bin": b"x"}), "holds macros"),
        (docx(parts={"word/media/a.png": bytes(30_000_000)}), "far larger than any process"),
        (b"PK\x03\x04" + bytes(30_000_000), "30,000,004 bytes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    ],
    ids=["macro", "bomb", "thirty-megabytes", "password"],
)
def test_a_dangerous_document_is_refused_with_one_sentence(run: Run, mara: Person, data: bytes, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        run(data, "--kind", "policy", "--owner", mara.email, name="process.docx")
    assert session.query(Draft).count() == 0
