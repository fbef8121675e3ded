"""Who writes a draft: its owner and the collaborators."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts.access import PersonPermission
from cab_portal.accounts.models import Person
from cab_portal.core.access import AreaPermission
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_forms import PersonForm
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other

_COLLABORATOR = "collaborator"
_OWNER = "owner"


@blueprint.get("/staff/drafts/<id:draft_id>/people")
@guards.require(AreaPermission.STAFF)
def draft_people(draft_id: UUID) -> ResponseReturnValue:
    """Who writes this draft, and who could."""
    return _page(draft_id)


def _page(draft_id: UUID, collaborator: PersonForm | None = None, owner: PersonForm | None = None) -> str:
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    staff = queries.active_staff()
    return render_template(
        "staff/draft_people.html",
        draft=draft,
        collaborators=queries.collaborators_of(draft_id),
        collaborator_form=collaborator or PersonForm.among(staff, _COLLABORATOR),
        owner_form=owner or PersonForm.among(staff, _OWNER),
    )


@blueprint.post("/staff/drafts/<id:draft_id>/collaborators")
@guards.require(AreaPermission.STAFF)
def add_collaborator(draft_id: UUID) -> ResponseReturnValue:
    """Let somebody else write the draft as well."""
    form = PersonForm.among(queries.active_staff(), _COLLABORATOR)

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.NAME_COLLABORATORS, lock=True)
        person = guards.load(Person, form.given(), PersonPermission.READ)
        service.add_collaborator(draft, person)
        flash(gettext("%(name)s writes this draft as well.", name=person.name))
        return see_other("staff.draft_people", draft_id=draft_id)

    return forms.save(form, act, lambda: _page(draft_id, collaborator=form))


@blueprint.post("/staff/drafts/<id:draft_id>/collaborators/<id:person_id>/remove")
@guards.require(AreaPermission.STAFF)
def remove_collaborator(draft_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Take the right to write away again."""
    with unit_of_work():
        draft = guards.load(Draft, draft_id, DraftPermission.NAME_COLLABORATORS, lock=True)
        person = guards.load(Person, person_id, PersonPermission.READ)
        service.remove_collaborator(draft, person)
        name = person.name
    flash(gettext("%(name)s does not write this draft any more.", name=name))
    return see_other("staff.draft_people", draft_id=draft_id)


@blueprint.post("/staff/drafts/<id:draft_id>/owner")
@guards.require(AreaPermission.STAFF)
def hand_over(draft_id: UUID) -> ResponseReturnValue:
    """Give the draft to somebody else."""
    form = PersonForm.among(queries.active_staff(), _OWNER)

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.HAND_OVER, lock=True)
        person = guards.load(Person, form.given(), PersonPermission.READ)
        service.hand_over(draft, person)
        flash(gettext("The draft belongs to %(name)s now.", name=person.name))
        return see_other("staff.draft_people", draft_id=draft_id)

    return forms.save(form, act, lambda: _page(draft_id, owner=form))
