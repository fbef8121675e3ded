"""Creating drafts, naming who writes them, moving them on."""

from cab_portal.accounts.models import Person
from cab_portal.core import clock, ids
from cab_portal.core.actor import Actor, Role
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.drafts import events
from cab_portal.drafts.models import Collaborator, Draft
from cab_portal.drafts.rules import STAGES, DraftInput, DraftStage


def create_draft(actor: Actor, given: DraftInput) -> Draft:
    """A draft without steps, owned by the actor."""
    at = clock.now()
    draft = Draft(
        id=ids.new_id(),
        kind=given.kind,
        stage=STAGES.first,
        title=given.title,
        goal=given.goal,
        owner_id=actor.id,
        revision=0,
        created_at=at,
        updated_at=at,
    )
    session.add(draft)
    session.flush()
    publish(events.DraftCreated(draft_id=draft.id, kind=draft.kind))
    return draft


def change_draft(draft: Draft, given: DraftInput) -> None:
    """Another kind, title or goal."""
    draft.kind, draft.title, draft.goal = given.kind, given.title, given.goal
    touch(draft)


def touch(draft: Draft) -> int:
    """Count a change of the draft; its new revision."""
    draft.revision += 1
    draft.updated_at = clock.now()
    publish(events.DraftChanged(draft_id=draft.id, revision=draft.revision))
    return draft.revision


def move_stage(draft: Draft, stage: DraftStage) -> None:
    """Move a draft on or back; nothing happens where it is there already. Launching is no move of this service."""
    if stage is DraftStage.LAUNCHED:
        raise Conflict("A draft is launched on its readiness page.")
    if draft.stage is not stage:
        draft.stage = STAGES.move(draft.stage, stage, "This draft is not at a stage from which it could go there.")
        publish(events.DraftMoved(draft_id=draft.id, stage=stage))


def add_collaborator(draft: Draft, person: Person) -> None:
    """Let another staff member write the draft."""
    _ensure_active_staff(person)
    if person.id == draft.owner_id:
        raise InvalidInput(f"{person.name} owns this draft already.", fields={"person": "Choose somebody else."})
    if session.get(Collaborator, (draft.id, person.id)) is not None:
        return
    session.add(Collaborator(draft_id=draft.id, person_id=person.id))
    session.flush()
    session.expire(draft, ["collaborators"])
    publish(events.CollaboratorAdded(draft_id=draft.id, person_id=person.id))


def remove_collaborator(draft: Draft, person: Person) -> None:
    """Take the right to write away again; nothing happens where there was none."""
    collaborator = session.get(Collaborator, (draft.id, person.id))
    if collaborator is None:
        return
    session.delete(collaborator)
    session.flush()
    session.expire(draft, ["collaborators"])
    publish(events.CollaboratorRemoved(draft_id=draft.id, person_id=person.id))


def hand_over(draft: Draft, person: Person) -> None:
    """Give the draft another owner; who owned it before is its collaborator no more and no less than before."""
    _ensure_active_staff(person)
    if person.id == draft.owner_id:
        return
    remove_collaborator(draft, person)
    draft.owner_id = person.id
    session.flush()
    session.expire(draft, ["owner"])
    publish(events.DraftHandedOver(draft_id=draft.id, owner_id=person.id))


def _ensure_active_staff(person: Person) -> None:
    if person.role is Role.MEMBER or person.deactivated_at is not None:
        raise InvalidInput(
            "Only staff who may sign in can write drafts.", fields={"person": "Choose somebody of the staff."}
        )
