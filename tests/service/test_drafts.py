"""Writing drafts: steps, editors, collaborators, stages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from cab_portal.accounts.models import Person
from cab_portal.accounts.service.people import create_organization, create_person, deactivate
from cab_portal.audit.models import AuditEntry
from cab_portal.core.actor import SYSTEM, Role
from cab_portal.core.errors import Conflict, InvalidInput, NotFound
from cab_portal.database import session, unit_of_work
from cab_portal.drafts import access, queries, service
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import MOST_STEPS, Direction, DraftKind, DraftStage, StepInput
from tests.factories import drafts as factories
from tests.factories.accounts import actor_of


@pytest.fixture
def mara(app: Flask) -> Person:
    """The CSM who writes."""
    with unit_of_work():
        return create_person("mara@fernhill.example", "Mara Keller", Role.CSM)


@pytest.fixture
def hana(app: Flask) -> Person:
    """The admin."""
    with unit_of_work():
        return create_person("hana@fernhill.example", "Hana Vogt", Role.ADMIN)


def titles(draft: Draft) -> list[str]:
    return [step.title for step in queries.steps_of(draft.id)]


def names() -> list[str]:
    return list(session.scalars(select(AuditEntry.event).order_by(AuditEntry.number)))


def test_a_draft_keeps_its_steps_in_the_order_they_were_added(mara: Person) -> None:
    draft = factories.draft(mara)
    steps = queries.steps_of(draft.id)
    assert [(step.position, step.title) for step in steps] == [
        (1, factories.WELCOME.title),
        (2, factories.IMPORT.title),
    ]
    assert (steps[0].subject, steps[0].timing, steps[0].markdown) == (
        factories.WELCOME.subject,
        "Day 0",
        factories.WELCOME.markdown,
    )
    assert (draft.owner_id, draft.stage, draft.revision) == (mara.id, DraftStage.WRITING, 2)
    assert "draft.created" in names()


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(mara: Person) -> None:
    draft = factories.draft(mara)
    step = queries.steps_of(draft.id)[0]
    seen = step.revision
    with unit_of_work():
        service.save_step(draft, step, StepInput("Welcome", "The first editor's text."), seen)
    with pytest.raises(Conflict) as refusal, unit_of_work():
        service.save_step(draft, step, StepInput("Welcome", "The second editor's text."), seen)
    assert refusal.value.code == service.STALE
    assert queries.step_of(draft.id, step.id).markdown == "The first editor's text."


def test_an_editor_of_another_step_disturbs_nobody(mara: Person) -> None:
    draft = factories.draft(mara)
    first, second = queries.steps_of(draft.id)
    seen = second.revision
    with unit_of_work():
        service.save_step(draft, first, StepInput("Welcome", "Changed."), first.revision)
        service.save_step(draft, second, StepInput("First import", "Changed too."), seen)
    assert queries.step_of(draft.id, second.id).markdown == "Changed too."


def test_saving_what_stands_there_already_is_no_change_and_no_conflict(mara: Person) -> None:
    draft = factories.draft(mara)
    step = queries.steps_of(draft.id)[0]
    with unit_of_work():
        service.save_step(draft, step, factories.WELCOME, revision=-1)
    assert draft.revision == 2


def test_steps_move_and_are_deleted_without_gaps(mara: Person) -> None:
    draft = factories.draft(mara, steps=(*factories.STEPS, StepInput("Review")))
    steps = list(queries.steps_of(draft.id))
    with unit_of_work():
        service.move_step(draft, steps[2], Direction.UP)
        service.move_step(draft, steps[0], Direction.UP)
    assert titles(draft) == ["Welcome", "Review", "First import"]
    with unit_of_work():
        service.move_step(draft, steps[0], Direction.DOWN)
        service.delete_step(draft, steps[2])
    assert [(step.position, step.title) for step in queries.steps_of(draft.id)] == [(1, "Welcome"), (2, "First import")]


def test_a_draft_has_a_limit_of_steps(mara: Person) -> None:
    draft = factories.draft(mara, steps=[StepInput(f"Step {number}") for number in range(MOST_STEPS)])
    with pytest.raises(Conflict, match=str(MOST_STEPS)), unit_of_work():
        service.add_step(draft, StepInput("One more"))


def test_a_step_is_found_through_its_own_draft_only(mara: Person) -> None:
    draft, other = factories.draft(mara), factories.draft(mara, title="Another")
    with pytest.raises(NotFound):
        queries.step_of(other.id, queries.steps_of(draft.id)[0].id)


def test_owner_and_collaborator_write_and_an_admin_only_hands_over(mara: Person, hana: Person) -> None:
    with unit_of_work():
        tom = create_person("tom@fernhill.example", "Tom Beck", Role.CSM)
    draft = factories.draft(mara)
    assert access.writes(actor_of(mara), draft)
    assert not access.writes(actor_of(tom), draft)
    assert not access.writes(actor_of(hana), draft)
    with unit_of_work():
        service.add_collaborator(draft, tom)
        service.add_collaborator(draft, tom)
    assert access.writes(actor_of(tom), draft)
    assert not access.owns(actor_of(tom), draft)
    assert [person.name for person in queries.collaborators_of(draft.id)] == ["Tom Beck"]
    with unit_of_work():
        service.hand_over(draft, tom)
    assert access.owns(actor_of(tom), draft)
    assert not access.writes(actor_of(mara), draft)
    assert queries.collaborators_of(draft.id) == []
    with unit_of_work():
        service.add_collaborator(draft, mara)
        service.remove_collaborator(draft, mara)
    assert not access.writes(actor_of(mara), draft)


def test_a_draft_goes_to_nobody_who_may_not_sign_in_as_staff(mara: Person, hana: Person) -> None:
    draft = factories.draft(mara)
    with unit_of_work():
        oakline = create_organization("Oakline")
        member = create_person("jonas@oakline.example", "Jonas Weber", Role.MEMBER, oakline.id)
        gone = create_person("gone@fernhill.example", "Gone", Role.CSM)
        deactivate(gone)
    for person in (member, gone):
        with pytest.raises(InvalidInput), unit_of_work():
            service.hand_over(draft, person)
        with pytest.raises(InvalidInput), unit_of_work():
            service.add_collaborator(draft, person)
    with pytest.raises(InvalidInput), unit_of_work():
        service.add_collaborator(draft, mara)


def test_members_and_strangers_see_no_draft(mara: Person) -> None:
    factories.draft(mara)
    with unit_of_work():
        oakline = create_organization("Oakline")
        member = create_person("jonas@oakline.example", "Jonas Weber", Role.MEMBER, oakline.id)
    for policy in access.POLICIES:
        for actor in (actor_of(member), SYSTEM):
            assert session.scalars(select(policy.model).where(policy.visible(actor))).all() == []


def test_a_draft_is_moved_on_but_never_launched_here(mara: Person) -> None:
    draft = factories.draft(mara)
    with unit_of_work():
        service.move_stage(draft, DraftStage.IN_REVIEW)
        service.move_stage(draft, DraftStage.IN_REVIEW)
        service.move_stage(draft, DraftStage.DECIDING)
    assert draft.stage is DraftStage.DECIDING
    assert names().count("draft.moved") == 2
    for stage in (DraftStage.LAUNCHED, DraftStage.WRITING):
        with pytest.raises(Conflict), unit_of_work():
            service.move_stage(draft, stage)


def test_the_list_is_by_stage_then_by_last_change(mara: Person) -> None:
    with unit_of_work():
        factories.draft(mara, title="Old")
        decided = factories.draft(mara, title="Deciding")
        service.move_stage(decided, DraftStage.IN_REVIEW)
        service.move_stage(decided, DraftStage.DECIDING)
        factories.draft(mara, title="New", kind=DraftKind.QBR, steps=())
    counts = queries.counts_by_stage()
    lines = queries.drafts_page(counts).items
    assert [(line.title, line.steps, line.version, line.owner) for line in lines] == [
        ("New", 0, 0, "Mara Keller"),
        ("Old", 2, 0, "Mara Keller"),
        ("Deciding", 2, 0, "Mara Keller"),
    ]
    assert [line.title for line in queries.drafts_page(counts, DraftStage.DECIDING).items] == ["Deciding"]
    assert queries.drafts_page(counts, number=2).items == []
    assert list(counts.values()) == [2, 0, 1, 0]
    assert session.scalar(select(Step.id).limit(1)) is not None
