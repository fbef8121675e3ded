"""Applying a member's suggestion to the working text, and undoing it."""

from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.service import suggestions
from cab_portal.core.access import AreaPermission
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.triage import thread_page
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import ButtonForm
from cab_portal.web.pages import see_other


def _both(thread_id: UUID) -> tuple[Draft, Thread]:
    """The draft, held first as everywhere, and the thread."""
    draft_id = guards.load(Thread, thread_id, ThreadPermission.DECIDE).draft_id
    draft = guards.load(Draft, draft_id, DraftPermission.WRITE, lock=True)
    return draft, guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)


@blueprint.post("/staff/drafts/threads/<id:thread_id>/apply")
@guards.require(AreaPermission.STAFF)
def apply_suggestion(thread_id: UUID) -> ResponseReturnValue:
    """Put the member's words into the working text; an undecided suggestion is accepted along with it."""
    _authorize(thread_id)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        draft, thread = _both(thread_id)
        suggestions.apply(identity.actor(), draft, thread)
        flash(gettext("The words stand in the working text, with %(name)s named for them.", name=thread.author.name))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: thread_page(thread_id, button=form))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/undo")
@guards.require(AreaPermission.STAFF)
def undo_suggestion(thread_id: UUID) -> ResponseReturnValue:
    """Take them out again, while nobody has changed the step since."""
    _authorize(thread_id)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        draft, thread = _both(thread_id)
        suggestions.undo(draft, thread)
        flash(gettext("The step reads as it did before."))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: thread_page(thread_id, button=form))


def _authorize(thread_id: UUID) -> None:
    draft_id = guards.load(Thread, thread_id, ThreadPermission.DECIDE).draft_id
    guards.load(Draft, draft_id, DraftPermission.WRITE)
