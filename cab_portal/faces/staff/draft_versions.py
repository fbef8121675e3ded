"""Versions of a draft: shared, read, compared, downloaded."""

import re
import unicodedata
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.drafts import queries, service
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.draft_forms import SharingForm
from cab_portal.faces.staff.draft_impact import impact_of
from cab_portal.faces.staff.draft_plan import findings_in
from cab_portal.launches.queries.reasons import reasons_of
from cab_portal.web import forms, guards, identity
from cab_portal.web.numbers import whole_number
from cab_portal.web.pages import attachment, see_other


@blueprint.get("/staff/drafts/<id:draft_id>/versions/new")
@guards.require(AreaPermission.STAFF)
def new_version(draft_id: UUID) -> ResponseReturnValue:
    """Show what changed since the last version, and ask for a note to its readers."""
    return _share_page(draft_id)


def _share_page(draft_id: UUID, form: SharingForm | None = None) -> str:
    draft = guards.load(Draft, draft_id, DraftPermission.WRITE)
    before = queries.newest_version(draft_id)
    number = before.number + 1 if before else 1
    steps = queries.steps_of(draft_id)
    found = queries.compare_versions(before, queries.working_version(draft, steps, number))
    findings = findings_in(draft.kind, *steps)
    return render_template(
        "staff/version_new.html",
        draft=draft,
        form=form or SharingForm.beside(steps),
        found=found,
        findings=findings,
        impact=impact_of(found),
    )


@blueprint.post("/staff/drafts/<id:draft_id>/versions")
@guards.require(AreaPermission.STAFF)
def create_version(draft_id: UUID) -> ResponseReturnValue:
    """Share the working text as the next version."""
    guards.load(Draft, draft_id, DraftPermission.WRITE)
    form = SharingForm.beside(queries.steps_of(draft_id))

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.WRITE, lock=True)
        version = service.share_version(draft, form.note.data or "", form.reasons())
        flash(gettext("Version %(number)s is shared. It stays as it is.", number=version.number))
        return see_other("staff.draft", draft_id=draft_id)

    return forms.save(form, act, lambda: _share_page(draft_id, form))


@blueprint.get("/staff/drafts/<id:draft_id>/versions/<int:number>")
@guards.require(AreaPermission.STAFF)
def version(draft_id: UUID, number: int) -> ResponseReturnValue:
    """A version as it was shared, read-only."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    return render_template("staff/version.html", draft=draft, version=queries.version_by_number(draft_id, number))


@blueprint.get("/staff/drafts/<id:draft_id>/versions/<int:number>/markdown")
@guards.require(AreaPermission.STAFF)
def version_file(draft_id: UUID, number: int) -> ResponseReturnValue:
    """A version as a Markdown file, good for an import."""
    guards.load(Draft, draft_id, DraftPermission.READ)
    found = queries.version_by_number(draft_id, number)
    file = queries.as_markdown(found.kind, found.title, found.steps)
    return attachment(file, f"{_file_name(found.title)}-v{number}.md", "text/markdown; charset=utf-8")


@blueprint.get("/staff/drafts/<id:draft_id>/markdown")
@guards.require(AreaPermission.STAFF)
def draft_file(draft_id: UUID) -> ResponseReturnValue:
    """The working steps as a Markdown file, good for an import."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    file = queries.as_markdown(draft.kind, draft.title, queries.steps_of(draft_id))
    return attachment(file, f"{_file_name(draft.title)}.md", "text/markdown; charset=utf-8")


def _file_name(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "draft"


@blueprint.get("/staff/drafts/<id:draft_id>/compare")
@guards.require(AreaPermission.STAFF)
def compare_versions(draft_id: UUID) -> ResponseReturnValue:
    """Two versions step by step and word by word; the last two where none are named."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    versions = queries.versions_of(draft_id)
    if not versions:
        raise NotFound
    newest = versions[0].number
    older = request.args.get("from", max(newest - 1, 1), type=whole_number)
    newer = request.args.get("to", newest, type=whole_number)
    if newest == 1:
        found = queries.compare_versions(None, queries.version_by_number(draft_id, 1))
    else:
        found = queries.comparison_of(draft_id, older, newer)
    return render_template(
        "staff/versions_compare.html",
        draft=draft,
        versions=versions,
        found=found,
        impact=impact_of(found),
        reasons=reasons_of(identity.actor(), found),
    )
