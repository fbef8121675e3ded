"""The steps of a draft: written, put in order, deleted."""

from dataclasses import replace
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft, Step
from cab_portal.drafts.queries import LineChange, PersonLine, StepChange
from cab_portal.drafts.rules import ENVELOPE, Direction, DraftKind, StepInput
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_plan import findings_in, known_placeholders
from cab_portal.faces.staff.draft_step_forms import PlaceForm, StepForm
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other


def _writable(draft_id: UUID, *, lock: bool = False) -> Draft:
    return guards.load(Draft, draft_id, DraftPermission.WRITE, lock=lock)


@blueprint.get("/staff/drafts/<id:draft_id>/steps/new")
@guards.require(AreaPermission.STAFF)
def new_step(draft_id: UUID) -> ResponseReturnValue:
    """An empty step."""
    draft = _writable(draft_id)
    staff = queries.staff_beside(None)
    return _page(draft, StepForm.of(draft.kind, staff), staff)


@blueprint.post("/staff/drafts/<id:draft_id>/steps")
@guards.require(AreaPermission.STAFF)
def create_step(draft_id: UUID) -> ResponseReturnValue:
    """Add a step at the end."""
    staff = queries.staff_beside(None)
    form = StepForm.of(_writable(draft_id).kind, staff)

    def page() -> str:
        return _page(_writable(draft_id), form, staff)

    if form.look.data:
        return _looked_at(form, page())

    def act() -> ResponseReturnValue:
        draft = _writable(draft_id, lock=True)
        step = service.add_step(draft, form.given())
        return _saved(draft, step)

    return forms.save(form, act, page)


@blueprint.get("/staff/drafts/<id:draft_id>/steps/<id:step_id>")
@guards.require(AreaPermission.STAFF)
def edit_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """One step to write."""
    draft = _writable(draft_id)
    step = queries.step_of(draft_id, step_id)
    staff = queries.staff_beside(step.owner_id)
    return _page(draft, StepForm.of(draft.kind, staff, step), staff, step)


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>")
@guards.require(AreaPermission.STAFF)
def update_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """Keep what was typed; where somebody else was faster, show both texts and lose neither.

    A script saves the same way while its author writes: asked for the fragment ``saving``, the answer is what changes
    around the form.
    """
    draft, step = _writable(draft_id), queries.find_step(draft_id, step_id)
    staff = queries.staff_beside(step.owner_id if step else None)
    form = StepForm.of(draft.kind, staff, step)

    def page() -> str:
        return _page(_writable(draft_id), form, staff, queries.find_step(draft_id, step_id), is_new=False)

    if form.look.data:
        return _looked_at(form, page())

    def act() -> ResponseReturnValue:
        draft = _writable(draft_id, lock=True)
        step = queries.find_step(draft_id, step_id)
        if step is None:
            raise Conflict("Somebody else deleted this step while you were writing. Your text is below.")
        service.save_step(draft, step, form.given(step), form.revision.data)
        return _saved(draft, step)

    return forms.save(form, act, page)


def _saved(draft: Draft, step: Step) -> ResponseReturnValue:
    if _is_fragment():
        findings = findings_in(draft.kind, step)
        return render_template(
            "staff/_step_saving.html", draft=draft, step=step, findings=findings, form=None, theirs=None
        )
    flash(gettext("The step “%(title)s” is saved.", title=step.title))
    return see_other("staff.edit_draft", draft_id=draft.id, anchor=f"step-{step.position}")


def _is_fragment() -> bool:
    return request.args.get("fragment") == "saving"


def _looked_at(form: StepForm, page: str) -> ResponseReturnValue:
    return (page, 200) if form.validate() else (page, 422)


def _page(
    draft: Draft, form: StepForm, staff: list[PersonLine], step: Step | None = None, *, is_new: bool | None = None
) -> str:
    """The editor. ``theirs`` is what leads from the step as somebody else saved it to what is typed here."""
    theirs = None
    if step is not None and form.revision.data != step.revision:
        theirs = _compared(draft.kind, step, form.given(step), staff)
        # Who has seen the other text may save over it.
        form.revision.data = step.revision
        form.revision.raw_data = None
    return render_template(
        "staff/_step_saving.html" if _is_fragment() else "staff/step_edit.html",
        draft=draft,
        form=form,
        step=step,
        theirs=theirs,
        is_new=step is None if is_new is None else is_new,
        preview=form.given(step) if form.look.data else None,
        findings=findings_in(draft.kind, form.given(step)),
        known=known_placeholders(draft.kind),
    )


def _compared(kind: DraftKind, saved: Step, typed: StepInput, staff: list[PersonLine]) -> StepChange:
    """Both wordings side by side, with every line that either editor could have typed."""
    found = queries.compare_step(kind, saved, typed, lines=("title", *ENVELOPE, "goal"))
    if saved.owner_id == typed.owner_id:
        return found
    names = {person.id: person.name for person in staff}
    nobody = gettext("Nobody yet")
    old, new = (names.get(key, nobody) if key else nobody for key in (saved.owner_id, typed.owner_id))
    return replace(found, lines=(*found.lines, LineChange("owner_id", (("removed", old), ("added", new)))))


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>/move/<any(up, down):direction>")
@guards.require(AreaPermission.STAFF)
def move_step(draft_id: UUID, step_id: UUID, direction: str) -> ResponseReturnValue:
    """One place up or down."""
    with unit_of_work():
        draft = _writable(draft_id, lock=True)
        step = queries.step_of(draft_id, step_id)
        service.move_step(draft, step, Direction(direction))
        moved = _moved(step)
    return see_other("staff.edit_draft", draft_id=draft_id, moved=moved, by=direction)


@blueprint.post("/staff/drafts/<id:draft_id>/steps/<id:step_id>/place")
@guards.require(AreaPermission.STAFF)
def place_step(draft_id: UUID, step_id: UUID) -> ResponseReturnValue:
    """To another position at once."""
    form = PlaceForm()
    with unit_of_work():
        draft = _writable(draft_id, lock=True)
        step = queries.step_of(draft_id, step_id)
        if not form.validate():
            raise InvalidInput("Choose a position in the list of steps, then press “Move to position”.")
        service.place_step(draft, step, form.position.data or 1)
        moved = _moved(step)
    return see_other("staff.edit_draft", draft_id=draft_id, moved=moved, by="place")


def _moved(step: Step) -> int:
    """Tell where the step is now; the page gives the focus back to what moved it."""
    flash(gettext("“%(title)s” is step %(number)s now.", title=step.title, number=step.position))
    return step.position


@blueprint.post("/staff/drafts/<id:draft_id>/steps/sort")
@guards.require(AreaPermission.STAFF)
def sort_steps(draft_id: UUID) -> ResponseReturnValue:
    """Into the order of their days."""
    with unit_of_work():
        service.sort_by_day(_writable(draft_id, lock=True))
    flash(gettext("The steps stand in the order of their days."))
    return see_other("staff.edit_draft", draft_id=draft_id, anchor="steps")


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
