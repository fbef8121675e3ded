"""Organizations: list, add, rename."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import DataRequired

from cab_portal.accounts import queries
from cab_portal.accounts.access import OrganizationPermission
from cab_portal.accounts.models import Organization
from cab_portal.accounts.queries import OrganizationRow
from cab_portal.accounts.service import people as service
from cab_portal.core.access import AreaPermission
from cab_portal.core.paging import Page
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.web import forms, guards
from cab_portal.web.forms import Form, LineField, SearchForm
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


class OrganizationSearch(SearchForm):
    """Which organizations to list."""

    search = LineField("Name", limit=100)


class OrganizationForm(Form):
    """An organization's name."""

    name = LineField("Name", [DataRequired("Write the name of the organization.")], limit=120)


@blueprint.get("/admin/organizations")
@guards.require(AreaPermission.ADMIN)
def organizations() -> ResponseReturnValue:
    """The customers of this company that have people here."""
    form = OrganizationSearch(request.args)
    if not form.validate():
        empty: Page[OrganizationRow] = Page([], 0)
        return render_template("admin/organizations.html", form=form, page=empty), 422
    page = queries.organizations(form.search.data or "", page_number())
    return render_template("admin/organizations.html", form=form, page=page)


@blueprint.get("/admin/organizations/new")
@guards.require(AreaPermission.ADMIN)
def new_organization() -> ResponseReturnValue:
    """Ask for a name."""
    return _new_page(OrganizationForm(formdata=None))


@blueprint.post("/admin/organizations")
@guards.require(AreaPermission.ADMIN)
def create_organization() -> ResponseReturnValue:
    """Add a customer."""
    form = OrganizationForm()

    def act() -> ResponseReturnValue:
        service.create_organization(form.name.data or "")
        flash(gettext("The organization is added."))
        return see_other("admin.organizations")

    return forms.save(form, act, lambda: _new_page(form))


def _new_page(form: OrganizationForm) -> str:
    action = url_for("admin.create_organization")
    return _page(form, gettext("Add an organization"), gettext("Add organization"), action)


@blueprint.get("/admin/organizations/<id:organization_id>/edit")
@guards.require(AreaPermission.ADMIN)
def edit_organization(organization_id: UUID) -> ResponseReturnValue:
    """The name as it is."""
    organization = guards.load(Organization, organization_id, OrganizationPermission.EDIT)
    return _edit_page(OrganizationForm(obj=organization), organization)


@blueprint.post("/admin/organizations/<id:organization_id>/edit")
@guards.require(AreaPermission.ADMIN)
def update_organization(organization_id: UUID) -> ResponseReturnValue:
    """Rename a customer."""
    guards.load(Organization, organization_id, OrganizationPermission.EDIT)
    form = OrganizationForm()

    def act() -> ResponseReturnValue:
        organization = guards.load(Organization, organization_id, OrganizationPermission.EDIT, lock=True)
        service.rename_organization(organization, form.name.data or "")
        flash(gettext("The name is saved."))
        return see_other("admin.organizations")

    def page() -> str:
        return _edit_page(form, guards.load(Organization, organization_id, OrganizationPermission.EDIT))

    return forms.save(form, act, page)


def _edit_page(form: OrganizationForm, organization: Organization) -> str:
    action = url_for("admin.update_organization", organization_id=organization.id)
    return _page(form, gettext("Rename %(name)s", name=organization.name), gettext("Save name"), action)


def _page(form: OrganizationForm, title: str, button: str, action: str) -> str:
    return render_template(
        "admin/form.html",
        form=form,
        fields=[form.name],
        heading=title,
        button_label=button,
        parent=(gettext("Organizations"), url_for("admin.organizations")),
        action=action,
    )
