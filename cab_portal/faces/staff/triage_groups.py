"""Putting comments together that say the same: one stands for all, and its answer reaches every author."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.service import dispositions, groups
from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput, NotFound
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.triage import thread_page
from cab_portal.faces.staff.triage_forms import GroupForm
from cab_portal.web import forms, guards, identity
from cab_portal.web.forms import ButtonForm
from cab_portal.web.pages import see_other

_FEWEST = 2
TOO_FEW = "Choose at least two comments that say the same."


@blueprint.get("/staff/drafts/<id:draft_id>/groups/new")
@guards.require(AreaPermission.STAFF)
def new_group(draft_id: UUID) -> ResponseReturnValue:
    """The comments that were chosen; which of them shall stand for all?"""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    return _page(draft_id, GroupForm(formdata=None))


@blueprint.post("/staff/drafts/<id:draft_id>/groups")
@guards.require(AreaPermission.STAFF)
def create_group(draft_id: UUID) -> ResponseReturnValue:
    """Put them together."""
    guards.load(Draft, draft_id, DraftPermission.DECIDE)
    form = GroupForm()
    form.offer(_chosen(draft_id))

    def act() -> ResponseReturnValue:
        threads = _chosen(draft_id, lock=True)
        if len(threads) < _FEWEST:
            raise InvalidInput(TOO_FEW, fields={"leader": TOO_FEW})
        leader = next(thread for thread in threads if ids.encode(thread.id) == form.leader.data)
        joined = dispositions.put_together(identity.actor(), leader, threads)
        flash(ngettext("One more comment is in the group.", "%(num)s more comments are in the group.", joined))
        return see_other("staff.triage_thread", thread_id=leader.id)

    return forms.save(form, act, lambda: _page(draft_id, form))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/ungroup")
@guards.require(AreaPermission.STAFF)
def ungroup_thread(thread_id: UUID) -> ResponseReturnValue:
    """Let a comment stand for itself again."""
    guards.load(Thread, thread_id, ThreadPermission.DECIDE)
    form = ButtonForm()

    def act() -> ResponseReturnValue:
        groups.ungroup(guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True))
        flash(gettext("The comment stands for itself again."))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: thread_page(thread_id, button=form))


def _page(draft_id: UUID, form: GroupForm) -> str:
    chosen = _chosen(draft_id)
    form.offer(chosen)
    return render_template(
        "staff/triage_group.html",
        draft=guards.load(Draft, draft_id, DraftPermission.READ),
        form=form,
        chosen=chosen,
        too_few=TOO_FEW if len(chosen) < _FEWEST else "",
    )


def _chosen(draft_id: UUID, *, lock: bool = False) -> Sequence[Thread]:
    """The threads that the address or the form names, the oldest first; ``NotFound`` for what is none of this draft's.

    Whoever decides on the draft decides on its threads.
    """
    try:
        keys = {ids.decode(text) for text in request.values.getlist("thread")}
    except ValueError as error:
        raise NotFound from error
    threads = [guards.load(Thread, key, ThreadPermission.READ, lock=lock) for key in sorted(keys)]
    if any(thread.draft_id != draft_id for thread in threads):
        raise NotFound
    return threads
