"""People: list, staff invitations, roles, deactivation."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.accounts import queries
from cab_portal.accounts.access import PersonPermission
from cab_portal.accounts.models import Person
from cab_portal.accounts.queries import PersonRow
from cab_portal.accounts.service import people as service
from cab_portal.boards import queries as boards
from cab_portal.core.access import AreaPermission
from cab_portal.core.actor import Role
from cab_portal.core.paging import Page
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.faces.admin.people_forms import NameForm, PeopleSearch, StaffForm
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import ButtonForm
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@blueprint.get("/admin/people")
@guards.require(AreaPermission.ADMIN)
def people() -> ResponseReturnValue:
    """Everybody who may sign in, or might."""
    form = PeopleSearch(request.args)
    form.offer(queries.organization_choices())
    if not form.validate():
        empty: Page[PersonRow] = Page([], 0)
        return render_template("admin/people.html", form=form, page=empty), 422
    page = queries.people(form.search.data or "", form.given_role(), form.given_organization(), page_number())
    return render_template("admin/people.html", form=form, page=page)


@blueprint.get("/admin/people/new")
@guards.require(AreaPermission.ADMIN)
def new_staff() -> ResponseReturnValue:
    """Ask for a colleague's address, name and role."""
    return _staff_page(StaffForm(formdata=None))


@blueprint.post("/admin/people")
@guards.require(AreaPermission.ADMIN)
def create_staff() -> ResponseReturnValue:
    """Add a colleague and mail them a link."""
    form = StaffForm()

    def act() -> ResponseReturnValue:
        person = service.invite_staff(form.email.address(), form.name.data or "", Role(form.role.data))
        flash(gettext("%(name)s is added and gets a mail with a link.", name=person.name))
        return see_other("admin.show_person", person_id=person.id)

    return forms.save(form, act, lambda: _staff_page(form))


def _staff_page(form: StaffForm) -> str:
    return render_template("admin/staff_form.html", form=form)


@blueprint.get("/admin/people/<id:person_id>")
@guards.require(AreaPermission.ADMIN)
def show_person(person_id: UUID) -> ResponseReturnValue:
    """A person: who they are, their seats, and what may be changed."""
    return _person_page(person_id, ButtonForm())


@blueprint.get("/admin/people/<id:person_id>/edit")
@guards.require(AreaPermission.ADMIN)
def edit_person(person_id: UUID) -> ResponseReturnValue:
    """The name as it is."""
    person = guards.load(Person, person_id, PersonPermission.EDIT)
    return _name_page(NameForm(obj=person), person)


@blueprint.post("/admin/people/<id:person_id>/edit")
@guards.require(AreaPermission.ADMIN)
def update_person(person_id: UUID) -> ResponseReturnValue:
    """Save a person's name."""
    form = NameForm()

    def change(person: Person) -> str:
        service.rename_person(person, form.name.data or "")
        return str(gettext("The name is saved."))

    def page() -> str:
        return _name_page(form, guards.load(Person, person_id, PersonPermission.EDIT))

    return _change(person_id, form, change, page)


@blueprint.post("/admin/people/<id:person_id>/role")
@guards.require(AreaPermission.ADMIN)
def change_role(person_id: UUID) -> ResponseReturnValue:
    """Make a CSM an admin, or an admin a CSM."""
    form = ButtonForm()

    def change(person: Person) -> str:
        role = Role.CSM if person.role is Role.ADMIN else Role.ADMIN
        service.change_role(person, role)
        return str(gettext("The role is changed. %(name)s signs in anew.", name=person.name))

    return _change(person_id, form, change, lambda: _person_page(person_id, form))


@blueprint.get("/admin/people/<id:person_id>/deactivate")
@guards.require(AreaPermission.ADMIN)
def confirm_deactivation(person_id: UUID) -> ResponseReturnValue:
    """Say what deactivation takes away, before it does."""
    return _deactivation_page(person_id, ButtonForm())


@blueprint.post("/admin/people/<id:person_id>/deactivate")
@guards.require(AreaPermission.ADMIN)
def deactivate_person(person_id: UUID) -> ResponseReturnValue:
    """Take all access away, at the next request."""
    form = ButtonForm()

    def change(person: Person) -> str:
        service.deactivate(person)
        return str(gettext("%(name)s has no access any more.", name=person.name))

    return _change(person_id, form, change, lambda: _deactivation_page(person_id, form))


@blueprint.post("/admin/people/<id:person_id>/reactivate")
@guards.require(AreaPermission.ADMIN)
def reactivate_person(person_id: UUID) -> ResponseReturnValue:
    """Let a deactivated person sign in again."""
    form = ButtonForm()

    def change(person: Person) -> str:
        service.reactivate(person)
        return str(gettext("%(name)s may sign in again.", name=person.name))

    return _change(person_id, form, change, lambda: _person_page(person_id, form))


def _change(
    person_id: UUID, form: forms.Form, change: Callable[[Person], str], page: Callable[[], str]
) -> ResponseReturnValue:
    """Do one change to a person, and go back to their page with what ``change`` says."""
    guards.load(Person, person_id, PersonPermission.EDIT)

    def act() -> ResponseReturnValue:
        flash(change(guards.load(Person, person_id, PersonPermission.EDIT, lock=True)))
        return see_other("admin.show_person", person_id=person_id)

    return forms.save(form, act, page)


def _person_page(person_id: UUID, form: ButtonForm) -> str:
    person = guards.load(Person, person_id, PersonPermission.READ)
    seats = boards.seats_of_person(person_id) if person.role is Role.MEMBER else []
    return render_template(
        "admin/person.html", person=person, seats=seats, form=form, is_self=person_id == identity.actor().person_id
    )


def _name_page(form: NameForm, person: Person) -> str:
    return render_template(
        "admin/form.html",
        form=form,
        fields=[form.name],
        heading=gettext("Change the name of %(name)s", name=person.name),
        button_label=gettext("Save name"),
        parent=(person.name, url_for("admin.show_person", person_id=person.id)),
        action=url_for("admin.update_person", person_id=person.id),
    )


def _deactivation_page(person_id: UUID, form: ButtonForm) -> str:
    person = guards.load(Person, person_id, PersonPermission.EDIT)
    return render_template("admin/deactivate.html", person=person, form=form)
