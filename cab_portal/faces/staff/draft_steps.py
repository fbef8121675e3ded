"""The steps of a draft: written, moved, deleted."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.rules import Direction
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_forms import StepForm
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other


def _writable(draft_id: UUID, *, lock: bool = False) -> Draft:
    return guards.load(Draft, draft_id, DraftPermission.WRITE, lock=lock)


@blueprint.get("/staff/drafts/<id:draft_id>/steps/new")
@guards.require(AreaPermission.STAFF)
def new_step(draft_id: UUID) -> ResponseReturnValue:
    """An empty step."""
    draft = _writable(draft_id)
    return _page(draft, StepForm.of(draft.kind))


@blueprint.post("/staff/drafts/<id:draft_id>/steps")
@guards.require(AreaPermission.STAFF)
def create_step(draft_id: UUID) -> ResponseReturnValue:
    """Add a step at the end."""
    form = StepForm.of(_writable(draft_id).kind)
    if form.look.data:
        return _looked_at(form, _page(_writable(draft_id), form))

    def act() -> ResponseReturnValue:
        step = service.add_step(_writable(draft_id, lock=True), form.given())
        return _saved(draft_id, step)

    return forms.save(form, act, lambda: _page(_writable(draft_id), form))


@blueprint.get("/staff/drafts/<id:draft_id>/steps/<id:step_id>")
@guards.require(AreaPermission.STAFF)
def edit_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """One step to write."""
    draft = _writable(draft_id)
    step = queries.step_of(draft_id, step_id)
    return _page(draft, StepForm.of(draft.kind, step), step)


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>")
@guards.require(AreaPermission.STAFF)
def update_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Keep what was typed; where somebody else was faster, show both texts and lose neither."""
    form = StepForm.of(_writable(draft_id).kind)

    def page() -> str:
        return _page(_writable(draft_id), form, queries.find_step(draft_id, step_id), is_new=False)

    if form.look.data:
        return _looked_at(form, page())

    def act() -> ResponseReturnValue:
        draft = _writable(draft_id, lock=True)
        step = queries.find_step(draft_id, step_id)
        if step is None:
            raise Conflict("Somebody else deleted this step while you were writing. Your text is below.")
        service.save_step(draft, step, form.given(step), form.revision.data)
        return _saved(draft_id, step)

    return forms.save(form, act, page)


def _saved(draft_id: UUID, step: Step) -> ResponseReturnValue:
    flash(gettext("The step “%(title)s” is saved.", title=step.title))
    return see_other("staff.edit_draft", draft_id=draft_id, anchor=f"step-{step.position}")


def _looked_at(form: StepForm, page: str) -> ResponseReturnValue:
    return (page, 200) if form.validate() else (page, 422)


def _page(draft: Draft, form: StepForm, step: Step | None = None, *, is_new: bool | None = None) -> str:
    """The editor. ``theirs`` is what leads from the step as somebody else saved it to what is typed here."""
    theirs = None
    if step is not None and form.revision.data != step.revision:
        theirs = queries.compare_step(step, form.given(step))
        # Who has seen the other text may save over it.
        form.revision.data = step.revision
        form.revision.raw_data = None
    return render_template(
        "staff/step_edit.html",
        draft=draft,
        form=form,
        step=step,
        theirs=theirs,
        is_new=step is None if is_new is None else is_new,
        preview=form.given(step) if form.look.data else None,
    )


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>/move/<any(up, down):direction>")
@guards.require(AreaPermission.STAFF)
def move_step(draft_id: UUID, step_id: UUID, direction: str) -> ResponseReturnValue:
    """One place up or down."""
    with unit_of_work():
        draft = _writable(draft_id, lock=True)
        step = queries.step_of(draft_id, step_id)
        service.move_step(draft, step, Direction(direction))
        position = step.position
    return see_other("staff.edit_draft", draft_id=draft_id, anchor=f"step-{position}")


@blueprint.get("/staff/drafts/<id:draft_id>/steps/<id:step_id>/delete")
@guards.require(AreaPermission.STAFF)
def confirm_step_deletion(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Ask before a step goes."""
    draft = _writable(draft_id)
    return render_template("staff/step_delete.html", draft=draft, step=queries.step_of(draft_id, step_id))


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>/delete")
@guards.require(AreaPermission.STAFF)
def delete_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Take a step out of the working text."""
    with unit_of_work():
        draft = _writable(draft_id, lock=True)
        service.delete_step(draft, queries.step_of(draft_id, step_id))
    flash(gettext("The step is deleted. Versions that were shared keep it."))
    return see_other("staff.edit_draft", draft_id=draft_id)
