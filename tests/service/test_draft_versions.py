"""Sharing versions, and what a further file does to the steps."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from cab_portal.accounts.models import Person
from cab_portal.accounts.service.people import create_person
from cab_portal.core.actor import Role, acting_as
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.core.ids import new_id
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.models import Draft, Version, VersionStep
from cab_portal.drafts.rules import Direction, DraftInput
from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.importing import import_markdown
from tests.factories import drafts as factories
from tests.factories.accounts import actor_of


@pytest.fixture
def mara(app: Flask) -> Person:
    """The CSM who writes."""
    with unit_of_work():
        return create_person("mara@fernhill.example", "Mara Keller", Role.CSM)


@pytest.fixture
def draft(mara: Person) -> Draft:
    return factories.draft(mara)


def change(draft: Draft, place: int, markdown: str) -> None:
    with unit_of_work():
        factories.rewrite(queries.steps_of(draft.id)[place], markdown)


def test_a_version_keeps_the_words_and_their_canonical_text(draft: Draft, mara: Person) -> None:
    version = factories.version(draft, "For the first readers.")
    change(draft, 0, "Something else.")
    view = queries.version_view(version.id)
    assert (view.number, view.title, view.note) == (1, "Onboarding series", "For the first readers.")
    assert [step.title for step in view.steps] == ["Welcome", "First import"]
    assert view.steps[0].markdown == factories.WELCOME.markdown
    assert view.steps[0].canonical == canonical_text(parse_blocks(factories.WELCOME.markdown))
    assert view.steps[0].step_id == queries.steps_of(draft.id)[0].id
    assert version.shared_by_id == mara.id
    assert queries.words_of(version.id) == view.words == sum(len(step.canonical.split()) for step in view.steps)


def test_the_second_version_says_where_words_changed(draft: Draft) -> None:
    factories.version(draft)
    change(draft, 1, "Bring one file with 500 rows.")
    factories.version(draft)
    newest = queries.newest_version(draft.id)
    assert newest is not None
    assert [(newest.number, step.changed_in) for step in newest.steps] == [(2, 1), (2, 2)]


def test_formatting_alone_makes_a_version_but_changes_no_words(draft: Draft) -> None:
    factories.version(draft)
    change(draft, 0, factories.WELCOME.markdown.replace("**ready**", "*ready*"))
    view = queries.version_view(factories.version(draft).id)
    assert [step.changed_in for step in view.steps] == [1, 1]


def test_a_new_subject_is_a_change_of_what_is_read(draft: Draft) -> None:
    factories.version(draft)
    with unit_of_work():
        factories.rewrite(queries.steps_of(draft.id)[0], factories.WELCOME.markdown, subject="It is ready")
    assert queries.version_view(factories.version(draft).id).steps[0].changed_in == 2


def test_nothing_new_is_refused_with_a_sentence(draft: Draft) -> None:
    factories.version(draft)
    with pytest.raises(Conflict, match="Nothing changed since version 1"), unit_of_work():
        service.share_version(draft)
    change(draft, 0, "Another text.")
    change(draft, 0, factories.WELCOME.markdown)
    with pytest.raises(Conflict), unit_of_work():
        service.share_version(draft)


@pytest.mark.parametrize("way", ["title", "order"])
def test_another_title_or_order_is_something_new(draft: Draft, way: str) -> None:
    factories.version(draft)
    with unit_of_work():
        if way == "title":
            service.change_draft(draft, DraftInput(draft.kind, "Another title", draft.goal))
        else:
            service.move_step(draft, queries.steps_of(draft.id)[0], Direction.DOWN)
    assert factories.version(draft).number == 2


def test_a_draft_without_steps_cannot_be_shared(mara: Person) -> None:
    draft = factories.draft(mara, steps=())
    with pytest.raises(Conflict, match="at least one step"), unit_of_work():
        service.share_version(draft)
    assert queries.newest_version(draft.id) is None
    assert queries.newest_number(draft.id) == 0


def test_a_command_shares_in_the_owners_name_and_a_person_in_their_own(draft: Draft, mara: Person) -> None:
    with unit_of_work():
        tom = create_person("tom@fernhill.example", "Tom Beck", Role.CSM)
        assert service.share_version(draft).shared_by_id == mara.id
    change(draft, 0, "Another text.")
    with acting_as(actor_of(tom)), unit_of_work():
        service.share_version(draft)
    assert [line.shared_by for line in queries.versions_of(draft.id)] == ["Tom Beck", "Mara Keller"]


def test_no_statement_changes_a_shared_version(draft: Draft) -> None:
    factories.version(draft)
    for statement in (
        update(VersionStep).values(markdown="Forged"),
        delete(VersionStep),
        update(Version).values(title=""),
    ):
        with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
            session.execute(statement)


def test_a_version_is_found_by_its_number_in_its_own_draft(draft: Draft, mara: Person) -> None:
    version = factories.version(draft)
    assert queries.version_by_number(draft.id, 1).id == version.id
    other = factories.draft(mara, title="Another")
    for missing in ((other.id, 1), (draft.id, 2)):
        with pytest.raises(NotFound):
            queries.version_by_number(*missing)
    with pytest.raises(NotFound):
        queries.version_view(new_id())


def test_a_further_file_keeps_the_ids_and_envelopes_of_matched_steps(draft: Draft) -> None:
    before = {step.title: step.id for step in queries.steps_of(draft.id)}
    file = import_markdown(
        b"# Onboarding\n\n## First data\n\nBring one file with 50 rows. Two mistakes are common:\n\n"
        b"- dates without a year\n- names in capital letters\n\n## Welcome\n\nA wholly different greeting.\n\n"
        b"## Goodbye\n\nBye.\n"
    )
    with unit_of_work():
        result = service.import_steps(draft, file)
    after = queries.steps_of(draft.id)
    assert [(step.position, step.title) for step in after] == [(1, "First data"), (2, "Welcome"), (3, "Goodbye")]
    assert (after[0].id, after[1].id) == (before["First import"], before["Welcome"])
    assert (after[0].timing, after[1].subject) == ("Day 3", factories.WELCOME.subject)
    assert (result.kept, result.added, result.removed) == (("First data", "Welcome"), ("Goodbye",), ())
    assert draft.title == "Onboarding series"


def test_a_file_without_a_step_removes_it_and_a_shared_version_keeps_it(draft: Draft) -> None:
    version = factories.version(draft)
    with unit_of_work():
        result = service.import_steps(draft, import_markdown(b"## Welcome\n\nHello.\n"))
    assert result.removed == ("First import",)
    assert [step.title for step in queries.steps_of(draft.id)] == ["Welcome"]
    assert len(queries.version_view(version.id).steps) == len(factories.STEPS)
