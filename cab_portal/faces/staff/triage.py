"""Triage: every thread of a draft is read once, answered and decided."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.comments.access import ThreadPermission
from cab_portal.comments.models import Thread
from cab_portal.comments.queries import export, suggestions, triage
from cab_portal.comments.queries.triage import EVERYTHING, TriageFilter, TriageIndex, TriageState
from cab_portal.comments.rules import ThreadKind
from cab_portal.comments.service import dispositions, replies, restatements
from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.triage_forms import DispositionForm, ReplyForm, RestatementForm
from cab_portal.web import csv_files, forms, guards, identity
from cab_portal.web.forms import ButtonForm
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.paging import page_number


@blueprint.get("/staff/drafts/<id:draft_id>/triage")
@guards.require(AreaPermission.STAFF)
def triage_of_draft(draft_id: UUID) -> ResponseReturnValue:
    """All shared threads of a draft, what is overdue first; what says the same stands together."""
    draft = guards.load(Draft, draft_id, DraftPermission.READ)
    zone = present_program().zone
    index = triage.index_of(draft_id, zone)
    wanted = _asked_for(index)
    return render_template(
        "staff/triage.html",
        draft=draft,
        is_filtered=wanted != EVERYTHING,
        is_narrowed=replace(wanted, state=None) != EVERYTHING,
        total=index.count(EVERYTHING),
        undecided=index.count(TriageFilter(state=TriageState.OPEN)),
        filter_rows=_filters(index, wanted),
        page=triage.page_of(index, zone, wanted, page_number()),
    )


def _asked_for(index: TriageIndex) -> TriageFilter:
    """The filter of the address; what is none there is no filter."""
    given = request.args
    steps = {ids.encode(key): key for key, _name in index.steps()}
    segments = {ids.encode(key): key for key, _name in index.segments()}
    return TriageFilter(
        kind=next((kind for kind in ThreadKind if kind.value == given.get("kind")), None),
        state=next((state for state in TriageState if state.value == given.get("state")), None),
        step_id=steps.get(given.get("step", "")),
        segment_id=segments.get(given.get("segment", "")),
    )


@dataclass(frozen=True)
class _Filter:
    """One row of links; each keeps what the other rows say."""

    label: str
    links: list[dict[str, object]]


def _filters(index: TriageIndex, wanted: TriageFilter) -> list[_Filter]:
    states = {
        None: gettext("All"),
        TriageState.OVERDUE: gettext("Overdue"),
        TriageState.OPEN: gettext("To decide"),
        TriageState.ASKED: gettext("Asked back"),
        TriageState.DECIDED: gettext("Decided"),
    }
    kinds = {
        None: gettext("All"),
        ThreadKind.CONCERN: gettext("Concerns"),
        ThreadKind.QUESTION: gettext("Questions"),
        ThreadKind.SUGGESTION: gettext("Suggestions"),
        ThreadKind.PRAISE: gettext("Praise"),
    }
    rows = [
        _Filter(gettext("State"), _links(index, wanted, "state", states.items())),
        _Filter(gettext("Kind"), _links(index, wanted, "kind", kinds.items())),
    ]
    for label, name, found in (
        (gettext("Step"), "step_id", index.steps()),
        (gettext("Segment"), "segment_id", index.segments()),
    ):
        if len(found) > 1:
            rows.append(_Filter(label, _links(index, wanted, name, [(None, gettext("All")), *found])))
    return rows


def _links(
    index: TriageIndex, wanted: TriageFilter, name: str, choices: Iterable[tuple[Any, str]]
) -> list[dict[str, object]]:
    found = []
    for value, label in choices:
        one = replace(wanted, **{name: value})
        found.append({"label": label, "url": _url(index, one), "current": one == wanted, "count": index.count(one)})
    return found


def _url(index: TriageIndex, wanted: TriageFilter) -> str:
    return url_for(
        "staff.triage_of_draft",
        draft_id=index.draft_id,
        kind=wanted.kind,
        state=wanted.state,
        step=ids.encode(wanted.step_id) if wanted.step_id else None,
        segment=ids.encode(wanted.segment_id) if wanted.segment_id else None,
    )


@blueprint.get("/staff/drafts/<id:draft_id>/comments.csv")
@guards.require(AreaPermission.STAFF)
def comments_csv(draft_id: UUID) -> ResponseReturnValue:
    """All shared comments of a draft as a file, private ones marked."""
    guards.load(Draft, draft_id, DraftPermission.READ)
    return csv_files.download(f"comments-{ids.encode(draft_id)}.csv", export.COLUMNS, export.rows(draft_id))


@blueprint.get("/staff/drafts/threads/<id:thread_id>")
@guards.require(AreaPermission.STAFF)
def triage_thread(thread_id: UUID) -> ResponseReturnValue:
    """One thread, with a reply and a decision to write."""
    return thread_page(thread_id)


def thread_page(
    thread_id: UUID,
    *,
    reply: ReplyForm | None = None,
    disposition: DispositionForm | None = None,
    restatement: RestatementForm | None = None,
    button: ButtonForm | None = None,
) -> str:
    """The page of one thread; a form that was refused comes back as it was sent."""
    row = guards.load(Thread, thread_id, ThreadPermission.READ)
    disposition = disposition or DispositionForm.of(row)
    disposition.offer(triage.twins_for(thread_id, row.draft_id))
    return render_template(
        "staff/triage_thread.html",
        draft=row.draft,
        row=row,
        thread=triage.triage_thread(thread_id, present_program().zone),
        reply_form=reply or ReplyForm(formdata=None),
        disposition_form=disposition,
        restatement_form=restatement or RestatementForm(formdata=None),
        button_form=button or ButtonForm(formdata=None),
        place=suggestions.working_place(thread_id),
        applied=suggestions.applied_view(thread_id),
    )


@blueprint.post("/staff/drafts/threads/<id:thread_id>/replies")
@guards.require(AreaPermission.STAFF)
def create_reply(thread_id: UUID) -> ResponseReturnValue:
    """Reply for the team, to everybody who said the same; they hear of it by mail."""
    form = ReplyForm()

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)
        people = replies.reply_to_group(identity.actor(), thread, form.given())
        flash(ngettext("Your reply was sent.", "Your reply was sent to %(num)s members.", people))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: thread_page(thread_id, reply=form))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/restatements")
@guards.require(AreaPermission.STAFF)
def create_restatement(thread_id: UUID) -> ResponseReturnValue:
    """Put a concern into the team's words, and ask its author whether they are right."""
    guards.load(Thread, thread_id, ThreadPermission.DECIDE)
    form = RestatementForm()

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)
        restatements.restate(identity.actor(), thread, form.given())
        flash(gettext("The member is asked whether you understood it."))
        return see_other("staff.triage_thread", thread_id=thread_id)

    return forms.save(form, act, lambda: thread_page(thread_id, restatement=form))


@blueprint.post("/staff/drafts/threads/<id:thread_id>/disposition")
@guards.require(AreaPermission.STAFF)
def dispose(thread_id: UUID) -> ResponseReturnValue:
    """Decide about a thread and all that it stands for; each member hears of it by mail."""
    draft_id = guards.load(Thread, thread_id, ThreadPermission.DECIDE).draft_id
    form = DispositionForm()
    form.offer(triage.twins_for(thread_id, draft_id))

    def act() -> ResponseReturnValue:
        thread = guards.load(Thread, thread_id, ThreadPermission.DECIDE, lock=True)
        dispositions.dispose(identity.actor(), thread, form.given())
        flash(gettext("Your decision was saved."))
        return see_other("staff.triage_of_draft", draft_id=draft_id)

    return forms.save(form, act, lambda: thread_page(thread_id, disposition=form))
