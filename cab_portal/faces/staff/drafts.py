"""Drafts: the list by stage, a new one, one at a glance."""

from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.database import unit_of_work
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.drafts.rules import DraftStage
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_forms import DraftForm
from cab_portal.faces.staff.draft_plan import plan_of
from cab_portal.routing.queries import requests_of_draft
from cab_portal.surveys.queries import survey_lines_of
from cab_portal.web import forms, guards, identity
from cab_portal.web.numbers import whole_number
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@blueprint.get("/staff/drafts")
@guards.require(AreaPermission.STAFF)
def drafts() -> ResponseReturnValue:
    """All drafts by stage, or those of one stage."""
    stage = _asked_stage()
    counts = queries.counts_by_stage()
    return render_template(
        "staff/drafts.html",
        page=queries.drafts_page(counts, stage, page_number()),
        stage=stage,
        counts=counts,
        starters=service.STARTERS,
    )


def _asked_stage() -> DraftStage | None:
    asked = request.args.get("stage", "")
    return next((stage for stage in DraftStage if stage.value == asked), None)


@blueprint.post("/staff/drafts/starters/<string:starter>")
@guards.require(AreaPermission.STAFF)
def create_from_starter(starter: str) -> ResponseReturnValue:
    """Make a draft with the steps of a starter."""
    chosen = service.STARTERS.get(starter)
    if chosen is None:
        raise NotFound
    with unit_of_work():
        draft_id = service.create_from_starter(identity.actor(), chosen).id
    flash(gettext("This draft is yours. Write over what does not fit."))
    return see_other("staff.edit_draft", draft_id=draft_id)


@blueprint.get("/staff/drafts/new")
@guards.require(AreaPermission.STAFF)
def new_draft() -> ResponseReturnValue:
    """Ask for kind, title and goal."""
    return _new_page(DraftForm())


def _new_page(form: DraftForm) -> str:
    return render_template("staff/new_draft.html", form=form)


@blueprint.post("/staff/drafts")
@guards.require(AreaPermission.STAFF)
def create_draft() -> ResponseReturnValue:
    """Make an empty draft and go on to its steps."""
    form = DraftForm()

    def act() -> ResponseReturnValue:
        draft = service.create_draft(identity.actor(), form.given())
        return see_other("staff.edit_draft", draft_id=draft.id)

    return forms.save(form, act, lambda: _new_page(form))


@blueprint.get("/staff/drafts/<id:draft_id>")
@guards.require(AreaPermission.STAFF)
def draft(draft_id: UUID) -> ResponseReturnValue:
    """One draft at a glance: steps, surveys, reviews, versions, who writes it."""
    found = guards.load(Draft, draft_id, DraftPermission.READ)
    return render_template(
        "staff/draft.html",
        draft=found,
        steps=queries.steps_of(draft_id),
        versions=queries.versions_of(draft_id),
        collaborators=queries.collaborators_of(draft_id),
        report=queries.import_report_of(found),
        requests=requests_of_draft(draft_id),
        surveys=survey_lines_of(draft_id),
    )


@blueprint.get("/staff/drafts/<id:draft_id>/preview")
@guards.require(AreaPermission.STAFF)
def preview_draft(draft_id: UUID) -> ResponseReturnValue:
    """The working text as the customer would receive it."""
    found = guards.load(Draft, draft_id, DraftPermission.READ)
    return render_template("staff/draft_preview.html", draft=found, steps=queries.steps_of(draft_id))


@blueprint.get("/staff/drafts/<id:draft_id>/edit")
@guards.require(AreaPermission.STAFF)
def edit_draft(draft_id: UUID) -> ResponseReturnValue:
    """The steps in order, and what the draft is."""
    found = guards.load(Draft, draft_id, DraftPermission.WRITE)
    return _edit_page(draft_id, DraftForm(kind=found.kind.value, title=found.title, goal=found.goal))


def _edit_page(draft_id: UUID, form: DraftForm) -> str:
    found = guards.load(Draft, draft_id, DraftPermission.WRITE)
    steps = queries.steps_of(draft_id)
    return render_template(
        "staff/draft_edit.html",
        draft=found,
        steps=steps,
        form=form,
        plan=plan_of(found, steps, queries.names_of_owners(draft_id)),
        moved=(request.args.get("moved", type=whole_number), request.args.get("by", "")),
    )


@blueprint.post("/staff/drafts/<id:draft_id>/edit")
@guards.require(AreaPermission.STAFF)
def update_draft(draft_id: UUID) -> ResponseReturnValue:
    """Keep another kind, title or goal."""
    form = DraftForm()

    def act() -> ResponseReturnValue:
        found = guards.load(Draft, draft_id, DraftPermission.WRITE, lock=True)
        service.change_draft(found, form.given())
        flash(gettext("The draft is saved."))
        return see_other("staff.edit_draft", draft_id=draft_id)

    return forms.save(form, act, lambda: _edit_page(draft_id, form))
