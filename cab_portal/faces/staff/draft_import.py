"""Drafts from files."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_forms import FileForm, NewImportForm
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import see_other


@blueprint.get("/staff/drafts/import")
@guards.require(AreaPermission.STAFF)
def new_import() -> ResponseReturnValue:
    """Ask for the file of a new draft."""
    return _page(NewImportForm())


@blueprint.post("/staff/drafts/import")
@guards.require(AreaPermission.STAFF)
def create_import() -> ResponseReturnValue:
    """Make a draft of a file."""
    form = NewImportForm()

    def act() -> ResponseReturnValue:
        draft = service.create_draft(identity.actor(), form.given())
        service.import_steps(draft, form.imported)
        return see_other("staff.import_report", draft_id=draft.id)

    return forms.save(form, act, lambda: _page(form))


def _page(form: FileForm, draft: Draft | None = None) -> str:
    return render_template("staff/draft_import.html", form=form, draft=draft)


@blueprint.get("/staff/drafts/<id:draft_id>/import")
@guards.require(AreaPermission.STAFF)
def import_file(draft_id: UUID) -> ResponseReturnValue:
    """Ask for a further file."""
    return _page(FileForm(), guards.load(Draft, draft_id, DraftPermission.WRITE))


@blueprint.post("/staff/drafts/<id:draft_id>/import")
@guards.require(AreaPermission.STAFF)
def update_from_file(draft_id: UUID) -> ResponseReturnValue:
    """Make a further file the working text; steps that go on keep their comments."""
    form = FileForm()

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.WRITE, lock=True)
        service.import_steps(draft, form.imported)
        flash(gettext("The file is now the working text. Share it as a version when it is right."))
        return see_other("staff.import_report", draft_id=draft_id)

    return forms.save(form, act, lambda: _page(form, guards.load(Draft, draft_id, DraftPermission.WRITE)))


@blueprint.get("/staff/drafts/<id:draft_id>/import/report")
@guards.require(AreaPermission.STAFF)
def import_report(draft_id: UUID) -> ResponseReturnValue:
    """What the last file did to the steps, and what of it was dropped."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    report = queries.import_report_of(draft)
    if report is None:
        raise NotFound
    return render_template("staff/draft_import_report.html", draft=draft, report=report)
