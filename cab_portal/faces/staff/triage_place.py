"""The team puts a member's comment on other words of a later version."""

from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import thread_view, triage
from cab_portal.comments.service.placing_again import place_again
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.drafts import queries as drafts
from cab_portal.drafts.queries import VersionView
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.web import forms, guards, identity
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.passages import PassageForm
from cab_portal.web.placing import Placing, home_of, placing_in, stored_step


@blueprint.get("/staff/drafts/threads/<id:thread_id>/place")
@guards.require(AreaPermission.STAFF)
def new_place(thread_id: UUID) -> ResponseReturnValue:
    """Choose the words: select them, or a sentence of a paragraph."""
    return _page(guards.load(Thread, thread_id, ThreadPermission.PLACE), PassageForm(request.args))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/place")
@guards.require(AreaPermission.STAFF)
def create_place(thread_id: UUID) -> ResponseReturnValue:
    """Put the comment there, from this version on."""
    guards.load(Thread, thread_id, ThreadPermission.PLACE)
    form = PassageForm()

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.PLACE, lock=True)
        placing = _placing(thread, form)
        place_again(identity.actor(), thread, stored_step(placing), form.chosen(placing.block))
        flash(gettext("The comment stands on these words now."))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: _page(guards.load(Thread, thread_id, ThreadPermission.PLACE), form))


def _version(thread: Thread, number: int | None) -> VersionView:
    """The version of this number, else the newest one."""
    if number is not None:
        return drafts.version_by_number(thread.draft_id, number)
    newest = drafts.newest_version(thread.draft_id)
    if newest is None:
        raise NotFound
    return newest


def _placing(thread: Thread, form: PassageForm) -> Placing:
    version = _version(thread, form.version.data)
    home = home_of(version, thread_view(identity.actor(), thread.id, version.id).step_id)

    def address(number: int, block: int | None) -> str:
        return url_for(
            "staff.new_place",
            thread_id=thread.id,
            version=version.number,
            step=number,
            block=block,
            _anchor="place" if block is not None else None,
        )

    return placing_in(version, form, home, address)


def _page(thread: Thread, form: PassageForm) -> str:
    return render_template(
        "staff/thread_place.html",
        draft=thread.draft,
        thread=triage.triage_thread(thread.id, present_program().zone),
        placing=_placing(thread, form),
        form=form,
    )
